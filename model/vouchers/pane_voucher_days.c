/* What was sold of vouchers, by day and seller. */
#include "model/vouchers/room.h"

#include "base/i18n.h"

#define SQL_TAKEN "d.cash_rp + d.transfer_rp + d.balance_rp"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "d.id", .cast = "bigint", .type = COL_ID, .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 8,
      .min_width = 4, .priority = 9, .help = N_("Number of the day and seller") },
    { .name = "day", .label = N_("Day"), .sql = "d.day", .sort = "d.day", .cast = "date", .type = COL_DATE,
      .flags = COLUMN_FROZEN | COLUMN_SORT_INDEXED, .width = 10, .min_width = 10, .priority = 0, .help = N_("The day, in the zone of the shop") },
    { .name = "seller", .label = N_("Seller"), .sql = "d.seller", .sort = "lower(d.seller)", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_BEGINS, .width = 14, .min_width = 8, .priority = 0, .help = N_("Who sells the lot, else who took the money") },
    { .name = "sold", .label = N_("Sold"), .sql = "d.sold", .sort = "d.sold", .cast = "bigint", .type = COL_INT, .width = 7, .min_width = 5,
      .priority = 1, .help = N_("How many vouchers were sold") },
    { .name = "returned", .label = N_("Given back"), .sql = "d.returned", .sort = "d.returned", .cast = "bigint", .type = COL_INT, .width = 10,
      .min_width = 5, .priority = 2, .help = N_("How many vouchers were taken back") },
    { .name = "amount_rp", .label = N_("Taken"), .sql = SQL_TAKEN, .sort = SQL_TAKEN, .cast = "bigint", .type = COL_RP, .width = 13,
      .min_width = 10, .priority = 1, .help = N_("All that was taken, less what was given back") },
    { .name = "cash_rp", .label = N_("Cash"), .sql = "d.cash_rp", .sort = "d.cash_rp", .cast = "bigint", .type = COL_RP, .width = 13,
      .min_width = 10, .priority = 3, .help = N_("Cash that was taken, less what was given back") },
    { .name = "transfer_rp", .label = N_("Transfer"), .sql = "d.transfer_rp", .sort = "d.transfer_rp", .cast = "bigint", .type = COL_RP,
      .width = 13, .min_width = 10, .priority = 4, .help = N_("What came by transfer, less what was given back") },
    { .name = "balance_rp", .label = N_("Balance"), .sql = "d.balance_rp", .sort = "d.balance_rp", .cast = "bigint", .type = COL_RP,
      .width = 13, .min_width = 10, .priority = 5, .help = N_("What was paid from balances, less what was given back") },
    { .name = "commission_rp", .label = N_("Commission"), .sql = "d.commission_rp", .sort = "d.commission_rp", .cast = "bigint",
      .type = COL_RP, .width = 13, .min_width = 10, .priority = 3, .help = N_("What of that the seller keeps") },
};

static const char *const searched[] = { "d.seller", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "vouchers", NULL };

const struct pane pane_voucher_days = {
    .name = "voucher_days",
    .label = N_("Voucher sales"),
    .help = N_("What was sold of vouchers by each seller, day by day: it comes to what the tills have"),
    .empty = N_("No voucher was sold yet: {pane.vouchers} goes to them."),
    .go_help = N_("Go to the sales of vouchers"),
    .query = "voucher_days_list",
    .id = "d.id",
    .id_cast = "bigint",
    .entity = "voucher_day",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "-day",
    .search = &search,
    .channels = channels,
};
