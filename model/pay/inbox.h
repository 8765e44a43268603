/* Notifications of gateways: verified, kept as they came, answered, then processed; once for each thing that a
 * gateway says of an order, however often it says it. */
#ifndef MODEL_PAY_INBOX_H
#define MODEL_PAY_INBOX_H

#include "model/pay/notifier.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    INBOX_HANDS = 4 /* of a worker: they share what is due */
};

/* gateway: that of a notifier; token: the header x-callback-token, NULL: none came. Secrets come from the
 * configuration; compared in constant time. e says why it was not taken. A repeat that reads otherwise than what
 * is kept takes its place and is processed, as is one of what failed or fitted nothing. */
enum inbox_answer inbox_take(struct context *ctx, const char *gateway, const char *body, size_t length,
                             const char *token, struct error *e);

/* Processes what is new and due, under a lease; processed counts up. What would move a charge is asked of its gateway
 * first, and what that says is taken: ctx talks to gateways. Where it can't be asked the row waits, for as long as it
 * takes; where it says otherwise that is tried for some minutes. A failure is kept in its row and tried again later;
 * false only when the database fails. Any number of threads may do it, each with a ctx of its own. */
bool inbox_process(struct context *ctx, size_t *processed, struct error *e);

/* Gives back what processes of this host hold that have ended; with_own: what this one holds too, which is for after a
 * failure of the database. What another thread of it is at meanwhile may be processed once more, and applies once. */
bool inbox_rescue(struct context *ctx, bool with_own, struct error *e);

#endif
