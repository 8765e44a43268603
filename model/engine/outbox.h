/* Effects outside the database, written in the transaction that wants them, done by whoever
 * comes first, harmless to do twice. Fenced by worker and attempt. */
#ifndef MODEL_ENGINE_OUTBOX_H
#define MODEL_ENGINE_OUTBOX_H

#include "model/engine/outbox_tally.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* Does what is due; operation_id NULL: of any operation, else only of that one, and without the sending of messages,
 * which nobody waits for and a worker does. Takes batches under a lease, no transaction stays open across the router
 * or gateway. Several of them are worked on side by side, on threads and database connections of their own: one that
 * is down leaves its rows waiting with a back-off and delays no other. progress is told on the caller's thread. False
 * only when the database fails. */
bool outbox_drain(struct context *ctx, const char *operation_id, struct outbox_tally *tally, struct error *e);

/* Gives back rows whose lease ran out. */
bool outbox_rescue(struct context *ctx, size_t *rescued, struct error *e);

#endif
