/* Quota of customers: bought, used, left, what is owed, and how long it lasts. */
#include "model/customers/room.h"

#include "base/i18n.h"
#include "model/customers/pane_user_sql.h"

#define SQL_PERCENT                                                                                                    \
    "CASE WHEN u.is_unlimited_user THEN NULL "                                                                         \
    "ELSE console.quota_used_percent(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb) END"
/* The packages are read once a query, as the setting of SQL_STATUS is. */
#define SQL_PRICES "(SELECT (SELECT console.price_list()) AS list OFFSET 0) prices"
#define SQL_AUTO_DEBT_RP                                                                                               \
    "CASE WHEN " SQL_AUTO_DEBT " = 0 THEN 0 "                                                                           \
    "ELSE (SELECT console.reference_price_rp(" SQL_AUTO_DEBT ", prices.list) FROM " SQL_PRICES ") END"
/* The sum of his rows; unknown where one of them has no price, and where it is beyond all measure. */
#define SQL_MANUAL_DEBT_RP                                                                                             \
    "CASE WHEN EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = u.id AND NOT d.is_paid) THEN "          \
    "(SELECT CASE WHEN count(*) = count(c.rp) AND coalesce(abs(sum(c.rp)), 0) < 1000000000000000 "                     \
    "THEN coalesce(sum(c.rp), 0)::bigint END "                                                                         \
    "FROM public.user_quota_debts d CROSS JOIN " SQL_PRICES " CROSS JOIN LATERAL "                                     \
    "(SELECT console.debt_remaining_rp(console.debt_price_rp(d.amount_mb, d.price_rp, prices.list), d.amount_mb, "     \
    "d.paid_mb, d.is_paid) AS rp OFFSET 0) c WHERE d.user_id = u.id AND NOT d.is_paid) ELSE 0 END"
#define SQL_TODAY "(SELECT console.today())"
#define SQL_USAGE                                                                                                      \
    "(SELECT string_agg(coalesce(l.usage_mb, 0.00)::text, ',' ORDER BY ago.days DESC) "                                \
    "FROM generate_series(0, 13) AS ago (days) LEFT JOIN public.daily_usage_logs l ON l.user_id = u.id "               \
    "AND l.log_date = " SQL_TODAY " - ago.days)"
#define RECENT_LOGS(user)                                                                                              \
    "FROM public.daily_usage_logs l WHERE l.user_id = " user " AND l.log_date BETWEEN " SQL_TODAY " - 13 AND " SQL_TODAY
#define SQL_RECENT                                                                                                     \
    "CASE WHEN EXISTS (SELECT " RECENT_LOGS("u.id") ") THEN "                                                           \
    "(SELECT sum(l.usage_mb) " RECENT_LOGS("u.id") ") ELSE 0.00 END"

static const struct pane_source users_by_balance[] = USERS_BY_BALANCE;
static const struct pane_source users_by_status[] = USERS_BY_STATUS;
static const struct pane_source by_usage[] =
    USERS_APART("EXISTS (SELECT " RECENT_LOGS("w.id") ")", "0.00");
static const struct pane_source by_auto_debt_rp[] =
    USERS_APART("console.auto_debt_mb(w.total_quota_used_mb, w.total_quota_purchased_mb, w.auto_debt_offset_mb, "
                "w.is_unlimited_user, w.role) IS DISTINCT FROM 0", "0");
static const struct pane_source by_manual_debt_rp[] =
    USERS_APART("EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = w.id AND NOT d.is_paid)", "0");
static const char *const statuses[] = { STATUS_CHOICES };
static const char *const block_causes[] = { BLOCK_CAUSES };
static const char *const roles[] = { ROLE_CHOICES };

/* The list's columns first, then what only data formats and detail show, then the fields of the filter language. */
static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "u.id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9, .help = N_("The user's uuid") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "u.phone_number", .cast = "text",
      .type = COL_PHONE, .flags = COLUMN_COPIED | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 13, .min_width = 13,
      .priority = 4,
      .help = N_("Phone number; any way of writing it is found") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = SQL_NAME_KEY, .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED | COLUMN_SORT_COVERS,
      .width = 24, .min_width = 10, .priority = 0, .help = N_("Full name") },
    { .name = "status", .label = N_("Status"), .sql = SQL_STATUS, .sort = SQL_STATUS, .sources = users_by_status, .cast = "text",
      .type = COL_CHOICE, .width = 9, .min_width = 9, .priority = 1, .choices = statuses,
      .help = N_("What the router lets the customer do") },
    { .name = "used_percent", .label = N_("Use %"), .sql = SQL_PERCENT, .sort = "coalesce(" SQL_PERCENT ", -1)",
      .cast = "bigint", .type = COL_PERCENT, .width = 10, .min_width = 8, .priority = 2,
      .help = N_("How much of what was bought is used; nothing stands here for unlimited access") },
    { .name = "remaining_mb", .label = N_("Left"), .sql = SQL_REMAINING, .sort = "coalesce(" SQL_REMAINING ", 'infinity')",
      .cast = "numeric", .type = COL_MB, .width = 9, .min_width = 8, .priority = 2,
      .help = N_("Quota left; nothing stands here for unlimited access") },
    { .name = "debt_mb", .label = N_("Debt"), .sql = SQL_DEBT, .sort = SQL_DEBT, .cast = "numeric", .type = COL_MB,
      .width = 9, .min_width = 8, .priority = 3, .help = N_("Debt, automatic and manual") },
    { .name = "expires_at", .label = N_("Expires"), .sql = "u.quota_expiry_date",
      .sort = "coalesce(u.quota_expiry_date, 'infinity')", .cast = "timestamptz", .type = COL_TIME,
      .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 12, .priority = 3, .help = N_("When the quota ends") },
    { .name = "usage", .label = N_("14 days"), .sql = SQL_USAGE, .sort = SQL_RECENT, .sources = by_usage,
      .cast = "numeric", .type = COL_SPARK, .flags = COLUMN_NO_FILTER | COLUMN_SORT_INDEXED, .width = 14, .min_width = 14, .priority = 5,
      .help = N_("Use of the last 14 days, the oldest first; sorted by their sum") },
    { .name = "purchased_mb", .label = N_("Bought"), .sql = "u.total_quota_purchased_mb", .sort = "u.total_quota_purchased_mb",
      .cast = "bigint", .type = COL_MB, .width = 9, .min_width = 8, .priority = 6, .help = N_("Quota bought") },
    { .name = "used_mb", .label = N_("Used"), .sql = "u.total_quota_used_mb", .sort = "u.total_quota_used_mb",
      .cast = "numeric", .type = COL_MB, .width = 9, .min_width = 8, .priority = 6, .help = N_("Quota used") },
    { .name = "auto_debt_mb", .label = N_("Auto debt"), .sql = SQL_AUTO_DEBT, .sort = SQL_AUTO_DEBT, .cast = "numeric",
      .type = COL_MB, .width = 9, .min_width = 8, .priority = 7, .help = N_("Used beyond what was bought") },
    { .name = "auto_debt_rp", .label = N_("Auto Rp"), .sql = SQL_AUTO_DEBT_RP, .sort = "coalesce(" SQL_AUTO_DEBT_RP ", -1)",
      .sources = by_auto_debt_rp, .cast = "bigint", .type = COL_RP, .width = 12, .min_width = 10, .priority = 8,
      .help = N_("What the automatic debt costs; nothing stands here where no package says it") },
    { .name = "manual_debt_mb", .label = N_("Manual debt"), .sql = "u.manual_debt_mb", .sort = "u.manual_debt_mb",
      .cast = "bigint", .type = COL_MB, .width = 11, .min_width = 8, .priority = 7,
      .help = N_("Debt entered by hand, still open") },
    { .name = "manual_debt_rp", .label = N_("Manual Rp"), .sql = SQL_MANUAL_DEBT_RP,
      .sort = "coalesce(" SQL_MANUAL_DEBT_RP ", -1)", .sources = by_manual_debt_rp, .cast = "bigint",
      .type = COL_RP, .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 10,
      .priority = 8, .help = N_("What is left to pay of the debt items; nothing stands here where one has no price") },
    { .name = "offset_mb", .label = N_("Offset"), .sql = "u.auto_debt_offset_mb", .sort = "u.auto_debt_offset_mb",
      .cast = "bigint", .type = COL_MB, .width = 9, .min_width = 8, .priority = 8,
      .help = N_("Use beyond the quota that was paid or forgiven") },

    { .name = "is_unlimited_user", .label = N_("Unlimited"), .sql = "u.is_unlimited_user", .sort = "u.is_unlimited_user",
      .cast = "boolean", .type = COL_BOOL, .flags = COLUMN_HIDDEN, .width = 9, .min_width = 3, .priority = 9,
      .help = N_("Has unlimited access") },
    { .name = "balance_rp", .label = N_("Balance"), .sql = SQL_BALANCE, .sort = SQL_BALANCE, .sources = users_by_balance, .among = BALANCE_AMONG, .beside = "0",
      .cast = "bigint", .type = COL_RP, .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 12, .min_width = 10, .priority = 9,
      .help = N_("What the customer has paid in and not spent yet") },
    { .name = "mikrotik_profile_name", .label = N_("Profile"), .sql = "u.mikrotik_profile_name",
      .sort = "lower(coalesce(u.mikrotik_profile_name, ''))", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_APART | COLUMN_SORT_INDEXED,
      .width = 14, .min_width = 8, .priority = 9, .help = N_("Hotspot profile of the package") },
    { .name = "role", .label = N_("Role"), .sql = "u.role", .sort = "u.role", .cast = "text", .type = COL_CHOICE,
      .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 11, .min_width = 5, .priority = 9, .choices = roles,
      .help = N_("Role in the portal; a KOMANDAN has no automatic debt") },
    { .name = "blok", .label = N_("Blok"), .sql = "u.blok", .sort = "lower(coalesce(u.blok, ''))", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_APART | COLUMN_SORT_INDEXED, .width = 6, .min_width = 4, .priority = 9,
      .help = N_("Block where the customer lives") },
    { .name = "kamar", .label = N_("Kamar"), .sql = "u.kamar", .sort = "lower(coalesce(u.kamar, ''))", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_APART | COLUMN_SORT_INDEXED, .width = 8, .min_width = 5, .priority = 9,
      .help = N_("Room where the customer lives") },
    { .name = "blocked_reason", .label = N_("Reason"), .sql = "u.blocked_reason",
      .sort = "lower(coalesce(u.blocked_reason, ''))", .cast = "text", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_SAID,
      .width = 24, .min_width = 10, .priority = 9, .help = N_("Why the customer is blocked") },
    { .name = "block_cause", .label = N_("Blocked for"), .sql = SQL_BLOCK_CAUSE, .type = COL_CHOICE,
      .flags = COLUMN_HIDDEN, .width = 11, .min_width = 7, .priority = 9, .choices = block_causes,
      .help = N_("What the customer is blocked for: debt_limit, month_end or overdue debt, isolir (an invoice), else by hand") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Full name") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number") },
    { .name = "percent", .sql = SQL_PERCENT, .type = COL_PERCENT, .flags = COLUMN_FILTER_ONLY,
      .help = N_("How much of what was bought is used") },
    { .name = "purchased", .sql = "u.total_quota_purchased_mb", .type = COL_MB, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Quota bought") },
    { .name = "used", .sql = "u.total_quota_used_mb", .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Quota used") },
    { .name = "remaining", .sql = SQL_REMAINING, .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Quota left") },
    { .name = "recent", .sql = SQL_RECENT, .type = COL_MB, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Use of the last 14 days together") },
    { .name = "debt", .sql = SQL_DEBT, .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Debt, automatic and manual") },
    { .name = "auto_debt", .sql = SQL_AUTO_DEBT, .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Automatic debt") },
    { .name = "manual_debt", .sql = "u.manual_debt_mb", .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Manual debt") },
    { .name = "offset", .sql = "u.auto_debt_offset_mb", .type = COL_MB, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Use beyond the quota that was paid or forgiven") },
    { .name = "balance", .sql = SQL_BALANCE, .among = BALANCE_AMONG, .beside = "0", .type = COL_RP, .flags = COLUMN_FILTER_ONLY,
      .help = N_("What the customer has paid in and not spent yet") },
    { .name = "expires", .sql = "u.quota_expiry_date", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY,
      .help = N_("When the quota ends") },
    { .name = "unlimited", .sql = "u.is_unlimited_user", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Unlimited access: yes or no") },
    { .name = "cause", .sql = SQL_BLOCK_CAUSE, .type = COL_CHOICE, .flags = COLUMN_FILTER_ONLY, .choices = block_causes,
      .help = N_("What the customer is blocked for: debt_limit, month_end, overdue, isolir or hand") },
    { .name = "blocked", .sql = "u.is_blocked", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY, .help = N_("Blocked: yes or no") },
    { .name = "reason", .sql = "u.blocked_reason", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY, .help = N_("Why the customer is blocked") },
    { .name = "profile", .sql = "u.mikrotik_profile_name", .type = COL_TEXT,
      .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED | COLUMN_APART,
      .help = N_("Hotspot profile of the package") },
};

static const char *const searched[] = { "u.full_name", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true };
static const char *const channels[] = { "users", "debts", "payments", NULL };

static const struct pane_action actions[] = {
    { .action = "quota.inject", .is_main = true },
    { .action = "quota.reset", .is_main = true },
    { .action = "payments.sell", .is_main = true },
    { .action = "quota.set_unlimited", .when = { WHERE_IS("is_unlimited_user", "f") } },
    { .action = "quota.revoke_unlimited", .when = { WHERE_IS("is_unlimited_user", "t") } },
    { .action = "quota.count_offset", .when = { WHERE_SOME("offset_mb") } },
    { .action = "payments.settle_debt", .when = { WHERE_SOME("debt_mb") } },
    { .action = NULL },
};

const struct pane pane_quota = {
    .name = "quota",
    .label = N_("Quota"),
    .help = N_("Quota of customers: bought, used, left, and how long it lasts"),
    .go_help = N_("Go to the quota of the users"),
    .query = "quota_list",
    .relation = "public.users",
    .table = "public.users",
    .id = "u.id",
    .id_cast = "uuid",
    .entity = "user",
    .user = "u.id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "full_name",
    .empty = N_("No customer yet: {pane.users} goes to the customers, where one is made."),
    .search = &search,
    .channels = channels,
};
