/* How a customer stands on the router at this moment. */
#ifndef MODEL_ROUTERS_LOOK_H
#define MODEL_ROUTERS_LOOK_H

#include "model/engine/sides.h"
#include "model/engine/symptom.h"
#include "model/values/context.h"

/* A struct symptom_look's run: compares the customer alone, sends nothing, writes nothing but how the router answered.
 */
void routers_look(struct context *ctx, struct symptoms_seen *seen);
/* And its compare(). */
void routers_compare(struct context *ctx, struct sides *sides);

#endif
