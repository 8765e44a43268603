/* The outbox of one router: claim, do, finish, batch by batch. */
#include "model/outbox_router.h"

#include "base/text.h"
#include "db/db.h"
#include "model/config.h"
#include "model/effect.h"
#include "model/router.h"
#include "net/ros.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* An effect reads each of its menus once a batch, so that batches should be large. What a batch takes in memory,
 * and how much has to be looked at again after a failure, bounds them. */
enum {
    BATCH = 5000,
    SHORTEST_LEASE_S = 30,
    FIRST_WAIT_MS = 1000,
    LONGEST_WAIT_MS = 60000
};

/* What becomes of a row, as outbox_finish.sql wants it. */
struct row {
    const char *id, *attempts, *entity_id, *payload;
    const struct effect *effect;
    const char *state, *message;
    int wait_ms;
};

/* Rows under our lease. It is renewed as the work goes on and as long as the router talks, so that it need
 * only outlive the longest silence of a router and a crashed worker's rows come back soon. */
struct batch {
    struct context *outer;
    const char *router;
    struct row *rows;
    size_t count;
    const char *lease; /* seconds */
    time_t renew_at;   /* monotonic */
    int lease_s;
    pthread_t owner; /* whose connection to the database it is */
};

static time_t monotonic_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static int lease_seconds(const struct config *config, const char *router)
{
    int seconds = SHORTEST_LEASE_S;
    for (size_t i = 0; i < config->router_count; i++)
        if (strcmp(config->routers[i].name, router) == 0 && config->routers[i].deadline_ms / 1000 * 3 > seconds)
            seconds = config->routers[i].deadline_ms / 1000 * 3;
    return seconds;
}

static void note_error(struct outbox_tally *tally, const char *message)
{
    snprintf(tally->last_error, sizeof tally->last_error, "%.255s", message);
}

static const char *target_of(struct context *ctx, const char *router)
{
    return arena_printf(ctx->arena, "router:%s", router);
}

static const char *number_text(struct context *ctx, int number)
{
    return arena_printf(ctx->arena, "%d", number);
}

/* One field of each row as an array. */
static const char *ids_of(struct context *ctx, const struct batch *b)
{
    const char **items = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);
    for (size_t i = 0; i < b->count; i++)
        items[i] = b->rows[i].id;
    return db_array(ctx->arena, items, b->count);
}

static const char *attempts_of(struct context *ctx, const struct batch *b)
{
    const char **items = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);
    for (size_t i = 0; i < b->count; i++)
        items[i] = b->rows[i].attempts;
    return db_array(ctx->arena, items, b->count);
}

static void renew_lease(struct batch *b)
{
    struct context *ctx = b->outer;
    if (monotonic_s() < b->renew_at)
        return;
    b->renew_at = monotonic_s() + b->lease_s / 3;
    struct arena *a = arena_new();
    struct context inner = *ctx;
    inner.arena = a;
    /* where it fails the rows may be taken by another: the fence keeps our completion out then */
    db_run(ctx->db, "outbox_renew", DB_PARAMS(ctx->worker_id, ids_of(&inner, b), attempts_of(&inner, b), b->lease),
           NULL, NULL);
    arena_free(a);
}

/* An effect may drain the outbox itself: the batch around it is told of every step too, to renew its lease. */
static void on_progress(void *progress_ctx, const char *what, size_t done, size_t total)
{
    struct batch *b = progress_ctx;
    renew_lease(b);
    if (total || b->outer->progress == on_progress)
        context_progress(b->outer, what, done, total);
}

/* An effect that drains several routers lets other threads talk to ours. */
static void on_talk(void *batch)
{
    struct batch *b = batch;
    if (pthread_equal(b->owner, pthread_self()))
        on_progress(b, b->router, 0, 0);
}

static bool claim(struct context *ctx, struct batch *b, const char *operation_id, struct error *e)
{
    struct db_result *r = db_query(
        ctx->db, "outbox_claim",
        DB_PARAMS(target_of(ctx, b->router), ctx->worker_id, b->lease, number_text(ctx, BATCH), operation_id), e);
    if (!r)
        return false;
    b->count = (size_t)db_rows(r);
    b->rows = ARENA_ARRAY(ctx->arena, struct row, b->count + 1);
    b->renew_at = monotonic_s() + b->lease_s / 3;
    for (size_t i = 0; i < b->count; i++) {
        struct row *row = &b->rows[i];
        row->id = arena_strdup(ctx->arena, db_value(r, (int)i, 0));
        row->attempts = arena_strdup(ctx->arena, db_value(r, (int)i, 1));
        row->entity_id = arena_strdup(ctx->arena, db_value(r, (int)i, 3));
        row->payload = arena_strdup(ctx->arena, db_value(r, (int)i, 4));
        row->effect = effect_find(db_value(r, (int)i, 2));
        row->state = "pending";
        if (!row->effect) {
            row->state = "failed";
            row->message = arena_printf(ctx->arena, "this program does not know the effect %s", db_value(r, (int)i, 2));
        }
    }
    db_result_free(r);
    return true;
}

/* 1 s doubling to a minute with the attempts. */
static int wait_after(const struct row *row)
{
    int attempts = 1;
    sscanf(row->attempts, "%d", &attempts);
    return attempts < 7 ? FIRST_WAIT_MS << (attempts - 1) : LONGEST_WAIT_MS;
}

static void note_outcome(struct row *row, const struct effect_row *o)
{
    row->message = o->message;
    switch (o->state) {
    case SYNC_DONE:
    case SYNC_WAITING_FOR_ADDRESS:
        row->state = "done";
        break;
    case SYNC_RETRY:
        row->wait_ms = wait_after(row);
        break;
    case SYNC_FAILED:
        row->state = "failed";
        break;
    }
}

static void give_all_back(struct context *ctx, struct batch *b, const struct error *failure)
{
    char text[900];
    error_text(failure, text, sizeof text);
    const char *message = text_safe_copy(ctx->arena, text);
    int breaker_ms = routers_retry_in_ms(ctx->routers, b->router);

    for (size_t i = 0; i < b->count; i++) {
        struct row *row = &b->rows[i];
        if (strcmp(row->state, "pending") != 0)
            continue;
        row->message = message;
        row->wait_ms = breaker_ms > 0 ? breaker_ms : wait_after(row);
        if (failure->code == ERR_CANCELLED)
            row->wait_ms = 0;
    }
}

/* One effect for all rows of the batch that ask for it. */
static bool run_effect(struct context *ctx, const struct batch *b, const struct effect *effect, struct error *failure)
{
    struct row **of = ARENA_ARRAY(ctx->arena, struct row *, b->count + 1);
    struct effect_row *rows = ARENA_ARRAY(ctx->arena, struct effect_row, b->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < b->count; i++) {
        struct row *row = &b->rows[i];
        if (row->effect != effect)
            continue;
        of[count] = row;
        rows[count++] = (struct effect_row){ .entity_id = row->entity_id, .payload = row->payload };
    }
    if (!count)
        return true;
    if (!effect->run(ctx, b->router, rows, count, failure))
        return false;
    for (size_t i = 0; i < count; i++)
        note_outcome(of[i], &rows[i]);
    return true;
}

/* False where the router could not be worked on: the rows still go back. */
static bool run_effects(struct context *ctx, struct batch *b, struct ros *ros, struct error *failure)
{
    struct context inner = *ctx;
    bool ok = true;

    inner.progress = on_progress;
    inner.progress_ctx = b;
    struct ros_listener before = ros_listen(ros, (struct ros_listener){ on_talk, b });
    for (size_t i = 0; ok && i < effect_count; i++)
        ok = run_effect(&inner, b, &effects[i], failure);
    ros_listen(ros, before);
    return ok;
}

static struct db_result *send_ends(struct context *ctx, const struct batch *b, struct error *e)
{
    const char **states = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);
    const char **messages = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);
    const char **waits = ARENA_ARRAY(ctx->arena, const char *, b->count + 1);

    for (size_t i = 0; i < b->count; i++) {
        states[i] = b->rows[i].state;
        messages[i] = b->rows[i].message ? b->rows[i].message : "";
        waits[i] = number_text(ctx, b->rows[i].wait_ms);
    }
    return db_query(ctx->db, "outbox_finish",
                    DB_PARAMS(ctx->worker_id, ids_of(ctx, b), attempts_of(ctx, b),
                              db_array(ctx->arena, states, b->count), db_array(ctx->arena, messages, b->count),
                              db_array(ctx->arena, waits, b->count)),
                    e);
}

static bool finish(struct context *ctx, const struct batch *b, struct outbox_tally *tally, struct error *e)
{
    struct db_result *r = send_ends(ctx, b, e);
    /* a newer wish came in between looking for it and giving ours back: now it is seen */
    if (!r && strcmp(db_sqlstate(ctx->db), "23505") == 0)
        r = send_ends(ctx, b, e);
    if (!r)
        return false;
    tally->done += (size_t)db_int64(r, 0, 0);
    tally->failed += (size_t)db_int64(r, 0, 1);
    tally->waiting += (size_t)db_int64(r, 0, 2);
    db_result_free(r);
    for (size_t i = 0; i < b->count; i++)
        if (b->rows[i].message && strcmp(b->rows[i].state, "done") != 0)
            note_error(tally, b->rows[i].message);
    return true;
}

/* One batch in an arena of its own. more: rows may be left and the router works. */
static bool run_batch(struct context *ctx, const char *router, struct ros *ros, const char *operation_id,
                      struct outbox_tally *tally, bool *more, struct error *e)
{
    struct context inner = *ctx;
    struct batch b = {
        .outer = ctx, .router = router, .lease_s = lease_seconds(ctx->config, router), .owner = pthread_self()
    };
    struct error failure = { .code = ERR_NONE };

    *more = false;
    inner.arena = arena_new();
    b.lease = number_text(&inner, b.lease_s);
    bool ok = claim(&inner, &b, operation_id, e);
    if (ok && b.count) {
        *more = run_effects(&inner, &b, ros, &failure);
        if (!*more)
            give_all_back(&inner, &b, &failure);
        ok = finish(&inner, &b, tally, e);
    }
    arena_free(inner.arena);
    return ok;
}

static bool postpone(struct context *ctx, const char *router, const char *operation_id, bool was_tried,
                     const struct error *why, struct outbox_tally *tally, struct error *e)
{
    char text[900];
    int wait = routers_retry_in_ms(ctx->routers, router);
    const char *message = text_safe_copy(ctx->arena, error_text(why, text, sizeof text));
    struct db_result *r =
        db_query(ctx->db, "outbox_postpone",
                 DB_PARAMS(target_of(ctx, router), message, number_text(ctx, wait > 0 ? wait : FIRST_WAIT_MS),
                           was_tried ? "t" : "f", operation_id),
                 e);
    if (!r)
        return false;
    if (db_rows(r) > 0) {
        tally->waiting += (size_t)db_int64(r, 0, 0);
        note_error(tally, message);
    }
    db_result_free(r);
    return true;
}

static bool is_ours(const struct context *ctx, const char *router)
{
    for (size_t i = 0; ctx->routers && i < routers_count(ctx->routers); i++)
        if (strcmp(routers_name(ctx->routers, i), router) == 0)
            return true;
    return false;
}

bool outbox_drain_router(struct context *ctx, const char *router, const char *operation_id, struct outbox_tally *tally,
                         struct error *e)
{
    struct error why = { .code = ERR_NONE };
    bool more = true, ok = true;

    /* rows of a router that only another host knows are that host's */
    if (!is_ours(ctx, router)) {
        note_error(tally, arena_printf(ctx->arena, "router %s is not in this configuration", router));
        return true;
    }
    bool is_tried = routers_retry_in_ms(ctx->routers, router) == 0;
    struct ros *ros = routers_get(ctx, router, &why);
    if (!ros)
        return why.code == ERR_CANCELLED || postpone(ctx, router, operation_id, is_tried, &why, tally, e);
    while (ok && more && !context_cancelled(ctx, NULL))
        ok = run_batch(ctx, router, ros, operation_id, tally, &more, e);
    return ok;
}

bool outbox_is_due(struct context *ctx, const char *router, bool *is_due, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "outbox_is_due", DB_PARAMS(target_of(ctx, router)), e);
    if (!r)
        return false;
    *is_due = db_bool(r, 0, 0);
    db_result_free(r);
    return true;
}
