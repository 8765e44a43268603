/* Debt items: what is open of each, what it costs, how old it is; user by user, with totals. */
#include "model/customers/room.h"

#include "base/i18n.h"

/* Expressions that stand in more than one column. */
#define SQL_PLACE "ROW(lower(u.full_name), d.user_id, d.debt_date, d.created_at)::console.debt_place"
#define SQL_IS_UNLIMITED "console.is_unlimited_debt(d.amount_mb, d.price_rp)"
#define SQL_LEFT_MB "console.debt_left_mb(d.amount_mb, d.paid_mb, d.is_paid)"
#define SQL_PRICE "console.debt_price_rp(d.amount_mb, d.price_rp, p.list)"
/* The price is needed twice: in a subquery that is kept apart (OFFSET 0) it is worked out once. */
#define SQL_LEFT_RP                                                                                            \
    "(SELECT console.debt_remaining_rp(w.price, d.amount_mb, d.paid_mb, d.is_paid) "                           \
    "FROM (SELECT " SQL_PRICE " AS price OFFSET 0) w)"
#define SQL_MB_TEXT(mb) "console.debt_mb_text(d.amount_mb, d.price_rp, " mb ")"
#define SQL_TODAY "(SELECT console.today())"
#define SQL_DAY "coalesce(d.debt_date, (d.created_at AT TIME ZONE (SELECT console.zone()))::date)"
#define SQL_AGE "CASE WHEN isfinite(" SQL_DAY ") THEN " SQL_TODAY " - " SQL_DAY " END"
#define SQL_AGE_PLACE SQL_TODAY " - greatest('1000-01-01', least('9999-12-31', " SQL_DAY "))"
#define SQL_OVERDUE "coalesce(NOT d.is_paid AND d.due_date < " SQL_TODAY ", false)"
#define SQL_USER_LEFT                                                                                          \
    "concat_ws(' + ', CASE WHEN t.is_unlimited THEN 'Unlimited' END, "                                         \
    "CASE WHEN t.limited_mb IS NOT NULL THEN console.mb_text(t.limited_mb) END)"
#define SQL_STATUS                                                                                             \
    "(SELECT console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, "        \
    "u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, "          \
    "fup.threshold, now()) "                                                                                   \
    "FROM (SELECT (SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072)) AS threshold OFFSET 0) fup)"

static const char *const statuses[] = { "blocked", "inactive", "expired", "unlimited", "habis", "fup", "active", NULL };

/* The list's columns first, then what only data formats and detail show, then the fields of the filter
 * language. Amounts stand as words on the list, for the 1 MB of an unlimited package is no amount. */
static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "d.id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_ASKS_ALL, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The item's uuid") },
    { .name = "user_id", .label = N_("User"), .sql = "d.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The uuid of the user who owes it") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = SQL_PLACE, .cast = "console.debt_place",
      .walk = "lower(u.full_name)", .walk_field = "name", .walk_where = "u.id IS NOT NULL",
      .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_GROUP | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 24, .min_width = 10,
      .priority = 0, .help = N_("Who owes it; the items of a customer stand together, the oldest first") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')",
      .walk = "u.phone_number", .walk_where = "u.id IS NOT NULL", .cast = "text", .type = COL_PHONE,
      .flags = COLUMN_COPIED | COLUMN_GROUP | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 13,
      .min_width = 13,
      .priority = 7, .help = N_("Phone number; any way of writing it is found") },
    { .name = "debt_date", .label = N_("Date"), .sql = "d.debt_date", .sort = "coalesce(d.debt_date, 'infinity')",
      .cast = "date", .type = COL_DATE, .width = 10, .min_width = 10, .priority = 2, .help = N_("The day of the debt") },
    { .name = "due_date", .label = N_("Due"), .sql = "d.due_date", .sort = "coalesce(d.due_date, 'infinity')",
      .cast = "date", .type = COL_DATE, .width = 10, .min_width = 10, .priority = 5, .help = N_("When it is to be paid") },
    { .name = "amount", .label = N_("Amount"), .sql = SQL_MB_TEXT("d.amount_mb"), .sort = "d.amount_mb", .cast = "bigint",
      .type = COL_TEXT, .flags = COLUMN_NO_FILTER | COLUMN_RIGHT | COLUMN_SAID, .width = 9, .min_width = 9, .priority = 4,
      .help = N_("How much it is about; Unlimited for an unlimited package") },
    { .name = "paid", .label = N_("Paid"), .sql = SQL_MB_TEXT("d.paid_mb"), .sort = "d.paid_mb", .cast = "bigint",
      .type = COL_TEXT, .flags = COLUMN_NO_FILTER | COLUMN_RIGHT | COLUMN_SAID, .width = 9, .min_width = 7, .priority = 5,
      .help = N_("How much of it is paid") },
    { .name = "remaining", .label = N_("Left"), .sql = SQL_MB_TEXT(SQL_LEFT_MB), .sort = SQL_LEFT_MB, .cast = "bigint",
      .type = COL_TEXT, .flags = COLUMN_NO_FILTER | COLUMN_RIGHT | COLUMN_SAID, .width = 9, .min_width = 9, .priority = 1,
      .help = N_("How much is left to be paid") },
    { .name = "price_rp", .label = N_("Price"), .sql = SQL_PRICE, .sort = "coalesce(" SQL_PRICE ", -1)", .cast = "bigint",
      .type = COL_RP, .width = 12, .min_width = 10, .priority = 6,
      .help = N_("What the item costs whole: its own price, or that of the reference package") },
    { .name = "remaining_rp", .label = N_("To pay"), .sql = SQL_LEFT_RP, .sort = "coalesce(" SQL_LEFT_RP ", -1)",
      .cast = "bigint", .type = COL_RP, .width = 12, .min_width = 10, .priority = 1,
      .help = N_("What is left to be paid of the price") },
    { .name = "user_remaining_rp", .label = N_("User to pay"), .sql = "t.rp", .type = COL_RP, .flags = COLUMN_GROUP,
      .width = 12, .min_width = 10, .priority = 3, .help = N_("What the user has to pay: the sum of the open items") },
    { .name = "age_days", .label = N_("Days"), .sql = SQL_AGE, .sort = SQL_AGE_PLACE, .cast = "integer", .type = COL_INT,
      .width = 5, .min_width = 4, .priority = 5, .help = N_("Days since the debt was made") },
    { .name = "is_overdue", .label = N_("Late"), .sql = SQL_OVERDUE, .sort = SQL_OVERDUE, .cast = "boolean",
      .type = COL_BOOL, .width = 4, .min_width = 3, .priority = 6, .help = N_("Open beyond its due date") },
    { .name = "user_remaining", .label = N_("User owes"), .sql = SQL_USER_LEFT, .type = COL_TEXT,
      .flags = COLUMN_GROUP | COLUMN_NO_FILTER | COLUMN_RIGHT | COLUMN_SAID, .width = 20, .min_width = 9, .priority = 8,
      .help = N_("What the user owes by hand: the sum of the open items") },
    { .name = "user_items", .label = N_("Items"), .sql = "t.items", .type = COL_INT, .flags = COLUMN_GROUP, .width = 5,
      .min_width = 5, .priority = 8, .help = N_("How many open items the user has") },
    { .name = "note", .label = N_("Note"), .sql = "d.note", .sort = "lower(coalesce(d.note, ''))", .cast = "text",
      .type = COL_TEXT, .width = 24, .min_width = 8, .priority = 8, .help = N_("What it is for") },

    { .name = "amount_mb", .label = N_("Amount"), .sql = "d.amount_mb", .sort = "d.amount_mb", .cast = "bigint",
      .type = COL_MB, .flags = COLUMN_HIDDEN, .width = 9, .min_width = 8, .priority = 9,
      .help = N_("How much it is about; 1 MB stands for an unlimited package") },
    { .name = "paid_mb", .label = N_("Paid"), .sql = "d.paid_mb", .sort = "d.paid_mb", .cast = "bigint", .type = COL_MB,
      .flags = COLUMN_HIDDEN, .width = 9, .min_width = 8, .priority = 9, .help = N_("How much of it is paid") },
    { .name = "remaining_mb", .label = N_("Left"), .sql = SQL_LEFT_MB, .sort = SQL_LEFT_MB, .cast = "bigint",
      .type = COL_MB, .flags = COLUMN_HIDDEN, .width = 9, .min_width = 8, .priority = 9,
      .help = N_("How much is left to be paid") },
    { .name = "is_paid", .label = N_("Closed"), .sql = "d.is_paid", .type = COL_BOOL,
      .flags = COLUMN_HIDDEN | COLUMN_ASKS_ALL, .width = 6,
      .min_width = 3, .priority = 9, .help = N_("Settled, written off or replaced; a filter by it shows closed items too") },
    { .name = "is_unlimited", .label = N_("Unlimited"), .sql = SQL_IS_UNLIMITED, .type = COL_BOOL, .flags = COLUMN_HIDDEN,
      .width = 9, .min_width = 3, .priority = 9, .help = N_("For an unlimited package: the price says it all") },
    { .name = "user_remaining_mb", .label = N_("User owes"), .sql = "t.mb", .type = COL_MB,
      .flags = COLUMN_HIDDEN | COLUMN_GROUP, .width = 9, .min_width = 8, .priority = 9,
      .help = N_("What the user owes by hand: the sum of the open items") },
    { .name = "last_paid_source", .label = N_("Paid by"), .sql = "d.last_paid_source", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN, .width = 18, .min_width = 8, .priority = 9, .help = N_("How it was paid or closed last") },
    { .name = "created_at", .label = N_("Entered"), .sql = "d.created_at", .sort = "d.created_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16, .min_width = 10, .priority = 9,
      .help = N_("When the item was entered") },
    { .name = "paid_at", .label = N_("Closed at"), .sql = "d.paid_at", .sort = "coalesce(d.paid_at, 'infinity')",
      .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16, .min_width = 10, .priority = 9,
      .help = N_("When it was closed") },

    { .name = "status", .sql = SQL_STATUS, .type = COL_CHOICE, .flags = COLUMN_FILTER_ONLY, .choices = statuses,
      .help = N_("What the router lets the user do") },
    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Full name of who owes it") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number of who owes it") },
    { .name = "price", .sql = SQL_PRICE, .type = COL_RP, .flags = COLUMN_FILTER_ONLY, .help = N_("What it costs whole") },
    { .name = "date", .sql = "d.debt_date", .type = COL_DATE, .flags = COLUMN_FILTER_ONLY, .help = N_("The day of the debt") },
    { .name = "due", .sql = "d.due_date", .type = COL_DATE, .flags = COLUMN_FILTER_ONLY, .help = N_("When it is to be paid") },
    { .name = "age", .sql = SQL_AGE, .type = COL_INT, .flags = COLUMN_FILTER_ONLY, .help = N_("Days since the debt was made") },
    { .name = "overdue", .sql = SQL_OVERDUE, .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Open beyond its due date: yes or no") },
    { .name = "unlimited", .sql = SQL_IS_UNLIMITED, .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("For an unlimited package: yes or no") },
};

static const char *const searched[] = { "u.full_name", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true };
static const char *const channels[] = { "debts", NULL };

/* Without a table: the estimate of its rows would count closed items too, and open ones are counted in their
 * index. */
static const struct pane_action actions[] = {
    { .action = "debts.settle", .is_main = true, .when = { WHERE_IS("is_paid", "f") } },
    { .action = "payments.settle_debt", .is_main = true },
    { .action = "debts.add", .is_main = true },
    { .action = "debts.settle_all", .is_main = true },
    { .action = "debts.write_off", .when = { WHERE_IS("is_paid", "f") } },
    { .action = NULL },
};

const struct pane pane_debts = {
    .name = "debts",
    .label = N_("Debts"),
    .help = N_("Debt items that are open, with their price and age"),
    .go_help = N_("Go to the debt items"),
    .query = "debts_list",
    .usual = "NOT d.is_paid",
    .id = "d.id",
    .id_cast = "uuid",
    .entity = "user_quota_debt",
    .user = "d.user_id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "full_name",
    .empty = N_("Nobody owes anything. On a customer {debts.add} adds debt."),
    .search = &search,
    .channels = channels,
};
