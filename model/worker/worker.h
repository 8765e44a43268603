/* The worker: outbox, inbox, queue, jobs; headless, any number of them on any number of hosts. */
#ifndef MODEL_WORKER_WORKER_H
#define MODEL_WORKER_WORKER_H

#include "model/values/context.h"

#include <stdbool.h>

/* once: does all that is due, then returns. Else runs until *ctx->cancel. Reconnects by itself; false
 * only in once mode, when something due could not be done (e says the last reason). */
bool worker_run(struct context *ctx, bool once, struct error *e);

#endif
