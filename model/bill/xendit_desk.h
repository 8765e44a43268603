/* Asking Xendit about invoices and sessions, with what is common to all questions: the slot of the rate that all hosts
 * share, the lamp, and what is to be done when no answer comes. A desk speaks to one brand. Private to
 * model/bill/xendit_desk.c, invoice_*.c, session_desk.c, queue*.c and notice_xendit.c. */
#ifndef MODEL_BILL_XENDIT_DESK_H
#define MODEL_BILL_XENDIT_DESK_H

#include "model/pay/charge.h"
#include "model/values/context.h"
#include "net/xendit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum xendit_answer {
    XENDIT_KNOWN,   /* it answers what was asked */
    XENDIT_NONE,    /* it has no such invoice */
    XENDIT_REFUSED, /* it won't, and says why */
    XENDIT_LATER,   /* it was not done for now */
    XENDIT_UNKNOWN  /* nobody knows: it may have been done */
};

struct xendit_desk {
    struct context *ctx;
    struct xendit *xendit;
    const char *brand;
    const char *lamp; /* "xendit:BRAND" */
    const char *rate; /* of console.rate_limit */
    int64_t per_minute;
    /* Called when the slot is near: false takes the request back, e says why. NULL: nobody looks */
    bool (*may_start)(struct xendit_desk *d, void *may_start_ctx, struct error *e);
    void *may_start_ctx;
    int patience_ms; /* a longer pause that Xendit asked for is not waited out: no slot comes then; 0: it is */
    struct gateway_result result; /* of the last request */
    int wait_ms;                  /* how long to leave a gateway alone that gave no answer */
    bool was_held;                /* the last request was not sent: held says why */
    struct error held;
};

/* ERR_CONFIG where this host has no such brand. */
bool xendit_desk_open(struct xendit_desk *d, struct context *ctx, const char *brand, struct error *e);

/* Each waits for a slot first. What Xendit says of its limits holds for everybody from then on. Where no slot came
 * (cancelled, taken back, the database away) the answer is XENDIT_LATER with was_held. */
enum xendit_answer xendit_desk_create(struct xendit_desk *d, const struct xendit_order *order,
                                      struct xendit_invoice *said);
/* A request whose outcome is unknown is not repeated under its reference: see model/bill/session_desk.h. */
enum xendit_answer xendit_desk_create_session(struct xendit_desk *d, const struct xendit_order *order,
                                              struct xendit_invoice *said);
/* Whether money came under a session's reference, by what moved on the account; XENDIT_NONE: none did. */
enum xendit_answer xendit_desk_money(struct xendit_desk *d, const char *reference, struct xendit_invoice *said);
/* Of an invoice that was paid also by how much: a second request where the list leaves it out. */
enum xendit_answer xendit_desk_find(struct xendit_desk *d, const char *external_id, struct xendit_invoice *said);
/* These two by an id of either kind; a session is cancelled. */
enum xendit_answer xendit_desk_get(struct xendit_desk *d, const char *id, struct xendit_invoice *said);
enum xendit_answer xendit_desk_expire(struct xendit_desk *d, const char *id, struct xendit_invoice *said);
enum xendit_answer xendit_desk_list_paid(struct xendit_desk *d, const char *status, const char *paid_after,
                                         const char *after_id, struct xendit_invoice **said, size_t *count);

/* "API_VALIDATION_ERROR: …", safe to show; in ctx->arena. */
const char *xendit_desk_words(const struct xendit_desk *d);
/* After XENDIT_LATER and XENDIT_UNKNOWN: how long to leave it alone at least; 0: the caller's own back-off. */
int xendit_desk_retry_ms(const struct xendit_desk *d);
/* After the same: others need not be tried either, for nobody answers, it wants to be left alone, or no slot came. e
 * says why. */
bool xendit_desk_is_away(const struct xendit_desk *d, struct error *e);

/* What Xendit is asked for, read from a charge, its invoice and its customer; brand: whose it is. In ctx->arena.
 * ERR_REFUSED where there is no such charge of an invoice. */
bool invoice_order(struct context *ctx, const char *order_id, struct xendit_order *order, const char **brand,
                   struct error *e);

/* What Xendit said goes into the charge of that order id; source as in struct charge_news. */
bool xendit_desk_tell(struct context *ctx, const char *order_id, const struct xendit_invoice *said, const char *source,
                      struct charge_outcome *outcome, struct error *e);

#endif
