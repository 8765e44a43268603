/* The worker's threads. */
#include "model/worker/worker_lane.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "model/bill/queue.h"
#include "model/config/config.h"
#include "model/engine/errand.h"
#include "model/engine/heartbeat.h"
#include "model/engine/job.h"
#include "model/engine/outbox_target.h"
#include "model/engine/spares.h"
#include "model/pay/gateways.h"
#include "model/routers/router.h"
#include "model/routers/router_note.h"
#include "model/worker/look.h"
#include "model/worker/wakeup.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    STOP_TICK_MS = 20,
    TICKS_A_CANCEL = 10,
    START_STOP_MS = 5000
};

struct lane {
    struct lanes *all;
    const char *target;   /* of the outbox; NULL: none, but jobs */
    const char *router;   /* whose jobs these are too; NULL: none */
    const char *brand;    /* whose invoices are queued here too; NULL: none's */
    int64_t wait_ms;      /* until what it waits for itself; -1: it is called */
    bool asks_gateways;   /* without a target: the jobs that do; else those that wait for nothing outside */
    bool is_for_long;     /* without a target: the jobs that take minutes */
    struct context ctx;   /* db: NULL while it sleeps */
    pthread_mutex_t lock; /* of ctx.db: who stops the lane ends what it waits for */
    bool holds;           /* under lock: rows, perhaps, which it is to give back; else it only connects and looks */
    struct wakeup wakeup;
    atomic_int asked_for; /* by who wakes it: LOOK_TASKS, LOOK_JOBS; 0: it wakes by itself */
    pthread_t thread;
    bool is_started;
    bool is_known;   /* to the database: nothing is held before that, so that this process's end can be noticed */
    bool is_cut_off; /* from the database: said once */
    atomic_bool has_ended;
    atomic_bool is_at_work;
    unsigned seen_at; /* by who asks whether it stalls: its db_exchanges() */
    int64_t moved_ms; /* and when they last changed, or it slept */
};

struct lanes {
    const struct sight *sight;
    struct spares spares;
    struct arena *arena;
    struct lane *items;
    size_t count;
};

static void begin_to_hold(struct lane *l)
{
    pthread_mutex_lock(&l->lock);
    l->holds = true;
    pthread_mutex_unlock(&l->lock);
}

static bool drain_lane(struct lane *l, struct error *e)
{
    struct outbox_tally tally = { 0 };
    bool is_due;

    if (!outbox_is_due(&l->ctx, l->target, &is_due, e))
        return false;
    if (!is_due)
        return true;
    begin_to_hold(l);
    errand_begin(l->ctx.errand, "outbox");
    bool ok = outbox_drain_target(&l->ctx, l->target, NULL, &tally, e);
    errand_end(l->ctx.errand);
    return ok;
}

/* Batch by batch, with a look at the outbox between two. What has been put off is waited for to the moment. */
static bool work_queue(struct lane *l, struct error *e)
{
    size_t done = 0;
    int64_t next_ms = -1;
    bool more = true, is_due = false, ok = queue_recover(&l->ctx, l->brand, e);
    while (ok && more && !context_cancelled(&l->ctx, NULL)) {
        ok = queue_is_due(&l->ctx, l->brand, &is_due, &next_ms, e);
        if (!ok || !is_due)
            break;
        begin_to_hold(l);
        errand_begin(l->ctx.errand, "invoices");
        ok = queue_work_batch(&l->ctx, l->brand, &done, &more, e);
        errand_end(l->ctx.errand);
        ok = ok && drain_lane(l, e);
    }
    if (ok && !is_due && next_ms >= 0 && next_ms < LOOK_MS)
        l->wait_ms = next_ms;
    return ok;
}

static bool run_jobs(struct lane *l, struct error *e)
{
    struct error failure;
    size_t ran = 0;
    if (l->target && !l->router)
        return true;
    begin_to_hold(l);
    if (l->asks_gateways)
        return jobs_run_due_at_gateways(&l->ctx, &ran, &failure, e);
    if (l->is_for_long)
        return jobs_run_due_long(&l->ctx, &ran, &failure, e);
    if (!jobs_run_due_of(&l->ctx, l->router, &ran, &failure, e))
        return false;
    return !l->router || !ran || drain_lane(l, e); /* a job may have asked for syncs */
}

static bool work_lane(struct lane *l, int what, struct error *e)
{
    if (!db_ready(l->ctx.db, e) || !worker_be_known(&l->ctx, &l->is_known, e))
        return false;
    if (what & LOOK_TASKS && ((l->target && !drain_lane(l, e)) || (l->brand && !work_queue(l, e))))
        return false;
    return !(what & LOOK_JOBS) || run_jobs(l, e);
}

static void take_connection(struct lane *l)
{
    pthread_mutex_lock(&l->lock);
    if (!l->ctx.db)
        l->ctx.db = spares_take(&l->all->spares);
    l->holds = false;
    pthread_mutex_unlock(&l->lock);
}

static void give_connection(struct lane *l)
{
    pthread_mutex_lock(&l->lock);
    if (l->ctx.db)
        spares_give(&l->all->spares, l->ctx.db);
    l->ctx.db = NULL;
    pthread_mutex_unlock(&l->lock);
}

static void work(struct lane *l)
{
    struct error e;
    atomic_store(&l->is_at_work, true);
    int asked_for = atomic_exchange(&l->asked_for, 0);
    int what = asked_for && !l->is_cut_off ? asked_for : LOOK_ALL;
    take_connection(l);
    arena_reset(l->ctx.arena);
    l->wait_ms = -1;
    bool ok = work_lane(l, what, &e);
    bool was_ended = !l->holds && context_cancelled(&l->ctx, NULL); /* as it was to be */
    if (!ok && !l->is_cut_off && e.code != ERR_CANCELLED && !was_ended)
        log_error(l->target ? l->target : "jobs", &e);
    l->is_cut_off = !ok;
    atomic_store(&l->is_at_work, false);
}

/* Until it is called, which who looks does; until what it waits for itself; and what failed is tried again, with the
 * same handle, which knows how long the database is away. False: it is time to end. */
static bool wait_for_work(struct lane *l, struct waiter *self)
{
    bool has_own = l->wait_ms >= 0 || l->is_cut_off, is_called = false;
    unsigned seen = self->seen;
    do {
        if (!wakeup_wait(&l->wakeup, self, l->wait_ms >= 0 ? l->wait_ms : LOOK_MS, l->is_cut_off))
            return false;
        is_called = has_own || self->seen != seen || sight_is_lost(l->all->sight);
        if (!is_called)
            give_connection(l);
    } while (!is_called);
    return true;
}

static void *run_lane(void *arg)
{
    struct lane *l = arg;
    struct waiter self = { 0 };

    l->wait_ms = -1;
    while (wait_for_work(l, &self))
        work(l);
    atomic_store(&l->has_ended, true);
    return NULL;
}

static struct lane *lane_open(struct lanes *all, const struct context *ctx, const char *target, const char *router)
{
    struct lane *l = &all->items[all->count++];
    l->all = all;
    l->target = target;
    l->router = router;
    l->ctx = *ctx;
    l->ctx.db = NULL;
    l->ctx.arena = arena_new();
    l->ctx.routers = router ? routers_new(ctx->config) : NULL;
    l->ctx.gateways = router ? NULL : gateways_new(ctx->config);
    if (l->ctx.routers)
        routers_keep_notes(l->ctx.routers);
    l->ctx.progress = NULL;
    l->ctx.errand = errand_new();
    pthread_mutex_init(&l->lock, NULL);
    wakeup_init(&l->wakeup);
    atomic_init(&l->asked_for, 0);
    atomic_init(&l->has_ended, false);
    atomic_init(&l->is_at_work, false);
    l->moved_ms = clock_ms();
    return l;
}

/* A lane for each thing outside, so that none waits for another, one for the jobs that ask gateways, one for those that
 * take minutes, and one for those that wait for nothing. The lane of a brand brings its queued invoices to Xendit, too. */
static void lanes_open(struct lanes *all, const struct context *ctx)
{
    const struct target *t;
    const char *name;
    lane_open(all, ctx, NULL, NULL);
    lane_open(all, ctx, NULL, NULL)->asks_gateways = true;
    lane_open(all, ctx, NULL, NULL)->is_for_long = true;
    for (size_t i = 0; (t = target_at(i)); i++)
        for (size_t k = 0; (name = t->name_at(ctx->config, k)); k++) {
            struct lane *l =
                lane_open(all, ctx, arena_printf(all->arena, "%s:%s", t->kind, name), t->talks_to_router ? name : NULL);
            l->brand = strcmp(t->kind, "xendit") == 0 ? name : NULL;
        }
}

/* How many lanes_open() opens. */
static size_t count_lanes(const struct config *c)
{
    const struct target *t;
    size_t count = 3;
    for (size_t i = 0; (t = target_at(i)); i++)
        for (size_t k = 0; t->name_at(c, k); k++)
            count++;
    return count;
}

static void lane_close(struct lane *l)
{
    routers_free(l->ctx.routers);
    gateways_free(l->ctx.gateways);
    arena_free(l->ctx.arena);
    db_free(l->ctx.db);
    errand_free(l->ctx.errand);
    pthread_mutex_destroy(&l->lock);
    wakeup_destroy(&l->wakeup);
}

/* Signals are for the thread that waits in poll(). */
static bool start_threads(struct lanes *all, struct error *e)
{
    sigset_t every, before;
    int failed = 0;

    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    for (size_t i = 0; i < all->count && !failed; i++) {
        failed = pthread_create(&all->items[i].thread, NULL, run_lane, &all->items[i]);
        all->items[i].is_started = !failed;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !failed || error_set(e, ERR_INTERNAL, "can't start the worker's threads", "%s", strerror(failed));
}

static struct lanes *lanes_new(const struct context *ctx, const struct sight *sight)
{
    struct lanes *all = calloc(1, sizeof *all);
    if (!all)
        abort();
    all->arena = arena_new();
    all->items = calloc(count_lanes(ctx->config), sizeof *all->items);
    if (!all->items)
        abort();
    all->sight = sight;
    spares_init(&all->spares, ctx->config->database, "hotspot-console worker");
    lanes_open(all, ctx);
    return all;
}

struct lanes *lanes_start(const struct context *ctx, const struct sight *sight, struct error *e)
{
    struct lanes *all = lanes_new(ctx, sight);
    if (start_threads(all, e))
        return all;
    lanes_stop(all, &(struct stop){ clock_ms() + START_STOP_MS, clock_ms() + START_STOP_MS });
    return NULL;
}

static void look_for_jobs(struct look *look, int thread, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        look_add_job(look, thread, names[i]);
}

void lanes_look_for(const struct lanes *all, struct look *look)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct lane *l = &all->items[i];
        const char *const *names;
        size_t count = 0;
        if (l->target)
            look_add_target(look, (int)i, l->target);
        if (l->brand)
            look_add_brand(look, (int)i, l->brand);
        if (l->target && !l->router)
            continue;
        names = l->asks_gateways ? jobs_names_at_gateways(all->arena, &count)
                : l->is_for_long ? jobs_names_of_long(all->arena, &count)
                                 : jobs_names_of(all->arena, l->router, &count);
        look_for_jobs(look, (int)i, names, count);
    }
}

size_t lanes_count(const struct lanes *all)
{
    return all->count;
}

const char *lanes_stalled(struct lanes *all, int64_t ms)
{
    const char *stalled = NULL;
    int64_t now = clock_ms();
    for (size_t i = 0; i < all->count; i++) {
        struct lane *l = &all->items[i];
        pthread_mutex_lock(&l->lock);
        unsigned at = l->ctx.db ? db_exchanges(l->ctx.db) : 0;
        pthread_mutex_unlock(&l->lock);
        if (at != l->seen_at || !atomic_load(&l->is_at_work))
            l->moved_ms = now;
        l->seen_at = at;
        if (now - l->moved_ms > ms)
            stalled = l->target ? l->target : "jobs";
    }
    return stalled;
}

struct routers *lanes_routers(const struct lanes *all, size_t thread)
{
    return all->items[thread].ctx.routers;
}

const char *lanes_name(const struct lanes *all, size_t thread)
{
    const struct lane *l = &all->items[thread];
    return l->target ? l->target : l->asks_gateways ? "jobs:gateways" : "jobs";
}

struct errand *lanes_errand(const struct lanes *all, size_t thread)
{
    return all->items[thread].ctx.errand;
}

void lanes_wake(struct lanes *all, int thread, int what)
{
    atomic_fetch_or(&all->items[thread].asked_for, what);
    wakeup_call(&all->items[thread].wakeup);
}

static bool all_ended(const struct lanes *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].is_started && !atomic_load(&all->items[i].has_ended))
            return false;
    return true;
}

/* One that holds nothing has nothing to ask the database for: its waiting is over, and it takes nothing any more. */
static void end_idle(struct lane *l)
{
    pthread_mutex_lock(&l->lock);
    if (l->ctx.db && !l->holds)
        db_end_by(l->ctx.db, clock_ms());
    pthread_mutex_unlock(&l->lock);
}

static void cancel(struct lane *l)
{
    pthread_mutex_lock(&l->lock);
    if (l->ctx.db)
        db_cancel(l->ctx.db);
    pthread_mutex_unlock(&l->lock);
}

static void end_by(struct lanes *all, int64_t at_ms)
{
    spares_end_by(&all->spares, at_ms);
    for (size_t i = 0; i < all->count; i++) {
        struct lane *l = &all->items[i];
        pthread_mutex_lock(&l->lock);
        if (l->ctx.db)
            db_end_by(l->ctx.db, at_ms);
        pthread_mutex_unlock(&l->lock);
    }
}

/* A lane of the outbox still needs the database, to give back what it holds. The jobs' may be in a long
 * statement; it is left time between to say so in its job's row. */
static void interrupt(struct lanes *all, int tick)
{
    for (size_t i = 0; i < all->count; i++) {
        struct lane *l = &all->items[i];
        if (l->ctx.routers)
            routers_interrupt(l->ctx.routers);
        if (l->ctx.gateways)
            gateways_interrupt(l->ctx.gateways);
        end_idle(l);
        if (!l->target && tick % TICKS_A_CANCEL == 0)
            cancel(l);
    }
}

static bool refuse_to_wait(const struct lanes *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].is_started && !atomic_load(&all->items[i].has_ended))
            log_line(LOG_LEVEL_WARNING, "%s did not end in time, and is left behind",
                     all->items[i].target ? all->items[i].target : "jobs");
    return false;
}

bool lanes_stop(struct lanes *all, const struct stop *stop)
{
    for (size_t i = 0; i < all->count; i++)
        wakeup_end(&all->items[i].wakeup);
    end_by(all, stop->give_up_at_ms);
    /* again and again: a lane may have been about to begin just now */
    for (int tick = 0; !all_ended(all); tick++) {
        if (clock_ms() >= stop->leave_at_ms)
            return refuse_to_wait(all);
        interrupt(all, tick);
        poll(NULL, 0, STOP_TICK_MS);
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].is_started)
            pthread_join(all->items[i].thread, NULL);
        lane_close(&all->items[i]);
    }
    spares_free(&all->spares);
    arena_free(all->arena);
    free(all->items);
    free(all);
    return true;
}
