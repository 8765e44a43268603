/* What hears the database's notifications. */
#include "model/worker/ear.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/settings/zone.h"

#include <string.h>

static const char channel[] = "hotspot_console";

enum {
    LOOK_MS = 10000
};

void ear_open(struct ear *ear, const struct config *config, struct db *db, const char *name)
{
    *ear = (struct ear){ .db = db, .is_own = config->database_direct != NULL };
    if (!ear->is_own)
        return;
    ear->db = db_new(config->database_direct, name);
    db_set_deadline_ms(ear->db, DB_WATCH_MS);
}

void ear_close(struct ear *ear)
{
    if (ear->is_own)
        db_free(ear->db);
    ear->db = NULL;
}

/* Without it the looks at regular times go on: no reason to call the database down. */
static bool is_tolerable(struct ear *ear, bool ok, const struct error *e)
{
    if (!ear->is_own)
        return ok;
    if (!ok && !ear->is_cut_off && e->code != ERR_CANCELLED)
        log_error("database_direct", e);
    ear->is_cut_off = !ok;
    return true;
}

/* Nothing else is asked on a connection of its own: only so is a server seen that keeps silent. */
static bool is_there(struct ear *ear, struct error *e)
{
    if (!ear->is_own || clock_ms() < ear->look_at_ms)
        return true;
    ear->look_at_ms = clock_ms() + LOOK_MS;
    struct db_result *r = db_query(ear->db, "ear_look", NULL, 0, e);
    db_result_free(r);
    return r != NULL;
}

static bool is_direct(const struct ear *ear, struct error *e)
{
    return !ear->is_own || !db_is_pooled(ear->db) ||
           error_set(e, ERR_CONFIG, "no notifications come in", "database_direct leads to a pooler too");
}

bool ear_listen(struct ear *ear, struct error *e)
{
    struct error why = { .code = ERR_NONE };
    bool ok = db_listen(ear->db, channel, &why) && is_direct(ear, &why) && is_there(ear, &why);
    if (is_tolerable(ear, ok, &why))
        return true;
    if (e)
        *e = why;
    return false;
}

int ear_socket(const struct ear *ear)
{
    return db_socket(ear->db);
}

struct note_call {
    void (*note)(void *ctx, const char *payload);
    void *ctx;
};

static void pass_payload(void *ctx, const char *from, const char *payload)
{
    const struct note_call *call = ctx;
    if (strcmp(from, channel) != 0)
        return;
    zone_hear(payload);
    call->note(call->ctx, payload);
}

bool ear_hear(struct ear *ear, void (*note)(void *ctx, const char *payload), void *ctx, struct error *e)
{
    struct error why = { .code = ERR_NONE };
    bool ok = db_notifications(ear->db, pass_payload, &(struct note_call){ note, ctx }, &why);
    if (is_tolerable(ear, ok, &why))
        return true;
    if (e)
        *e = why;
    return false;
}
