/* Work off the UI thread: a thread for each lane, and one that cancels.
 *
 * A lane's thread opens its session, takes tasks and leaves them in `finished`; the UI thread is
 * woken through an eventfd and calls done. Cancelling a statement means a connection to the
 * server, which may take its time: a thread of its own does that. The lock is only ever held for
 * a few pointers. */
#include "tui/app/task.h"

#include "base/arena.h"
#include "model/config/config.h"
#include "model/diagnosis/diagnosis.h"
#include "model/worker/session.h"
#include "tui/app/app_state.h"
#include "tui/app/lanes.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

enum {
    STACK_BYTES = 256 * 1024,
    KEPT_S = 120, /* what the last action opened is kept for the next one */
    PROGRESS_TEXT = 96,
    WORKER_ID = 40,
    SETTLED_ID = 80
};

struct node {
    struct task task; /* first: the task is the node */
    struct node *next;
    bool is_forgotten; /* done must not be called any more */
    char what[PROGRESS_TEXT];
    size_t progress_done, progress_total;
    bool has_progress;
    char settled_id[SETTLED_ID];
    bool is_settled; /* not told yet */
};

struct lane_state {
    struct tasks *tasks;
    enum lane which;
    pthread_t thread;
    bool is_started, wants_retry;
    pthread_cond_t has_work;
    struct node *queue; /* LANE_READ: newest first; else oldest first */
    struct node *running;
    struct session *session; /* NULL until the thread has opened it */
    bool wants_interrupt, is_interrupting;
};

struct tasks {
    const struct config *config;
    char worker_id[WORKER_ID];
    int wake_fd;
    pthread_mutex_t lock;
    struct lane_state lanes[LANE_COUNT_];
    struct node *finished, **finished_end;
    pthread_t canceller;
    bool has_canceller;
    pthread_cond_t must_cancel, was_cancelled;
    bool is_stopping;
};

static const struct {
    const char *name;
    enum session_pace pace;
} lane_kinds[LANE_COUNT_] = {
    [LANE_READ] = { "hotspot-console read", SESSION_SCREEN },
    [LANE_COUNT] = { "hotspot-console count", SESSION_JOB },
    [LANE_ACT] = { "hotspot-console act", SESSION_BULK },
    [LANE_LOOK] = { "hotspot-console look", SESSION_SCREEN },
    [LANE_EXPORT] = { "hotspot-console export", SESSION_BULK },
};

struct task *task_new_in(struct arena *a)
{
    struct node *n = calloc(1, sizeof *n);
    if (!n)
        abort();
    n->task.arena = a;
    return &n->task;
}

struct task *task_new(void)
{
    return task_new_in(arena_new());
}

struct arena *task_keep(struct task *t)
{
    return arena_hold(t->arena);
}

static void node_free(struct node *n)
{
    arena_free(n->task.arena);
    free(n);
}

void task_drop(struct task *t)
{
    node_free((struct node *)t);
}

static void wake_ui(struct tasks *tasks)
{
    eventfd_write(tasks->wake_fd, 1);
}

/* Runs on the lane's thread. */
static void note_progress(void *progress_ctx, const char *what, size_t done, size_t total)
{
    struct lane_state *lane = progress_ctx;
    pthread_mutex_lock(&lane->tasks->lock);
    struct node *n = lane->running;
    snprintf(n->what, sizeof n->what, "%s", what);
    n->progress_done = done;
    n->progress_total = total;
    n->has_progress = true;
    pthread_mutex_unlock(&lane->tasks->lock);
    wake_ui(lane->tasks);
}

static void note_settled(void *progress_ctx, const char *id)
{
    struct lane_state *lane = progress_ctx;
    pthread_mutex_lock(&lane->tasks->lock);
    struct node *n = lane->running;
    snprintf(n->settled_id, sizeof n->settled_id, "%s", id);
    n->is_settled = true;
    pthread_mutex_unlock(&lane->tasks->lock);
    wake_ui(lane->tasks);
}

/* It changes nothing: it may be cancelled, dropped, or tried twice. */
static bool only_reads(const struct lane_state *lane, const struct node *n)
{
    return lane->which != LANE_ACT || n->task.only_reads;
}

static bool try_task(struct lane_state *lane, struct task *t)
{
    t->ok = false;
    error_clear(&t->error);
    if (!t->is_without_db && !session_ready(lane->session, &t->error))
        return false;
    t->run(session_context(lane->session), t);
    return t->ok;
}

static void run_task(struct lane_state *lane, struct node *n)
{
    struct task *t = &n->task;
    struct context *ctx = session_context(lane->session);
    struct arena *own = ctx->arena;
    ctx->arena = t->arena;
    ctx->cancel = &t->cancelled;
    ctx->progress = note_progress;
    ctx->settled = note_settled;
    ctx->progress_ctx = lane;
    bool was_connected = session_is_connected(lane->session);
    if (!try_task(lane, t) && only_reads(lane, n) && !atomic_load(&t->cancelled)) {
        /* A connection that died while idle shows only now, and a late cancel may hit the statement
         * after the one that it was meant for: reading once more does no harm. */
        bool is_lost = t->error.code == ERR_UNREACHABLE || t->error.code == ERR_TIMEOUT;
        bool is_worth_it =
            t->error.code == ERR_CANCELLED || (is_lost && was_connected && !session_is_connected(lane->session));
        if (is_worth_it)
            try_task(lane, t);
    }
    ctx->arena = own;
    ctx->cancel = NULL;
}

/* It talks to routers and gateways. */
static bool goes_outside(const struct lane_state *lane)
{
    return lane->which == LANE_ACT || lane->which == LANE_LOOK;
}

/* With the lock. Once it was quiet for a while, what only actions need is closed, and then nothing wakes the lane but
 * work. */
static void await_work(struct lane_state *lane)
{
    struct tasks *tasks = lane->tasks;
    struct timespec until;
    bool is_kept = goes_outside(lane) && lane->session;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += KEPT_S;
    while (!lane->queue && !tasks->is_stopping) {
        if (!is_kept) {
            pthread_cond_wait(&lane->has_work, &tasks->lock);
        } else if (pthread_cond_timedwait(&lane->has_work, &tasks->lock, &until) == ETIMEDOUT) {
            is_kept = false;
            pthread_mutex_unlock(&tasks->lock);
            session_rest(lane->session);
            pthread_mutex_lock(&tasks->lock);
        }
    }
}

/* Waits for work; NULL: the lane ends. */
static struct node *take_work(struct lane_state *lane)
{
    struct tasks *tasks = lane->tasks;
    struct node *n = NULL;
    pthread_mutex_lock(&tasks->lock);
    await_work(lane);
    if (lane->queue) {
        n = lane->queue;
        lane->queue = n->next;
        n->next = NULL;
        lane->running = n;
    }
    if (lane->wants_retry)
        session_retry_now(lane->session);
    lane->wants_retry = false;
    pthread_mutex_unlock(&tasks->lock);
    return n;
}

static void hand_back(struct lane_state *lane, struct node *n)
{
    struct tasks *tasks = lane->tasks;
    pthread_mutex_lock(&tasks->lock);
    while (lane->is_interrupting)
        pthread_cond_wait(&tasks->was_cancelled, &tasks->lock);
    lane->wants_interrupt = false;
    lane->running = NULL;
    *tasks->finished_end = n;
    tasks->finished_end = &n->next;
    pthread_mutex_unlock(&tasks->lock);
    wake_ui(tasks);
}

static void *lane_main(void *arg)
{
    struct lane_state *lane = arg;
    struct tasks *tasks = lane->tasks;
    struct arena *own = arena_new();
    struct session *s = session_open(&(struct session_options){
        .config = lane->which == LANE_LOOK ? diagnosis_config(own, tasks->config) : tasks->config,
        .name = lane_kinds[lane->which].name,
        .pace = lane_kinds[lane->which].pace,
        .worker_id = tasks->worker_id,
        .with_routers = goes_outside(lane),
        .with_gateways = goes_outside(lane),
    });
    pthread_mutex_lock(&tasks->lock);
    lane->session = s;
    pthread_mutex_unlock(&tasks->lock);
    for (struct node *n; (n = take_work(lane));) {
        run_task(lane, n);
        hand_back(lane, n);
    }
    session_close(s);
    arena_free(own);
    return NULL;
}

/* The lane whose running statement is to be ended; NULL: none. */
static struct lane_state *lane_to_interrupt(struct tasks *tasks)
{
    for (int i = 0; i < LANE_COUNT_; i++)
        if (tasks->lanes[i].wants_interrupt && tasks->lanes[i].session)
            return &tasks->lanes[i];
    return NULL;
}

/* The running task stays where it is meanwhile: see hand_back(). */
static void interrupt_lane(struct lane_state *lane)
{
    struct node *n = lane->running;
    if (n && n->task.interrupt)
        n->task.interrupt(&n->task);
    session_interrupt(lane->session);
}

static void *canceller_main(void *arg)
{
    struct tasks *tasks = arg;
    pthread_mutex_lock(&tasks->lock);
    while (!tasks->is_stopping) {
        struct lane_state *lane = lane_to_interrupt(tasks);
        if (!lane) {
            pthread_cond_wait(&tasks->must_cancel, &tasks->lock);
            continue;
        }
        lane->wants_interrupt = false;
        lane->is_interrupting = true;
        pthread_mutex_unlock(&tasks->lock);
        interrupt_lane(lane);
        pthread_mutex_lock(&tasks->lock);
        lane->is_interrupting = false;
        pthread_cond_broadcast(&tasks->was_cancelled);
    }
    pthread_mutex_unlock(&tasks->lock);
    return NULL;
}

static bool start_thread(pthread_t *thread, void *(*main)(void *), void *arg)
{
    pthread_attr_t attrs;
    pthread_attr_init(&attrs);
    pthread_attr_setstacksize(&attrs, STACK_BYTES);
    bool ok = pthread_create(thread, &attrs, main, arg) == 0;
    pthread_attr_destroy(&attrs);
    return ok;
}

/* A wait with an end is not to follow the clock of the day. */
static void init_monotonic(pthread_cond_t *condition)
{
    pthread_condattr_t attrs;
    pthread_condattr_init(&attrs);
    pthread_condattr_setclock(&attrs, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attrs);
    pthread_condattr_destroy(&attrs);
}

struct tasks *tasks_new(const struct config *config, const char *worker_id, int wake_fd)
{
    struct tasks *tasks = calloc(1, sizeof *tasks);
    if (!tasks)
        abort();
    tasks->config = config;
    tasks->wake_fd = wake_fd;
    tasks->finished_end = &tasks->finished;
    snprintf(tasks->worker_id, sizeof tasks->worker_id, "%s", worker_id);
    pthread_mutex_init(&tasks->lock, NULL);
    pthread_cond_init(&tasks->must_cancel, NULL);
    pthread_cond_init(&tasks->was_cancelled, NULL);
    for (int i = 0; i < LANE_COUNT_; i++) {
        tasks->lanes[i].tasks = tasks;
        tasks->lanes[i].which = (enum lane)i;
        init_monotonic(&tasks->lanes[i].has_work);
    }
    return tasks;
}

static void enqueue(struct lane_state *lane, struct node *n)
{
    struct node **place = &lane->queue;
    while (lane->which != LANE_READ && *place)
        place = &(*place)->next;
    n->next = *place;
    *place = n;
}

/* The task comes back as failed, by the same way as any other. */
static void fail_at_once(struct tasks *tasks, struct node *n)
{
    error_set(&n->task.error, ERR_INTERNAL, "can't start a thread", "%s", strerror(errno));
    *tasks->finished_end = n;
    tasks->finished_end = &n->next;
    wake_ui(tasks);
}

void task_submit(struct app *app, enum lane which, struct task *t)
{
    struct tasks *tasks = app->tasks;
    struct lane_state *lane = &tasks->lanes[which];
    struct node *n = (struct node *)t;
    pthread_mutex_lock(&tasks->lock);
    if (!lane->is_started)
        lane->is_started = start_thread(&lane->thread, lane_main, lane);
    if (lane->is_started)
        enqueue(lane, n);
    else
        fail_at_once(tasks, n);
    pthread_cond_signal(&lane->has_work);
    pthread_mutex_unlock(&tasks->lock);
}

/* Of one owner, or of all (NULL). */
static void drop_queued(struct lane_state *lane, const void *owner)
{
    for (struct node **place = &lane->queue; *place;) {
        struct node *n = *place;
        if ((owner && n->task.owner != owner) || !only_reads(lane, n)) {
            place = &n->next;
            continue;
        }
        *place = n->next;
        node_free(n);
    }
}

static void cancel_running(struct lane_state *lane)
{
    struct tasks *tasks = lane->tasks;
    atomic_store(&lane->running->task.cancelled, true);
    lane->wants_interrupt = true;
    if (!tasks->has_canceller)
        tasks->has_canceller = start_thread(&tasks->canceller, canceller_main, tasks);
    pthread_cond_signal(&tasks->must_cancel);
}

static void forget_in(struct node *list, const void *owner)
{
    for (struct node *n = list; n; n = n->next)
        if (n->task.owner == owner)
            n->is_forgotten = true;
}

void task_forget(struct app *app, enum lane which, void *owner)
{
    struct tasks *tasks = app->tasks;
    struct lane_state *lane = &tasks->lanes[which];
    pthread_mutex_lock(&tasks->lock);
    drop_queued(lane, owner);
    forget_in(lane->queue, owner);
    if (lane->running && lane->running->task.owner == owner) {
        lane->running->is_forgotten = true;
        if (only_reads(lane, lane->running))
            cancel_running(lane);
    }
    forget_in(tasks->finished, owner);
    pthread_mutex_unlock(&tasks->lock);
}

/* The progress of what runs on a lane, if there is news of it; under the lock it is only copied. */
static void tell_progress(struct lane_state *lane, struct app *app)
{
    struct node copy = { .has_progress = false };
    struct node *n;
    pthread_mutex_lock(&lane->tasks->lock);
    n = lane->running;
    if (n && n->has_progress && !n->is_forgotten && n->task.progress) {
        memcpy(copy.what, n->what, sizeof copy.what);
        copy.progress_done = n->progress_done;
        copy.progress_total = n->progress_total;
        copy.has_progress = true;
        n->has_progress = false;
    }
    pthread_mutex_unlock(&lane->tasks->lock);
    /* Only this thread frees nodes, so n stays valid even if the lane has just handed it back. */
    if (copy.has_progress)
        n->task.progress(app, &n->task, copy.what, copy.progress_done, copy.progress_total);
}

static void tell_settled(struct lane_state *lane, struct app *app)
{
    char id[SETTLED_ID];
    pthread_mutex_lock(&lane->tasks->lock);
    struct node *n = lane->running;
    bool is_news = n && n->is_settled && !n->is_forgotten && n->task.settled;
    if (is_news) {
        memcpy(id, n->settled_id, sizeof id);
        n->is_settled = false;
    }
    pthread_mutex_unlock(&lane->tasks->lock);
    if (is_news)
        n->task.settled(app, &n->task, id);
}

static struct node *take_finished(struct tasks *tasks)
{
    pthread_mutex_lock(&tasks->lock);
    struct node *n = tasks->finished;
    if (n) {
        tasks->finished = n->next;
        if (!tasks->finished)
            tasks->finished_end = &tasks->finished;
    }
    pthread_mutex_unlock(&tasks->lock);
    return n;
}

size_t tasks_collect(struct tasks *tasks, struct app *app)
{
    size_t count = 0;
    for (int i = 0; i < LANE_COUNT_; i++) {
        tell_settled(&tasks->lanes[i], app);
        tell_progress(&tasks->lanes[i], app);
    }
    /* One by one: a done may forget tasks that wait here behind it. */
    for (struct node *n; (n = take_finished(tasks));) {
        if (!n->is_forgotten && n->task.done)
            n->task.done(app, &n->task);
        node_free(n);
        count++;
    }
    return count;
}

void tasks_retry_now(struct tasks *tasks)
{
    pthread_mutex_lock(&tasks->lock);
    for (int i = 0; i < LANE_COUNT_; i++)
        tasks->lanes[i].wants_retry = true;
    pthread_mutex_unlock(&tasks->lock);
}

bool tasks_are_acting(struct tasks *tasks)
{
    const struct lane_state *lane = &tasks->lanes[LANE_ACT];
    pthread_mutex_lock(&tasks->lock);
    bool acting = lane->running && !lane->running->task.only_reads;
    for (const struct node *n = lane->queue; n; n = n->next)
        acting |= !n->task.only_reads;
    pthread_mutex_unlock(&tasks->lock);
    return acting;
}

static void stop_all(struct tasks *tasks)
{
    pthread_mutex_lock(&tasks->lock);
    tasks->is_stopping = true;
    for (int i = 0; i < LANE_COUNT_; i++) {
        struct lane_state *lane = &tasks->lanes[i];
        if (lane->running && only_reads(lane, lane->running))
            atomic_store(&lane->running->task.cancelled, true);
        drop_queued(lane, NULL);
        pthread_cond_broadcast(&lane->has_work);
    }
    pthread_cond_broadcast(&tasks->must_cancel);
    pthread_mutex_unlock(&tasks->lock);
}

/* Interrupts what the reading lanes wait for, so that leaving is not held up by a slow query. */
static void interrupt_reading(struct tasks *tasks)
{
    for (int i = 0; i < LANE_COUNT_; i++) {
        struct lane_state *lane = &tasks->lanes[i];
        pthread_mutex_lock(&tasks->lock);
        bool must = lane->running && only_reads(lane, lane->running) && lane->session && !lane->is_interrupting;
        lane->is_interrupting |= must;
        pthread_mutex_unlock(&tasks->lock);
        if (!must)
            continue;
        interrupt_lane(lane);
        pthread_mutex_lock(&tasks->lock);
        lane->is_interrupting = false;
        pthread_cond_broadcast(&tasks->was_cancelled);
        pthread_mutex_unlock(&tasks->lock);
    }
}

static struct timespec deadline_after(int ms)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += (long)(ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

bool tasks_free(struct tasks *tasks, int wait_ms)
{
    struct timespec until = deadline_after(wait_ms);
    bool all_ended = true;
    stop_all(tasks);
    interrupt_reading(tasks);
    for (int i = 0; i < LANE_COUNT_; i++)
        if (tasks->lanes[i].is_started && pthread_timedjoin_np(tasks->lanes[i].thread, NULL, &until) != 0)
            all_ended = false;
    if (tasks->has_canceller && pthread_timedjoin_np(tasks->canceller, NULL, &until) != 0)
        all_ended = false;
    if (!all_ended)
        return false;
    for (struct node *n; (n = take_finished(tasks));)
        node_free(n);
    for (int i = 0; i < LANE_COUNT_; i++)
        pthread_cond_destroy(&tasks->lanes[i].has_work);
    pthread_cond_destroy(&tasks->must_cancel);
    pthread_cond_destroy(&tasks->was_cancelled);
    pthread_mutex_destroy(&tasks->lock);
    free(tasks);
    return true;
}
