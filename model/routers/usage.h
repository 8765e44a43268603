/* Usage sync: the router's byte counters into total_quota_used_mb and daily_usage_logs.
 *
 * One /ip/hotspot/host print a router, deltas against the baselines in user_devices, one statement for all:
 * usage_apply.sql says what counts. A device in console.counter_reset takes the counters as they are and adds
 * nothing (that is how a reset asks for it) unless they are lower than its baseline. */
#ifndef MODEL_ROUTERS_USAGE_H
#define MODEL_ROUTERS_USAGE_H

#include "model/routers/usage_apply.h"
#include "model/values/context.h"

#include <stdbool.h>

bool usage_sync(struct context *ctx, const char *router, struct usage_tally *tally, struct error *e);

#endif
