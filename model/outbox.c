/* Effects outside the database, done by whoever comes first. */
#include "model/outbox.h"

#include "db/db.h"
#include "model/outbox_lanes.h"
#include "model/outbox_router.h"
#include "model/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* How long an operator is kept waiting for rows that a worker took before us, and how often to look. */
enum {
    OTHERS_MS = 3000,
    LOOK_AGAIN_MS = 40
};

/* The rows that belong to the operation say it best: another host may have done some of them. */
static bool count_operation(struct context *ctx, const char *operation_id, struct outbox_tally *tally, size_t *running,
                            struct error *e)
{
    struct db_result *r = db_query(ctx->db, "outbox_of_operation", DB_PARAMS(operation_id), e);
    if (!r)
        return false;
    tally->done = (size_t)db_int64(r, 0, 0);
    tally->waiting = (size_t)db_int64(r, 0, 1);
    tally->failed = (size_t)db_int64(r, 0, 2);
    if (!db_is_null(r, 0, 3))
        snprintf(tally->last_error, sizeof tally->last_error, "%s", db_value(r, 0, 3));
    *running = (size_t)db_int64(r, 0, 4);
    db_result_free(r);
    return true;
}

/* A worker may have been quicker with some of the rows: it is at them now, and its result is the answer. */
static bool await_operation(struct context *ctx, const char *operation_id, struct outbox_tally *tally, struct error *e)
{
    size_t running = 0;
    for (int waited = 0;; waited += LOOK_AGAIN_MS) {
        if (!count_operation(ctx, operation_id, tally, &running, e))
            return false;
        if (!running || waited >= OTHERS_MS || context_cancelled(ctx, NULL))
            return true;
        nanosleep(&(struct timespec){ .tv_nsec = LOOK_AGAIN_MS * 1000000L }, NULL);
    }
}

/* Routers with rows that are due; NULL where the database fails. */
static const char *const *targets(struct context *ctx, const char *operation_id, size_t *count, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "outbox_targets", DB_PARAMS(operation_id), e);
    if (!r)
        return NULL;
    const char **routers = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    for (*count = 0; *count < (size_t)db_rows(r); ++*count)
        routers[*count] = arena_strdup(ctx->arena, db_value(r, (int)*count, 0));
    db_result_free(r);
    return routers;
}

bool outbox_drain(struct context *ctx, const char *operation_id, struct outbox_tally *tally, struct error *e)
{
    size_t count;
    const char *const *routers = targets(ctx, operation_id, &count, e);

    *tally = (struct outbox_tally){ 0 };
    if (!routers)
        return false;
    /* the process is known before it holds anything, so that its end can be noticed */
    if (count && !worker_heartbeat(ctx, "act", e))
        return false;
    if (count == 1 && !outbox_drain_router(ctx, routers[0], operation_id, tally, e))
        return false;
    if (count > 1 && !outbox_drain_routers(ctx, routers, count, operation_id, tally, e))
        return false;
    return !operation_id || await_operation(ctx, operation_id, tally, e);
}

static bool is_gone(int64_t pid)
{
    return kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

/* Processes of this host that hold rows and have ended. */
static const char *gone_holders(struct context *ctx, struct error *e)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    struct db_result *r = db_query(ctx->db, "outbox_holders", DB_PARAMS(host), e);
    if (!r)
        return NULL;
    const char **gone = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    size_t count = 0;
    for (int i = 0; i < db_rows(r); i++)
        if (is_gone(db_int64(r, i, 1)))
            gone[count++] = arena_strdup(ctx->arena, db_value(r, i, 0));
    db_result_free(r);
    return db_array(ctx->arena, gone, count);
}

bool outbox_rescue(struct context *ctx, size_t *rescued, struct error *e)
{
    *rescued = 0;
    const char *gone = gone_holders(ctx, e);
    if (!gone)
        return false;
    struct db_result *r = db_query(ctx->db, "outbox_rescue", DB_PARAMS(gone), e);
    if (!r && strcmp(db_sqlstate(ctx->db), "23505") == 0) /* a newer wish came in between: now it is seen */
        r = db_query(ctx->db, "outbox_rescue", DB_PARAMS(gone), e);
    if (!r)
        return false;
    if (db_rows(r) > 0)
        *rescued = (size_t)db_int64(r, 0, 0);
    db_result_free(r);
    return true;
}
