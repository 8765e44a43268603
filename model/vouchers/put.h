/* Vouchers put on their router as users of the hotspot, a batch of a lot at a time. */
#ifndef MODEL_VOUCHERS_PUT_H
#define MODEL_VOUCHERS_PUT_H

#include "model/engine/effect.h"

bool effect_voucher_put(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);

#endif
