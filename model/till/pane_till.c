/* Tills: who took money from when to when, how, and whether what was counted is what was expected. */
#include "base/i18n.h"
#include "model/till/room.h"

#define SQL_STATE "CASE WHEN t.closed_at IS NULL THEN 'open' ELSE 'closed' END"
#define SQL_EXPECTED "t.float_rp + s.cash_rp"
#define SQL_TAKEN "s.cash_rp + s.transfer_rp"
#define SQL_METHODS                                                                                                    \
    "(SELECT string_agg(DISTINCT m.method, ', ' ORDER BY m.method) FROM console.receipt m WHERE m.till_id = t.id)"

static const char *const states[] = { "open", "closed", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "t.id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN | COLUMN_INDEXED,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("The till's uuid") },
    { .name = "operator", .label = N_("Operator"), .sql = "t.operator", .sort = "t.operator", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_BEGINS, .width = 16, .min_width = 8, .priority = 0,
      .help = N_("Who takes the money") },
    { .name = "state", .label = N_("State"), .sql = SQL_STATE, .sort = SQL_STATE, .cast = "text", .type = COL_CHOICE,
      .width = 8, .min_width = 6, .priority = 1, .choices = states, .help = N_("Open, or counted and closed") },
    { .name = "at", .label = N_("Opened"), .sql = "t.opened_at", .sort = "t.opened_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 2,
      .help = N_("When it was opened") },
    { .name = "cash_rp", .label = N_("Cash"), .sql = "s.cash_rp", .sort = "s.cash_rp", .cast = "bigint", .type = COL_RP,
      .width = 12, .min_width = 10, .priority = 1, .help = N_("Cash that was taken, less what was given back") },
    { .name = "transfer_rp", .label = N_("Transfer"), .sql = "s.transfer_rp", .sort = "s.transfer_rp", .cast = "bigint",
      .type = COL_RP, .width = 12, .min_width = 10, .priority = 3,
      .help = N_("What came by transfer, less what was given back") },
    { .name = "expected_rp", .label = N_("In the drawer"), .sql = SQL_EXPECTED, .sort = SQL_EXPECTED, .cast = "bigint",
      .type = COL_RP, .width = 13, .min_width = 10, .priority = 2,
      .help = N_("Cash that is to be in the drawer: the float and what was taken") },
    { .name = "counted_rp", .label = N_("Counted"), .sql = "t.counted_rp", .sort = "coalesce(t.counted_rp, 0)", .cast = "bigint",
      .type = COL_RP, .width = 12, .min_width = 10, .priority = 4, .help = N_("Cash that was counted at the end") },
    { .name = "difference_rp", .label = N_("Difference"), .sql = "t.counted_rp - t.expected_rp",
      .sort = "coalesce(t.counted_rp - t.expected_rp, 0)", .cast = "bigint", .type = COL_RP, .width = 12, .min_width = 10,
      .priority = 2, .help = N_("Counted less expected: below zero, money is missing") },
    { .name = "receipts", .label = N_("Receipts"), .sql = "s.receipts", .sort = "s.receipts", .cast = "bigint",
      .type = COL_INT, .width = 8, .min_width = 5, .priority = 5, .help = N_("How many receipts it has") },
    { .name = "closed_at", .label = N_("Closed"), .sql = "t.closed_at", .sort = "coalesce(t.closed_at, 'infinity')",
      .cast = "timestamptz", .type = COL_TIME, .width = 16, .min_width = 12, .priority = 6,
      .help = N_("When it was counted and closed") },
    { .name = "reason", .label = N_("Reason"), .sql = "t.reason", .type = COL_TEXT, .width = 24, .min_width = 8,
      .priority = 6, .help = N_("Why there is a difference") },

    { .name = "amount_rp", .label = N_("Taken"), .sql = SQL_TAKEN, .type = COL_RP, .flags = COLUMN_HIDDEN, .width = 12,
      .min_width = 10, .priority = 9, .help = N_("All that was taken, less what was given back") },
    { .name = "method", .label = N_("Methods"), .sql = SQL_METHODS, .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_SAID,
      .width = 14, .min_width = 6, .priority = 9, .help = N_("How it was paid") },
    { .name = "float_rp", .label = N_("Float"), .sql = "t.float_rp", .type = COL_RP, .flags = COLUMN_HIDDEN, .width = 12,
      .min_width = 10, .priority = 9, .help = N_("Money in the drawer when it was opened") },
    { .name = "reversed_rp", .label = N_("Reversed"), .sql = "s.reversed_rp", .type = COL_RP, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 10, .priority = 9, .help = N_("What was given back") },
    { .name = "closed_by", .label = N_("Closed by"), .sql = "t.closed_by", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 6, .priority = 9, .help = N_("Who counted it") },
    { .name = "is_opened_by_sale", .label = N_("By a sale"), .sql = "t.is_opened_by_sale", .type = COL_BOOL,
      .flags = COLUMN_HIDDEN, .width = 9, .min_width = 4, .priority = 9, .help = N_("The first money that was taken opened it") },

    { .name = "status", .sql = SQL_STATE, .type = COL_CHOICE, .flags = COLUMN_FILTER_ONLY, .choices = states,
      .help = N_("The same as state") },
    { .name = "opened", .sql = "t.opened_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("When it was opened") },
};

static const char *const searched[] = { "t.operator", "t.reason", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "till", NULL };

static const struct pane_action actions[] = {
    { .action = "till.close", .is_main = true, .when = { WHERE_IS("state", "open") } },
    { .action = "till.open", .is_main = true },
    { .action = NULL },
};

const struct pane pane_till = {
    .name = "till",
    .label = N_("Till"),
    .help = N_("Who took money from when to when, how, and whether the drawer was right"),
    .go_help = N_("Go to the tills"),
    .query = "till_list",
    .id = "t.id",
    .id_cast = "uuid",
    .entity = "till",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-at",
    .empty = N_("No till yet: {till.open} opens yours, or the first sale in cash does."),
    .search = &search,
    .channels = channels,
};
