/* The outbox of a gateway or messenger: a request a row, each ended before the next begins. */
#include "model/engine/outbox_each.h"

#include "model/engine/outbox_batch.h"

#include <string.h>

/* A lease outlives the requests of a batch: of a charge there are three, of 15 s each by default and a minute at
 * most. Rows that cost no request come many at a time. */
enum {
    LEASE_S = 240
};

/* Where nobody answers, what else is due for it needs no try of its own. */
static bool leave_alone(struct context *ctx, const struct outbox_batch *b, const char *operation_id,
                        const struct error *why, struct outbox_tally *tally, struct error *e)
{
    return why->code != ERR_UNREACHABLE ||
           outbox_postpone(ctx, b->target, operation_id, false, b->rows[0].wait_ms, why, tally, e);
}

/* more: rows may be left, and somebody answers. */
static bool run_batch(struct context *ctx, const struct target *t, const char *target, const char *operation_id,
                      struct outbox_tally *tally, bool *more, struct error *e)
{
    struct context inner = *ctx;
    struct outbox_batch b = { .outer = ctx, .target = target, .lease_s = LEASE_S };
    struct error failure = { .code = ERR_NONE };

    *more = false;
    inner.arena = arena_new();
    bool ok = outbox_batch_claim(&inner, &b, t->batch, operation_id, e);
    if (ok && b.count) {
        *more = outbox_batch_run(&inner, &b, &failure);
        if (!*more)
            outbox_batch_give_back(&inner, &b, &failure, 0);
        ok = outbox_batch_finish(&inner, &b, tally, e) &&
             (*more || leave_alone(&inner, &b, operation_id, &failure, tally, e));
    }
    arena_free(inner.arena);
    return ok;
}

bool outbox_drain_each(struct context *ctx, const struct target *t, const char *target, const char *operation_id,
                       struct outbox_tally *tally, struct error *e)
{
    bool more = true, ok = true;
    if (!t->is_here(ctx, target_name(target), operation_id)) {
        outbox_note_error(tally, arena_printf(ctx->arena, "%s is not in this configuration", target));
        return true;
    }
    while (ok && more && !context_cancelled(ctx, NULL))
        ok = run_batch(ctx, t, target, operation_id, tally, &more, e);
    return ok;
}
