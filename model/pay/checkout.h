/* What the outbox asks of a payment gateway: to make a charge, to say how one stands, to end one. Each looks first at
 * what stands in the database, and after an attempt whose end is unknown at the gateway. */
#ifndef MODEL_PAY_CHECKOUT_H
#define MODEL_PAY_CHECKOUT_H

#include "model/engine/effect.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* "charge_create": the entity is a charge that is "new"; it is open with all that the customer needs, or failed. */
bool effect_charge_create(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
/* "charge_ask", "charge_cancel", "charge_expire": what the gateway says goes through charge_take_news(). */
bool effect_charge_ask(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
bool effect_charge_cancel(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
bool effect_charge_expire(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);

#endif
