/* Claims on the invoice queue. */
#include "model/bill/queue_batch.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"

#include <inttypes.h>
#include <string.h>

enum {
    MOST_TRIES = 4 /* of a statement that others stood in the way of */
};

static const char *number_text(struct context *ctx, int64_t number)
{
    return arena_printf(ctx->arena, "%" PRId64, number);
}

static void take_item(struct context *ctx, struct queue_item *item, const struct db_result *r, int row)
{
    *item = (struct queue_item){ .id = arena_strdup(ctx->arena, db_value(r, row, 0)),
                                 .attempts = arena_strdup(ctx->arena, db_value(r, row, 1)),
                                 .order_id = arena_strdup(ctx->arena, db_value(r, row, 2)),
                                 .is_uncertain = db_bool(r, row, 3) };
}

bool queue_batch_claim(struct context *ctx, struct queue_batch *b, int64_t most, struct error *e)
{
    struct db_result *r =
        db_query(ctx->db, "queue_claim",
                 DB_PARAMS(b->brand, ctx->worker_id, number_text(ctx, b->lease_s), number_text(ctx, most)), e);
    if (!r)
        return false;
    b->count = (size_t)db_rows(r);
    b->items = ARENA_ARRAY(ctx->arena, struct queue_item, b->count + 1);
    b->renew_at = clock_s() + b->lease_s / 3;
    for (size_t i = 0; i < b->count; i++)
        take_item(ctx, &b->items[i], r, (int)i);
    db_result_free(r);
    return true;
}

/* What is still held of a batch, as arrays. */
struct held {
    const char *ids, *attempts, *uncertain;
    size_t count;
};

static struct held held_of(struct arena *a, const struct queue_batch *b)
{
    struct held h = { .count = 0 };
    const char **ids = ARENA_ARRAY(a, const char *, b->count + 1);
    const char **attempts = ARENA_ARRAY(a, const char *, b->count + 1);
    const char **uncertain = ARENA_ARRAY(a, const char *, b->count + 1);
    for (size_t i = 0; i < b->count; i++) {
        if (b->items[i].is_over)
            continue;
        ids[h.count] = b->items[i].id;
        attempts[h.count] = b->items[i].attempts;
        uncertain[h.count++] = b->items[i].is_uncertain ? "t" : "f";
    }
    h.ids = db_array(a, ids, h.count);
    h.attempts = db_array(a, attempts, h.count);
    h.uncertain = db_array(a, uncertain, h.count);
    return h;
}

void queue_batch_alive(struct context *ctx, struct queue_batch *b)
{
    struct error e;
    if (clock_s() < b->renew_at)
        return;
    b->renew_at = clock_s() + b->lease_s / 3;
    struct arena *a = arena_new();
    struct held h = held_of(a, b);
    /* where it fails others may take them: the last look before a request finds out */
    if (!db_run(ctx->db, "queue_renew", DB_PARAMS(ctx->worker_id, h.ids, h.attempts, arena_printf(a, "%d", b->lease_s)),
                NULL, &e))
        log_error("lease of queued invoices", &e);
    arena_free(a);
}

bool queue_batch_give_back(struct context *ctx, const struct queue_batch *b, struct error *e)
{
    struct held h = held_of(ctx->arena, b);
    return h.count == 0 ||
           db_run(ctx->db, "queue_give_back", DB_PARAMS(ctx->worker_id, h.ids, h.attempts, h.uncertain), NULL, e);
}

enum queue_look queue_item_look(struct context *ctx, const struct queue_item *item, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "queue_look", DB_PARAMS(ctx->worker_id, item->id, item->attempts), e);
    enum queue_look look = LOOK_SEND;
    if (!r)
        return LOOK_FAILED;
    if (db_rows(r) == 0)
        look = LOOK_GONE;
    else if (strcmp(db_value(r, 0, 0), "new") != 0)
        look = LOOK_ENDED;
    else if (db_bool(r, 0, 1))
        look = LOOK_PAUSED;
    else if (db_bool(r, 0, 2))
        look = LOOK_OVERTAKEN;
    db_result_free(r);
    return look;
}

/* The end of a claim is worth some tries where two stood in each other's way. is_ours NULL: whoever holds it. */
static bool run_end(struct context *ctx, const char *name, const char *const *params, int count, bool *is_ours,
                    struct error *e)
{
    struct db_result *r = NULL;
    for (int tries = 0; !r && tries < MOST_TRIES; tries++) {
        r = db_query(ctx->db, name, params, count, e);
        if (!r && strcmp(db_sqlstate(ctx->db), "40P01") != 0)
            return false;
    }
    if (!r)
        return false;
    if (is_ours)
        *is_ours = db_rows(r) > 0 && db_bool(r, 0, 0);
    db_result_free(r);
    return true;
}

bool queue_item_end(struct context *ctx, struct queue_item *item, const struct queue_end *end, struct error *e)
{
    bool ok = run_end(ctx, "queue_end",
                      DB_PARAMS(ctx->worker_id, item->id, item->attempts, end->state, end->why, end->is_try ? "t" : "f",
                                end->is_put_off ? "t" : "f", end->is_uncertain ? "t" : "f",
                                number_text(ctx, end->wait_ms > 0 ? clock_wait_ms(end->wait_ms) : 0)),
                      NULL, e);
    item->is_over = item->is_over || ok;
    return ok;
}

bool queue_item_complete(struct context *ctx, struct queue_item *item, const struct xendit_invoice *said, bool tells,
                         struct error *e)
{
    bool is_ours = false;
    bool ok = run_end(ctx, "queue_complete",
                      DB_PARAMS(ctx->worker_id, item->id, item->attempts, said->id, said->status, said->invoice_url,
                                said->expiry_date, tells ? "t" : "f"),
                      &is_ours, e);
    item->is_over = item->is_over || ok;
    if (ok && !is_ours)
        log_line(LOG_LEVEL_INFO, "queue: %s was completed too late: its claim is another's", item->order_id);
    return ok;
}
