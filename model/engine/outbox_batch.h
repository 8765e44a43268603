/* A batch of outbox rows under our lease: claim, do, finish. Private to model/engine/outbox*.c
 * and model/routers/outbox_router.c. */
#ifndef MODEL_ENGINE_OUTBOX_BATCH_H
#define MODEL_ENGINE_OUTBOX_BATCH_H

#include "model/engine/effect.h"
#include "model/engine/outbox_tally.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What becomes of a row, as outbox_finish.sql wants it. */
struct outbox_row {
    const char *id, *attempts, *entity_id, *payload;
    int attempt_number; /* the same as attempts */
    const struct effect *effect;
    const char *state, *message; /* state "pending" until it is known better */
    int wait_ms;
};

/* The lease is renewed as the work goes on, so that it need only outlive the longest silence and a crashed worker's
 * rows come back soon. */
struct outbox_batch {
    struct context *outer;
    const char *target; /* "router:main" */
    const char *name;   /* the part after the colon */
    struct outbox_row *rows;
    size_t count;
    int lease_s;
    int64_t renew_at; /* monotonic */
};

/* Takes at most so many rows that are due, or what the operation claimed itself: ctx->ahead. b: outer, target and
 * lease_s are filled by the caller. */
bool outbox_batch_claim(struct context *ctx, struct outbox_batch *b, int most, const char *operation_id,
                        struct error *e);
/* Runs the effects in the order of their table; false where what is behind the target could not be worked on: the
 * rows still go back, by outbox_batch_give_back(). */
bool outbox_batch_run(struct context *ctx, struct outbox_batch *b, struct error *failure);
/* There is life: renews the lease when it is time, and passes progress on. */
void outbox_batch_alive(struct outbox_batch *b, const char *what, size_t done, size_t total);
/* What has no end yet waits; wait_ms 0: by its own attempts. */
void outbox_batch_give_back(struct context *ctx, struct outbox_batch *b, const struct error *failure, int wait_ms);
bool outbox_batch_finish(struct context *ctx, const struct outbox_batch *b, struct outbox_tally *tally,
                         struct error *e);

/* All that is due for the target waits so long. */
bool outbox_postpone(struct context *ctx, const char *target, const char *operation_id, bool was_tried, int wait_ms,
                     const struct error *why, struct outbox_tally *tally, struct error *e);

#endif
