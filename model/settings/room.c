/* The room as others see it. */
#include "model/settings/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_settings, NULL };

static const struct entity entities[] = {
    { .name = "setting", .one = N_("setting"), .many = N_("settings") },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "integer", N_("whole number") },
    { "mb", N_("quota") },
    { "rp", N_("money") },
    { "choice", N_("choice") },
    { "text", N_("text") },
    { "zone", N_("time zone") },
    { "default", N_("default") },
    { "portal", N_("portal") },
    { "own", N_("own") },
    { NULL, NULL },
};

const struct room room_settings = {
    .name = "settings",
    .panes = panes,
    .actions = settings_actions,
    .entities = entities,
    .settings = settings_settings,
    .checks = settings_checks,
    .words = words,
    .sayings = settings_sayings,
};
