/* subscriptions */
#include "base/i18n.h"
#include "model/pane.h"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "s.id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_FROZEN | COLUMN_INDEXED, .width = 12, .min_width = 6, .priority = 0, .help = N_("Its id") },
};

const struct pane pane_subscriptions = {
    .name = "subscriptions",
    .label = N_("Subscriptions"),
    .help = N_("Subscriptions"),
    .query = "subscriptions_list",
    .table = "console.subscription",
    .id = "s.id",
    .id_cast = "uuid",
    .entity = "subscription",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "id",
};
