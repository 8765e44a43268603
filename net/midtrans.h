/* Midtrans: Snap (a page of the gateway's) and the Core API (a charge by one method). Requests and answers as
 * the gateway's official client has them. The HTTP status may say 200 where status_code in the body tells of
 * an error: the body decides. Times come as WIB without an offset. */
#ifndef NET_MIDTRANS_H
#define NET_MIDTRANS_H

#include "base/arena.h"
#include "net/gateway.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct midtrans_config {
    const char *snap_url, *core_url; /* without a slash at the end */
    const char *server_key;          /* never logged, never in an error */
    const char *ca_file;
    bool insecure;
    int deadline_ms; /* 0: the default */
};

struct midtrans;
struct midtrans *midtrans_new(const struct midtrans_config *config);
void midtrans_free(struct midtrans *m);
void midtrans_interrupt(struct midtrans *m); /* any thread */

enum midtrans_method {
    MIDTRANS_QRIS,
    MIDTRANS_GOPAY,
    MIDTRANS_SHOPEEPAY,
    MIDTRANS_VA_BCA,
    MIDTRANS_VA_BNI,
    MIDTRANS_VA_BRI,
    MIDTRANS_VA_PERMATA,
    MIDTRANS_VA_CIMB,
    MIDTRANS_MANDIRI_BILL,
    MIDTRANS_OVO,
    MIDTRANS_METHODS
};

/* By the names of a charge: "va" with its bank, else the method alone; MIDTRANS_METHODS: the Core API has none such. */
enum midtrans_method midtrans_method_of(const char *method, const char *bank);

struct midtrans_order {
    const char *order_id;
    int64_t amount_rp;
    const char *item_id, *item_name; /* one item at the whole amount; cut to what the gateway takes */
    const char *customer_name, *customer_phone;
    const char *payer_phone;  /* as "0812…", for OVO, which asks that number to pay; NULL: none is known */
    const char *finish_url;   /* NULL: none */
    int expiry_minutes;       /* 0: the gateway's default; OVO has its own minute and takes no other */
    const char *snap_methods; /* what a page of Snap shows, by Snap's names with blanks between; NULL: what the shop has
                                 there */
};

/* What a charge is, by a charge, a status or a notification. Texts live in the arena; NULL: not said. */
struct midtrans_charge {
    const char *order_id, *transaction_id, *payment_type;
    const char *transaction_status, *fraud_status, *status_code;
    int64_t amount_rp; /* of gross_amount, which comes as a text with decimals; or GATEWAY_NO_AMOUNT, _BAD_AMOUNT */
    const char *gross_amount, *currency;
    const char *transaction_time, *settlement_time, *expiry_time; /* with "+07:00" added; of what is no time the last
                                                                     is NULL, the others are GATEWAY_UNREADABLE */
    const char *bank, *va_number;                                 /* of a virtual account */
    const char *bill_key, *biller_code;                           /* of a Mandiri bill */
    const char *qr_string, *qr_url, *deeplink_url;
    const char *signature_key;
    const char *refunds;    /* what went back, by the gateway's keys: [{"key": text, "rp": rupiah}]; NULL: nothing */
    int64_t refund_rp;      /* all of it; 0: not said */
    bool names_transaction; /* it says its transaction's id where the order's should be: of some banks on Snap's page */
};

struct midtrans_snap {
    const char *token, *redirect_url;
};

/* GATEWAY_REFUSED with code "406" (Core), or 400 and words (Snap): the order id is taken. An unknown outcome is
 * looked up by midtrans_status(); what Core shows only once (qr_string, links) does not come back, and a page of
 * Snap is known to it only after the customer has chosen a method there. */
void midtrans_snap_create(struct midtrans *m, const struct midtrans_order *order, struct arena *a,
                          struct midtrans_snap *snap, struct gateway_result *result);
void midtrans_charge_create(struct midtrans *m, enum midtrans_method method, const struct midtrans_order *order,
                            struct arena *a, struct midtrans_charge *charge, struct gateway_result *result);
/* GATEWAY_REFUSED with code "404": the gateway knows no such order. */
void midtrans_status(struct midtrans *m, const char *order_id, struct arena *a, struct midtrans_charge *charge,
                     struct gateway_result *result);
/* The same by the gateway's own id, for what it does not find by order (DANA on a page of Snap). An answer that
 * names_transaction may be any order's. */
void midtrans_status_by_transaction(struct midtrans *m, const char *order_id, const char *transaction_id,
                                    struct arena *a, struct midtrans_charge *charge, struct gateway_result *result);
void midtrans_cancel(struct midtrans *m, const char *order_id, struct arena *a, struct midtrans_charge *charge,
                     struct gateway_result *result);
/* "407" is its success. */
void midtrans_expire(struct midtrans *m, const char *order_id, struct arena *a, struct midtrans_charge *charge,
                     struct gateway_result *result);
void midtrans_refund(struct midtrans *m, const char *order_id, const char *refund_key, int64_t amount_rp,
                     const char *reason, struct arena *a, struct midtrans_charge *charge,
                     struct gateway_result *result);

/* A notification's body; false where it is none. It is believed only after midtrans_verify(). */
bool midtrans_read_notification(const char *body, size_t length, struct arena *a, struct midtrans_charge *charge,
                                struct error *e);
/* Its signature, compared in constant time. It is made of order id, status code and amount without anything between
 * them, so each has to have its exact shape: else characters could be moved from one to the next. It covers nothing
 * else: what stands beside them is no more than a claim. key NULL: there is none, and nothing is believed. */
bool midtrans_verify(const struct midtrans_charge *charge, const char *key);

#endif
