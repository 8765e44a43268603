/* Bringing a router to what the database says, for some users: address lists, ip-bindings, hotspot
 * user. Only entries that carry our mark, in managed lists, are ever changed or removed. Reads
 * before it writes, writes only what differs, so that doing it twice changes nothing. */
#ifndef MODEL_ROUTERS_SYNC_H
#define MODEL_ROUTERS_SYNC_H

#include "model/routers/sync_outcome.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* outcomes: count entries, filled. False when the router could not be read at all (the router's
 * state says why); what was written before stays written and will be found done. Where a user's
 * counters are to be taken as baseline (console.counter_reset), it takes them. */
bool sync_users(struct context *ctx, const char *router, const char *const *user_ids, size_t count,
                struct sync_outcome *outcomes, struct error *e);

#endif
