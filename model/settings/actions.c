/* What is done to settings. */
#include "model/settings/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

static const struct action_arg setting_args[] = {
    { .name = "value",
      .label = N_("Value"),
      .help = N_("the new value; - takes it back to the default"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 4000,
      .may_clear = true },
};

const struct action settings_actions[] = {
    { .name = "settings.set",
      .label = N_("Change"),
      .help = N_("Give a setting another value"),
      .sql = "setting_set",
      .pane = "settings",
      .entity = "setting",
      .values_sql = "setting_set_values",
      .done = N_("changed"),
      ARGS(setting_args),
      TAKEN_BACK_BY("settings.set"),
      .role = ROLE_ADMIN,
      .has_effects = true },
    { .name = NULL },
};
