/* Which processes are alive: a row each in console.worker, by which others notice their end. */
#ifndef MODEL_ENGINE_HEARTBEAT_H
#define MODEL_ENGINE_HEARTBEAT_H

#include "model/values/context.h"

#include <stdbool.h>

/* This process, as its row says. */
struct process {
    const char *host, *pid, *version;
};
struct process process_self(struct arena *a);

/* Heartbeat row of this process; kind "worker", "console" or "act". */
bool worker_heartbeat(struct context *ctx, const char *kind, struct error *e);
/* The same, with what is asked next: see db_later(). */
bool worker_heartbeat_later(struct context *ctx, const char *kind, struct error *e);
/* For a thread of a worker, before it takes anything: once, so that the end of who holds a row can be noticed. */
bool worker_be_known(struct context *ctx, bool *is_known, struct error *e);
/* This process ends in order: its row goes at once instead of growing old. Quiet where the database is away. */
void worker_leave(struct context *ctx);

#endif
