/* The room as others see it. */
#include "model/settings/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"

static const struct pane *const panes[] = { &pane_settings, NULL };

static const struct entity entities[] = {
    { .name = "setting", .one = N_("setting"), .many = N_("settings") },
    { .name = NULL },
};

const struct room room_settings = {
    .name = "settings",
    .panes = panes,
    .actions = settings_actions,
    .entities = entities,
    .settings = settings_settings,
    .checks = settings_checks,
};
