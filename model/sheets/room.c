/* The room as others see it. */
#include "model/sheets/room.h"

#include "base/i18n.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct choice_word words[] = {
    { "unprinted", N_("not printed yet") },
    { "everything", N_("everything") },
    { NULL, NULL },
};

const struct room room_sheets = {
    .name = "sheets",
    .actions = sheets_actions,
    .effects = sheets_effects,
    .targets = sheets_targets,
    .settings = sheets_settings,
    .checks = sheets_checks,
    .words = words,
    .sayings = sheets_sayings,
};
