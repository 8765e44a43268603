/* What is done to coupons. */
#include "model/coupons/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

enum {
    MOST_USES = 1000000000
};

/* What one gives, how often and when. */
#define COUPON_ARGS(clears)                                                                                            \
    { .name = "percent",                                                                                               \
      .label = N_("Percent"),                                                                                          \
      .help = N_("off the price, 1 to 100; or an amount"),                                                             \
      .type = ARG_INT,                                                                                                 \
      .minimum = 1,                                                                                                    \
      .maximum = 100 },                                                                                                \
        { .name = "amount",                                                                                            \
          .label = N_("Amount"),                                                                                       \
          .help = N_("off the price, in rupiah: 5000, 5rb; or percent"),                                               \
          .type = ARG_RP,                                                                                              \
          .minimum = 1,                                                                                                \
          .maximum = MOST_RP },                                                                                        \
        { .name = "uses",                                                                                              \
          .label = N_("Uses"),                                                                                         \
          .help = clears ? N_("how often in all; - for no limit") : N_("how often in all; left out: no limit"),        \
          .type = ARG_INT,                                                                                             \
          .minimum = 1,                                                                                                \
          .maximum = MOST_USES,                                                                                        \
          .may_clear = clears },                                                                                       \
        { .name = "from",                                                                                              \
          .label = N_("From"),                                                                                         \
          .help = N_("its first day, like 2026-12-01; left out: now"),                                                 \
          .type = ARG_DATE,                                                                                            \
          .may_clear = clears },                                                                                       \
    {                                                                                                                  \
        .name = "until", .label = N_("Until"),                                                                         \
        .help = clears ? N_("its last day; - for no end") : N_("its last day; left out: no end"), .type = ARG_DATE,    \
        .may_clear = clears                                                                                            \
    }

static const struct action_arg create_args[] = {
    { .name = "code",
      .label = N_("Code"),
      .help = N_("2 to 32 letters, digits, - and _; small letters count as capital ones"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 2,
      .maximum = 32 },
    COUPON_ARGS(false),
};

static const struct action_arg edit_args[] = { COUPON_ARGS(true) };

const struct action coupons_actions[] = {
    { .name = "coupons.create",
      .also = "coupons.add",
      .label = N_("New coupon"),
      .help = N_("Make a coupon that takes percent or an amount off a package's price"),
      .sql = "coupon_create",
      .pane = "coupons",
      .entity = "coupon",
      .done = N_("made"),
      ARGS(create_args),
      TAKEN_BACK_BY("coupons.end"),
      .role = ROLE_OPERATOR,
      .makes_new = true },
    { .name = "coupons.edit",
      .label = N_("Edit coupon"),
      .help = N_("Change what it gives, how often and when; charges that have it keep their discount"),
      .sql = "coupon_edit",
      .pane = "coupons",
      .entity = "coupon",
      .values_sql = "coupon_edit_values",
      .done = N_("edited"),
      ARGS(edit_args),
      TAKEN_BACK_BY("coupons.edit"),
      .role = ROLE_OPERATOR },
    { .name = "coupons.end",
      .label = N_("End coupon"),
      .help = N_("Nobody can use it any more; charges that have it keep their discount"),
      .sql = "coupon_end",
      .pane = "coupons",
      .entity = "coupon",
      .done = N_("ended"),
      TAKEN_BACK_BY("coupons.edit"),
      .role = ROLE_OPERATOR },
    { .name = NULL },
};
