/* Charges: what customers were asked for, and how far it is. */
#include "base/i18n.h"
#include "model/pane.h"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "c.order_id", .sort = "c.order_id", .cast = "text", .type = COL_ID, .width = 36, .min_width = 8,
      .priority = 9, .help = N_("Id") },
};

static const char *const channels[] = { "payments", NULL };

const struct pane pane_payments = {
    .name = "payments",
    .label = N_("Payments"),
    .help = N_("Charges: what customers were asked for, and how far it is"),
    .query = "payments_list",
    .table = "console.charge",
    .id = "c.order_id",
    .id_cast = "text",
    .entity = "charge",
    .user = "c.user_id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "id",
    .channels = channels,
};
