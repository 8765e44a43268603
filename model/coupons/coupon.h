/* One coupon whole, for its page. The rules stand in the database: console.coupon_*(). */
#ifndef MODEL_COUPONS_COUPON_H
#define MODEL_COUPONS_COUPON_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct coupon_charge {
    const char *order_id, *at, *full_name, *state;
    int64_t discount_rp, amount_rp;
};

/* Texts are as the database has them; NULL: none. */
struct coupon_story {
    const char *code, *state, *discount_type, *valid_from, *valid_until, *ended_at, *actor, *created_at;
    int64_t discount_value; /* percent, or rupiah */
    int64_t max_uses;       /* -1: no limit */
    int64_t used_count, reserved_count;
    int64_t given_rp, sold_rp;     /* by those that were paid */
    struct coupon_charge *charges; /* newest first, not all */
    size_t charge_count;
};
bool coupon_read_story(struct context *ctx, const char *code, struct coupon_story *story, struct error *e);

#endif
