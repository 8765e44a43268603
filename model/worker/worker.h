/* The worker: heartbeat, outbox, jobs; headless, any number of them on any number of hosts. */
#ifndef MODEL_WORKER_H
#define MODEL_WORKER_H

#include "model/values/context.h"

#include <stdbool.h>

/* once: does all that is due, then returns. Else runs until *ctx->cancel. Reconnects by itself; false
 * only in once mode, when something due could not be done (e says the last reason). */
bool worker_run(struct context *ctx, bool once, struct error *e);

/* Heartbeat row of this process; kind "worker", "console" or "act". */
bool worker_heartbeat(struct context *ctx, const char *kind, struct error *e);
/* This process ends in order: its row goes at once instead of growing old. Quiet where the database is away. */
void worker_leave(struct context *ctx);

#endif
