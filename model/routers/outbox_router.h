/* The outbox of one router: its connection, batch by batch. */
#ifndef MODEL_ROUTERS_OUTBOX_ROUTER_H
#define MODEL_ROUTERS_OUTBOX_ROUTER_H

#include "model/engine/outbox_target.h"

/* For a target's drain(); target: "router:main". */
bool outbox_drain_router(struct context *ctx, const struct target *t, const char *target, const char *operation_id,
                         struct outbox_tally *tally, struct error *e);

#endif
