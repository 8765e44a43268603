/* LISTEN and what comes of it: hints only, polling stands behind them. */
#include "db/db.h"
#include "db/handle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool listens_to(const struct db *db, const char *channel)
{
    for (size_t i = 0; i < db->channel_count; i++) {
        if (strcmp(db->channels[i], channel) == 0)
            return true;
    }
    return false;
}

/* Behind a pooler the session that would listen is not ours. */
static bool listen_now(struct db *db, const char *channel, struct error *e)
{
    if (db->is_pooled)
        return true;
    char *name = PQescapeIdentifier(db->conn, channel, strlen(channel));
    if (!name)
        return error_set(e, ERR_INTERNAL, "can't listen to the database", "%s", PQerrorMessage(db->conn));
    char *sql;
    if (asprintf(&sql, "LISTEN %s", name) < 0)
        abort();
    bool done = db_script(db, sql, "LISTEN", e);
    free(sql);
    PQfreemem(name);
    return done;
}

bool db_listen(struct db *db, const char *channel, struct error *e)
{
    if (!db_ready(db, e))
        return false;
    if (listens_to(db, channel))
        return true;
    if (!listen_now(db, channel, e))
        return false;
    db->channels = reallocarray(db->channels, db->channel_count + 1, sizeof *db->channels);
    if (!db->channels || !(db->channels[db->channel_count] = strdup(channel)))
        abort();
    db->channel_count++;
    return true;
}

bool db_listen_again(struct db *db, struct error *e)
{
    struct error refused;
    for (size_t i = 0; i < db->channel_count && db->conn; i++)
        listen_now(db, db->channels[i], &refused);
    if (!db->conn && e)
        *e = refused;
    return db->conn != NULL;
}

int db_socket(const struct db *db)
{
    return db->conn ? PQsocket(db->conn) : -1;
}

static bool fail_lost(struct db *db, struct error *e)
{
    error_set(&db->last_error, ERR_UNREACHABLE, "the connection to the database is lost", "while it was listening");
    if (e)
        *e = db->last_error;
    if (db->conn)
        db_drop_connection(db);
    return false;
}

bool db_notifications(struct db *db, void (*note)(void *ctx, const char *channel, const char *payload), void *ctx,
                      struct error *e)
{
    if (!db->conn)
        return fail_lost(db, e);
    bool alive = PQconsumeInput(db->conn) && !db_has_hung_up(db);
    PGnotify *n;
    while ((n = PQnotifies(db->conn))) {
        note(ctx, n->relname, n->extra);
        PQfreemem(n);
    }
    return alive || fail_lost(db, e);
}
