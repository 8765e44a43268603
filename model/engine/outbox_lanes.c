/* The outboxes of several targets at once. */
#include "model/engine/outbox_lanes.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/engine/outbox_target.h"
#include "model/engine/spares.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_LANES = 8,
    WHAT_ROOM = 96
};

struct drain;

/* A thread that takes one target after the other. */
struct drain_lane {
    struct drain *all;
    struct context ctx;
    pthread_t thread;
    bool is_started, ok; /* ok: the database was there for it */
    struct outbox_tally tally;
    struct error error;
    size_t done, total; /* under lock */
};

struct drain {
    const char *const *targets;
    size_t count;
    const char *operation_id;
    struct drain_lane lanes[MOST_LANES];
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next;          /* under lock: the target that nobody has taken yet */
    size_t running;       /* under lock: lanes */
    bool has_news;        /* under lock: of the progress */
    char what[WHAT_ROOM]; /* under lock */
};

static const char *take_target(struct drain *d)
{
    pthread_mutex_lock(&d->lock);
    const char *target = d->next < d->count ? d->targets[d->next++] : NULL;
    pthread_mutex_unlock(&d->lock);
    return target;
}

static void note_progress(void *progress_ctx, const char *what, size_t done, size_t total)
{
    struct drain_lane *l = progress_ctx;
    struct drain *d = l->all;
    pthread_mutex_lock(&d->lock);
    l->done = done;
    l->total = total;
    snprintf(d->what, sizeof d->what, "%s", what);
    d->has_news = true;
    pthread_cond_signal(&d->changed);
    pthread_mutex_unlock(&d->lock);
}

/* What a gateway says may ask for a router, which another lane talks to: left to that one, or to the next round. */
static bool drain_target(struct drain_lane *l, const char *target)
{
    struct context ctx = l->ctx;
    const struct target *t = target_find(target);
    if (!t || !t->talks_to_router)
        ctx.routers = NULL;
    return outbox_drain_target(&ctx, target, l->all->operation_id, &l->tally, &l->error);
}

static void *run_lane(void *arg)
{
    struct drain_lane *l = arg;
    const char *target;

    l->ok = db_ready(l->ctx.db, &l->error);
    while (l->ok && (target = take_target(l->all)))
        l->ok = drain_target(l, target);
    pthread_mutex_lock(&l->all->lock);
    l->all->running--;
    pthread_cond_signal(&l->all->changed);
    pthread_mutex_unlock(&l->all->lock);
    return NULL;
}

static void lane_open(struct drain *d, struct drain_lane *l, const struct context *ctx)
{
    l->all = d;
    l->ctx = *ctx;
    l->ctx.db = ctx->spares ? spares_take(ctx->spares) : db_new(ctx->config->database, OUTBOX_CONNECTION);
    l->ctx.arena = arena_new();
    l->ctx.progress = note_progress;
    l->ctx.progress_ctx = l;
    pthread_mutex_lock(&d->lock);
    l->is_started = pthread_create(&l->thread, NULL, run_lane, l) == 0;
    d->running += l->is_started;
    pthread_mutex_unlock(&d->lock);
    if (!l->is_started)
        error_set(&l->error, ERR_INTERNAL, "can't start the outbox's threads", NULL);
}

/* Tells how far all lanes are together, until the last has ended. */
static void watch(struct drain *d, struct context *ctx)
{
    pthread_mutex_lock(&d->lock);
    while (d->running) {
        if (!d->has_news) {
            pthread_cond_wait(&d->changed, &d->lock);
            continue;
        }
        size_t done = 0, total = 0;
        char what[WHAT_ROOM];
        for (int i = 0; i < MOST_LANES; i++) {
            done += d->lanes[i].done;
            total += d->lanes[i].total;
        }
        memcpy(what, d->what, sizeof what);
        d->has_news = false;
        pthread_mutex_unlock(&d->lock);
        context_progress(ctx, what, done, total);
        pthread_mutex_lock(&d->lock);
    }
    pthread_mutex_unlock(&d->lock);
}

/* False where the lane met with a failure of the database. */
static bool lane_close(struct drain_lane *l, struct outbox_tally *tally, struct error *e)
{
    if (l->is_started)
        pthread_join(l->thread, NULL);
    tally->done += l->tally.done;
    tally->waiting += l->tally.waiting;
    tally->failed += l->tally.failed;
    if (*l->tally.last_error)
        memcpy(tally->last_error, l->tally.last_error, sizeof tally->last_error);
    if (!l->ok && e)
        *e = l->error;
    if (l->ctx.spares)
        spares_give(l->ctx.spares, l->ctx.db);
    else
        db_free(l->ctx.db);
    arena_free(l->ctx.arena);
    return l->ok;
}

bool outbox_drain_targets(struct context *ctx, const char *const *targets, size_t count, const char *operation_id,
                          struct outbox_tally *tally, struct error *e)
{
    struct drain *d = calloc(1, sizeof *d);
    size_t lanes = count < MOST_LANES ? count : MOST_LANES;
    bool ok = true;

    if (!d)
        abort();
    d->targets = targets;
    d->count = count;
    d->operation_id = operation_id;
    pthread_mutex_init(&d->lock, NULL);
    pthread_cond_init(&d->changed, NULL);
    for (size_t i = 0; i < lanes; i++)
        lane_open(d, &d->lanes[i], ctx);
    watch(d, ctx);
    for (size_t i = 0; i < lanes; i++)
        ok = lane_close(&d->lanes[i], tally, e) && ok;
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->lock);
    free(d);
    return ok;
}
