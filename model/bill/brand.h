/* The brands of Xendit: an account each, with its key, tax, invoice prefix and callback token. What invoices need of
 * them stands in console.brand, as this host's configuration has it. */
#ifndef MODEL_BILL_BRAND_H
#define MODEL_BILL_BRAND_H

#include "model/values/context.h"

#include <stdbool.h>

/* Tells the database of the brands of the configuration. One that is unchanged is not written. */
bool brands_register(struct context *ctx, struct error *e);

/* "xendit:live:JAKINET": the row of console.rate_limit for the key of a brand, and its setting's name,
 * "xendit_live_per_minute". In ctx->arena; NULL and ERR_CONFIG where this host has no such brand. */
const char *brand_rate(struct context *ctx, const char *brand, const char **setting, struct error *e);

#endif
