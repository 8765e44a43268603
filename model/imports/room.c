/* The room as others see it. */
#include "model/imports/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_imports, &pane_import_questions, &pane_import_rows, &pane_shop_imports,
                                            NULL };

static const struct entity entities[] = {
    { .name = "import", .one = N_("import"), .many = N_("imports") },
    { .name = "shop_import",
      .one = N_("part of a shop"),
      .many = N_("parts of a shop"),
      .channels = "{shop_imports,users,stock,orders,coupons,audit,operations}" },
    { .name = "import_run",
      .one = N_("part of an import"),
      .many = N_("parts of an import"),
      .channels = "{imports,users,packages,subscriptions,invoices,lines,audit,operations}" },
    { .name = "import_question",
      .one = N_("question of an import"),
      .many = N_("questions of an import"),
      .channels = "{imports,audit,operations}" },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "hundredths", N_("in hundredths") },
    { "rupiah", N_("in rupiah") },
    { "early", N_("the early ones in rupiah") },
    { "skip", N_("left out") },
    { "telegram_id", N_("by the Telegram id") },
    { "imported", N_("imported") },
    { "taken_back", N_("taken back") },
    { "jelantik", N_("Jelantik biller") },
    { "phpnuxbill", N_("PHPNuxBill") },
    { "user_manager", N_("User Manager") },
    { "line", N_("line") },
    { "subscription", N_("subscription") },
    { "asks", N_("waits for an answer") },
    { "staged", N_("ready to be written") },
    { "there", N_("there already") },
    { "left", N_("stays there") },
    { "fault", N_("can't be taken") },
    { NULL, NULL },
};

const struct room room_imports = {
    .name = "imports",
    .panes = panes,
    .actions = imports_actions,
    .entities = entities,
    .jobs = imports_jobs,
    .settings = imports_settings,
    .words = words,
    .sayings = imports_sayings,
};
