/* What is done to tills. */
#include "base/i18n.h"
#include "model/engine/action_table.h"
#include "model/till/room.h"

static const struct action_arg open_args[] = {
    { .name = "float",
      .label = N_("Money in the drawer"),
      .help = N_("in rupiah, to give change from: 100rb; 0: none"),
      .type = ARG_RP,
      .fallback = "0",
      .minimum = 0,
      .maximum = MOST_RP },
};

static const struct action_arg close_args[] = {
    { .name = "counted",
      .label = N_("Counted"),
      .help = N_("rupiah in the drawer now, with what was there at first"),
      .type = ARG_RP,
      .is_required = true,
      .minimum = 0,
      .maximum = MOST_RP },
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("of a difference"),
      .type = ARG_TEXT,
      .maximum = LONGEST_NOTE },
};

const struct action till_actions[] = {
    { .name = "till.open",
      .label = N_("Open the till"),
      .help = N_("Begin to take money: what you take from now on is counted together"),
      .sql = "till_open",
      .pane = "till",
      .entity = "till",
      .done = N_("opened"),
      ARGS(open_args),
      TAKEN_BACK_BY("till.close"),
      .role = ROLE_OPERATOR,
      .selects_itself = true },
    { .name = "till.close",
      .label = N_("Close the till"),
      .help = N_("Count the drawer: what was expected, what is there, and why that differs"),
      .sql = "till_close",
      .pane = "till",
      .entity = "till",
      .done = N_("closed"),
      ARGS(close_args),
      NOT_TAKEN_BACK(N_("close")),
      .role = ROLE_OPERATOR,
      .selects_itself = true },
    { .name = NULL },
};
