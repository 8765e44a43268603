/* What a notification says, asked of the gateway itself. Private to model/inbox*.c. */
#ifndef MODEL_INBOX_ASK_H
#define MODEL_INBOX_ASK_H

#include "model/pay/charge.h"
#include "model/values/context.h"

#include <stdint.h>

/* One round through the inbox: a gateway that turns out to be away is not tried again in it. */
struct inbox_asker;
struct inbox_asker *inbox_asker_new(struct context *ctx); /* in its arena */

enum inbox_word {
    INBOX_SAYS,       /* news: what it says itself */
    INBOX_KNOWS_NONE, /* it has no such order */
    INBOX_IS_AWAY     /* it can't be asked for now: why, wait_ms */
};

struct inbox_question {
    const char *gateway, *brand; /* of the notification */
    const char *order_id;
    const char *transaction_id; /* as the notification has it; NULL: it has none */
    const char *known_as;       /* as the gateway itself told; NULL: it has not */
};

struct inbox_reply {
    enum inbox_word word;
    struct charge_news news;
    const char *who; /* "Midtrans" */
    const char *why;
    int64_t wait_ms; /* how long it is to be left alone at least; 0: the caller's own back-off */
};

/* In ctx->arena. False, with ERR_CANCELLED, where the question was taken back, or the database failed. */
bool inbox_ask(struct inbox_asker *asker, struct context *ctx, const struct inbox_question *q,
               struct inbox_reply *reply, struct error *e);

#endif
