/* The outboxes of several targets at once, so that a dead one holds up no other: private to model/engine/outbox*.c. */
#ifndef MODEL_ENGINE_OUTBOX_LANES_H
#define MODEL_ENGINE_OUTBOX_LANES_H

#include "model/engine/outbox_tally.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* As outbox_drain_target() for each, on threads with database connections of their own. Waits for all of
 * them; progress is told on the caller's thread. */
bool outbox_drain_targets(struct context *ctx, const char *const *targets, size_t count, const char *operation_id,
                          struct outbox_tally *tally, struct error *e);

#endif
