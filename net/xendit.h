/* Xendit's invoices and payment sessions. Requests and answers of invoices as the gateway's official client has them,
 * of sessions as its reference describes them. */
#ifndef NET_XENDIT_H
#define NET_XENDIT_H

#include "base/arena.h"
#include "net/gateway.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xendit_config {
    const char *brand, *url; /* without a slash at the end */
    const char *secret_key;  /* never logged, never in an error */
    const char *ca_file;
    bool insecure;
    int deadline_ms; /* 0: the default */
};

struct xendit;
struct xendit *xendit_new(const struct xendit_config *config);
void xendit_free(struct xendit *x);
void xendit_interrupt(struct xendit *x); /* any thread */

enum xendit_notify {
    XENDIT_NOTIFY_WHATSAPP = 1,
    XENDIT_NOTIFY_EMAIL = 2
};

struct xendit_order {
    const char *external_id, *description;
    int64_t amount_rp; /* base and tax */
    int64_t duration_s;
    const char *customer_name, *customer_email; /* email NULL: none */
    const char *customer_mobile;                /* "+62…" */
    unsigned notify; /* enum xendit_notify: of creation and payment; reminders go by WhatsApp */
    const char *item_name;
    int64_t item_price_rp;
    int64_t tax_rp;                        /* 0: no fee line */
    const char *tax_name;                  /* what that line is called; NULL: "Tax" */
    const char *success_url, *failure_url; /* NULL: none */
    const char *expires_at;                /* of a session: ISO 8601, UTC; at least ten minutes ahead */
};

/* An invoice, or a session: external_id is then its reference. */
struct xendit_invoice {
    const char *id, *external_id, *status, *invoice_url; /* in the arena; NULL: not said */
    int64_t amount_rp, paid_amount_rp;                   /* or GATEWAY_NO_AMOUNT, GATEWAY_BAD_AMOUNT */
    const char *expiry_date, *payment_method, *payment_channel;
    const char *paid_at, *currency; /* these and id may be GATEWAY_UNREADABLE */
    const char *payment_id;         /* of a session that was paid */
};

void xendit_create(struct xendit *x, const struct xendit_order *order, struct arena *a, struct xendit_invoice *invoice,
                   struct gateway_result *result);
void xendit_get(struct xendit *x, const char *id, struct arena *a, struct xendit_invoice *invoice,
                struct gateway_result *result);
/* found false, GATEWAY_DONE: there is none of that external id. Of several it is the one that was paid, else one that
 * can be. */
void xendit_find(struct xendit *x, const char *external_id, struct arena *a, struct xendit_invoice *invoice,
                 bool *found, struct gateway_result *result);
void xendit_expire(struct xendit *x, const char *id, struct arena *a, struct xendit_invoice *invoice,
                   struct gateway_result *result);
enum {
    XENDIT_PAGE = 100
};
/* Those paid after a time (ISO 8601, UTC), a page of XENDIT_PAGE at most; status: "PAID", or "SETTLED" of those whose
 * money was handed on since; after_id: the last of the page before, NULL: the first. A list may leave out how much
 * was paid, and when. */
void xendit_list_paid(struct xendit *x, const char *status, const char *paid_after, const char *after_id,
                      struct arena *a, struct xendit_invoice **invoices, size_t *count, struct gateway_result *result);

/* --- payment sessions --- */

enum {
    XENDIT_REFERENCE = 64 /* bytes of a session's reference at most */
};
/* What stands before the word of a payment: a session and its payments have words in common. */
#define XENDIT_PAYMENT "payment."

bool xendit_is_session(const char *id); /* by its form, "ps-…"; NULL: false */
/* Whether what has this status can be paid; whether nobody can pay it any more, and nobody has. */
bool xendit_is_payable(const char *status);
bool xendit_is_over(const char *status);

/* order->external_id is the reference: it is to be another one each time, for nothing tells two sessions of one
 * reference apart and none is found by it. By e-mail alone a session is told of. */
void xendit_session_create(struct xendit *x, const struct xendit_order *order, struct arena *a,
                           struct xendit_invoice *session, struct gateway_result *result);
void xendit_session_get(struct xendit *x, const char *id, struct arena *a, struct xendit_invoice *session,
                        struct gateway_result *result);
/* Refused where it is not active any more. */
void xendit_session_cancel(struct xendit *x, const char *id, struct arena *a, struct xendit_invoice *session,
                           struct gateway_result *result);
/* Whether money came under a reference, whatever became of its session: its status is then "payment.SUCCEEDED" and
 * paid_amount_rp what came. Of several payments it is the first. found false, GATEWAY_DONE: none did. */
void xendit_find_money(struct xendit *x, const char *reference, struct arena *a, struct xendit_invoice *payment,
                       bool *found, struct gateway_result *result);

/* --- notifications --- */

struct xendit_notice {
    const char *event; /* "payment_session.completed"; NULL: it is about an invoice */
    bool is_payment;   /* of a session: status begins with XENDIT_PAYMENT, and there is no id */
    struct xendit_invoice said;
    const char *captures; /* ids of what was captured, with blanks between; NULL: none */
};

/* Reads a notification's body; false where it is none. What it says is believed only with the right callback token. */
bool xendit_read_notification(const char *body, size_t length, struct arena *a, struct xendit_notice *notice,
                              struct error *e);
bool xendit_verify(const char *given_token, const char *callback_token); /* in constant time */

#endif
