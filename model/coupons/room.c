/* The room as others see it. */
#include "model/coupons/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_coupons, NULL };

static const struct entity entities[] = {
    { .name = "coupon",
      .one = N_("coupon"),
      .many = N_("coupons"),
      .channels = "{coupons,audit,operations}",
      .unknown_sql = "action_unknown_coupons" },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "not_yet", N_("not yet") },
    { "used_up", N_("used up") },
    { NULL, NULL },
};

const struct room room_coupons = {
    .name = "coupons",
    .panes = panes,
    .actions = coupons_actions,
    .entities = entities,
    .words = words,
    .sayings = coupons_sayings,
};
