/* What happened to a charge, as its page and its invoice's tell it: private to model/. */
#ifndef MODEL_PAY_CHARGE_STORY_H
#define MODEL_PAY_CHARGE_STORY_H

#include "model/pay/charge.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* query: db/NAME.sql with columns at, source, what for $1. In ctx->arena. */
bool charge_read_events(struct context *ctx, const char *query, const char *id, struct charge_event **events,
                        size_t *count, struct error *e);

#endif
