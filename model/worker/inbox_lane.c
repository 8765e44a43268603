/* The worker's threads for notifications, and what the listener's thread calls. A notification costs a question to its
 * gateway and a dozen statements, and most of that is waiting: in a burst several hands are at it. The first one looks
 * at regular times; the others come where it is at work already when it is called. */
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
    HANDS = 4,
    LOOK_MS = 2000,
    IDLE_MS = 3600 * 1000, /* of a hand that is not called */
    GIVE_BACK_MS = 5000,   /* and has a connection: another burst may follow at once */
    LISTEN_AGAIN_S = 5,
    NOTE_AGAIN_S = 2,
    SAY_AGAIN_S = 60,        /* of what strangers can cause as often as they like */
    TAKE_DEADLINE_MS = 5000, /* a gateway waits for the answer, and comes again */
    STOP_TICK_MS = 20,
    TICKS_A_CANCEL = 10
};

static const char HAND_NAME[] = "hotspot-console inbox"; /* in the database's list of sessions */

/* What the listener's thread uses. */
struct taker {
    struct context ctx;
    struct inbox_lane *lane;
    bool is_cut_off;  /* from the database: said once */
    unsigned refused; /* since that was last said */
    time_t say_from;  /* monotonic */
};

struct hand {
    struct inbox_lane *lane;
    struct context ctx; /* with connections of its own */
    struct wakeup wakeup;
    struct waiter self;
    pthread_mutex_t lock; /* of ctx.db, which is exchanged: who stops the hand cancels what it waits for */
    pthread_t thread;
    bool is_known;   /* to the database: nothing is held before that, so that this process's end can be noticed */
    bool is_cut_off; /* from the database: said once */
    atomic_bool is_started; /* other threads wake it */
    atomic_bool is_at_work, has_ended;
};

struct inbox_lane {
    struct hand hands[HANDS];
    struct taker taker;
    atomic_bool has_dropped; /* a hand may hold what it does not process any more */
    struct listener *listener;
    time_t listen_from; /* monotonic: the next try */
    char listen_error[900];
    time_t note_from;       /* monotonic: when that is written down next */
    int64_t rescue_from_ms; /* monotonic: when others' rows are looked for next */
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

/* --- on the first hand's thread --- */

static void try_to_listen(struct inbox_lane *l)
{
    const char *address = l->hands[0].ctx.config->worker_listen;
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
    const struct context *ctx = &l->hands[0].ctx;
    if (clock_s() < l->note_from)
        return true;
    l->note_from = clock_s() + NOTE_AGAIN_S;
    return db_run(ctx->db, "inbox_listens",
                  DB_PARAMS(ctx->worker_id, ctx->config->worker_listen, *l->listen_error ? l->listen_error : NULL),
                  NULL, e);
}

static bool is_first(const struct hand *h)
{
    return h == h->lane->hands;
}

/* What has just come in does not wait for it: who is gone is asked at regular times, not at each call. */
static bool keep_house(struct hand *h, struct error *e)
{
    struct inbox_lane *l = h->lane;
    bool with_own = atomic_exchange(&l->has_dropped, false);
    if (!with_own && clock_ms() < l->rescue_from_ms)
        return note_listening(l, e);
    if (note_listening(l, e) && inbox_rescue(&h->ctx, with_own, e)) {
        l->rescue_from_ms = clock_ms() + LOOK_MS;
        return true;
    }
    if (with_own)
        atomic_store(&l->has_dropped, true);
    return false;
}

/* --- on each hand's thread --- */

static void work(struct hand *h)
{
    size_t processed = 0;
    struct error e;
    atomic_store(&h->is_at_work, true);
    arena_reset(h->ctx.arena);
    if (is_first(h))
        try_to_listen(h->lane);
    bool ok = db_ready(h->ctx.db, &e) && worker_be_known(&h->ctx, &h->is_known, &e) &&
              (!is_first(h) || keep_house(h, &e)) && inbox_process(&h->ctx, &processed, &e);
    if (!ok && !h->is_cut_off && e.code != ERR_CANCELLED)
        log_error("notifications", &e);
    if (!ok)
        atomic_store(&h->lane->has_dropped, true);
    if (processed)
        waiter_has_done(&h->self);
    h->is_cut_off = !ok;
    atomic_store(&h->is_at_work, false);
}

static int patience_ms(const struct hand *h)
{
    if (is_first(h))
        return LOOK_MS;
    return db_is_connected(h->ctx.db) ? GIVE_BACK_MS : IDLE_MS;
}

/* The database has few connections for many hosts. */
static void give_back(struct hand *h)
{
    struct db *used = h->ctx.db;
    pthread_mutex_lock(&h->lock);
    h->ctx.db = db_new(h->ctx.config->database, HAND_NAME);
    pthread_mutex_unlock(&h->lock);
    db_free(used);
}

static void *run(void *hand)
{
    struct hand *h = hand;
    unsigned seen;
    bool is_called = is_first(h);
    do {
        if (is_called)
            work(h);
        seen = h->self.seen;
        if (!wakeup_wait(&h->wakeup, &h->self, patience_ms(h), h->is_cut_off))
            break;
        is_called = is_first(h) || h->self.seen != seen;
        if (!is_called && db_is_connected(h->ctx.db))
            give_back(h);
    } while (true);
    if (is_first(h))
        listener_stop(h->lane->listener);
    atomic_store(&h->has_ended, true);
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

static void open_hand(struct inbox_lane *l, struct hand *h, const struct context *ctx)
{
    h->lane = l;
    open_context(&h->ctx, ctx, HAND_NAME);
    h->ctx.gateways = gateways_new(ctx->config);
    wakeup_init(&h->wakeup);
    pthread_mutex_init(&h->lock, NULL);
    atomic_init(&h->is_at_work, false);
    atomic_init(&h->has_ended, false);
}

static struct inbox_lane *lane_new(const struct context *ctx)
{
    struct inbox_lane *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    for (size_t i = 0; i < HANDS; i++)
        open_hand(l, &l->hands[i], ctx);
    open_context(&l->taker.ctx, ctx, "hotspot-console listener");
    db_set_deadline_ms(l->taker.ctx.db, TAKE_DEADLINE_MS);
    l->taker.ctx.cancel = NULL; /* what has come in is kept, even while the worker ends */
    l->taker.lane = l;
    atomic_init(&l->has_dropped, false);
    return l;
}

static void lane_free(struct inbox_lane *l)
{
    for (size_t i = 0; i < HANDS; i++) {
        gateways_free(l->hands[i].ctx.gateways);
        arena_free(l->hands[i].ctx.arena);
        db_free(l->hands[i].ctx.db);
        wakeup_destroy(&l->hands[i].wakeup);
        pthread_mutex_destroy(&l->hands[i].lock);
    }
    arena_free(l->taker.ctx.arena);
    db_free(l->taker.ctx.db);
    free(l);
}

/* Signals are for the thread that waits in poll(). */
static int start_hand(struct hand *h)
{
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    int failed = pthread_create(&h->thread, NULL, run, h);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    atomic_store(&h->is_started, failed == 0);
    return failed;
}

/* The first hand can do it all; without the others a burst takes longer. */
struct inbox_lane *inbox_lane_start(const struct context *ctx, struct error *e)
{
    struct inbox_lane *l = lane_new(ctx);
    int failed = 0;
    for (size_t i = 0; i < HANDS && !failed; i++)
        failed = start_hand(&l->hands[i]);
    if (l->hands[0].is_started)
        return l;
    lane_free(l);
    error_set(e, ERR_INTERNAL, "can't start the worker's threads", "%s", strerror(failed));
    return NULL;
}

void inbox_lane_wake(struct inbox_lane *lane)
{
    size_t i = 0;
    if (!lane)
        return;
    wakeup_call(&lane->hands[0].wakeup);
    while (i < HANDS && atomic_load(&lane->hands[i].is_at_work))
        i++;
    if (i > 0 && i < HANDS && lane->hands[i].is_started)
        wakeup_call(&lane->hands[i].wakeup);
}

/* A statement may wait for a lock; it is left time between to give back what is held. */
static bool press_to_end(struct inbox_lane *l, bool with_cancel)
{
    bool all_ended = true;
    for (size_t i = 0; i < HANDS; i++) {
        struct hand *h = &l->hands[i];
        if (!h->is_started || atomic_load(&h->has_ended))
            continue;
        all_ended = false;
        gateways_interrupt(h->ctx.gateways);
        pthread_mutex_lock(&h->lock);
        if (with_cancel)
            db_cancel(h->ctx.db);
        pthread_mutex_unlock(&h->lock);
    }
    return all_ended;
}

bool inbox_lane_stop(struct inbox_lane *lane, const struct stop *stop)
{
    if (!lane)
        return true;
    for (size_t i = 0; i < HANDS; i++) {
        wakeup_end(&lane->hands[i].wakeup);
        pthread_mutex_lock(&lane->hands[i].lock);
        db_end_by(lane->hands[i].ctx.db, stop->give_up_at_ms);
        pthread_mutex_unlock(&lane->hands[i].lock);
    }
    db_end_by(lane->taker.ctx.db, stop->give_up_at_ms);
    for (int tick = 1; !press_to_end(lane, tick % TICKS_A_CANCEL == 0); tick++) {
        if (clock_ms() >= stop->leave_at_ms) {
            log_line(LOG_LEVEL_WARNING, "notifications did not end in time, and are left behind");
            return false;
        }
        poll(NULL, 0, STOP_TICK_MS);
    }
    for (size_t i = 0; i < HANDS; i++)
        if (lane->hands[i].is_started)
            pthread_join(lane->hands[i].thread, NULL);
    lane_free(lane);
    return true;
}
