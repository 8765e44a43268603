/* The worker's threads for notifications, and what the listener's thread calls. A notification costs a question to its
 * gateway and a dozen statements, and most of that is waiting: in a burst several hands are at it. The first one keeps
 * the port open; the others come where it is at work already when it is called. */
#include "model/worker/inbox_lane.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/engine/heartbeat.h"
#include "model/pay/gateways.h"
#include "model/pay/inbox.h"
#include "model/worker/look.h"
#include "model/worker/wakeup.h"
#include "net/listener.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    IDLE_MS = 3600 * 1000, /* of a hand that is not called */
    GIVE_BACK_MS = 5000,   /* and has a connection: another burst may follow at once */
    LISTEN_AGAIN_S = 5,
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
    bool is_cut_off;      /* from the database: said once */
    unsigned refused;     /* since that was last said */
    int64_t say_from;     /* monotonic */
    pthread_mutex_t lock; /* who takes has the connection, or who gives it back */
    int64_t took_ms;      /* monotonic, under lock: when it was needed last */
};

struct hand {
    struct inbox_lane *lane;
    struct context ctx; /* with connections of its own */
    struct wakeup wakeup;
    struct waiter self;
    pthread_t thread;
    bool is_known;     /* to the database: nothing is held before that, so that this process's end can be noticed */
    bool is_cut_off;   /* from the database: said once */
    int64_t worked_ms; /* monotonic: when it had something to do last */
    atomic_bool is_started; /* other threads wake it */
    atomic_bool is_at_work, has_ended;
};

struct inbox_lane {
    struct hand hands[INBOX_HANDS];
    struct taker taker;
    atomic_bool has_dropped; /* a hand may hold what it does not process any more */
    const struct sight *sight;
    struct listener *listener;
    int64_t listen_from; /* monotonic: the next try */
    pthread_mutex_t lock;
    char listen_error[900]; /* under lock */
    bool has_tried;         /* under lock */
    bool is_news;           /* under lock: where it listens is not written down yet */
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
    pthread_mutex_lock(&t->lock);
    enum inbox_answer answer = inbox_take(&t->ctx, gateway, request->body, request->length,
                                          request->header(request, "x-callback-token"), &why);
    t->took_ms = clock_ms();
    pthread_mutex_unlock(&t->lock);
    if (answer == INBOX_REFUSED || answer == INBOX_UNREADABLE)
        note_refusal(t, gateway, &why);
    else
        note_database(t, answer == INBOX_LATER, &why);
    if (answer == INBOX_TAKEN)
        inbox_lane_wake(t->lane);
    return statuses[answer];
}

/* --- on the first hand's thread --- */

/* Who takes now has it, and does not wait for us. */
static void taker_rest(struct taker *t)
{
    if (pthread_mutex_trylock(&t->lock) != 0)
        return;
    if (clock_ms() >= t->took_ms + GIVE_BACK_MS)
        db_rest(t->ctx.db);
    pthread_mutex_unlock(&t->lock);
}

/* False where it says the same as before. */
static bool note_listening(struct inbox_lane *l, const char *error)
{
    pthread_mutex_lock(&l->lock);
    bool is_news = !l->has_tried || strcmp(l->listen_error, error) != 0;
    l->has_tried = true;
    l->is_news |= is_news;
    snprintf(l->listen_error, sizeof l->listen_error, "%s", error);
    pthread_mutex_unlock(&l->lock);
    return is_news;
}

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
        note_listening(l, "");
        return;
    }
    if (note_listening(l, error_text(&e, text, sizeof text)))
        log_error("notifications", &e);
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
        return true;
    if (inbox_rescue(&h->ctx, with_own, e)) {
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
    bool ok = db_ready(h->ctx.db, &e) && worker_be_known(&h->ctx, &h->is_known, &e) &&
              (!is_first(h) || keep_house(h, &e)) && inbox_process(&h->ctx, &processed, &e);
    if (!ok && !h->is_cut_off && e.code != ERR_CANCELLED)
        log_error("notifications", &e);
    if (!ok)
        atomic_store(&h->lane->has_dropped, true);
    if (processed)
        waiter_has_done(&h->self);
    h->is_cut_off = !ok;
    h->worked_ms = clock_ms();
    atomic_store(&h->is_at_work, false);
}

/* The first has the port to look after. */
static int patience_ms(const struct hand *h)
{
    if (is_first(h))
        return LOOK_MS;
    return db_is_connected(h->ctx.db) ? GIVE_BACK_MS : IDLE_MS;
}

/* The first takes up what others dropped, and looks for itself where nobody else does. */
static bool has_reason(const struct hand *h)
{
    return is_first(h) && (h->is_cut_off || atomic_load(&h->lane->has_dropped) || sight_is_lost(h->lane->sight));
}

/* The database has few connections for many hosts. */
static void give_back(struct hand *h)
{
    if (clock_ms() >= h->worked_ms + GIVE_BACK_MS)
        db_rest(h->ctx.db);
    if (is_first(h))
        taker_rest(&h->lane->taker);
}

static void *run(void *hand)
{
    struct hand *h = hand;
    unsigned seen = h->self.seen;
    if (is_first(h))
        try_to_listen(h->lane);
    while (wakeup_wait(&h->wakeup, &h->self, patience_ms(h), h->is_cut_off)) {
        if (is_first(h))
            try_to_listen(h->lane);
        if (h->self.seen != seen || has_reason(h))
            work(h);
        else
            give_back(h);
        seen = h->self.seen;
    }
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
    atomic_init(&h->is_at_work, false);
    atomic_init(&h->has_ended, false);
}

static struct inbox_lane *lane_new(const struct context *ctx, const struct sight *sight)
{
    struct inbox_lane *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    for (size_t i = 0; i < INBOX_HANDS; i++)
        open_hand(l, &l->hands[i], ctx);
    open_context(&l->taker.ctx, ctx, "hotspot-console listener");
    db_set_deadline_ms(l->taker.ctx.db, TAKE_DEADLINE_MS);
    l->taker.ctx.cancel = NULL; /* what has come in is kept, even while the worker ends */
    l->taker.lane = l;
    l->sight = sight;
    pthread_mutex_init(&l->taker.lock, NULL);
    pthread_mutex_init(&l->lock, NULL);
    atomic_init(&l->has_dropped, false);
    return l;
}

static void lane_free(struct inbox_lane *l)
{
    for (size_t i = 0; i < INBOX_HANDS; i++) {
        gateways_free(l->hands[i].ctx.gateways);
        arena_free(l->hands[i].ctx.arena);
        db_free(l->hands[i].ctx.db);
        wakeup_destroy(&l->hands[i].wakeup);
    }
    arena_free(l->taker.ctx.arena);
    db_free(l->taker.ctx.db);
    pthread_mutex_destroy(&l->taker.lock);
    pthread_mutex_destroy(&l->lock);
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
struct inbox_lane *inbox_lane_start(const struct context *ctx, const struct sight *sight, struct error *e)
{
    struct inbox_lane *l = lane_new(ctx, sight);
    int failed = 0;
    for (size_t i = 0; i < INBOX_HANDS && !failed; i++)
        failed = start_hand(&l->hands[i]);
    if (l->hands[0].is_started)
        return l;
    lane_free(l);
    error_set(e, ERR_INTERNAL, "can't start the worker's threads", "%s", strerror(failed));
    return NULL;
}

bool inbox_lane_has_news(struct inbox_lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    bool is_news = lane->is_news;
    pthread_mutex_unlock(&lane->lock);
    return is_news;
}

struct listening inbox_lane_listening(struct inbox_lane *lane, struct arena *a)
{
    pthread_mutex_lock(&lane->lock);
    const char *error = arena_strdup(a, lane->listen_error);
    lane->is_news = false;
    pthread_mutex_unlock(&lane->lock);
    return (struct listening){ lane->hands[0].ctx.config->worker_listen, *error ? error : NULL };
}

void inbox_lane_wake(struct inbox_lane *lane)
{
    size_t i = 0;
    if (!lane)
        return;
    wakeup_call(&lane->hands[0].wakeup);
    while (i < INBOX_HANDS && atomic_load(&lane->hands[i].is_at_work))
        i++;
    if (i > 0 && i < INBOX_HANDS && lane->hands[i].is_started)
        wakeup_call(&lane->hands[i].wakeup);
}

/* A statement may wait for a lock; it is left time between to give back what is held. */
static bool press_to_end(struct inbox_lane *l, bool with_cancel)
{
    bool all_ended = true;
    for (size_t i = 0; i < INBOX_HANDS; i++) {
        struct hand *h = &l->hands[i];
        if (!h->is_started || atomic_load(&h->has_ended))
            continue;
        all_ended = false;
        gateways_interrupt(h->ctx.gateways);
        if (with_cancel)
            db_cancel(h->ctx.db);
    }
    return all_ended;
}

bool inbox_lane_stop(struct inbox_lane *lane, const struct stop *stop)
{
    if (!lane)
        return true;
    for (size_t i = 0; i < INBOX_HANDS; i++) {
        wakeup_end(&lane->hands[i].wakeup);
        db_end_by(lane->hands[i].ctx.db, stop->give_up_at_ms);
    }
    db_end_by(lane->taker.ctx.db, stop->give_up_at_ms);
    for (int tick = 1; !press_to_end(lane, tick % TICKS_A_CANCEL == 0); tick++) {
        if (clock_ms() >= stop->leave_at_ms) {
            log_line(LOG_LEVEL_WARNING, "notifications did not end in time, and are left behind");
            return false;
        }
        poll(NULL, 0, STOP_TICK_MS);
    }
    for (size_t i = 0; i < INBOX_HANDS; i++)
        if (lane->hands[i].is_started)
            pthread_join(lane->hands[i].thread, NULL);
    lane_free(lane);
    return true;
}
