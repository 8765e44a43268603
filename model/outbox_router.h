/* The outbox of one router: what a worker's thread for it does. */
#ifndef MODEL_OUTBOX_ROUTER_H
#define MODEL_OUTBOX_ROUTER_H

#include "model/outbox.h"

/* As outbox_drain(), for one router; adds to tally. */
bool outbox_drain_router(struct context *ctx, const char *router, const char *operation_id, struct outbox_tally *tally,
                         struct error *e);
/* Whether it has rows that are due. */
bool outbox_is_due(struct context *ctx, const char *router, bool *is_due, struct error *e);

#endif
