/* The worker: this thread keeps the heartbeat and listens, its lanes do the work. */
#include "model/worker/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/notify.h"
#include "db/db.h"
#include "db/migrate.h"
#include "model/bill/brand.h"
#include "model/bill/queue.h"
#include "model/config/config.h"
#include "model/engine/heartbeat.h"
#include "model/engine/job.h"
#include "model/engine/job_book.h"
#include "model/engine/outbox.h"
#include "model/pay/inbox.h"
#include "model/receipts/printers.h"
#include "model/routers/router.h"
#include "model/worker/beat.h"
#include "model/worker/ear.h"
#include "model/worker/inbox_lane.h"
#include "model/worker/look.h"
#include "model/worker/wakeup.h"
#include "model/worker/worker_lane.h"

#include <poll.h>
#include <string.h>
#include <time.h>

/* From its cancelling on: when its threads' waits for the database are given up, and when the threads themselves. */
enum {
    HEARTBEAT_S = 10,
    TICK_MS = 250,
    GIVE_UP_MS = 4000,
    LEAVE_BEHIND_MS = 7000,
    FAREWELL_MS = 1000,
    STALLED_SIGNS = 10
};

/* Of the thread that called: its connection listens, and it looks for all. */
struct watch {
    struct context ctx;
    struct lanes *lanes;
    struct inbox_lane *inbox;
    struct ear ear;
    struct look *look;
    struct sight sight;
    struct waiter self;
    bool is_called, is_blind; /* blind: said once */
    int64_t look_from_ms;     /* monotonic: the next look */
    bool is_verified, is_introduced, has_beaten;
    int64_t next_beat; /* monotonic */
    int64_t next_sign_ms;
    const char *said; /* what it does, as the service manager knows it; NULL: it knows nothing yet */
    bool is_stalled;  /* said once */
};

static void hear(void *ctx, const char *payload)
{
    struct watch *w = ctx;
    if (strcmp(payload, "outbox") == 0 || strcmp(payload, "queue") == 0 || strcmp(payload, "job wanted") == 0)
        w->is_called = true;
    if (strcmp(payload, "inbox") == 0)
        inbox_lane_wake(w->inbox);
}

/* What came in while a statement was awaited is in the connection already, where poll() does not see it. */
static void hear_all(struct watch *w)
{
    bool was_called = w->is_called;
    int64_t now = clock_ms();
    if (ear_socket(&w->ear) >= 0)
        ear_hear(&w->ear, hear, w, NULL);
    if (!w->is_called || was_called)
        return;
    int64_t from = now + waiter_pause_ms(&w->self, now);
    w->look_from_ms = from < w->look_from_ms ? from : w->look_from_ms;
}

static void wake(void *ctx, int thread, int what)
{
    struct watch *w = ctx;
    if ((size_t)thread < lanes_count(w->lanes))
        lanes_wake(w->lanes, thread, what);
    else
        inbox_lane_wake(w->inbox);
}

/* Where it can't be seen who has something to do, each looks for itself, and says what it finds wrong. */
static void wake_all(struct watch *w)
{
    for (size_t i = 0; i <= lanes_count(w->lanes); i++)
        wake(w, (int)i, LOOK_ALL);
}

static void look(struct watch *w)
{
    struct error e;
    if (clock_ms() < w->look_from_ms)
        return;
    w->look_from_ms = clock_ms() + LOOK_MS;
    w->is_called = false;
    bool ok = db_ready(w->ctx.db, &e) && look_now(w->look, &w->ctx, wake, w, &e);
    arena_reset(w->ctx.arena);
    if (ok)
        sight_note(&w->sight);
    else
        wake_all(w);
    if (!ok && !w->is_blind && e.code != ERR_CANCELLED && e.code != ERR_UNREACHABLE)
        log_error("the worker's look", &e);
    w->is_blind = !ok;
}

static bool introduce(struct context *ctx, struct error *e)
{
    return worker_heartbeat(ctx, "worker", e) && routers_register(ctx, e) && brands_register(ctx, e) &&
           printers_register(ctx, e) && jobs_register(ctx, e);
}

static bool beat_now(struct watch *w, struct error *e)
{
    const struct listening listening = inbox_lane_listening(w->inbox, w->ctx.arena);
    return beat(&w->ctx, w->lanes, &listening, e);
}

static bool beat_is_due(struct watch *w)
{
    return clock_s() >= w->next_beat || (w->has_beaten && inbox_lane_has_news(w->inbox));
}

/* The heartbeat, and at the first time what the worker brings along. Where the database is away
 * the lanes say so. */
static void tend(struct watch *w)
{
    struct error e;
    w->is_verified &= db_is_connected(w->ctx.db);
    bool ok = db_ready(w->ctx.db, &e);

    if (!ok || !beat_is_due(w))
        return;
    if (!w->is_verified)
        ok = w->is_verified = migrate_verify(w->ctx.db, &e);
    if (ok && !w->is_introduced)
        ok = w->is_introduced = introduce(&w->ctx, &e);
    ok = ok && beat_now(w, &e) && ear_listen(&w->ear, &e);
    if (!ok)
        log_error("heartbeat", &e);
    w->has_beaten = ok;
    w->next_beat = clock_s() + HEARTBEAT_S;
    arena_reset(w->ctx.arena);
}

static const char *doing(const struct watch *w)
{
    if (w->has_beaten)
        return "READY=1\nSTATUS=at work";
    return db_is_connected(w->ctx.db) && !w->is_verified ? "READY=1\nSTATUS=waits for migrate"
                                                         : "READY=1\nSTATUS=waits for the database";
}

/* The service manager hears that it is ready once the loop has tried the database, and from then on, by the loop
 * itself, that it goes on: as long as no lane stands still. */
static void tell_manager(struct watch *w)
{
    int64_t every = notify_watchdog_ms(), now = clock_ms();
    if (w->said != doing(w))
        notify_say(w->said = doing(w));
    if (!every || now < w->next_sign_ms)
        return;
    const char *stalled = lanes_stalled(w->lanes, STALLED_SIGNS * every);
    if (stalled && !w->is_stalled)
        log_line(LOG_LEVEL_ERROR, "%s stands still: the service manager is told no more that the worker goes on",
                 stalled);
    w->is_stalled = stalled != NULL;
    w->next_sign_ms = now + every;
    if (!stalled)
        notify_say("WATCHDOG=1");
}

static int tick_ms(const struct watch *w)
{
    int64_t left = w->look_from_ms - clock_ms();
    return left >= TICK_MS ? TICK_MS : left > 0 ? (int)left : 0;
}

static void watch_until_cancelled(struct watch *w)
{
    while (!context_cancelled(&w->ctx, NULL)) {
        tend(w);
        look(w);
        hear_all(w);
        tell_manager(w);
        struct pollfd p = { .fd = ear_socket(&w->ear), .events = POLLIN };
        if (poll(&p, 1, tick_ms(w)) > 0)
            hear_all(w);
    }
}

static bool start_threads(struct watch *w, struct error *e)
{
    sight_init(&w->sight);
    w->lanes = lanes_start(&w->ctx, &w->sight, e);
    if (!w->lanes)
        return false;
    w->inbox = inbox_lane_start(&w->ctx, &w->sight, e);
    if (w->inbox)
        return true;
    lanes_stop(w->lanes, &(struct stop){ clock_ms() + GIVE_UP_MS, clock_ms() + LEAVE_BEHIND_MS });
    return false;
}

/* What ran is written down, and the lamp says at once that no worker runs. */
static void take_leave(struct watch *w, bool all_ended)
{
    struct error unseen;
    db_end_by(w->ctx.db, clock_ms() + FAREWELL_MS);
    if (db_is_connected(w->ctx.db) && w->has_beaten)
        beat(&w->ctx, NULL, &(struct listening){ NULL, NULL }, &unseen);
    worker_leave(&w->ctx);
    if (all_ended)
        job_book_free(w->ctx.book);
}

static bool run_forever(const struct context *ctx, bool *all_ended, struct error *e)
{
    struct watch w = { .ctx = *ctx };

    w.ctx.book = job_book_new();
    if (!start_threads(&w, e)) {
        job_book_free(w.ctx.book);
        return false;
    }
    w.ctx.arena = arena_new();
    db_ignore_zone(w.ctx.db);
    struct arena *kept = arena_new();
    w.look = look_new(kept);
    lanes_look_for(w.lanes, w.look);
    look_add_inbox(w.look, (int)lanes_count(w.lanes));
    ear_open(&w.ear, ctx->config, w.ctx.db, "hotspot-console worker");
    watch_until_cancelled(&w);
    notify_say("STOPPING=1");
    const struct stop stop = { clock_ms() + GIVE_UP_MS, clock_ms() + LEAVE_BEHIND_MS };
    /* first who may still ask the lanes for something */
    *all_ended = inbox_lane_stop(w.inbox, &stop);
    *all_ended = lanes_stop(w.lanes, &stop) && *all_ended;
    take_leave(&w, *all_ended);
    ear_close(&w.ear);
    arena_free(w.ctx.arena);
    arena_free(kept);
    return true;
}

static bool run_due_jobs(struct context *ctx, struct error *failure, struct error *e)
{
    size_t ran = 0;
    if (!jobs_run_due_at_gateways(ctx, &ran, failure, e) || !jobs_run_due_of(ctx, NULL, &ran, failure, e))
        return false;
    for (size_t i = 0; i < ctx->config->router_count; i++)
        if (!jobs_run_due_of(ctx, ctx->config->routers[i].name, &ran, failure, e))
            return false;
    return jobs_run_due_long(ctx, &ran, failure, e);
}

/* A brand that can't be asked holds up no other; failure says why. False where the database fails. */
static bool work_queues(struct context *ctx, struct error *failure, struct error *e)
{
    for (size_t i = 0; i < ctx->config->xendit_count; i++) {
        size_t done = 0;
        struct error why;
        if (!queue_work(ctx, ctx->config->xendit[i].brand, &done, &why))
            *failure = why;
        if (!db_ready(ctx->db, e))
            return false;
    }
    return true;
}

static bool do_all_that_is_due(struct context *ctx, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    struct outbox_tally tally;
    size_t rescued, processed = 0;

    if (!outbox_rescue(ctx, &rescued, e) || !inbox_rescue(ctx, true, e) || !inbox_process(ctx, &processed, e) ||
        !run_due_jobs(ctx, &failure, e) || !work_queues(ctx, &failure, e) || !outbox_drain(ctx, NULL, &tally, e))
        return false;
    if (context_cancelled(ctx, e))
        return false;
    if (failure.code != ERR_NONE) {
        if (e)
            *e = failure;
        return false;
    }
    return !tally.waiting ||
           error_set(e, ERR_UNREACHABLE, "not all that was due could be done", "%s", tally.last_error);
}

static bool run_once(struct context *ctx, struct error *e)
{
    if (!db_ready(ctx->db, e) || !introduce(ctx, e))
        return false;
    bool ok = do_all_that_is_due(ctx, e);
    worker_leave(ctx);
    return ok;
}

bool worker_run(struct context *ctx, bool once, bool *all_ended, struct error *e)
{
    *all_ended = true;
    return once ? run_once(ctx, e) : run_forever(ctx, all_ended, e);
}
