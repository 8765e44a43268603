/* One claim of the invoice queue at Xendit. Private to model/bill/queue*.c. */
#ifndef MODEL_BILL_QUEUE_SEND_H
#define MODEL_BILL_QUEUE_SEND_H

#include "model/bill/queue_batch.h"
#include "model/bill/xendit_desk.h"

#include <stdbool.h>
#include <stdint.h>

struct queue_desk {
    struct xendit_desk desk;
    struct queue_item *item; /* that is being sent */
    bool makes_sessions;     /* as the brand is configured */
    enum queue_look look;    /* the last one */
    bool hands_back;         /* filled: the rest of the batch is not to be sent now */
    int64_t told_ms;         /* monotonic: when screens were told last */
    bool is_last;            /* of its batch: screens are told of it, whatever they were told before */
};

/* ERR_CONFIG where this host has no such brand. */
bool queue_desk_open(struct queue_desk *q, struct context *ctx, const char *brand, struct error *e);
/* Brings one to its end, or back into the queue. False where the database or Xendit as a whole can't be worked with,
 * or it was cancelled: the batch is to be given back. */
bool queue_send(struct queue_desk *q, struct queue_item *item, struct error *e);

#endif
