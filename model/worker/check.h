/* What `check` says: the data, the schema, and whether each part can be reached. */
#ifndef MODEL_WORKER_CHECK_H
#define MODEL_WORKER_CHECK_H

#include "model/engine/check.h"

/* Invariants over the data (debt cache = ledger, chain intact, schema as needed …) and reachability
 * of each part. findings live in ctx->arena. False only when the check itself could not run. */
bool health_check(struct context *ctx, struct finding **findings, size_t *count, struct error *e);

#endif
