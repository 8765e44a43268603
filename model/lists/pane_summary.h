/* What a pane says of its matter as a whole, above its rows: how the queue gets on, and sums. */
#ifndef MODEL_PANE_SUMMARY_H
#define MODEL_PANE_SUMMARY_H

#include "model/bill/queue.h"
#include "model/values/context.h"
#include "model/worker/health.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct summary_sum {
    const char *label; /* translatable */
    int64_t count;
    int64_t rp;      /* -1: it is no money */
    enum lamp state; /* UNKNOWN: neither good nor bad */
};

struct pane_summary {
    struct queue_figures queue;
    const char *title; /* of the sums; translatable */
    struct summary_sum *sums;
    size_t sum_count;
};

/* Each a few statements; all in ctx->arena. */
bool pane_summary_of_queue(struct context *ctx, struct pane_summary *s, struct error *e);
bool pane_summary_of_invoices(struct context *ctx, struct pane_summary *s, struct error *e);

#endif
