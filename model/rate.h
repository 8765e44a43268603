/* Rates that all hosts share: one row each in console.rate_limit, on the database's clock (generic cell rate). A
 * start is reserved, then waited for; no sliding second holds more than were allowed. */
#ifndef MODEL_RATE_H
#define MODEL_RATE_H

#include "model/context.h"

#include <stdbool.h>
#include <stdint.h>

/* Waits for the next slot of that name, at most per_minute a minute; ends early with ERR_CANCELLED. */
bool rate_wait(struct context *ctx, const char *name, int64_t per_minute, struct error *e);
/* Everybody waits so long before the next start: a gateway asked for it. */
bool rate_slow_down(struct context *ctx, const char *name, int64_t ms, struct error *e);

#endif
