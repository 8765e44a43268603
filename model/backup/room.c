/* The room as others see it. */
#include "model/backup/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_backups, NULL };

static const struct entity entities[] = {
    { .name = "backup", .one = N_("backup"), .many = N_("backups") },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "backup", N_("backup") },
    { "drill", N_("drill") },
    { "good", N_("good") },
    { NULL, NULL },
};

const struct room room_backup = {
    .name = "backup",
    .panes = panes,
    .entities = entities,
    .actions = backup_actions,
    .jobs = backup_jobs,
    .settings = backup_settings,
    .detectors = backup_detectors,
    .words = words,
    .sayings = backup_sayings,
    .errors = backup_errors,
};
