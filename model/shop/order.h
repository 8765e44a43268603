/* One order whole, for its page. The rules stand in the database: console.order_*(). */
#ifndef MODEL_SHOP_ORDER_H
#define MODEL_SHOP_ORDER_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct order_item {
    const char *code, *name, *product_id;
    int64_t quantity, unit_price_rp;
};

struct order_goods {
    const char *code, *text; /* masked, unless somebody has asked to see it a short time ago */
    bool is_reserved;        /* not handed out yet */
};

/* Texts are as the database has them; NULL: none. */
struct order_story {
    const char *id, *state, *user_id, *full_name, *phone_number, *coupon_code, *charge_order_id, *charge_state, *method,
        *bank, *waits_for, *reason, *note, *actor, *created_at, *paid_at, *ended_at, *expires_at, *receipts;
    int64_t number, discount_rp, total_rp;
    bool is_shown;
    struct order_item *items;
    size_t item_count;
    struct order_goods *goods;
    size_t goods_count;
};
bool order_read_story(struct context *ctx, const char *id, struct order_story *story, struct error *e);

#endif
