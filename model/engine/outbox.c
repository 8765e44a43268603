/* Effects outside the database, done by whoever comes first. */
#include "model/engine/outbox.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/engine/heartbeat.h"
#include "model/engine/holder.h"
#include "model/engine/outbox_ahead.h"
#include "model/engine/outbox_lanes.h"
#include "model/engine/outbox_target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How long an operator is kept waiting for rows that a worker took before us, and how often to look. */
enum {
    OTHERS_MS = 3000,
    LOOK_AGAIN_MS = 40,
    PATIENCE_MS = 2500,
    NO_TRY = 1000000,
    MOST_ROUNDS = 5
};

/* The rows that belong to the operation say it best: another host may have done some of them. */
static void take_counts(struct outbox_tally *tally, const struct db_result *r, size_t *running)
{
    tally->done = (size_t)db_int64(r, 0, 0);
    tally->waiting = (size_t)db_int64(r, 0, 1);
    tally->failed = (size_t)db_int64(r, 0, 2);
    if (!db_is_null(r, 0, 3))
        snprintf(tally->last_error, sizeof tally->last_error, "%s", db_value(r, 0, 3));
    *running = (size_t)db_int64(r, 0, 4);
}

static bool count_operation(struct context *ctx, const char *operation_id, struct outbox_tally *tally, size_t *running,
                            struct error *e)
{
    struct db_result *r = db_query(ctx->db, "outbox_of_operation", DB_PARAMS(operation_id), e);
    if (r)
        take_counts(tally, r, running);
    db_result_free(r);
    return r != NULL;
}

/* What has rows that are due, by what the operation itself saw before its commit, where that is at hand; NULL where the
 * database fails. */
static const char **due_targets(struct context *ctx, const char *operation_id, size_t *count, struct error *e)
{
    struct db_result *r = ctx->ahead ? ctx->ahead->due : NULL;
    if (r)
        ctx->ahead->due = NULL;
    else if (!(r = db_query(ctx->db, "outbox_targets", DB_PARAMS(operation_id), e)))
        return NULL;
    const char **targets = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    for (*count = 0; *count < (size_t)db_rows(r); ++*count)
        targets[*count] = arena_strdup(ctx->arena, db_value(r, (int)*count, 0));
    db_result_free(r);
    return targets;
}

/* What only another host knows is that host's: no thread is needed to say so. */
static size_t keep_here(struct context *ctx, const char **targets, size_t count, const char *operation_id,
                        struct outbox_tally *tally)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct target *t = target_find(targets[i]);
        if (!t || !t->is_here || t->is_here(ctx, target_name(targets[i]), operation_id))
            targets[kept++] = targets[i];
        else
            outbox_note_error(tally, arena_printf(ctx->arena, "%s is not in this configuration", targets[i]));
    }
    return kept;
}

/* By the operation itself, which has made the process known. */
static bool is_claimed(const struct context *ctx, const char *target)
{
    return ctx->ahead && ctx->ahead->claimed && strcmp(ctx->ahead->claims, target) == 0;
}

static bool drain_once(struct context *ctx, const char *operation_id, size_t *count, struct outbox_tally *tally,
                       struct error *e)
{
    const char **targets = due_targets(ctx, operation_id, count, e);

    if (!targets)
        return false;
    *count = keep_here(ctx, targets, *count, operation_id, tally);
    if (*count != 1 || target_find(targets[0]) != (ctx->ahead ? ctx->ahead->target : NULL))
        outbox_ahead_settle(ctx->ahead);
    /* the process is known before it holds anything, so that its end can be noticed; at the latest with what it takes
     */
    tally->ends_operation = *count == 1 && ctx->routers ? operation_id : NULL;
    if (*count == 1)
        return (is_claimed(ctx, targets[0]) || worker_heartbeat_later(ctx, "act", e)) &&
               outbox_drain_target(ctx, targets[0], operation_id, tally, e);
    return *count == 0 ||
           (worker_heartbeat(ctx, "act", e) && outbox_drain_targets(ctx, targets, *count, operation_id, tally, e));
}

/* How far an operation is: its rows, how many of them others hold, and how long until a gateway is asked again for it;
 * NO_TRY: it is not. */
struct standing {
    size_t running;
    int64_t wait_ms;
};

static bool ask_standing(struct context *ctx, const char *operation_id, struct outbox_tally *tally, struct error *e)
{
    outbox_tally_forget(tally);
    return db_later(ctx->db, "outbox_next_try", DB_PARAMS(operation_id), &tally->next_try, e) &&
           db_later(ctx->db, "operation_effects", DB_PARAMS(operation_id), &tally->effects, e) &&
           (tally->standing = db_query(ctx->db, "outbox_of_operation", DB_PARAMS(operation_id), e)) != NULL;
}

/* As the end of the last batch found it, where that asked. */
static bool read_standing(struct context *ctx, const char *operation_id, struct outbox_tally *tally,
                          struct standing *now, struct error *e)
{
    bool ok = tally->standing || ask_standing(ctx, operation_id, tally, e);
    if (ok) {
        take_counts(tally, tally->standing, &now->running);
        now->wait_ms = db_is_null(tally->next_try, 0, 0)
                           ? NO_TRY
                           : clock_wait_ms(db_int64(tally->next_try, 0, 0)); /* due: somebody else is at it */
    }
    db_result_free(tally->next_try);
    db_result_free(tally->standing);
    tally->next_try = tally->standing = NULL;
    return ok;
}

/* A worker may have been quicker with some of the rows: it is at them now, and its result is the answer. */
static bool await_operation(struct context *ctx, const char *operation_id, struct outbox_tally *tally, size_t running,
                            struct error *e)
{
    for (int waited = 0; running && waited < OTHERS_MS && !context_cancelled(ctx, NULL); waited += LOOK_AGAIN_MS) {
        nanosleep(&(struct timespec){ .tv_nsec = LOOK_AGAIN_MS * 1000000L }, NULL);
        db_result_free(tally->effects);
        tally->effects = NULL;
        if (!count_operation(ctx, operation_id, tally, &running, e))
            return false;
    }
    return true;
}

/* A customer stands at the desk: what a gateway's hiccup has put off by a moment is tried again within it. */
static bool drain_patiently(struct context *ctx, const char *operation_id, struct outbox_tally *tally, struct error *e)
{
    size_t count;
    struct standing now = { .wait_ms = 0 };
    for (int64_t left = PATIENCE_MS; now.wait_ms <= left && !context_cancelled(ctx, NULL); left -= now.wait_ms) {
        if (now.wait_ms > 0)
            nanosleep(&(struct timespec){ .tv_sec = now.wait_ms / 1000, .tv_nsec = now.wait_ms % 1000 * 1000000L },
                      NULL);
        if (!drain_once(ctx, operation_id, &count, tally, e) || !read_standing(ctx, operation_id, tally, &now, e)) {
            outbox_tally_forget(tally);
            return false;
        }
    }
    return await_operation(ctx, operation_id, tally, now.running, e);
}

/* Who talks to no router is part of a worker, whose other threads do the rest; nobody looks at a screen there. */
static bool drain_operation(struct context *ctx, const char *operation_id, struct outbox_tally *tally, struct error *e)
{
    size_t count;
    if (!ctx->routers)
        return drain_once(ctx, operation_id, &count, tally, e);
    return drain_patiently(ctx, operation_id, tally, e);
}

bool outbox_drain(struct context *ctx, const char *operation_id, struct outbox_tally *tally, struct error *e)
{
    size_t count = 1;

    *tally = (struct outbox_tally){ 0 };
    if (operation_id)
        return drain_operation(ctx, operation_id, tally, e);
    /* what is done may ask for more: a charge that is paid for a message, a message for its sending */
    for (int round = 0; count && round < MOST_ROUNDS && !context_cancelled(ctx, NULL); round++)
        if (!drain_once(ctx, NULL, &count, tally, e))
            return false;
    return true;
}

bool outbox_rescue(struct context *ctx, size_t *rescued, struct error *e)
{
    *rescued = 0;
    const char *gone = holders_gone(ctx, "outbox_holders", false, e);
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
