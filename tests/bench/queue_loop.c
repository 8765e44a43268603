/* Measures the invoice queue without Xendit: claims batch by batch and completes each invoice, as a worker does, until
 * nothing is left. Prints one JSON line.
 *
 *   queue_loop CONNINFO BRAND [BATCH] */
#include "db/db.h"
#include "model/bill/queue_batch.h"
#include "model/engine/action.h"
#include "model/engine/heartbeat.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LEASE_S = 210, BATCH = 5 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const struct error *e)
{
    fprintf(stderr, "queue_loop: %s: %s\n", e->what, e->why);
    exit(1);
}

static void complete_all(struct context *ctx, struct queue_batch *b)
{
    struct error e;
    for (size_t i = 0; i < b->count; i++) {
        const char *order = b->items[i].order_id;
        const struct xendit_invoice said = { .id = order,
                                             .external_id = order,
                                             .status = "PENDING",
                                             .invoice_url = arena_printf(ctx->arena, "https://pay.example/%s", order),
                                             .expiry_date = "2030-01-01T00:00:00Z" };
        if (queue_item_look(ctx, &b->items[i], &e) == LOOK_FAILED ||
            !queue_item_complete(ctx, &b->items[i], &said, i == 0, &e))
            die(&e);
    }
}

int main(int argc, char **argv)
{
    struct error e;
    char id[40];
    size_t items = 0;
    if (argc < 3)
        return 2;
    action_new_id(id);
    struct context ctx = { .db = db_new(argv[1], "queue_loop"), .arena = arena_new(), .worker_id = id };
    struct queue_batch b = { .brand = argv[2], .lease_s = LEASE_S, .count = 1 };
    if (!db_ready(ctx.db, &e) || !worker_heartbeat(&ctx, "worker", &e))
        die(&e);
    double begin = now_s();
    for (; b.count; items += b.count) {
        arena_reset(ctx.arena);
        if (!queue_batch_claim(&ctx, &b, argc > 3 ? atoi(argv[3]) : BATCH, &e))
            die(&e);
        complete_all(&ctx, &b);
    }
    printf("{\"items\": %zu, \"seconds\": %.6f}\n", items, now_s() - begin);
    worker_leave(&ctx);
    db_free(ctx.db);
    arena_free(ctx.arena);
    return 0;
}
