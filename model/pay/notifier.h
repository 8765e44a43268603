/* A gateway that sends notifications: how one is read and verified, what it says, and how the gateway is asked whether
 * it is so. Rooms hand these in; the inbox walks them and knows no gateway. */
#ifndef MODEL_PAY_NOTIFIER_H
#define MODEL_PAY_NOTIFIER_H

#include "model/pay/charge.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum inbox_answer {
    INBOX_TAKEN,      /* 200: kept; a repeat too */
    INBOX_REFUSED,    /* 403: signature or token is wrong */
    INBOX_UNREADABLE, /* 400 */
    INBOX_LATER       /* 503: the database is away, come again */
};

/* What of a notification tells it from others. */
struct notice {
    const char *brand, *order_id, *status; /* brand "" where the gateway has none */
    const char *transaction_id;            /* or payment; NULL: it says none */
    const char *detail;                    /* amount and refunds, as it says them; NULL: none */
};

struct notice_question {
    const char *brand; /* of the notification */
    const char *order_id;
    const char *transaction_id; /* as the notification has it; NULL: it has none */
    const char *known_as;       /* as the gateway itself told; NULL: it has not */
    const char *code;           /* the status code that its signature covers; of a gateway that has one */
    const char *word;           /* what is claimed, as in struct charge_news */
    int64_t amount_rp;
};

enum notice_word {
    NOTICE_SAYS,       /* news: what the gateway says itself */
    NOTICE_KNOWS_NONE, /* it has no such order */
    NOTICE_IS_AWAY     /* it can't be asked for now: why, wait_ms */
};

struct notice_reply {
    enum notice_word word;
    struct charge_news news;
    const char *why;
    int64_t wait_ms;           /* how long it is to be left alone at least; 0: the caller's own back-off */
    bool is_for_all;           /* away: no other question to this brand would be answered either */
    bool knows_no_transaction; /* the news are the order's: it has nothing under the id that the notification names */
};

/* What they give lives in ctx->arena. */
struct notifier {
    const char *gateway; /* "midtrans": in console.inbox, and in the address that it posts to */
    const char *label;   /* "Midtrans" */
    size_t batch;        /* notifications at a turn: gateways take turns, so that none waits for another's */
    /* Verifies it, in constant time, and says what it is about. token: the header x-callback-token, NULL: none came. e
     * says why it is not taken. */
    enum inbox_answer (*read)(struct context *ctx, const char *body, size_t length, const char *token, struct notice *n,
                              struct error *e);
    /* What one that was kept says, as a claim: its news have the source "notification". *misfit is set where what is
     * proven of it does not go with what is not, and left alone else. */
    bool (*news)(struct context *ctx, const char *body, size_t length, struct charge_news *news, const char **misfit,
                 struct error *e);
    /* Asks the gateway. False, with ERR_CANCELLED, where the question was taken back, or the database failed. */
    bool (*ask)(struct context *ctx, const struct notice_question *q, struct notice_reply *reply, struct error *e);
};
const struct notifier *notifier_at(size_t i);              /* of all rooms; NULL: no more */
const struct notifier *notifier_find(const char *gateway); /* NULL: none of that name */

/* For their read(): INBOX_REFUSED, and INBOX_UNREADABLE where an index could not hold order or status. */
enum inbox_answer notice_refuse(struct error *e, const char *why);
bool notice_is_short(const struct notice *n, struct error *e);

/* For their ask(): away, and what can't be asked for want of its configuration, which can't be asked until that
 * changes; false: why is another failure, which e has now. */
void notice_is_away(struct notice_reply *reply, const char *why, int64_t wait_ms);
bool notice_not_open(struct context *ctx, struct notice_reply *reply, const struct error *why, struct error *e);

#endif
