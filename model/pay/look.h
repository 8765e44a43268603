/* What gateways say of a customer's charges at this moment. */
#ifndef MODEL_PAY_LOOK_H
#define MODEL_PAY_LOOK_H

#include "model/engine/sides.h"
#include "model/engine/symptom.h"
#include "model/values/context.h"

/* A struct symptom_look's run: asks about what is open or has just ended, and changes nothing. */
void pay_look(struct context *ctx, struct symptoms_seen *seen);
/* And its compare(). */
void pay_compare(struct context *ctx, struct sides *sides);

#endif
