/* The invoice queue: console.invoice_queue, worked on by every worker at once. Claims take a few rows in the order of
 * their rank (SKIP LOCKED) under a lease, and every end names worker and attempt; no transaction stays open while
 * Xendit is asked; each request starts in a slot of the rate that all hosts share. What may have been carried out
 * before is looked up by its external id, and adopted where it is there. */
#ifndef MODEL_BILL_QUEUE_H
#define MODEL_BILL_QUEUE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Works until nothing of that brand is due, the queue is paused, or it is cancelled; done counts what came to an
 * end. False when the database or the gateway as a whole can't be worked with: what was held was given back. */
bool queue_work(struct context *ctx, const char *brand, size_t *done, struct error *e);
/* The same for one batch, for who has other things to do in between; more: something may be left. */
bool queue_work_batch(struct context *ctx, const char *brand, size_t *done, bool *more, struct error *e);
/* What must come before the first batch: gives back what this process lost sight of, and what others left. */
bool queue_recover(struct context *ctx, const char *brand, struct error *e);

/* next_ms: until the next is due, where none is; -1: none waits, or the queue is paused. */
bool queue_is_due(struct context *ctx, const char *brand, bool *is_due, int64_t *next_ms, struct error *e);
/* Gives back what is held by workers that have gone. */
bool queue_rescue(struct context *ctx, size_t *rescued, struct error *e);
/* Counts what was completed long ago, so that the figures need not. */
bool queue_tidy(struct context *ctx, struct error *e);

/* The queue in figures: one statement, db/bill/queue_figures.sql, the same that `act queue.status` prints. */
struct queue_figures {
    int64_t pending, processing, completed, failed; /* now; completed: of the last 24 hours */
    int64_t total_processed, total_failed;          /* of all time */
    bool is_processing, is_paused;
    int64_t estimated_wait_s;   /* until what is pending now is through */
    int64_t done_of_run, size_of_run; /* of what came in since it was last empty: for the bar */
    int64_t per_minute;         /* completed in the last minute */
    const char *health;         /* "healthy", "degraded", "stuck" */
    const char *reason;         /* in words, empty where healthy */
};
bool queue_read_figures(struct context *ctx, struct queue_figures *f, struct error *e);

#endif
