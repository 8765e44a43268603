/* The worker's thread for notifications, and what the listener's thread calls. */
#include "model/worker/inbox_lane.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/engine/heartbeat.h"
#include "model/pay/gateways.h"
#include "model/pay/inbox.h"
#include "model/worker/wakeup.h"
#include "net/listener.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LOOK_MS = 2000,
    LISTEN_AGAIN_S = 5,
    NOTE_AGAIN_S = 2,
    SAY_AGAIN_S = 60,        /* of what strangers can cause as often as they like */
    TAKE_DEADLINE_MS = 5000, /* a gateway waits for the answer, and comes again */
    STOP_TICK_MS = 20,
    TICKS_A_CANCEL = 10
};

/* What the listener's thread uses. */
struct taker {
    struct context ctx;
    struct inbox_lane *lane;
    bool is_cut_off;  /* from the database: said once */
    unsigned refused; /* since that was last said */
    time_t say_from;  /* monotonic */
};

struct inbox_lane {
    struct context ctx; /* of the lane's thread */
    struct taker taker;
    struct listener *listener;
    time_t listen_from; /* monotonic: the next try */
    char listen_error[900];
    time_t note_from; /* monotonic: when that is written down next */
    bool is_known;    /* to the database: nothing is held before that, so that this process's end can be noticed */
    bool is_cut_off;  /* from the database: said once */
    pthread_t thread;
    struct wakeup wakeup;
    atomic_bool has_ended;
};

/* --- on the listener's thread --- */

const char *inbox_gateway_at(const char *path)
{
    static const char prefix[] = "/notify";
    const struct notifier *n;
    if (strncmp(path, prefix, sizeof prefix - 1) == 0)
        path += sizeof prefix - 1;
    for (size_t i = 0; (n = notifier_at(i)); i++) {
        size_t length = strlen(n->gateway);
        if (*path == '/' && strncmp(path + 1, n->gateway, length) == 0 &&
            (strcmp(path + 1 + length, "") == 0 || strcmp(path + 1 + length, "/") == 0))
            return n->gateway;
    }
    return NULL;
}

static void note_refusal(struct taker *t, const char *gateway, const struct error *why)
{
    t->refused++;
    if (clock_s() < t->say_from)
        return;
    log_line(LOG_LEVEL_WARNING, "%u notifications refused, the last of %s: %s: %s", t->refused, gateway, why->what,
             why->why);
    t->refused = 0;
    t->say_from = clock_s() + SAY_AGAIN_S;
}

static void note_database(struct taker *t, bool is_away, const struct error *why)
{
    if (is_away && !t->is_cut_off)
        log_error("notifications are put off", why);
    t->is_cut_off = is_away;
}

static int take(void *ctx, const struct listener_request *request)
{
    static const int statuses[] = {
        [INBOX_TAKEN] = 200, [INBOX_REFUSED] = 403, [INBOX_UNREADABLE] = 400, [INBOX_LATER] = 503
    };
    struct taker *t = ctx;
    const char *gateway = inbox_gateway_at(request->path);
    struct error why = { .code = ERR_NONE };
    if (!gateway)
        return 404;
    arena_reset(t->ctx.arena);
    enum inbox_answer answer = inbox_take(&t->ctx, gateway, request->body, request->length,
                                          request->header(request, "x-callback-token"), &why);
    if (answer == INBOX_REFUSED || answer == INBOX_UNREADABLE)
        note_refusal(t, gateway, &why);
    else
        note_database(t, answer == INBOX_LATER, &why);
    if (answer == INBOX_TAKEN)
        inbox_lane_wake(t->lane);
    return statuses[answer];
}

/* --- on the lane's thread --- */

static void try_to_listen(struct inbox_lane *l)
{
    const char *address = l->ctx.config->worker_listen;
    const struct listener_options options = { .address = address, .take = take, .ctx = &l->taker };
    char text[sizeof l->listen_error];
    struct error e;
    if (!address || l->listener || clock_s() < l->listen_from)
        return;
    l->listen_from = clock_s() + LISTEN_AGAIN_S;
    l->listener = listener_start(&options, &e);
    if (l->listener) {
        log_line(LOG_LEVEL_INFO, "notifications: listening on %s, port %d", address, listener_port(l->listener));
        *l->listen_error = '\0';
        l->note_from = 0;
        return;
    }
    error_text(&e, text, sizeof text);
    if (strcmp(text, l->listen_error) == 0)
        return;
    log_error("notifications", &e);
    memcpy(l->listen_error, text, sizeof text);
    l->note_from = 0;
}

/* For the lamps. Again and again: the worker's row comes after the first look, and anew after a long absence. */
static bool note_listening(struct inbox_lane *l, struct error *e)
{
    if (clock_s() < l->note_from)
        return true;
    l->note_from = clock_s() + NOTE_AGAIN_S;
    return db_run(l->ctx.db, "inbox_listens",
                  DB_PARAMS(l->ctx.worker_id, l->ctx.config->worker_listen, *l->listen_error ? l->listen_error : NULL),
                  NULL, e);
}

static void work(struct inbox_lane *l)
{
    size_t processed = 0;
    struct error e;
    arena_reset(l->ctx.arena);
    try_to_listen(l);
    bool ok = db_ready(l->ctx.db, &e) && worker_be_known(&l->ctx, &l->is_known, &e) && note_listening(l, &e) &&
              inbox_process(&l->ctx, &processed, &e);
    if (!ok && !l->is_cut_off && e.code != ERR_CANCELLED)
        log_error("notifications", &e);
    l->is_cut_off = !ok;
}

static void *run(void *lane)
{
    struct inbox_lane *l = lane;
    struct waiter self = { 0 };
    do
        work(l);
    while (wakeup_wait(&l->wakeup, &self, LOOK_MS, l->is_cut_off));
    listener_stop(l->listener);
    atomic_store(&l->has_ended, true);
    return NULL;
}

/* --- start and stop --- */

/* The outbox's lanes do what follows on routers and at gateways; here a gateway is only asked. */
static void open_context(struct context *own, const struct context *ctx, const char *name)
{
    *own = *ctx;
    own->db = db_new(ctx->config->database, name);
    own->arena = arena_new();
    own->routers = NULL;
    own->gateways = NULL;
    own->progress = NULL;
}

static struct inbox_lane *lane_new(const struct context *ctx)
{
    struct inbox_lane *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    open_context(&l->ctx, ctx, "hotspot-console inbox");
    l->ctx.gateways = gateways_new(ctx->config);
    open_context(&l->taker.ctx, ctx, "hotspot-console listener");
    db_set_deadline_ms(l->taker.ctx.db, TAKE_DEADLINE_MS);
    l->taker.ctx.cancel = NULL; /* what has come in is kept, even while the worker ends */
    l->taker.lane = l;
    wakeup_init(&l->wakeup);
    atomic_init(&l->has_ended, false);
    return l;
}

static void lane_free(struct inbox_lane *l)
{
    gateways_free(l->ctx.gateways);
    arena_free(l->ctx.arena);
    db_free(l->ctx.db);
    arena_free(l->taker.ctx.arena);
    db_free(l->taker.ctx.db);
    wakeup_destroy(&l->wakeup);
    free(l);
}

/* Signals are for the thread that waits in poll(). */
static int start_thread(struct inbox_lane *l)
{
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    int failed = pthread_create(&l->thread, NULL, run, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

struct inbox_lane *inbox_lane_start(const struct context *ctx, struct error *e)
{
    struct inbox_lane *l = lane_new(ctx);
    int failed = start_thread(l);
    if (!failed)
        return l;
    lane_free(l);
    error_set(e, ERR_INTERNAL, "can't start the worker's threads", "%s", strerror(failed));
    return NULL;
}

void inbox_lane_wake(struct inbox_lane *lane)
{
    if (lane)
        wakeup_call(&lane->wakeup);
}

/* A statement may wait for a lock; it is left time between to give back what is held. */
bool inbox_lane_stop(struct inbox_lane *lane, const struct stop *stop)
{
    if (!lane)
        return true;
    wakeup_end(&lane->wakeup);
    db_end_by(lane->ctx.db, stop->give_up_at_ms);
    db_end_by(lane->taker.ctx.db, stop->give_up_at_ms);
    for (int tick = 1; !atomic_load(&lane->has_ended); tick++) {
        if (clock_ms() >= stop->leave_at_ms) {
            log_line(LOG_LEVEL_WARNING, "notifications did not end in time, and are left behind");
            return false;
        }
        gateways_interrupt(lane->ctx.gateways);
        if (tick % TICKS_A_CANCEL == 0)
            db_cancel(lane->ctx.db);
        poll(NULL, 0, STOP_TICK_MS);
    }
    pthread_join(lane->thread, NULL);
    lane_free(lane);
    return true;
}
