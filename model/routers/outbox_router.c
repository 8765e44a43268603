/* The outbox of one router: its connection, batch by batch. */
#include "model/routers/outbox_router.h"

#include "model/config/config.h"
#include "model/engine/outbox_ahead.h"
#include "model/engine/outbox_batch.h"
#include "model/routers/router.h"
#include "model/routers/sync_foreseen.h"
#include "net/ros.h"

#include <pthread.h>
#include <string.h>

/* An effect reads each of its menus once a batch, so that batches should be large. What a batch takes in memory,
 * and how much has to be looked at again after a failure, bounds them. */
enum {
    BATCH = 5000
};

/* Whose connection to the database a batch's lease is renewed on. */
struct talk {
    struct outbox_batch *batch;
    pthread_t owner;
};

/* An effect that drains several routers lets other threads talk to ours. */
static void on_talk(void *ctx)
{
    const struct talk *t = ctx;
    if (pthread_equal(t->owner, pthread_self()))
        outbox_batch_alive(t->batch, t->batch->name, 0, 0);
}

/* False where the router could not be worked on: the rows still go back. */
static bool run_effects(struct context *ctx, struct outbox_batch *b, struct ros *ros, struct error *failure)
{
    struct talk talk = { b, pthread_self() };
    struct ros_listener before = ros_listen(ros, (struct ros_listener){ on_talk, &talk });
    bool ok = outbox_batch_run(ctx, b, failure);
    ros_listen(ros, before);
    return ok;
}

static bool is_sync(const struct outbox_batch *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (!b->rows[i].effect || strcmp(b->rows[i].effect->name, "sync_user") != 0)
            return false;
    return b->count > 0;
}

/* Where it is not what was foreseen, what the router answers is passed over. */
static bool claim(struct context *ctx, struct outbox_batch *b, const char *operation_id, struct error *e)
{
    struct sync_foreseen *f = operation_id ? sync_foreseen_of(ctx, target_name(b->target)) : NULL;
    bool ok = outbox_batch_claim(ctx, b, BATCH, operation_id, e);
    outbox_ahead_settle(ctx->ahead);
    if (f && (!ok || !is_sync(b)))
        sync_foreseen_forget(f);
    return ok;
}

/* One batch in an arena of its own. more: rows may be left and the router works. */
static bool run_batch(struct context *ctx, const char *target, struct ros *ros, const char *operation_id,
                      struct outbox_tally *tally, bool *more, struct error *e)
{
    struct context inner = *ctx;
    const char *router = target_name(target);
    struct outbox_batch b = { .outer = ctx, .target = target, .lease_s = routers_lease_s(ctx->config, router) };
    struct error failure = { .code = ERR_NONE };

    *more = false;
    inner.arena = arena_new();
    bool ok = claim(&inner, &b, operation_id, e);
    if (ok && b.count) {
        *more = run_effects(&inner, &b, ros, &failure);
        if (!*more)
            outbox_batch_give_back(&inner, &b, &failure, routers_retry_in_ms(ctx->routers, router));
        ok = outbox_batch_finish(&inner, &b, tally, e);
        if (operation_id && b.count < BATCH)
            *more = false; /* an operation asks for nothing after its commit */
    }
    arena_free(inner.arena);
    return ok;
}

static bool is_ours(const struct context *ctx, const char *router)
{
    for (size_t i = 0; ctx->routers && i < routers_count(ctx->routers); i++)
        if (strcmp(routers_name(ctx->routers, i), router) == 0)
            return true;
    return false;
}

/* It went away since it was asked: what the operation claimed goes back to wait for its next try, as the rest does. */
static bool give_back_claimed(struct context *ctx, const char *target, const char *operation_id,
                              const struct error *why, struct outbox_tally *tally, struct error *e)
{
    struct outbox_batch b = { .outer = ctx, .target = target };
    if (!operation_id || !ctx->ahead || !ctx->ahead->claimed || strcmp(ctx->ahead->claims, target) != 0)
        return true;
    b.lease_s = routers_lease_s(ctx->config, target_name(target));
    if (!outbox_batch_claim(ctx, &b, BATCH, operation_id, e))
        return false;
    outbox_batch_give_back(ctx, &b, why, routers_retry_in_ms(ctx->routers, target_name(target)));
    return !b.count || outbox_batch_finish(ctx, &b, tally, e);
}

bool outbox_drain_router(struct context *ctx, const struct target *t, const char *target, const char *operation_id,
                         struct outbox_tally *tally, struct error *e)
{
    (void)t;
    const char *router = target_name(target);
    struct error why = { .code = ERR_NONE };
    bool more = true, ok = true;

    /* rows of a router that only another host knows are that host's */
    if (!is_ours(ctx, router)) {
        outbox_note_error(tally, arena_printf(ctx->arena, "router %s is not in this configuration", router));
        return true;
    }
    if (!sync_foreseen_of(ctx, router))
        outbox_ahead_settle(ctx->ahead);
    bool is_tried = routers_retry_in_ms(ctx->routers, router) == 0;
    struct ros *ros = routers_get(ctx, router, &why);
    if (!ros && !give_back_claimed(ctx, target, operation_id, &why, tally, e))
        return false;
    if (!ros)
        return why.code == ERR_CANCELLED || outbox_postpone(ctx, target, operation_id, is_tried,
                                                            routers_retry_in_ms(ctx->routers, router), &why, tally, e);
    while (ok && more && !context_cancelled(ctx, NULL))
        ok = run_batch(ctx, target, ros, operation_id, tally, &more, e);
    return ok;
}
