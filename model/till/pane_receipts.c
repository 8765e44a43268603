/* Receipts: what was paid, by whom, for what and how, and what was taken back. */
#include "base/i18n.h"
#include "model/till/room.h"

#define SQL_BACK "(SELECT sum(v.amount_rp) FROM console.receipt v WHERE v.reverses = r.id)"
#define SQL_REVERSED                                                                                                    \
    "(EXISTS (SELECT FROM console.receipt v WHERE v.reverses = r.id) AND r.amount_rp + " SQL_BACK " <= 0)"
#define SQL_BACK_WHAT                                                                                                   \
    "(SELECT string_agg(regexp_replace(v.gives, '^taken back: ', ''), ', ' ORDER BY v.at) FROM console.receipt v "        \
    "WHERE v.reverses = r.id)"
#define SQL_REVERSES "(SELECT v.number FROM console.receipt v WHERE v.id = r.reverses)"

static const char *const kinds[] = { "payment", "reversal", NULL };

/* By something of the customer: along the customers' index, which an outer join would forbid. */
#define SOURCES_BY_USER(expression) \
    { \
        { .relation = "console.receipt", .where = "u.id IS NOT NULL", .walk = (expression) }, \
        { .relation = "console.receipt", .where = "u.id IS NULL", .level = "''", .is_sparse = true }, \
        { .relation = NULL }, \
    }
static const struct pane_source sources_by_name[] = SOURCES_BY_USER("lower(u.full_name)");
static const struct pane_source sources_by_phone[] = SOURCES_BY_USER("u.phone_number");

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "r.id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN | COLUMN_INDEXED,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("The receipt's uuid") },
    { .name = "number", .label = N_("Number"), .sql = "r.number", .sort = "r.number", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_FROZEN | COLUMN_COPIED | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 15, .min_width = 10, .priority = 0,
      .help = N_("The receipt's number") },
    { .name = "at", .label = N_("At"), .sql = "r.at", .sort = "r.at", .cast = "timestamptz", .type = COL_TIME,
      .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 3, .help = N_("When the money was taken") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = "lower(coalesce(u.full_name, ''))", .sources = sources_by_name,
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_INDEXED, .width = 18, .min_width = 10, .priority = 1, .help = N_("Who paid") },
    { .name = "amount_rp", .label = N_("Amount"), .sql = "r.amount_rp", .sort = "r.amount_rp", .cast = "bigint",
      .type = COL_RP, .flags = COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 12, .min_width = 10, .priority = 1, .help = N_("What was paid; below zero: given back") },
    { .name = "method", .label = N_("Method"), .sql = "r.method", .sort = "coalesce(r.method, '')", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_SAID | COLUMN_SORT_INDEXED, .width = 9, .min_width = 6, .priority = 2, .help = N_("How it was paid") },
    { .name = "subject", .label = N_("For"), .sql = "r.subject", .sort = "lower(r.subject)", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_SAID_KNOWN | COLUMN_SORT_INDEXED, .width = 20, .min_width = 8, .priority = 4,
      .help = N_("What it was for") },
    { .name = "operator", .label = N_("Operator"), .sql = "r.operator", .sort = "r.operator", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_BEGINS | COLUMN_SORT_INDEXED, .width = 14, .min_width = 8, .priority = 5,
      .help = N_("Who took the money, or noted a gateway's payment") },
    { .name = "reversed", .label = N_("Reversed"), .sql = SQL_REVERSED, .type = COL_BOOL, .width = 8, .min_width = 4,
      .priority = 3, .help = N_("All of it was taken back; of a part of it returned_rp and stands_rp tell") },
    { .name = "kind", .label = N_("Kind"), .sql = "r.kind", .sort = "r.kind", .cast = "text", .type = COL_CHOICE, .flags = COLUMN_INDEXED | COLUMN_SORT_INDEXED,
      .width = 9, .min_width = 7, .priority = 7, .choices = kinds, .help = N_("A payment, or the reversal of one") },
    { .name = "gives", .label = N_("Gives"), .sql = "r.gives", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 30,
      .min_width = 10, .priority = 8, .help = N_("What the customer got for it") },

    { .name = "returned", .label = N_("Returned"), .sql = SQL_BACK_WHAT, .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER,
      .width = 20, .min_width = 8, .priority = 9, .help = N_("What of it was taken back: codes of vouchers") },
    { .name = "returned_rp", .label = N_("Went back"), .sql = "-" SQL_BACK, .type = COL_RP, .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER,
      .width = 12, .min_width = 10, .priority = 9, .help = N_("How much of it went back") },
    { .name = "stands_rp", .label = N_("Stands"), .sql = "r.amount_rp + " SQL_BACK, .type = COL_RP,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 12, .min_width = 10, .priority = 9,
      .help = N_("How much of it stands after that; empty: all") },
    { .name = "reverses", .label = N_("Takes back"), .sql = SQL_REVERSES, .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 15, .min_width = 10, .priority = 9,
      .help = N_("The receipt that it takes back") },
    { .name = "note", .label = N_("Note"), .sql = "r.note", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 24,
      .min_width = 8, .priority = 9, .help = N_("What the operator wrote") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')", .sources = sources_by_phone,
      .cast = "text", .type = COL_PHONE, .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 13, .min_width = 13, .priority = 9,
      .help = N_("Phone number of who paid") },
    { .name = "order_id", .label = N_("Order"), .sql = "r.order_id", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_COPIED | COLUMN_INDEXED,
      .width = 22, .min_width = 10, .priority = 9, .help = N_("The order's id, as in payments") },
    { .name = "brand", .label = N_("Brand"), .sql = "r.brand", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 10,
      .min_width = 6, .priority = 9, .help = N_("In whose name it was sold") },
    { .name = "bank", .label = N_("Bank"), .sql = "r.bank", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 8,
      .min_width = 4, .priority = 9, .help = N_("The bank of the virtual account") },
    { .name = "user_id", .label = N_("User"), .sql = "r.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9, .help = N_("The uuid of who paid") },
    { .name = "invoice_id", .label = N_("Invoice id"), .sql = "r.invoice_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The invoice's uuid") },
    { .name = "till_id", .label = N_("Till"), .sql = "r.till_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The uuid of the till that it stands in") },
    { .name = "operation_id", .label = N_("Operation"), .sql = "r.operation_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The operation that wrote it") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED, .help = N_("Full name of who paid") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number of who paid") },
    { .name = "amount", .sql = "r.amount_rp", .type = COL_RP, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("The same as amount_rp") },
};

static const char *const searched[] = { "r.number", "u.full_name", "r.order_id", NULL };
static const struct search search = {
    .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true, .is_apart = true
};
static const char *const channels[] = { "till", NULL };

static const struct pane_action actions[] = {
    { .action = "receipts.print" },
    { .action = "receipts.send" },
    { .action = NULL },
};

const struct pane pane_receipts = {
    .name = "receipts",
    .label = N_("Receipts"),
    .help = N_("What was paid, for what and how, who took it, and what was taken back"),
    .go_help = N_("Go to the receipts"),
    .query = "receipts_list",
    .relation = "console.receipt",
    .table = "console.receipt",
    .id = "r.id",
    .id_cast = "uuid",
    .entity = "receipt",
    .user = "r.user_id",
    .invoice = "r.invoice_id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-at",
    .empty = N_("No receipt yet: each payment writes one."),
    .search = &search,
    .channels = channels,
};
