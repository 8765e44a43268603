/* The hotspot user profiles of a router: read whole, since they are few, and noted in the database where they are
 * others than at the last look. Private to model/routers. */
#ifndef MODEL_ROUTERS_PROFILE_SEEN_H
#define MODEL_ROUTERS_PROFILE_SEEN_H

#include "model/values/context.h"
#include "model/values/lookup.h"
#include "net/ros.h"

struct profiles_seen {
    struct lookup *ids; /* by name: the router's .id */
    const char *json;   /* for the database */
};

/* In ctx->arena. */
bool profiles_read(struct context *ctx, struct ros *ros, struct profiles_seen *seen, struct error *e);
bool profiles_note(struct context *ctx, const char *router, const struct profiles_seen *seen, struct error *e);

#endif
