/* The outbox of a gateway or messenger: a request a row, each ended before the next begins. */
#include "model/pay/outbox_gateway.h"

#include "model/config/config.h"
#include "model/engine/outbox_batch.h"

#include <string.h>

/* A lease outlives the requests of a batch: of a charge there are three, of 15 s each by default and a minute at
 * most. Rows that are spread over messengers cost no request. */
enum {
    LEASE_S = 240,
    SPREAD_BATCH = 100
};

static const char spread[] = "message:", xendit[] = "xendit:";

static bool has_kind(const char *target, const char *kind)
{
    return strncmp(target, kind, strlen(kind)) == 0;
}

/* Rows for what only another host's configuration knows are that host's. That there is nobody to tell only a worker
 * may find: who has just applied an operation may be a console without messengers. */
static bool is_ours(const struct context *ctx, const char *target, const char *operation_id)
{
    const struct config *c = ctx->config;
    if (has_kind(target, spread))
        return !operation_id || c->telegram || c->whatsapp;
    return ctx->gateways && ((has_kind(target, "midtrans:") && c->midtrans) || (has_kind(target, "telegram:") && c->telegram) ||
                             (has_kind(target, "whatsapp:") && c->whatsapp) ||
                             (has_kind(target, xendit) && config_find_xendit(c, target + strlen(xendit))));
}

/* Where nobody answers, what else is due for it needs no try of its own. */
static bool leave_alone(struct context *ctx, const struct outbox_batch *b, const char *operation_id,
                        const struct error *why, struct outbox_tally *tally, struct error *e)
{
    return why->code != ERR_UNREACHABLE ||
           outbox_postpone(ctx, b->target, operation_id, false, b->rows[0].wait_ms, why, tally, e);
}

/* more: rows may be left, and somebody answers. */
static bool run_batch(struct context *ctx, const char *target, const char *operation_id, struct outbox_tally *tally,
                      bool *more, struct error *e)
{
    struct context inner = *ctx;
    struct outbox_batch b = { .outer = ctx, .target = target, .lease_s = LEASE_S };
    struct error failure = { .code = ERR_NONE };

    *more = false;
    inner.arena = arena_new();
    bool ok = outbox_batch_claim(&inner, &b, has_kind(target, spread) ? SPREAD_BATCH : 1, operation_id, e);
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

bool outbox_drain_gateway(struct context *ctx, const char *target, const char *operation_id,
                          struct outbox_tally *tally, struct error *e)
{
    bool more = true, ok = true;
    if (!is_ours(ctx, target, operation_id)) {
        outbox_note_error(tally, arena_printf(ctx->arena, "%s is not in this configuration", target));
        return true;
    }
    while (ok && more && !context_cancelled(ctx, NULL))
        ok = run_batch(ctx, target, operation_id, tally, &more, e);
    return ok;
}
