/* The thread that watches the database and, through it, everything else. */
#include "tui/app/watch.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/config/config.h"
#include "model/engine/heartbeat.h"
#include "model/routers/router.h"
#include "model/worker/session.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum {
    STACK_BYTES = 256 * 1024,
    HEALTH_MS = 3000,
    HEARTBEAT_MS = 10000,
    RETRY_AT_LEAST_MS = 100, /* so that a wrong back-off can't make a busy loop */
    CHANNELS = 16,
    WORKER_ID = 40
};

struct watch {
    const struct config *config;
    char worker_id[WORKER_ID];
    int ui_wake_fd;
    int wake_fd; /* ends the thread's waiting */
    pthread_t thread;
    struct session *session;

    pthread_mutex_t lock; /* what follows belongs to both threads */
    struct watch_report *report;
    char channels[CHANNELS][WATCH_CHANNEL];
    size_t channel_count;
    bool is_stopping, wants_retry, has_session;

    unsigned generation; /* the thread's own from here */
    bool is_prepared;    /* since the last connection: listening, routers registered */
    int64_t health_due_ms, heartbeat_due_ms;
};

void watch_report_free(struct watch_report *r)
{
    if (r)
        arena_free(r->arena);
}

static void post(struct watch *w, struct watch_report *r)
{
    pthread_mutex_lock(&w->lock);
    struct watch_report *unseen = w->report;
    w->report = r;
    pthread_mutex_unlock(&w->lock);
    watch_report_free(unseen);
    eventfd_write(w->ui_wake_fd, 1);
}

static struct watch_report *report_new(struct watch *w, bool is_db_up)
{
    struct arena *a = arena_new();
    struct watch_report *r = ARENA_NEW(a, struct watch_report);
    r->arena = a;
    r->is_db_up = is_db_up;
    r->only_reads = session_context(w->session)->read_only;
    r->generation = w->generation;
    return r;
}

/* Milliseconds until the next try. Connected, but not usable (its schema is not ours, say): look
 * again as often as at the lamps. */
static int retry_in_ms(struct watch *w)
{
    int wait_ms = session_is_connected(w->session) ? HEALTH_MS : session_retry_in_ms(w->session);
    return wait_ms > RETRY_AT_LEAST_MS ? wait_ms : RETRY_AT_LEAST_MS;
}

static void post_down(struct watch *w, const struct error *e)
{
    struct watch_report *r = report_new(w, false);
    r->error = *e;
    r->retry_at_ms = clock_ms() + retry_in_ms(w);
    post(w, r);
}

/* Runs on the watch's thread, from session_wait(). */
static void note_channel(void *ctx, const char *payload)
{
    struct watch *w = ctx;
    pthread_mutex_lock(&w->lock);
    bool is_new = true;
    for (size_t i = 0; i < w->channel_count; i++)
        is_new &= strcmp(w->channels[i], payload) != 0;
    if (is_new && w->channel_count < CHANNELS)
        snprintf(w->channels[w->channel_count++], WATCH_CHANNEL, "%s", payload);
    else if (is_new)
        strcpy(w->channels[CHANNELS - 1], "*");
    pthread_mutex_unlock(&w->lock);
    if (is_new)
        eventfd_write(w->ui_wake_fd, 1);
}

static bool read_health(struct watch *w, struct error *e)
{
    struct context *ctx = session_context(w->session);
    struct watch_report *r = report_new(w, true);
    struct arena *own = ctx->arena;
    ctx->arena = r->arena;
    bool ok = health_read(ctx, &r->health, e);
    ctx->arena = own;
    if (!ok) {
        watch_report_free(r);
        return false;
    }
    post(w, r);
    return true;
}

/* What the database refuses (to a role that may only read, say) is no reason to call it down. */
static bool is_tolerable(struct watch *w, bool ok, const struct error *e)
{
    if (ok)
        return true;
    if (!session_is_connected(w->session))
        return false;
    log_error("watch", e);
    return true;
}

static bool beat(struct watch *w, struct error *e)
{
    w->heartbeat_due_ms = clock_ms() + HEARTBEAT_MS;
    if (session_context(w->session)->read_only)
        return true;
    return is_tolerable(w, worker_heartbeat(session_context(w->session), "console", e), e);
}

/* What a fresh connection needs. */
static bool prepare(struct watch *w, struct error *e)
{
    if (!session_listen(w->session, e) || !beat(w, e))
        return false;
    if (!session_context(w->session)->read_only &&
        !is_tolerable(w, routers_register(session_context(w->session), e), e))
        return false;
    w->generation++;
    w->is_prepared = true;
    w->health_due_ms = 0;
    return true;
}

static bool do_what_is_due(struct watch *w, struct error *e)
{
    int64_t now = clock_ms();
    if (!w->is_prepared && !prepare(w, e))
        return false;
    if (now >= w->heartbeat_due_ms && (!beat(w, e) || !session_listen(w->session, e)))
        return false;
    if (now >= w->health_due_ms) {
        w->health_due_ms = now + HEALTH_MS;
        if (!read_health(w, e))
            return false;
    }
    return true;
}

static int ms_until_due(const struct watch *w)
{
    int64_t due = w->health_due_ms < w->heartbeat_due_ms ? w->health_due_ms : w->heartbeat_due_ms;
    int64_t wait = due - clock_ms();
    return wait > 0 ? (int)wait : 0;
}

static bool turn_up(struct watch *w, struct error *e)
{
    if (!session_ready(w->session, e) || !do_what_is_due(w, e))
        return false;
    return session_wait(w->session, w->wake_fd, ms_until_due(w), note_channel, w, e);
}

static void wait_for_retry(struct watch *w)
{
    struct pollfd fd = { .fd = w->wake_fd, .events = POLLIN };
    poll(&fd, 1, retry_in_ms(w));
}

/* True: go on. */
static bool read_wishes(struct watch *w)
{
    eventfd_t ignored;
    eventfd_read(w->wake_fd, &ignored);
    pthread_mutex_lock(&w->lock);
    bool is_stopping = w->is_stopping, wants_retry = w->wants_retry;
    w->wants_retry = false;
    pthread_mutex_unlock(&w->lock);
    if (wants_retry)
        session_retry_now(w->session);
    return !is_stopping;
}

static void *watch_main(void *arg)
{
    struct watch *w = arg;
    struct error last = { .code = ERR_NONE };
    w->session = session_open(&(struct session_options){
        .config = w->config, .pace = SESSION_WATCH, .name = "hotspot-console watch", .worker_id = w->worker_id });
    pthread_mutex_lock(&w->lock);
    w->has_session = true;
    pthread_mutex_unlock(&w->lock);
    while (read_wishes(w)) {
        struct error e = { .code = ERR_NONE };
        bool ok = turn_up(w, &e);
        arena_reset(session_context(w->session)->arena);
        if (ok) {
            last.code = ERR_NONE;
            continue;
        }
        w->is_prepared = false;
        if (last.code == ERR_NONE || strcmp(last.why, e.why) != 0)
            log_error("watch", &e);
        last = e;
        post_down(w, &e);
        wait_for_retry(w);
    }
    if (session_is_connected(w->session) && !session_context(w->session)->read_only)
        worker_leave(session_context(w->session));
    session_close(w->session);
    return NULL;
}

struct watch *watch_start(const struct config *config, const char *worker_id, int wake_fd)
{
    pthread_attr_t attrs;
    struct watch *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->config = config;
    w->ui_wake_fd = wake_fd;
    w->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    snprintf(w->worker_id, sizeof w->worker_id, "%s", worker_id);
    pthread_mutex_init(&w->lock, NULL);
    pthread_attr_init(&attrs);
    pthread_attr_setstacksize(&attrs, STACK_BYTES);
    bool ok = w->wake_fd >= 0 && pthread_create(&w->thread, &attrs, watch_main, w) == 0;
    pthread_attr_destroy(&attrs);
    if (ok)
        return w;
    if (w->wake_fd >= 0)
        close(w->wake_fd);
    free(w);
    return NULL;
}

struct watch_report *watch_take_report(struct watch *w)
{
    pthread_mutex_lock(&w->lock);
    struct watch_report *r = w->report;
    w->report = NULL;
    pthread_mutex_unlock(&w->lock);
    return r;
}

size_t watch_take_channels(struct watch *w, char channels[][WATCH_CHANNEL], size_t room)
{
    pthread_mutex_lock(&w->lock);
    size_t count = w->channel_count < room ? w->channel_count : room;
    memcpy(channels, w->channels, count * WATCH_CHANNEL);
    w->channel_count = 0;
    pthread_mutex_unlock(&w->lock);
    return count;
}

void watch_retry_now(struct watch *w)
{
    pthread_mutex_lock(&w->lock);
    w->wants_retry = true;
    pthread_mutex_unlock(&w->lock);
    eventfd_write(w->wake_fd, 1);
}

bool watch_stop(struct watch *w, int wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait_ms / 1000 + 1;
    pthread_mutex_lock(&w->lock);
    w->is_stopping = true;
    pthread_mutex_unlock(&w->lock);
    eventfd_write(w->wake_fd, 1);
    if (pthread_timedjoin_np(w->thread, NULL, &until) != 0)
        return false;
    watch_report_free(w->report);
    close(w->wake_fd);
    pthread_mutex_destroy(&w->lock);
    free(w);
    return true;
}
