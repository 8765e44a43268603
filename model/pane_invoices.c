/* invoices */
#include "base/i18n.h"
#include "model/pane.h"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "i.id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_FROZEN | COLUMN_INDEXED, .width = 12, .min_width = 6, .priority = 0, .help = N_("Its id") },
};

const struct pane pane_invoices = {
    .name = "invoices",
    .label = N_("Invoices"),
    .help = N_("Invoices"),
    .query = "invoices_list",
    .table = "console.invoice",
    .id = "i.id",
    .id_cast = "uuid",
    .entity = "invoice",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "id",
};
