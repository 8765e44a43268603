/* Lots of vouchers: what was made at once, and how far it is. */
#include "model/vouchers/room.h"

#include "base/i18n.h"

#define SQL_COUNT(states) "(SELECT count(*) FROM console.voucher v WHERE v.lot_id = l.id AND v.state IN (" states "))"
#define SQL_VALIDITY "console.voucher_time_text(l.validity_s)"
#define SQL_UPTIME "console.voucher_time_text(nullif(l.limit_uptime_s, 0))"
#define SQL_VOLUME "round(nullif(l.limit_bytes, 0) / 1048576.0, 2)"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "l.id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN | COLUMN_INDEXED,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("The lot's uuid") },
    { .name = "number", .label = N_("Lot"), .sql = "l.number", .sort = "l.number", .cast = "bigint", .type = COL_INT,
      .flags = COLUMN_FROZEN, .width = 6, .min_width = 4, .priority = 0, .help = N_("What the lot is called by") },
    { .name = "at", .label = N_("Made"), .sql = "l.at", .sort = "l.at", .cast = "timestamptz", .type = COL_TIME,
      .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 6, .priority = 4, .help = N_("When its codes were made") },
    { .name = "package", .label = N_("Package"), .sql = "coalesce(l.package, l.profile)",
      .sort = "lower(coalesce(l.package, l.profile))", .cast = "text", .type = COL_TEXT, .width = 18, .min_width = 8, .priority = 1,
      .help = N_("What one of it gives: a package, or the hotspot profile") },
    { .name = "price_rp", .label = N_("Price"), .sql = "l.price_rp", .sort = "l.price_rp", .cast = "bigint", .type = COL_RP,
      .width = 11, .min_width = 9, .priority = 1, .help = N_("What one of it costs") },
    { .name = "seller", .label = N_("Seller"), .sql = "l.seller", .sort = "coalesce(l.seller, '')", .cast = "text", .type = COL_TEXT,
      .width = 12, .min_width = 6, .priority = 3, .help = N_("Who sells it; nothing stands here where it is whoever takes the money") },
    { .name = "quantity", .label = N_("Made of it"), .sql = "l.quantity", .sort = "l.quantity", .cast = "bigint", .type = COL_INT,
      .width = 7, .min_width = 5, .priority = 2, .help = N_("How many vouchers it has") },
    { .name = "stock", .label = N_("Stock"), .sql = SQL_COUNT("'made', 'printed'"), .type = COL_INT, .flags = COLUMN_NO_FILTER, .width = 7,
      .min_width = 5, .priority = 1, .help = N_("How many of it nobody has bought or used") },
    { .name = "not_there", .label = N_("Missing"), .sql = "nullif(console.lot_missing(l.id), 0)", .type = COL_INT, .flags = COLUMN_NO_FILTER,
      .width = 7, .min_width = 5, .priority = 1, .help = N_("How many of it the router has not: they let nobody in and are not printed") },
    { .name = "sold", .label = N_("Sold"), .sql = "(SELECT count(*) FROM console.voucher v WHERE v.lot_id = l.id AND v.sold_at IS NOT NULL)",
      .type = COL_INT, .flags = COLUMN_NO_FILTER, .width = 7, .min_width = 5, .priority = 2, .help = N_("How many of it were sold") },
    { .name = "used", .label = N_("In use"), .sql = SQL_COUNT("'used'"), .type = COL_INT, .flags = COLUMN_NO_FILTER, .width = 7,
      .min_width = 5, .priority = 3, .help = N_("How many of it are being used") },
    { .name = "expired", .label = N_("Over"), .sql = SQL_COUNT("'expired'"), .type = COL_INT, .flags = COLUMN_NO_FILTER, .width = 7,
      .min_width = 5, .priority = 5, .help = N_("How many of it have ended") },
    { .name = "router", .label = N_("Router"), .sql = "l.router", .sort = "l.router", .cast = "text", .type = COL_TEXT, .width = 8,
      .min_width = 6, .priority = 6, .help = N_("Where its vouchers are let in") },

    { .name = "why", .label = N_("Why missing"), .sql = "console.lot_missing_why(l)", .type = COL_TEXT, .flags = COLUMN_NO_FILTER | COLUMN_SAID,
      .width = 30, .min_width = 10, .priority = 5, .help = N_("Why the router has not all of it: what it said, or how far it is") },
    { .name = "to_print", .label = N_("To print"), .sql = SQL_COUNT("'made'"), .type = COL_INT,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 7, .min_width = 5, .priority = 9, .help = N_("How many of it are on no paper yet") },
    { .name = "blocked", .label = N_("Blocked"), .sql = SQL_COUNT("'blocked'"), .type = COL_INT,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 7, .min_width = 5, .priority = 9, .help = N_("How many of it are not let in for now") },
    { .name = "void", .label = N_("Void"), .sql = SQL_COUNT("'void'"), .type = COL_INT, .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER,
      .width = 7, .min_width = 5, .priority = 9, .help = N_("How many of it were given back or never reached the router") },
    { .name = "commission_rp", .label = N_("Commission"), .sql = "l.commission_rp", .sort = "l.commission_rp", .cast = "bigint",
      .type = COL_RP, .flags = COLUMN_HIDDEN, .width = 11, .min_width = 9, .priority = 9, .help = N_("Of the price of one, what its seller keeps") },
    { .name = "profile", .label = N_("Profile"), .sql = "l.profile", .sort = "l.profile", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN, .width = 14, .min_width = 8, .priority = 9, .help = N_("The hotspot profile of its users on the router") },
    { .name = "validity", .label = N_("Validity"), .sql = SQL_VALIDITY, .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 8,
      .min_width = 4, .priority = 9, .help = N_("How long one lasts from its first login") },
    { .name = "uptime", .label = N_("Time online"), .sql = SQL_UPTIME, .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 8,
      .min_width = 4, .priority = 9, .help = N_("How long one may be online, all sessions together") },
    { .name = "volume_mb", .label = N_("Volume"), .sql = SQL_VOLUME, .type = COL_MB, .flags = COLUMN_HIDDEN, .width = 10, .min_width = 8,
      .priority = 9, .help = N_("What one may load, both ways together") },
    { .name = "server", .label = N_("Server"), .sql = "l.server", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 10, .min_width = 6,
      .priority = 9, .help = N_("The hotspot server that lets its vouchers in; all: any") },
    { .name = "actor", .label = N_("By"), .sql = "l.actor", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_BEGINS, .width = 12,
      .min_width = 6, .priority = 9, .help = N_("Who made it") },
    { .name = "note", .label = N_("Note"), .sql = "l.note", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 20, .min_width = 8,
      .priority = 9, .help = N_("What was noted when it was made") },
};

static const char *const searched[] = { "l.package", "l.profile", "l.seller", "l.note", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "vouchers", NULL };

static const struct pane_action actions[] = {
    { .action = "vouchers.generate", .is_main = true },
    { .action = "lots.print", .is_main = true },
    { .action = "lots.retry", .when = { WHERE_SOME("not_there") } },
    { .action = "lots.change", .when = { WHERE_SOME("not_there") } },
    { .action = "lots.remove", .when = { WHERE_SOME("not_there") } },
    { .action = NULL },
};

const struct pane pane_lots = {
    .name = "lots",
    .label = N_("Lots"),
    .help = N_("Vouchers that were made at once: price, seller, how many are in stock, sold and used"),
    .empty = N_("No voucher yet: {vouchers.generate} makes a lot of them."),
    .go_help = N_("Go to the lots of vouchers"),
    .query = "lots_list",
    .table = "console.voucher_lot",
    .id = "l.id",
    .id_cast = "uuid",
    .entity = "voucher_lot",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-at",
    .search = &search,
    .channels = channels,
};
