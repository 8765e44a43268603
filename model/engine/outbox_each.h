/* The outbox of what is asked one request a row: gateways and messengers. */
#ifndef MODEL_ENGINE_OUTBOX_EACH_H
#define MODEL_ENGINE_OUTBOX_EACH_H

#include "model/engine/outbox_target.h"

/* For a target's drain(). */
bool outbox_drain_each(struct context *ctx, const struct target *t, const char *target, const char *operation_id,
                       struct outbox_tally *tally, struct error *e);

#endif
