/* Vouchers: how each stands, and what is left of it. */
#include "model/vouchers/room.h"

#include "base/i18n.h"

#define SQL_LEFT_S "CASE WHEN l.limit_uptime_s > 0 THEN greatest(l.limit_uptime_s - v.used_s, 0) / 60 END"
#define SQL_LEFT_MB                                                                                                    \
    "CASE WHEN l.limit_bytes > 0 THEN round(greatest(l.limit_bytes - v.used_bytes, 0) / 1048576.0, 2) END"

/* A voucher is let in where its lot is: where no lot says so, none of the vouchers is read. */
#define OF_LOTS .part_of = "EXISTS (SELECT FROM console.voucher_lot x WHERE "

static const char *const states[] = { "made", "printed", "bought", "used", "expired", "blocked", "void", NULL };
static const char *const oddities[] = { "comment", "off", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "v.id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN | COLUMN_INDEXED,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("Id of the voucher") },
    { .name = "code", .label = N_("Voucher"), .sql = "v.code", .sort = "lower(v.code)", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_FROZEN | COLUMN_COPIED | COLUMN_SORT_INDEXED | COLUMN_INDEXED | COLUMN_BEGINS, .width = 14, .min_width = 8,
      .priority = 0, .help = N_("Its code, as it is typed at the login page") },
    { .name = "state", .label = N_("State"), .sql = "v.state", .type = COL_CHOICE, .flags = COLUMN_INDEXED, .width = 9,
      .min_width = 7, .priority = 1, .choices = states, .help = N_("Made, printed, sold, in use, or over") },
    { .name = "lot", .label = N_("Lot"), .sql = "l.number", .type = COL_INT, .width = 6, .min_width = 4, .priority = 2,
      .help = N_("The lot that it was made with") },
    { .name = "package", .label = N_("Package"), .sql = "coalesce(l.package, l.profile)", .type = COL_TEXT, .width = 16, .min_width = 8,
      .priority = 3, .help = N_("What it gives: a package, or the hotspot profile") },
    { .name = "price_rp", .label = N_("Price"), .sql = "l.price_rp", .type = COL_RP, .width = 11, .min_width = 9, .priority = 2,
      .help = N_("What it costs") },
    { .name = "first_login", .label = N_("First login"), .sql = "v.first_login", .sort = "coalesce(v.first_login, '-infinity')",
      .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 6, .priority = 4,
      .help = N_("When it began to run") },
    { .name = "ends_at", .label = N_("Ends"), .sql = "v.ends_at", .sort = "coalesce(v.ends_at, 'infinity')",
      .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 6, .priority = 3,
      .help = N_("When it is over; nothing stands here where it has no end, or was not used yet") },
    { .name = "left_min", .label = N_("Min left"), .sql = SQL_LEFT_S, .type = COL_INT, .width = 8, .min_width = 6, .priority = 5,
      .help = N_("Minutes online that are left, where they are limited") },
    { .name = "left_mb", .label = N_("Left"), .sql = SQL_LEFT_MB, .type = COL_MB, .width = 10, .min_width = 8, .priority = 5,
      .help = N_("Volume that is left, where it is limited") },
    { .name = "sold_at", .label = N_("Sold"), .sql = "v.sold_at", .sort = "coalesce(v.sold_at, '-infinity')", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 6, .priority = 6, .help = N_("When it was sold") },
    { .name = "seller", .label = N_("Seller"), .sql = "coalesce(v.seller, l.seller)", .type = COL_TEXT, .width = 12, .min_width = 6, .priority = 7,
      .help = N_("Who sold it, or sells its lot") },
    { .name = "router", .label = N_("Router"), .sql = "v.router", OF_LOTS, .part = "lower(x.router)", .type = COL_TEXT, .width = 8, .min_width = 6, .priority = 8,
      .help = N_("Where it is let in") },

    { .name = "serial", .label = N_("Number"), .sql = "v.serial", .sort = "v.serial", .cast = "bigint", .type = COL_INT,
      .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 8, .min_width = 4, .priority = 9, .help = N_("In the order in which vouchers were made") },
    { .name = "password", .label = N_("Password"), .sql = "coalesce(v.password, v.code)", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 10, .min_width = 6, .priority = 9, .help = N_("What is typed with it; mostly the code itself") },
    { .name = "is_on_router", .label = N_("There"), .sql = "v.on_router IS NOT NULL", .type = COL_BOOL, .flags = COLUMN_HIDDEN, .width = 5,
      .min_width = 4, .priority = 9, .help = N_("Whether the router has it") },
    { .name = "odd", .label = N_("Found"), .sql = "v.odd", .type = COL_CHOICE, .flags = COLUMN_HIDDEN, .width = 16, .min_width = 8,
      .priority = 9, .choices = oddities, .help = N_("What somebody did with it on the router, so that it isn't sold: another comment, or switched off") },
    { .name = "reason", .label = N_("Reason"), .sql = "v.reason", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_SAID_KNOWN, .width = 20,
      .min_width = 8, .priority = 9, .help = N_("Why it is blocked or void") },
    { .name = "used_min", .label = N_("Min used"), .sql = "v.used_s / 60", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 8,
      .min_width = 6, .priority = 9, .help = N_("Minutes online so far: a sum that no power cut lowers") },
    { .name = "used_mb", .label = N_("Used"), .sql = "round(v.used_bytes / 1048576.0, 2)", .type = COL_MB, .flags = COLUMN_HIDDEN,
      .width = 10, .min_width = 8, .priority = 9, .help = N_("Volume so far: a sum that no power cut lowers") },
    { .name = "printed_at", .label = N_("Printed"), .sql = "v.printed_at", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 12,
      .min_width = 6, .priority = 9, .help = N_("When it was first put on paper") },
    { .name = "ended_at", .label = N_("Ended"), .sql = "v.ended_at", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 12, .min_width = 6,
      .priority = 9, .help = N_("When it was found to be over") },
    { .name = "order_id", .label = N_("Order"), .sql = "v.order_id", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_COPIED | COLUMN_INDEXED, .width = 20,
      .min_width = 8, .priority = 9, .help = N_("The payment that it was sold by") },
    { .name = "server", .label = N_("Server"), .sql = "v.server", OF_LOTS, .part = "lower(x.server)", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 10, .min_width = 6,
      .priority = 9, .help = N_("The hotspot server that lets it in; all: any") },
    { .name = "lot_id", .sql = "v.lot_id", .type = COL_ID, .cast = "uuid", .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Its lot, by the uuid") },
};

static const char *const searched[] = { "v.code", NULL };
static const struct search search = { .text_columns = searched, .is_indexed = true };
static const char *const channels[] = { "vouchers", NULL };

static const struct pane_action actions[] = {
    { .action = "vouchers.sell", .is_main = true, .when = { WHERE_IS("state", "made", "printed") } },
    { .action = "vouchers.return", .is_main = true, .when = { WHERE_IS("state", "bought") } },
    { .action = "vouchers.block", .when = { WHERE_IS("state", "made", "printed", "bought", "used") } },
    { .action = "vouchers.unblock", .is_main = true, .when = { WHERE_IS("state", "blocked") } },
    { .action = "vouchers.print", .is_main = true },
    { .action = NULL },
};

const struct pane pane_vouchers = {
    .name = "vouchers",
    .label = N_("Vouchers"),
    .help = N_("Each voucher: whether it is in stock, sold, in use or over, and what is left of it"),
    .empty = N_("No voucher yet: {pane.lots} goes to the lots, where they are made."),
    .go_help = N_("Go to the vouchers"),
    .query = "vouchers_list",
    .table = "console.voucher",
    .id = "v.id",
    .id_cast = "uuid",
    .entity = "voucher",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-serial",
    .search = &search,
    .channels = channels,
};
