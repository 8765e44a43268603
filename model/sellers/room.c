/* The room as others see it. */
#include "model/sellers/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_sellers, &pane_seller_sales, NULL };

static const struct entity entities[] = {
    { .name = "seller",
      .one = N_("seller"),
      .many = N_("sellers"),
      .channels = "{sellers,users,orders,payments,stock,audit,operations,outbox}",
      .is_uuid = true,
      .lock_users = "operation_lock_sellers",
      .unknown_sql = "action_unknown_sellers" },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "sells", N_("sells") },
    { NULL, NULL },
};

const struct room room_sellers = {
    .name = "sellers",
    .panes = panes,
    .actions = sellers_actions,
    .entities = entities,
    .probes = sellers_probes,
    .words = words,
    .sayings = sellers_sayings,
};
