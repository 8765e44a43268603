/* The outbox of a gateway or messenger: private to model/outbox*.c. */
#ifndef MODEL_OUTBOX_GATEWAY_H
#define MODEL_OUTBOX_GATEWAY_H

#include "model/engine/outbox.h"

/* target: "midtrans:main", "message:user", "telegram:bot", "whatsapp:gateway". */
bool outbox_drain_gateway(struct context *ctx, const char *target, const char *operation_id,
                          struct outbox_tally *tally, struct error *e);

#endif
