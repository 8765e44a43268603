/* What of an operation's outbox is begun before its commit. */
#include "model/engine/outbox_ahead.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "model/engine/heartbeat.h"
#include "model/values/room.h"

#include <string.h>

#define MOST_ROWS "100" /* more than a row alone asks for */

void outbox_ahead_settle(struct outbox_ahead *a)
{
    const char *id = a ? a->opened_id : NULL;
    if (!id)
        return;
    a->opened_id = NULL;
    a->asker->settled(a->asker->progress_ctx, id);
}

bool outbox_ahead_begin(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e)
{
    ROOM_EACH (target, t, targets, kind) {
        if (!t->foresee || (t->talks_to_router && !ctx->routers))
            continue;
        ahead->target = t;
        ahead->kept = t->foresee(ctx, operation_id, e);
        return ahead->kept != NULL;
    }
    return true;
}

/* The process is known before it holds anything, so that its end can be noticed. */
static bool claim(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e)
{
    int lease_s = 0;
    ahead->claims = ctx->worker_id ? ahead->target->holds(ctx, ahead->kept, &lease_s) : NULL;
    if (!ahead->claims)
        return true;
    ahead->operation_id = operation_id;
    ahead->claimed_at = clock_s();
    return worker_heartbeat_later(ctx, "act", e) &&
           db_later(ctx->db, "outbox_claim",
                    DB_PARAMS(ahead->claims, ctx->worker_id, arena_printf(ctx->arena, "%d", lease_s), MOST_ROWS,
                              operation_id),
                    &ahead->claimed, e);
}

bool outbox_ahead_ask(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e)
{
    return db_later(ctx->db, "outbox_targets", DB_PARAMS(operation_id), &ahead->due, e) &&
           (!ahead->kept || (ahead->target->want(ctx, ahead->kept, e) && claim(ctx, operation_id, ahead, e)));
}

struct db_result *outbox_ahead_take(struct outbox_ahead *ahead, const char *target)
{
    if (!ahead || !ahead->claims || strcmp(ahead->claims, target) != 0)
        return NULL;
    struct db_result *claimed = ahead->claimed;
    ahead->claimed = NULL;
    return claimed;
}

void outbox_release(struct context *ctx, const char *operation_id)
{
    struct error e;
    if (!db_run(ctx->db, "outbox_release", DB_PARAMS(operation_id, ctx->worker_id), NULL, &e))
        log_error("giving back what was claimed", &e); /* its lease ends */
}

void outbox_ahead_end(struct context *ctx, struct outbox_ahead *ahead)
{
    if (ahead->claimed && db_rows(ahead->claimed) > 0)
        outbox_release(ctx, ahead->operation_id);
    db_result_free(ahead->claimed);
    if (ahead->kept)
        ahead->target->leave(ctx, ahead->kept);
    db_result_free(ahead->due);
    *ahead = (struct outbox_ahead){ .due = NULL };
}
