/* A thread's way into the model. */
#include "model/worker/session.h"

#include "db/db.h"
#include "db/migrate.h"
#include "model/bill/brand.h"
#include "model/config/config.h"
#include "model/engine/action.h"
#include "model/engine/job.h"
#include "model/engine/spares.h"
#include "model/pay/gateways.h"
#include "model/receipts/printers.h"
#include "model/routers/router.h"
#include "model/settings/setting.h"
#include "model/worker/ear.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct session {
    struct context context;
    struct arena *own; /* lives as long as the session; context.arena is the task's */
    char worker_id[40];
    struct spares spares; /* of a session with routers */
    struct ear ear;
    bool is_verified, is_told_to_read; /* by whoever opened it, or the configuration */
};

/* What its statements may take. */
static const int paces[] = { [SESSION_JOB] = DB_JOB_MS,
                             [SESSION_WATCH] = DB_WATCH_MS,
                             [SESSION_SCREEN] = DB_SCREEN_MS,
                             [SESSION_BULK] = DB_BULK_MS };

struct session *session_open(const struct session_options *options)
{
    struct session *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->own = arena_new();
    if (options->worker_id)
        strncpy(s->worker_id, options->worker_id, sizeof s->worker_id - 1);
    else
        action_new_id(s->worker_id);
    s->context = (struct context){
        .config = options->config,
        .db = db_new(options->config->database, options->name),
        .arena = arena_new(),
        .routers = options->with_routers ? routers_new(options->config) : NULL,
        .gateways = options->with_gateways ? gateways_new(options->config) : NULL,
        .actor = options->actor ? arena_strdup(s->own, options->actor) : context_default_actor(s->own),
        .worker_id = s->worker_id,
        .read_only = options->read_only || options->config->read_only,
    };
    s->is_told_to_read = s->context.read_only;
    spares_init(&s->spares, options->config->database, OUTBOX_CONNECTION);
    if (options->with_routers)
        s->context.spares = &s->spares;
    if (options->config->read_only)
        db_only_read(s->context.db);
    db_set_deadline_ms(s->context.db, paces[options->pace]);
    ear_open(&s->ear, options->config, s->context.db, options->name);
    return s;
}

void session_close(struct session *s)
{
    if (!s)
        return;
    if (s->context.routers)
        routers_free(s->context.routers);
    gateways_free(s->context.gateways);
    ear_close(&s->ear);
    spares_free(&s->spares);
    db_free(s->context.db);
    arena_free(s->context.arena);
    arena_free(s->own);
    free(s);
}

struct context *session_context(struct session *s)
{
    return &s->context;
}

/* The database decides which router serves a user, what an invoice of a brand is like, and by which settings: it has
 * to know the configured routers and brands and the program's settings first. The jobs are told too, to be seen before
 * a worker ever ran. */
static bool tell_database(struct session *s, struct error *e)
{
    return !s->context.routers || s->context.read_only ||
           (routers_register(&s->context, e) && brands_register(&s->context, e) && printers_register(&s->context, e) &&
            settings_register(&s->context, e) && jobs_register(&s->context, e));
}

/* Anew with each connection: rights may have been given or taken. */
static bool read_rights(struct session *s, struct error *e)
{
    struct db_result *r = db_query(s->context.db, "session_rights", NULL, 0, e);
    if (!r)
        return false;
    if (s->context.looks_only)
        s->context.read_only = s->is_told_to_read;
    s->context.looks_only = db_bool(r, 0, 0) ? NULL : arena_strdup(s->own, db_value(r, 0, 1));
    s->context.read_only |= s->context.looks_only != NULL;
    db_result_free(r);
    return true;
}

bool session_ready(struct session *s, struct error *e)
{
    if (!db_is_connected(s->context.db))
        s->is_verified = false;
    if (!db_ready(s->context.db, e))
        return false;
    if (!s->is_verified)
        s->is_verified = migrate_verify(s->context.db, e) && read_rights(s, e) && tell_database(s, e);
    return s->is_verified;
}

int session_retry_in_ms(struct session *s)
{
    return db_retry_in_ms(s->context.db);
}

void session_retry_now(struct session *s)
{
    db_retry_now(s->context.db);
}

bool session_is_connected(const struct session *s)
{
    return db_is_connected(s->context.db);
}

void session_interrupt(struct session *s)
{
    db_cancel(s->context.db);
    if (s->context.routers)
        routers_interrupt(s->context.routers);
    if (s->context.gateways)
        gateways_interrupt(s->context.gateways);
}

void session_rest(struct session *s)
{
    spares_rest(&s->spares);
    if (s->context.routers)
        routers_rest(s->context.routers);
}

void session_end_by(struct session *s, int64_t at_ms)
{
    spares_end_by(&s->spares, at_ms);
    db_end_by(s->context.db, at_ms);
    db_end_by(s->ear.db, at_ms);
}

bool session_listen(struct session *s, struct error *e)
{
    return ear_listen(&s->ear, e);
}

static void ignore_note(void *ctx, const char *channel, const char *payload)
{
    (void)ctx;
    (void)channel;
    (void)payload;
}

bool session_wait(struct session *s, int wake_fd, int timeout_ms, void (*note)(void *ctx, const char *payload),
                  void *ctx, struct error *e)
{
    struct pollfd fds[3] = {
        { .fd = db_socket(s->context.db), .events = POLLRDHUP },
        { .fd = wake_fd, .events = POLLIN },
        { .fd = ear_socket(&s->ear), .events = POLLIN },
    };
    if (poll(fds, 3, timeout_ms) < 0 && errno != EINTR)
        return error_set(e, ERR_INTERNAL, "can't wait for the database's messages", "%s", strerror(errno));
    if (fds[0].revents)
        return db_notifications(s->context.db, ignore_note, NULL, e);
    return !fds[2].revents || ear_hear(&s->ear, note, ctx, e);
}
