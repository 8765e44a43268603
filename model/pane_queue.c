/* queue */
#include "base/i18n.h"
#include "model/pane.h"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "q.id", .cast = "bigint", .type = COL_ID,
      .flags = COLUMN_FROZEN | COLUMN_INDEXED, .width = 12, .min_width = 6, .priority = 0, .help = N_("Its id") },
};

const struct pane pane_queue = {
    .name = "queue",
    .label = N_("Queue"),
    .help = N_("Queue"),
    .query = "queue_list",
    .table = "console.invoice_queue",
    .id = "q.id",
    .id_cast = "bigint",
    .entity = "queue_item",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "id",
};
