/* What the database is told of a router: private to model/routers/router*.c. */
#ifndef MODEL_ROUTERS_ROUTER_STATE_H
#define MODEL_ROUTERS_ROUTER_STATE_H

#include "model/values/context.h"

/* What a router said of itself, as the database takes it; NULL: not asked. */
struct router_facts {
    const char *identity, *version, *latency_us, *uptime_s, *epoch;
    bool is_examined; /* the rest was asked: NULL is what it does not say */
    const char *device_mode, *allows_hotspot, *allows_proxy, *is_flagged, *lacks_policies, *refused_menus;
    const char *hotspots; /* JSON, see hotspot_seen.h */
};

bool router_store_up(struct context *ctx, const char *name, const struct router_facts *facts, struct error *e);
/* The state is a sign for the lamps: where it can't be written, the caller's own work on the database says so. */
void router_store_down(struct context *ctx, const char *name, const struct error *why, int retry_in_ms);

#endif
