/* Asking Midtrans, with what is common to all questions: the lamp, and what is to be done when no answer comes.
 * Private to model/pay/checkout*.c, model/pay/charge_job.c and model/pay/notice_midtrans.c. */
#ifndef MODEL_PAY_CHECKOUT_DESK_H
#define MODEL_PAY_CHECKOUT_DESK_H

#include "model/engine/effect.h"
#include "model/pay/charge.h"
#include "model/values/context.h"
#include "net/midtrans.h"

#include <stdbool.h>

struct config_midtrans;

enum desk_answer {
    DESK_KNOWN,   /* it answers what was asked */
    DESK_NONE,    /* it has no such order */
    DESK_REFUSED, /* it won't, and says why */
    DESK_LATER    /* nobody knows for now */
};

struct desk {
    struct context *ctx;
    struct midtrans *midtrans;
    const struct config_midtrans *config;
    struct gateway_result result; /* of the last request */
    int wait_ms;                  /* how long to leave a gateway alone that gave no answer */
};

/* ERR_CONFIG where Midtrans is not configured here. */
bool desk_open(struct desk *d, struct context *ctx, struct error *e);

enum desk_answer desk_snap(struct desk *d, const struct midtrans_order *order, struct midtrans_snap *snap);
enum desk_answer desk_charge(struct desk *d, enum midtrans_method method, const struct midtrans_order *order,
                             struct midtrans_charge *said);
enum desk_answer desk_status(struct desk *d, const char *order_id, struct midtrans_charge *said);
/* Where it does not know the order: by its own id, which must be that order's. */
enum desk_answer desk_status_by_transaction(struct desk *d, const char *order_id, const char *transaction_id,
                                            struct midtrans_charge *said);
/* What else an order may be found by. code: that a notification's signature covers, where its transaction is no more
 * than a claim; NULL: the gateway itself told of it. is_second: it is known by its transaction alone. */
struct desk_claim {
    const char *order_id; /* that the gateway knows it by */
    const char *transaction_id, *code;
    bool is_second;
    bool has_paid; /* money came by that transaction */
};
/* Read for a charge; in ctx->arena. */
bool desk_claim_of(struct context *ctx, const char *order_id, struct desk_claim *claim, struct error *e);
/* By its order, or where the gateway knows none by its transaction: one of DANA on a page of Snap is known by that
 * alone. DESK_NONE too where that is another order's. */
enum desk_answer desk_look(struct desk *d, const char *order_id, const struct desk_claim *claim,
                           struct midtrans_charge *said);
/* Of an order with several transactions Midtrans tells of the newest: the one that paid is asked for by its own id.
 * *said: what was told of the order, then of that one. DESK_NONE where there is nothing else to be asked. */
enum desk_answer desk_look_at_paid(struct desk *d, const char *order_id, const struct desk_claim *claim,
                                   struct midtrans_charge *said);
enum desk_answer desk_cancel(struct desk *d, const char *order_id, struct midtrans_charge *said);
enum desk_answer desk_expire(struct desk *d, const char *order_id, struct midtrans_charge *said);

/* "406: duplicate order id", safe to show; in ctx->arena. */
const char *desk_words(const struct desk *d);

/* After DESK_LATER: fills row. False, with ERR_UNREACHABLE or ERR_CANCELLED, where others need not be tried either. */
bool desk_put_off(const struct desk *d, struct effect_row *row, struct error *e);
/* The same verdict without a row. */
bool desk_is_away(const struct desk *d, struct error *e);

/* That the gateway was asked, and why in vain (NULL: it answered). */
bool desk_note_asked(struct context *ctx, const char *order_id, const char *why, struct error *e);
/* The same of an answer that was none: one that does not fit is said once in the log, and asked for less and less
 * often. */
bool desk_note_unclear(struct desk *d, const char *order_id, struct error *e);
/* What it said goes into the charge. */
bool desk_tell(struct context *ctx, const char *order_id, const struct midtrans_charge *said, const char *source,
               struct charge_outcome *outcome, struct error *e);
/* A state that we bring about ourselves, for the gateway knows no such order. */
bool desk_tell_state(struct context *ctx, const char *order_id, const char *state, const char *gateway_status,
                     const char *source, struct charge_outcome *outcome, struct error *e);

#endif
