/* One subscription whole, for its page: what it costs, whom it is sent to, and its last invoices. The rules stand in
 * the database, as for invoices (model/bill/invoice.h). */
#ifndef MODEL_BILL_SUBSCRIPTION_H
#define MODEL_BILL_SUBSCRIPTION_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct subscription_invoice {
    const char *id, *invoice_number, *period, *status,
        *due_on; /* status: "overdue" for what is unpaid beyond its day */
    int64_t total_rp;
};

/* Texts are as the database has them; NULL: none. */
struct subscription_story {
    const char *id, *package, *status, *brand, *full_name, *phone_number, *email, *whatsapp;
    const char *tax_percent, *starts_on, *ended_on, *next_invoice, *last_period, *tipe, *actor, *created_at;
    const char *tax_kind; /* "none", "ppn_2025", "percent" */
    bool has_own_tax, is_vip, has_tax_in_price;
    int64_t price_rp, tax_rp, discount_rp, dpp_rp, month_rp; /* of a whole month; dpp_rp of PPN: DPP nilai lain */
    int64_t due_day, unpaid, unpaid_rp;
    struct subscription_invoice *invoices; /* newest first, not all */
    size_t invoice_count;
};
bool subscription_read_story(struct context *ctx, const char *id, struct subscription_story *story, struct error *e);

#endif
