/* The worker's heartbeat, and what is written with it: what its threads found as it was. */
#ifndef MODEL_WORKER_BEAT_H
#define MODEL_WORKER_BEAT_H

#include "model/values/context.h"

#include <stdbool.h>

struct lanes;

/* Where the worker takes notifications: an address, NULL: nowhere; and why it can't, NULL: it does. */
struct listening {
    const char *address, *error;
};

/* ctx->book and, where there are any, what the lanes keep of their routers. What can't be written of it is told again
 * by the next look. */
bool beat(struct context *ctx, const struct lanes *lanes, const struct listening *listening, struct error *e);

#endif
