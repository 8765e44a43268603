/* The room as others see it. */
#include "model/shop/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_stock, &pane_contents, &pane_orders, NULL };

static const struct entity entities[] = {
    { .name = "product",
      .one = N_("product"),
      .many = N_("products"),
      .channels = "{stock,audit,operations}",
      .is_uuid = true,
      .lock_users = "operation_lock_products",
      .undo_sql = "undo_products",
      .unknown_sql = "action_unknown_products" },
    { .name = "content",
      .one = N_("content"),
      .many = N_("contents"),
      .channels = "{stock,audit,operations}",
      .undo_sql = "undo_contents",
      .unknown_sql = "action_unknown_contents" },
    { .name = "order",
      .one = N_("order"),
      .many = N_("orders"),
      .channels = "{orders,payments,stock,audit,operations,outbox}",
      .is_uuid = true,
      .lock_users = "operation_lock_buyers",
      .unknown_sql = "action_unknown_orders" },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "sold_out", N_("sold out") },   { "unpriced", N_("without a price") },
    { "reserved", N_("reserved") },   { "handed_out", N_("handed out") },
    { "free", N_("free") },           { "awaiting_payment", N_("waits for payment") },
    { "lost", N_("lost") },           { "released", N_("given back to the coupon") },
    { "stock", N_("back to stock") }, { NULL, NULL },
};

const struct room room_shop = {
    .name = "shop",
    .panes = panes,
    .actions = shop_actions,
    .entities = entities,
    .jobs = shop_jobs,
    .probes = shop_probes,
    .detectors = shop_detectors,
    .words = words,
    .sayings = shop_sayings,
};
