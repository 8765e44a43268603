/* Bringing a router to what the database says, for some users. */
#include "model/routers/sync.h"

#include "model/routers/router.h"
#include "model/routers/sync_foreseen.h"
#include "model/routers/sync_run.h"
#include "net/ros.h"

/* "already have such entry" and "no such item" are a success after a look: the look is another round. */
enum {
    ROUNDS = 3
};

static void start_outcomes(struct sync_run *s, struct sync_outcome *const *outcomes, size_t count)
{
    struct lookup *by_id = lookup_new(s->arena);
    for (size_t i = 0; i < count; i++)
        lookup_put(by_id, outcomes[i]->user_id, outcomes[i]);
    for (size_t i = 0; i < s->user_count; i++)
        s->users[i].outcome = lookup_get(by_id, s->users[i].id);
}

static void set_outcome(struct sync_run *s, struct sync_user *u)
{
    struct sync_outcome *o = u->outcome;
    const char *conflict = sync_conflict(s, u);
    o->message = NULL;
    if (u->failure || conflict) {
        o->state = EFFECT_FAILED;
        o->message = u->failure ? u->failure : conflict;
    } else if (u->hiccup) {
        o->state = EFFECT_RETRY;
        o->message = u->hiccup;
    } else {
        o->state = u->has_address ? EFFECT_DONE : EFFECT_WAITS;
    }
}

/* Tells the breaker how a step on the router went. */
static bool router_step(struct sync_run *s, bool ok, const struct error *failure, struct error *e)
{
    routers_report(s->ctx, s->router, ok ? NULL : failure);
    if (!ok && e)
        *e = *failure;
    return ok;
}

/* Baselines are taken before anything is written: what is used from now on counts. */
static bool work(struct sync_run *s, struct error *e)
{
    struct error failure = { .code = ERR_NONE };

    if (!router_step(s, sync_read_router(s, &failure), &failure, e) || !sync_take_baselines(s, e))
        return false;
    sync_guess_addresses(s);
    sync_compare(s);
    return router_step(s, sync_run_writes(s, &failure), &failure, e) && sync_record(s, e);
}

/* Of a few users the router is asked before all that is due of them is known: it answers meanwhile. */
static bool load(struct sync_run *s, struct sync_run *foreseen, const char *const *ids, size_t count, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    struct sync_foreseen *before = sync_foreseen_of(s->ctx, s->router);

    if (before && sync_foreseen_take(before, s, ids, count))
        return true;
    if (sync_is_few(count)) {
        if (!sync_load_devices(foreseen, ids, count, e) ||
            !router_step(s, sync_foresee(foreseen, &failure), &failure, e))
            return false;
        s->foreseen = foreseen;
    }
    if (sync_load_wanted(s, ids, count, e))
        return true;
    ros_close(s->ros); /* what it was asked is heard by nobody */
    return false;
}

/* One round for these outcomes; those that need another look come back in outcomes, count is theirs. */
static bool run_round(struct context *ctx, const char *router, struct sync_outcome **outcomes, size_t *count,
                      bool *replaces_entries, struct error *e)
{
    struct sync_run s = { .ctx = ctx, .arena = ctx->arena, .router = router, .replaces_entries = *replaces_entries };
    const char **ids = ARENA_ARRAY(ctx->arena, const char *, *count);
    size_t again = 0;

    for (size_t i = 0; i < *count; i++)
        ids[i] = outcomes[i]->user_id;
    s.ros = routers_get(ctx, router, e);
    struct sync_run foreseen = s;
    if (!s.ros || !load(&s, &foreseen, ids, *count, e))
        return false;
    start_outcomes(&s, outcomes, *count);
    if (!work(&s, e))
        return false;
    for (size_t i = 0; i < s.user_count; i++) {
        set_outcome(&s, &s.users[i]);
        if (s.users[i].is_surprised && !s.users[i].failure)
            outcomes[again++] = s.users[i].outcome;
    }
    *count = again;
    *replaces_entries = s.replaces_entries;
    return true;
}

bool sync_users(struct context *ctx, const char *router, const char *const *user_ids, size_t count,
                struct sync_outcome *outcomes, struct error *e)
{
    struct sync_outcome **open = ARENA_ARRAY(ctx->arena, struct sync_outcome *, count + 1);
    size_t open_count = count;
    bool replaces_entries = false;

    for (size_t i = 0; i < count; i++) {
        outcomes[i] = (struct sync_outcome){ .user_id = user_ids[i], .state = EFFECT_DONE };
        open[i] = &outcomes[i];
    }
    for (int round = 0; round < ROUNDS && open_count; round++)
        if (!run_round(ctx, router, open, &open_count, &replaces_entries, e))
            return false;
    return true;
}
