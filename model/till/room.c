/* The room as others see it. */
#include "model/till/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_till, &pane_receipts, NULL };

static const struct entity entities[] = {
    { .name = "till",
      .one = N_("till"),
      .many = N_("tills"),
      .channels = "{till,audit}",
      .is_uuid = true,
      .unknown_sql = "action_unknown_tills" },
    { .name = "receipt", .one = N_("receipt"), .many = N_("receipts"), .channels = "{till,audit}", .is_uuid = true },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "cash", N_("cash") },         { "transfer", N_("transfer") },
    { "counter", N_("counter") },   { "payment", N_("payment") },
    { "reversal", N_("reversal") }, { "by_sale", N_("by a sale") },
    { "by_hand", N_("by hand") },   { "closed", N_("closed") },
    { NULL, NULL },
};

const struct room room_till = {
    .name = "till",
    .panes = panes,
    .actions = till_actions,
    .entities = entities,
    .settings = till_settings,
    .checks = till_checks,
    .words = words,
    .sayings = till_sayings,
};
