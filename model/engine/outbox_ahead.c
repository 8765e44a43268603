/* What of an operation's outbox is begun before its commit. */
#include "model/engine/outbox_ahead.h"

#include "db/db.h"
#include "model/values/room.h"

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

bool outbox_ahead_ask(struct context *ctx, const char *operation_id, struct outbox_ahead *ahead, struct error *e)
{
    return db_later(ctx->db, "outbox_targets", DB_PARAMS(operation_id), &ahead->due, e) &&
           (!ahead->kept || ahead->target->want(ctx, ahead->kept, e));
}

void outbox_ahead_end(struct context *ctx, struct outbox_ahead *ahead)
{
    if (ahead->kept)
        ahead->target->leave(ctx, ahead->kept);
    db_result_free(ahead->due);
    *ahead = (struct outbox_ahead){ .due = NULL };
}
