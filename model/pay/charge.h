/* Charges: what is asked of a customer through a gateway, and what becomes of it. The state machine is
 * console.charge_move; the one effect of a paid charge is written in the transaction that marks it paid, once
 * for good by console.charge_effect's key. All that a gateway says of a charge, by answer, notification or
 * poll, goes through charge_take_news(), in any order and any number of times. A notification moves nothing: what
 * proves its sender covers little of it (Midtrans' signature) or nothing (Xendit's token), so it is no more than the
 * reason to ask the gateway, and what that answers is what counts. */
#ifndef MODEL_PAY_CHARGE_H
#define MODEL_PAY_CHARGE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct midtrans_charge;

/* What a gateway says, as it says it: console.gateway_word has what that means. Texts may be GATEWAY_UNREADABLE. */
struct charge_news {
    const char *order_id;
    const char *state;          /* what we bring about ourselves ("expired", "cancelled", "failed"); NULL: the
                                   gateway's word decides */
    const char *gateway_status; /* its word */
    const char *fraud_status;   /* the word beside it; NULL: none */
    const char *transaction_id;
    int64_t amount_rp;    /* GATEWAY_NO_AMOUNT: not said; GATEWAY_BAD_AMOUNT: no amount of rupiah */
    const char *currency; /* NULL: not said */
    const char *at;       /* when it was paid, with offset; NULL: now */
    const char *source;   /* "notification", "poll", "answer", "operator" */
    const char *refunds;  /* what went back, as JSON: [{"key": text, "rp": rupiah}]; NULL: not said */
    int64_t back_rp;      /* all that went back; 0: not said */
    bool is_expected;     /* a look has just shown that the same, claimed, would move it: no need of another */
};

struct charge_outcome {
    bool is_known; /* there is such a charge, or a transaction of the portal's that was taken over */
    bool is_changed;
    bool is_unproven;    /* a notification would move it: the gateway is to be asked first */
    bool is_odd;         /* console.gateway_word does not have the word */
    const char *state;   /* in force now */
    const char *meaning; /* of the word: "open", "held", "try_failed" (the order goes on), "paid", "part_refunded",
                            "refunded", "charged_back", "expired", "cancelled", "failed"; NULL: nobody knows */
    const char *words;   /* "paid: 25 GB applied", "paid late: waits for a decision": for inbox and screen */
};

/* Lives in the arena of the charge. */
void charge_news_of_midtrans(const struct midtrans_charge *said, const char *source, struct charge_news *news);

/* One operation ("payments.news"); nothing to move is a success, and so is what a notification alone says
 * (is_unproven). Drains the router's part where ctx has routers. */
bool charge_take_news(struct context *ctx, const struct charge_news *news, struct charge_outcome *outcome,
                      struct error *e);

/* What the gateway's word means for a charge of ours; NULL: nobody knows the word, or there is no such charge. */
bool charge_meaning(struct context *ctx, const struct charge_news *news, const char **meaning, struct error *e);

/* One charge whole, for its page. */
struct charge_story {
    const char *order_id, *kind, *gateway, *mode, *method, *bank, *state, *reason, *subject;
    const char *waits_for; /* what somebody has to decide, in words; NULL: nothing */
    const char *user_id, *full_name, *phone_number;
    const char *gateway_status, *transaction_id, *coupon_code;
    const char *said_meaning,
        *said_code;       /* of gateway_status, see struct charge_outcome; the codes that come with it */
    const char *odd_word; /* the gateway's last word that nobody knows; NULL: none */
    const char *gives;    /* what the customer gets, or got, in words that say() knows; NULL: it can't be told */
    const char *note;     /* of who took the money at the counter; NULL: none */
    const char *receipts; /* numbers of its receipts; NULL: none */
    const char *shop_order; /* uuid of the order in the shop that it is for; NULL: none */
    int64_t back_rp;      /* what went back of the money */
    int64_t amount_rp, discount_rp, paid_amount_rp; /* -1: none */
    const char *created_at, *expires_at, *paid_at, *applied_at, *asked_at, *ask_error, *actor;
    int64_t expires_in_s; /* by the database's clock as of read_at_ms; INT64_MIN: no expiry */
    const char *qr_string, *qr_url, *deeplink_url, *va_number, *bill_key, *biller_code, *redirect_url;
    const char *operation_id; /* that applied it; NULL: none */
    struct charge_event {
        const char *at, *source, *what;
    } * events; /* newest first */
    size_t event_count;
};
bool charge_read_story(struct context *ctx, const char *order_id, struct charge_story *story, struct error *e);

/* Jobs: what is past its time is asked about and ended; what is open is asked about. Fill result. */
bool charge_expire_due(struct context *ctx, char *result, size_t size, struct error *e);
bool charge_reconcile(struct context *ctx, char *result, size_t size, struct error *e);

#endif
