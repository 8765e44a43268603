/* Usage sync: the router's byte counters into total_quota_used_mb and daily_usage_logs.
 *
 * One /ip/hotspot/host print a router, deltas against the baselines in user_devices, one
 * statement for all. A baseline whose last_hotspot_host_id is NULL takes the counters as they are and
 * adds nothing (that is how a reset asks for it) unless they are lower than it. */
#ifndef MODEL_USAGE_H
#define MODEL_USAGE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct usage_tally {
    size_t hosts, devices, users_changed;
    size_t unknown; /* hosts whose MAC belongs to nobody: charged to nobody */
};
bool usage_sync(struct context *ctx, const char *router, struct usage_tally *tally, struct error *e);

#endif
