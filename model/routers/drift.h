/* Drift: where a router differs from what the database says. One read of each menu, a comparison in parts, typed
 * differences with cause and mend. What would mend a user's differences is exactly what sync_users() would
 * send for him: both come from the same comparison. */
#ifndef MODEL_ROUTERS_DRIFT_H
#define MODEL_ROUTERS_DRIFT_H

#include "model/routers/drift_kind.h"
#include "model/routers/drift_report.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads the router and the database, compares, and leaves console.drift, console.router_session and the
 * router's row in console.router_sync_state as found. Changes nothing on the router. */
bool drift_scan(struct context *ctx, const char *router, struct drift_report *report, struct error *e);

/* Asks for the mending of the router's safe differences through the outbox (an operation of its own, actor
 * as ctx says) and drains it. mended counts the differences that were asked for. */
bool drift_mend_safe(struct context *ctx, const char *router, size_t *mended, struct error *e);

/* An effect has mended differences of a kind: they need not stand there until the next look. ids NULL: all of
 * the kind on that router. (What is mended of users, sync_users() forgets by itself.) */
bool drift_forget(struct context *ctx, const char *router, const char *kind, const char *const *ids, size_t count,
                  struct error *e);

#endif
