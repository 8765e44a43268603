/* Rates that all hosts share: one row each in console.rate_limit, on the database's clock (generic cell rate). A
 * start is reserved, then waited for; no sliding second holds more than were allowed. */
#ifndef MODEL_ENGINE_RATE_H
#define MODEL_ENGINE_RATE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stdint.h>

/* Waits for the next slot of that name, at most per_minute a minute; ends early with ERR_CANCELLED. */
bool rate_wait(struct context *ctx, const char *name, int64_t per_minute, struct error *e);

/* The same in two steps, for who has to look at something in the last moment: rate_take() ends some milliseconds
 * before the start, rate_start() in it. is_late: the moment was missed, by so much that this start and those of others
 * could come too close; another slot is to be taken. */
struct rate_slot {
    const char *at;   /* as the database wrote it; in ctx->arena */
    int64_t start_ms; /* monotonic */
};
bool rate_take(struct context *ctx, const char *name, int64_t per_minute, struct rate_slot *slot, struct error *e);
bool rate_start(struct context *ctx, const struct rate_slot *slot, bool *is_late, struct error *e);

/* Everybody waits so long before the next start: a gateway asked for it. */
bool rate_slow_down(struct context *ctx, const char *name, int64_t ms, struct error *e);

#endif
