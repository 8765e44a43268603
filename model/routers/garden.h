/* The way to the bank: a walled garden and an address list of payment networks, kept on every router as the
 * settings say, so that a customer whose quota is gone can still pay. Entries of ours carry the mark
 * "<prefix>|garden|…" in their comment; no other is ever touched. */
#ifndef MODEL_ROUTERS_GARDEN_H
#define MODEL_ROUTERS_GARDEN_H

#include "base/arena.h"
#include "model/routers/garden_change.h"
#include "model/values/context.h"
#include "net/ros.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads the router and says what differs from the settings; lives in ctx->arena. */
bool garden_compare(struct context *ctx, struct ros *ros, struct garden_change **changes, size_t *count,
                    struct error *e);
/* Brings it about. */
bool garden_apply(struct context *ctx, const char *router, size_t *changed, struct error *e);

#endif
