/* The worker: one thread keeps the heartbeat and listens, one a router does its outbox and jobs, one
 * the jobs of no router. Nobody waits for a router that is not his. */
#include "model/worker.h"

#include "base/log.h"
#include "db/db.h"
#include "model/config.h"
#include "model/job.h"
#include "model/job_run.h"
#include "model/outbox.h"
#include "model/outbox_router.h"
#include "model/router.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HEARTBEAT_S = 10, LOOK_MS = 2000, TICK_MS = 250, STOP_TICK_MS = 20 };

struct worker {
    struct context ctx; /* of the thread that called: its database connection listens */
    pthread_mutex_t lock;
    pthread_cond_t woken;
    unsigned wakes; /* under lock: how often the lanes were told to look */
    bool stops;     /* under lock */
    struct lane *lanes;
    size_t lane_count;
};

/* A thread with connections of its own. */
struct lane {
    struct worker *worker;
    const char *router; /* NULL: the jobs of no router */
    struct context ctx;
    pthread_t thread;
    bool is_started;
    bool is_cut_off; /* from the database: said once */
    atomic_bool has_ended;
};

bool worker_heartbeat(struct context *ctx, const char *kind, struct error *e)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    if (!ctx->worker_id)
        return error_set(e, ERR_INTERNAL, "this process has no id", NULL);
    return db_run(ctx->db, "worker_heartbeat",
                  DB_PARAMS(ctx->worker_id, kind, *host ? host : "localhost",
                            arena_printf(ctx->arena, "%ld", (long)getpid()), HC_VERSION),
                  NULL, e);
}

static void wake_lanes(struct worker *w, bool to_stop)
{
    pthread_mutex_lock(&w->lock);
    w->wakes++;
    w->stops |= to_stop;
    pthread_cond_broadcast(&w->woken);
    pthread_mutex_unlock(&w->lock);
}

/* Waits for a wake after the last one that was seen, or for LOOK_MS; false: it is time to end. */
static bool wait_for_work(struct worker *w, unsigned *seen)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LOOK_MS / 1000;
    pthread_mutex_lock(&w->lock);
    while (!w->stops && w->wakes == *seen)
        if (pthread_cond_timedwait(&w->woken, &w->lock, &until) != 0)
            break;
    *seen = w->wakes;
    bool goes_on = !w->stops;
    pthread_mutex_unlock(&w->lock);
    return goes_on;
}

static bool drain_lane(struct lane *l, struct error *e)
{
    struct outbox_tally tally = { 0 };
    bool is_due;

    if (!outbox_is_due(&l->ctx, l->router, &is_due, e))
        return false;
    return !is_due || outbox_drain_router(&l->ctx, l->router, NULL, &tally, e);
}

static bool work_lane(struct lane *l, struct error *e)
{
    struct error failure;
    size_t ran = 0;

    if (!db_ready(l->ctx.db, e) || (l->router && !drain_lane(l, e)))
        return false;
    if (!jobs_run_due_of(&l->ctx, l->router, &ran, &failure, e))
        return false;
    return !l->router || !ran || drain_lane(l, e); /* a job may have asked for syncs */
}

static void *run_lane(void *arg)
{
    struct lane *l = arg;
    struct error e;
    unsigned seen = 0;

    do {
        arena_reset(l->ctx.arena);
        bool ok = work_lane(l, &e);
        if (!ok && !l->is_cut_off && e.code != ERR_CANCELLED)
            log_error(l->router ? l->router : "jobs", &e);
        l->is_cut_off = !ok;
    } while (wait_for_work(l->worker, &seen));
    atomic_store(&l->has_ended, true);
    return NULL;
}

static void lane_open(struct worker *w, struct lane *l, const char *router)
{
    l->worker = w;
    l->router = router;
    l->ctx = w->ctx;
    l->ctx.db = db_new(w->ctx.config->database, "hotspot-console worker");
    l->ctx.arena = arena_new();
    l->ctx.routers = router ? routers_new(w->ctx.config) : NULL;
    l->ctx.progress = NULL;
    atomic_init(&l->has_ended, false);
}

static void lane_close(struct lane *l)
{
    routers_free(l->ctx.routers);
    arena_free(l->ctx.arena);
    db_free(l->ctx.db);
}

/* Signals are for the thread that waits in poll(). */
static bool start_lanes(struct worker *w, struct error *e)
{
    sigset_t all, before;
    int failed = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (size_t i = 0; i < w->lane_count && !failed; i++) {
        failed = pthread_create(&w->lanes[i].thread, NULL, run_lane, &w->lanes[i]);
        w->lanes[i].is_started = !failed;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !failed || error_set(e, ERR_INTERNAL, "can't start the worker's threads", "%s", strerror(failed));
}

static bool all_ended(const struct worker *w)
{
    for (size_t i = 0; i < w->lane_count; i++)
        if (w->lanes[i].is_started && !atomic_load(&w->lanes[i].has_ended))
            return false;
    return true;
}

/* What a lane waits for is cut short, again and again: it may have been about to begin just now. A
 * router's lane still needs the database, to give back what it holds. */
static void stop_lanes(struct worker *w)
{
    wake_lanes(w, true);
    while (!all_ended(w)) {
        for (size_t i = 0; i < w->lane_count; i++) {
            if (w->lanes[i].ctx.routers)
                routers_interrupt(w->lanes[i].ctx.routers);
            else
                db_cancel(w->lanes[i].ctx.db);
        }
        poll(NULL, 0, STOP_TICK_MS);
    }
    for (size_t i = 0; i < w->lane_count; i++)
        if (w->lanes[i].is_started)
            pthread_join(w->lanes[i].thread, NULL);
}

static void hear(void *ctx, const char *channel, const char *payload)
{
    (void)channel;
    if (strcmp(payload, "outbox") == 0 || strcmp(payload, "jobs") == 0)
        wake_lanes(ctx, false);
}

static time_t now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static bool introduce(struct context *ctx, struct error *e)
{
    return worker_heartbeat(ctx, "worker", e) && routers_register(ctx, e) && jobs_register(ctx, e);
}

/* The heartbeat, and at the first time what the worker brings along. */
static void tend(struct worker *w, bool *is_introduced, time_t *next_beat)
{
    struct error e;
    bool ok = db_ready(w->ctx.db, &e);

    if (!ok || now_s() < *next_beat)
        return;
    if (*is_introduced)
        ok = worker_heartbeat(&w->ctx, "worker", &e);
    else
        ok = *is_introduced = introduce(&w->ctx, &e) && db_listen(w->ctx.db, "hotspot_console", &e);
    if (!ok)
        log_error("heartbeat", &e);
    *next_beat = now_s() + HEARTBEAT_S;
    arena_reset(w->ctx.arena);
}

static void run_until_cancelled(struct worker *w)
{
    bool is_introduced = false;
    time_t next_beat = now_s();

    while (!context_cancelled(&w->ctx, NULL)) {
        tend(w, &is_introduced, &next_beat);
        struct pollfd p = { .fd = db_socket(w->ctx.db), .events = POLLIN };
        if (poll(&p, 1, TICK_MS) > 0)
            db_notifications(w->ctx.db, hear, w, NULL);
    }
}

static void worker_open(struct worker *w, const struct context *ctx)
{
    pthread_condattr_t attributes;
    w->ctx = *ctx;
    w->ctx.arena = arena_new();
    w->lane_count = ctx->config->router_count + 1;
    w->lanes = calloc(w->lane_count, sizeof *w->lanes);
    if (!w->lanes)
        abort();
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&w->woken, &attributes);
    pthread_condattr_destroy(&attributes);
    for (size_t i = 0; i < w->lane_count; i++)
        lane_open(w, &w->lanes[i], i < ctx->config->router_count ? ctx->config->routers[i].name : NULL);
}

static void worker_close(struct worker *w)
{
    for (size_t i = 0; i < w->lane_count; i++)
        lane_close(&w->lanes[i]);
    pthread_cond_destroy(&w->woken);
    pthread_mutex_destroy(&w->lock);
    free(w->lanes);
    arena_free(w->ctx.arena);
}

static bool run_forever(const struct context *ctx, struct error *e)
{
    struct worker w = { .wakes = 0 };

    worker_open(&w, ctx);
    bool ok = start_lanes(&w, e);
    if (ok)
        run_until_cancelled(&w);
    stop_lanes(&w);
    /* without this row the lamp says at once that no worker runs */
    if (db_is_connected(ctx->db))
        db_run(ctx->db, "worker_leave", DB_PARAMS(ctx->worker_id), NULL, NULL);
    worker_close(&w);
    return ok;
}

static bool run_due_jobs(struct context *ctx, struct error *failure, struct error *e)
{
    size_t ran = 0;
    if (!jobs_run_due_of(ctx, NULL, &ran, failure, e))
        return false;
    for (size_t i = 0; i < ctx->config->router_count; i++)
        if (!jobs_run_due_of(ctx, ctx->config->routers[i].name, &ran, failure, e))
            return false;
    return true;
}

static bool run_once(struct context *ctx, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    struct outbox_tally tally;
    size_t rescued;

    if (!db_ready(ctx->db, e) || !introduce(ctx, e) || !outbox_rescue(ctx, &rescued, e) ||
        !run_due_jobs(ctx, &failure, e) || !outbox_drain(ctx, NULL, &tally, e))
        return false;
    if (context_cancelled(ctx, e))
        return false;
    if (failure.code != ERR_NONE) {
        if (e)
            *e = failure;
        return false;
    }
    return !tally.waiting || error_set(e, ERR_UNREACHABLE, "not all that was due could be done", "%s", tally.last_error);
}

bool worker_run(struct context *ctx, bool once, struct error *e)
{
    return once ? run_once(ctx, e) : run_forever(ctx, e);
}
