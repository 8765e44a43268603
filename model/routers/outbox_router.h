/* The outbox of one router: private to model/outbox*.c. */
#ifndef MODEL_OUTBOX_ROUTER_H
#define MODEL_OUTBOX_ROUTER_H

#include "model/engine/outbox.h"

#define OUTBOX_ROUTER "router:"

/* target: "router:main". */
bool outbox_drain_router(struct context *ctx, const char *target, const char *operation_id, struct outbox_tally *tally,
                         struct error *e);

#endif
