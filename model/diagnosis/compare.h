/* A customer in database, router and gateways, side by side. */
#ifndef MODEL_DIAGNOSIS_COMPARE_H
#define MODEL_DIAGNOSIS_COMPARE_H

#include "model/engine/sides.h"
#include "model/values/context.h"

#include <stdbool.h>

/* asks: router and gateways, of which ctx has the means; else what the database has. In ctx->arena. A user that is
 * gone: ERR_REFUSED. */
bool diagnosis_compare(struct context *ctx, const char *user_id, bool asks, struct sides *sides, struct error *e);

#endif
