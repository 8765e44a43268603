/* Vouchers put on their router as users of the hotspot, a batch of a lot at a time. */
#ifndef MODEL_VOUCHERS_PUT_H
#define MODEL_VOUCHERS_PUT_H

#include "model/engine/effect.h"

/* Whose vouchers, and what is asked of the database for them. */
struct voucher_put {
    const char *rows; /* $1 payload. Columns: id, comment, name, password, server, profile, limit_uptime, limit_bytes, disabled */
    const char *done; /* $1 uuid[] those that are there, $2 uuid[] those whose name another user has; NULL: whoever has the name
                         is one of them */
};
bool vouchers_put(struct context *ctx, const struct voucher_put *kind, const char *router, struct effect_row *rows, size_t count,
                  struct error *e);

bool effect_voucher_put(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);

#endif
