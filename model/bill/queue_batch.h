/* A batch of claims on the invoice queue: taken, kept alive, and ended one by one in their own name. Private to
 * model/bill/queue*.c. */
#ifndef MODEL_BILL_QUEUE_BATCH_H
#define MODEL_BILL_QUEUE_BATCH_H

#include "model/values/context.h"
#include "net/xendit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdint.h>

struct queue_item {
    const char *id, *attempts, *order_id;
    bool is_uncertain; /* an earlier request may have been carried out: it is looked up first */
    bool is_session;   /* filled: it was asked for by a session, and stays one */
    bool is_over;      /* it was completed, or went back, or is not ours any more */
};

struct queue_batch {
    const char *brand;
    struct queue_item *items;
    size_t count;
    int lease_s;     /* outlives the requests of all of them, so that a silent moment loses none */
    int64_t renew_at; /* monotonic */
};

/* Takes what is due. b: brand and lease_s are filled by the caller; most: at most so many. */
bool queue_batch_claim(struct context *ctx, struct queue_batch *b, int64_t most, struct error *e);
/* Renews the lease when it is time. */
void queue_batch_alive(struct context *ctx, struct queue_batch *b);
/* What has not come to an end goes back as it was claimed. */
bool queue_batch_give_back(struct context *ctx, const struct queue_batch *b, struct error *e);

/* The last look before a request. */
enum queue_look {
    LOOK_SEND,
    LOOK_GONE,      /* somebody else has it by now */
    LOOK_ENDED,     /* its charge came to an end: nothing is to be sent */
    LOOK_PAUSED,
    LOOK_OVERTAKEN, /* something waits that comes first */
    LOOK_FAILED     /* the database did; e says how */
};
enum queue_look queue_item_look(struct context *ctx, const struct queue_item *item, struct error *e);

/* How a claim ends without an invoice; see db/bill/queue_end.sql. */
struct queue_end {
    const char *state, *why; /* "pending", "failed", "cancelled" */
    bool is_try, is_put_off, is_uncertain;
    int64_t wait_ms;
};
bool queue_item_end(struct context *ctx, struct queue_item *item, const struct queue_end *end, struct error *e);
/* tells: screens are told as well. */
bool queue_item_complete(struct context *ctx, struct queue_item *item, const struct xendit_invoice *said, bool tells,
                         struct error *e);

#endif
