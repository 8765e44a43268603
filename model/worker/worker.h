/* The worker: outbox, inbox, queue, jobs; headless, any number of them on any number of hosts. */
#ifndef MODEL_WORKER_WORKER_H
#define MODEL_WORKER_WORKER_H

#include "model/values/context.h"

#include <stdbool.h>

/* once: does all that is due, then returns. Else runs until *ctx->cancel, and returns within some 8 s then. Reconnects by
 * itself; false only in once mode, when something due could not be done (e says the last reason). *all_ended is false
 * where a thread could not be made to end: the process has to, without giving anything back. What the thread held is
 * rescued by the next worker. */
bool worker_run(struct context *ctx, bool once, bool *all_ended, struct error *e);

#endif
