/* What is done to routers, differences and sessions. */
#include "model/routers/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

static const char *const no_safe[] = { "no", "safe", NULL };
static const struct action_arg reconcile_args[] = {
    { .name = "mend",
      .label = N_("Mend"),
      .help = N_("safe: what needs no person is mended at once; no: only looked at"),
      .type = ARG_CHOICE,
      .choices = no_safe,
      .fallback = "safe" },
};

const struct action routers_actions[] = {
    { .name = "routers.reconcile",
      .label = N_("Reconcile"),
      .help = N_("Compare routers with the database now, and mend what is safe to mend"),
      .sql = "router_reconcile",
      .pane = "routers",
      .entity = "router",
      .done = N_("reconciled"),
      ARGS(reconcile_args),
      .danger = DANGER_CONFIRM,
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .can_be_withdrawn = true },
    { .name = "drift.mend",
      .label = N_("Mend"),
      .help = N_("Bring the router to what the database says"),
      .sql = "drift_mend",
      .pane = "drift",
      .entity = "drift",
      .done = N_("to be mended"),
      .danger = DANGER_CONFIRM,
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .can_be_withdrawn = true },
    { .name = "sessions.kick",
      .label = N_("Kick"),
      .help = N_("End this session; who may get in can log in again"),
      .sql = "session_kick",
      .pane = "sessions",
      .entity = "session",
      .done = N_("to be kicked"),
      .danger = DANGER_CONFIRM,
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .can_be_withdrawn = true },
    { .name = NULL },
};
