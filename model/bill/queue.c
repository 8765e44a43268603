/* The invoice queue. */
#include "model/bill/queue.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "model/bill/queue_batch.h"
#include "model/bill/queue_send.h"
#include "model/config/config.h"
#include "model/engine/holder.h"
#include "model/settings/setting.h"

enum {
    REQUESTS_AN_ITEM = 2, /* looked up, then made */
    DEADLINE_MS = 15000,  /* where the configuration says none */
    LEASE_TO_SPARE_S = 60
};

/* A batch with what keeps it alive. */
struct work {
    struct context ctx; /* with an arena of the batch's own */
    struct queue_batch batch;
    const struct context *outer;
};

static void on_progress(void *progress_ctx, const char *what, size_t done, size_t total)
{
    struct work *w = progress_ctx;
    queue_batch_alive(&w->ctx, &w->batch);
    context_progress(w->outer, what, done, total);
}

static int deadline_ms(const struct config *c, const char *brand)
{
    const struct config_xendit *x = config_find_xendit(c, brand);
    return x && x->deadline_ms > 0 ? x->deadline_ms : DEADLINE_MS;
}

static bool claim(struct work *w, struct error *e)
{
    int64_t most;
    if (!setting_read_int(&w->ctx, "queue_batch", &most, e))
        return false;
    int64_t lease_ms = most * REQUESTS_AN_ITEM * deadline_ms(w->ctx.config, w->batch.brand);
    w->batch.lease_s = LEASE_TO_SPARE_S + (int)(lease_ms / 1000);
    return queue_batch_claim(&w->ctx, &w->batch, most, e);
}

static bool send_all(struct work *w, struct error *e)
{
    struct queue_desk q;
    bool ok = queue_desk_open(&q, &w->ctx, w->batch.brand, e);
    for (size_t i = 0; ok && i < w->batch.count && !q.hands_back; i++) {
        q.is_last = i + 1 == w->batch.count;
        ok = !context_cancelled(&w->ctx, e) && queue_send(&q, &w->batch.items[i], e);
    }
    return ok;
}

static size_t count_over(const struct queue_batch *b)
{
    size_t count = 0;
    for (size_t i = 0; i < b->count; i++)
        count += b->items[i].is_over;
    return count;
}

bool queue_work_batch(struct context *ctx, const char *brand, size_t *done, bool *more, struct error *e)
{
    struct work w = { .ctx = *ctx, .batch = { .brand = brand }, .outer = ctx };
    struct error why;

    *more = false;
    w.ctx.arena = arena_new();
    w.ctx.progress = on_progress;
    w.ctx.progress_ctx = &w;
    bool ok = claim(&w, e);
    if (ok && w.batch.count) {
        ok = send_all(&w, e);
        *more = ok;
        size_t over = count_over(&w.batch);
        *done += over;
        if (!queue_batch_give_back(&w.ctx, &w.batch, &why))
            log_error("claims of queued invoices", &why);
        if (!over) /* what stands in the way may do so for long */
            clock_pause(0);
    }
    arena_free(w.ctx.arena);
    return ok;
}

bool queue_work(struct context *ctx, const char *brand, size_t *done, struct error *e)
{
    bool more = true, ok = queue_recover(ctx, brand, e);
    while (ok && more && !context_cancelled(ctx, NULL))
        ok = queue_work_batch(ctx, brand, done, &more, e);
    return ok;
}

bool queue_recover(struct context *ctx, const char *brand, struct error *e)
{
    size_t rescued;
    return db_run(ctx->db, "queue_left_over", DB_PARAMS(ctx->worker_id, brand), NULL, e) &&
           queue_rescue(ctx, &rescued, e);
}

bool queue_is_due(struct context *ctx, const char *brand, bool *is_due, int64_t *next_ms, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "queue_is_due", DB_PARAMS(brand), e);
    if (!r)
        return false;
    *is_due = db_bool(r, 0, 0);
    *next_ms = db_is_null(r, 0, 1) ? -1 : db_int64(r, 0, 1);
    db_result_free(r);
    return true;
}

bool queue_rescue(struct context *ctx, size_t *rescued, struct error *e)
{
    *rescued = 0;
    const char *gone = holders_gone(ctx, "queue_holders", false, e);
    if (!gone)
        return false;
    struct db_result *r = db_query(ctx->db, "queue_rescue", DB_PARAMS(gone), e);
    if (!r)
        return false;
    if (db_rows(r) > 0)
        *rescued = (size_t)db_int64(r, 0, 0);
    db_result_free(r);
    return true;
}

bool queue_tidy(struct context *ctx, struct error *e)
{
    return db_run(ctx->db, "queue_count", NULL, 0, NULL, e);
}

bool queue_read_figures(struct context *ctx, struct queue_figures *f, struct error *e)
{
    enum {
        PENDING,
        PROCESSING,
        COMPLETED,
        FAILED,
        TOTAL_PROCESSED,
        TOTAL_FAILED,
        IS_PROCESSING,
        IS_PAUSED,
        ESTIMATED_WAIT,
        PER_MINUTE,
        DONE_OF_RUN,
        SIZE_OF_RUN,
        HEALTH,
        REASON
    };
    struct db_result *r = db_query(ctx->db, "queue_figures", NULL, 0, e);
    if (!r)
        return false;
    *f = (struct queue_figures){ .pending = db_int64(r, 0, PENDING),
                                 .processing = db_int64(r, 0, PROCESSING),
                                 .completed = db_int64(r, 0, COMPLETED),
                                 .failed = db_int64(r, 0, FAILED),
                                 .total_processed = db_int64(r, 0, TOTAL_PROCESSED),
                                 .total_failed = db_int64(r, 0, TOTAL_FAILED),
                                 .is_processing = db_bool(r, 0, IS_PROCESSING),
                                 .is_paused = db_bool(r, 0, IS_PAUSED),
                                 .estimated_wait_s = db_int64(r, 0, ESTIMATED_WAIT),
                                 .done_of_run = db_int64(r, 0, DONE_OF_RUN),
                                 .size_of_run = db_int64(r, 0, SIZE_OF_RUN),
                                 .per_minute = db_int64(r, 0, PER_MINUTE),
                                 .health = arena_strdup(ctx->arena, db_value(r, 0, HEALTH)),
                                 .reason = arena_strdup(ctx->arena, db_value(r, 0, REASON)) };
    db_result_free(r);
    return true;
}
