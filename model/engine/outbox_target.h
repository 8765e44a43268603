/* The outbox of one target, of whatever kind: what a worker's thread for it does. */
#ifndef MODEL_OUTBOX_TARGET_H
#define MODEL_OUTBOX_TARGET_H

#include "model/engine/outbox.h"

/* As outbox_drain(), for one target ("router:main"); adds to tally. */
bool outbox_drain_target(struct context *ctx, const char *target, const char *operation_id, struct outbox_tally *tally,
                         struct error *e);
/* Whether it has rows that are due. */
bool outbox_is_due(struct context *ctx, const char *target, bool *is_due, struct error *e);

#endif
