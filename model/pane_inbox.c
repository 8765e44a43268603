/* Notifications of gateways, as they came, and what became of them. */
#include "base/i18n.h"
#include "model/pane.h"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "n.id", .sort = "n.id", .cast = "bigint", .type = COL_ID, .width = 36, .min_width = 8,
      .priority = 9, .help = N_("Id") },
};

static const char *const channels[] = { "inbox", NULL };

const struct pane pane_inbox = {
    .name = "inbox",
    .label = N_("Inbox"),
    .help = N_("Notifications of gateways, as they came, and what became of them"),
    .query = "inbox_list",
    .table = "console.inbox",
    .id = "n.id",
    .id_cast = "bigint",
    .entity = "inbox",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "id",
    .channels = channels,
};
