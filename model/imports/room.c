/* The room as others see it. */
#include "model/imports/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"

#include <stddef.h>

static const struct entity entities[] = {
    { .name = "import", .one = N_("import"), .many = N_("imports") },
    { .name = NULL },
};

const struct room room_imports = {
    .name = "imports",
    .actions = imports_actions,
    .entities = entities,
    .jobs = imports_jobs,
    .settings = imports_settings,
    .sayings = imports_sayings,
};
