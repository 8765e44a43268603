/* The room as others see it. */
#include "model/sheets/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_templates, NULL };

static const struct entity entities[] = {
    { .name = "voucher_template",
      .one = N_("template"),
      .many = N_("templates"),
      .channels = "{vouchers,audit,outbox}",
      .is_uuid = true },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "unprinted", N_("not printed yet") },
    { "everything", N_("everything") },
    { NULL, NULL },
};

const struct room room_sheets = {
    .name = "sheets",
    .panes = panes,
    .entities = entities,
    .actions = sheets_actions,
    .effects = sheets_effects,
    .targets = sheets_targets,
    .settings = sheets_settings,
    .checks = sheets_checks,
    .words = words,
    .sayings = sheets_sayings,
};
