/* The gateways and messengers of the configuration, each with a client that is made on first use. One struct
 * gateways belongs to one thread. */
#ifndef MODEL_PAY_GATEWAYS_H
#define MODEL_PAY_GATEWAYS_H

#include "base/error.h"

#include <stdbool.h>

struct config;
struct context;
struct gateway_result;
struct gateways;
struct midtrans;
struct telegram;
struct whatsapp;
struct xendit;

struct gateways *gateways_new(const struct config *config);
void gateways_free(struct gateways *g); /* NULL is allowed */
void gateways_interrupt(struct gateways *g); /* any thread: ends the running request */

/* NULL and ERR_CONFIG where it is not configured. */
struct midtrans *gateways_midtrans(struct gateways *g, struct error *e);
struct xendit *gateways_xendit(struct gateways *g, const char *brand, struct error *e);
struct telegram *gateways_telegram(struct gateways *g, struct error *e);
struct whatsapp *gateways_whatsapp(struct gateways *g, struct error *e);

/* What came of the last request to "midtrans", "xendit:BRAND", "telegram" or "whatsapp", for the lamps: any answer
 * means that it works. Returns how long to leave it alone, in ms, where there was none: longer with every failure, by
 * all hosts together; 0 where it works. Fails nothing. */
int gateways_note(struct context *ctx, const char *name, const struct gateway_result *result);
/* "406: duplicate order id", safe to show; in ctx->arena. */
const char *gateways_words(struct context *ctx, const struct gateway_result *result);
/* The same, and where it refuses the key what to look at: name "Xendit", setting "brand JAKINET's secret_key_file". */
const char *gateways_words_of(struct context *ctx, const struct gateway_result *result, const char *name,
                              const char *setting);

#endif
