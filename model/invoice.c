/* Monthly invoices. */
#include "model/invoice.h"

#include <stdio.h>

#define STUB(name) bool name(struct context *ctx, char *result, size_t size, struct error *e) { (void)ctx; (void)e; snprintf(result, size, "nothing yet"); return true; }
STUB(invoice_bill)
STUB(invoice_remind)
STUB(invoice_isolate)
STUB(invoice_reconcile)

bool effect_invoice_ask(struct context *ctx, const char *brand, struct effect_row *rows, size_t count, struct error *e)
{
    (void)ctx; (void)brand; (void)rows; (void)count;
    return error_set(e, ERR_INTERNAL, "not yet", NULL);
}
bool effect_invoice_expire(struct context *ctx, const char *brand, struct effect_row *rows, size_t count, struct error *e)
{
    return effect_invoice_ask(ctx, brand, rows, count, e);
}
