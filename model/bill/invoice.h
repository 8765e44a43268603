/* Monthly invoices. The rules (one for each subscription and month, tax, first month by days, what a payment does)
 * stand in the database, db/migrations/0030 and after, the same for preview, action and job. */
#ifndef MODEL_BILL_INVOICE_H
#define MODEL_BILL_INVOICE_H

#include "model/engine/effect.h"
#include "model/pay/charge.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* Jobs; each fills result, a line for the jobs pane. */
/* On and after the day of the month, as billing_policy says: the invoices of this month, and of those that were
 * missed. */
bool invoice_bill(struct context *ctx, char *result, size_t size, struct error *e);
/* Reminds of invoices near and past their due date. */
bool invoice_remind(struct context *ctx, char *result, size_t size, struct error *e);
/* Blocks customers with overdue invoices, as isolir_policy says. */
bool invoice_isolate(struct context *ctx, char *result, size_t size, struct error *e);
/* Asks Xendit for what was paid since the last look, and about links whose time is over. */
bool invoice_reconcile(struct context *ctx, char *result, size_t size, struct error *e);

/* Effects of target "xendit:BRAND" on charges of invoices: what it says is news; a link is ended, and the charge with
 * it as cancelled or expired. One that was paid meanwhile is paid. */
bool effect_invoice_ask(struct context *ctx, const char *brand, struct effect_row *rows, size_t count, struct error *e);
bool effect_invoice_cancel(struct context *ctx, const char *brand, struct effect_row *rows, size_t count,
                           struct error *e);
bool effect_invoice_expire(struct context *ctx, const char *brand, struct effect_row *rows, size_t count,
                           struct error *e);

/* One invoice whole, for its page. */
struct invoice_story {
    const char *id, *invoice_number, *external_id, *brand, *status, *subject, *period;
    const char *user_id, *full_name, *phone_number, *email, *whatsapp;
    int64_t base_rp, tax_rp, total_rp, paid_amount_rp; /* -1: none */
    int64_t discount_rp, dpp_rp; /* base_rp is what is left of the price; dpp_rp of PPN: DPP nilai lain */
    const char *tax_percent, *issued_on, *due_on, *paid_at, *paid_how, *note;
    const char *tax_kind; /* "none", "ppn_2025", "percent" */
    int days, of_days;
    bool is_overdue, is_vip, has_tax_in_price;
    int64_t overdue_days;
    const char *payment_link, *xendit_id, *expires_at;
    const char *queue_state, *queue_priority, *queue_error, *queue_next_try; /* of its newest item; NULL: none */
    int64_t queue_tries;
    struct charge_event *events; /* newest first */
    size_t event_count;
};
/* id: its uuid or its number. In ctx->arena; where there is none: ERR_REFUSED. */
bool invoice_read_story(struct context *ctx, const char *id, struct invoice_story *story, struct error *e);

#endif
