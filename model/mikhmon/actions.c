/* Taking over a router that Mikhmon ran: looked at, answered, taken over, given back or confirmed. */
#include "model/mikhmon/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

static const struct action_arg answer_args[] = {
    { .name = "answer",
      .label = N_("Answer"),
      .help =
          N_("a price like 5000; overdue: expire, or days that they go on; stuck: end or keep; left out: as proposed"),
      .type = ARG_TEXT,
      .minimum = 1,
      .maximum = 20 },
};

const struct action mikhmon_actions[] = {
    { .name = "takeover.look",
      .label = N_("Look for Mikhmon"),
      .help = N_("Read what Mikhmon left on routers: vouchers, prices, sales; nothing is written there"),
      .sql = "takeover_look",
      .pane = "routers",
      .entity = "router",
      .counts = "takeover",
      .done = N_("looked at"),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .can_be_withdrawn = true,
      .opens = "takeovers" },
    { .name = "takeover.answer",
      .label = N_("Answer"),
      .help = N_("Say what a price means, and what becomes of vouchers that are overdue or stuck"),
      .sql = "question_answer",
      .pane = "questions",
      .entity = "question",
      .done = N_("answered"),
      ARGS(answer_args),
      TAKEN_BACK_BY("takeover.answer"),
      .role = ROLE_OPERATOR },
    { .name = NULL },
};
