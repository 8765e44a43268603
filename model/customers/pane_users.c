/* The users: who they are, whether they are let through, what they have left and owe. */
#include "model/customers/room.h"

#include "base/i18n.h"
#include "model/customers/pane_user_sql.h"

/* Expressions that stand in more than one column. */
/* The routers are read once a query. Not in a function: it would be called for every row, as the note on SQL_STATUS says. */
#define SQL_ROUTER                                                                                             \
    "coalesce((SELECT console.server_routers()) ->> console.server_of(u.mikrotik_server_name, u.role, "         \
    "(SELECT console.default_servers())), (SELECT console.user_router(NULL)))"
#define SQL_IP                                                                                                 \
    "(SELECT d.ip_address FROM public.user_devices d WHERE d.user_id = u.id AND d.is_authorized "              \
    "ORDER BY d.last_seen_at DESC LIMIT 1)"
#define SQL_MACS                                                                                               \
    "(SELECT string_agg(d.mac_address, ' ' ORDER BY d.last_seen_at DESC) FROM public.user_devices d "          \
    "WHERE d.user_id = u.id)"

#define SQL_ONLINE                                                                                             \
    "CASE WHEN EXISTS (SELECT FROM console.router_session s JOIN console.router r ON r.name = s.router AND r.is_enabled "   \
    "WHERE s.user_id = u.id) THEN 'online' "                                                                    \
    "WHEN EXISTS (SELECT FROM public.user_devices d WHERE d.user_id = u.id) THEN 'not_seen' ELSE 'never_seen' END"

#define SQL_FOLLOW_UP "(SELECT f.follow_up FROM console.user_follow_up f WHERE f.user_id = u.id)"
/* Where no router is called like that, none of the customers is read. */
#define OF_ROUTERS .part_of = "EXISTS (SELECT FROM console.router r WHERE "
#define OF_DEVICES .part_of = "u.id IN (SELECT d.user_id FROM public.user_devices d WHERE "

static const struct pane_source users_by_balance[] = USERS_BY_BALANCE;
static const struct pane_source users_by_trouble[] = USERS_BY_TROUBLE;
static const struct pane_source users_by_status[] = USERS_BY_STATUS;
static const char *const statuses[] = { STATUS_CHOICES };
static const char *const troubles[] = { TROUBLES };
static const char *const block_causes[] = { BLOCK_CAUSES };
static const char *const roles[] = { ROLE_CHOICES };
static const char *const approvals[] = { "PENDING_APPROVAL", "APPROVED", "REJECTED", NULL };

/* Unset: the column is not sortable, or has no choices. The list's columns first, in the order that scripts
 * rely on, then what only data formats and detail show, then the fields of the filter language. */
static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "u.id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9, .help = N_("The user's uuid") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "u.phone_number", .cast = "text",
      .type = COL_PHONE, .flags = COLUMN_COPIED | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 13, .min_width = 13,
      .priority = 2,
      .help = N_("Phone number; any way of writing it is found") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = SQL_NAME_KEY, .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED | COLUMN_SORT_COVERS,
      .width = 28, .min_width = 10, .priority = 0, .help = N_("Full name") },
    { .name = "status", .label = N_("Status"), .sql = SQL_STATUS, .sort = SQL_STATUS, .sources = users_by_status, .cast = "text",
      .type = COL_CHOICE, .width = 9, .min_width = 9, .priority = 1, .choices = statuses,
      .help = N_("What the router lets the customer do") },
    { .name = "router", .label = N_("Router"), .sql = SQL_ROUTER, OF_ROUTERS, .part = "lower(r.name)", .type = COL_TEXT, .width = 10, .min_width = 6,
      .priority = 6, .help = N_("The router that serves the customer") },
    { .name = "ip_address", .label = N_("Address"), .sql = SQL_IP, OF_DEVICES,
      .part = "lower(nullif(d.ip_address, ''))", .type = COL_TEXT, .width = 15, .min_width = 15,
      .priority = 5, .help = N_("IP address of the authorised device that was seen last") },
    { .name = "total_quota_purchased_mb", .label = N_("Bought"), .sql = "u.total_quota_purchased_mb",
      .sort = "u.total_quota_purchased_mb", .cast = "bigint", .type = COL_MB, .width = 9, .min_width = 8, .priority = 7,
      .help = N_("Quota bought") },
    { .name = "total_quota_used_mb", .label = N_("Used"), .sql = "u.total_quota_used_mb", .sort = "u.total_quota_used_mb",
      .cast = "numeric", .type = COL_MB, .width = 9, .min_width = 8, .priority = 4, .help = N_("Quota used") },
    { .name = "remaining_mb", .label = N_("Left"), .sql = SQL_REMAINING, .sort = "coalesce(" SQL_REMAINING ", 'infinity')",
      .cast = "numeric", .type = COL_MB, .width = 9, .min_width = 8, .priority = 3,
      .help = N_("Quota left; nothing stands here for unlimited access") },
    { .name = "debt_mb", .label = N_("Debt"), .sql = SQL_DEBT, .sort = SQL_DEBT, .cast = "numeric", .type = COL_MB,
      .width = 9, .min_width = 8, .priority = 3, .help = N_("Debt, automatic and manual") },
    { .name = "quota_expiry_date", .label = N_("Expires"), .sql = "u.quota_expiry_date",
      .sort = "coalesce(u.quota_expiry_date, 'infinity')", .cast = "timestamptz", .type = COL_TIME,
      .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 8, .help = N_("When the quota ends") },
    { .name = "blok", .label = N_("Blok"), .sql = "u.blok", .sort = "lower(coalesce(u.blok, ''))", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_INDEXED | COLUMN_APART | COLUMN_SORT_INDEXED, .width = 6, .min_width = 4, .priority = 9, .help = N_("Block where the customer lives") },
    { .name = "kamar", .label = N_("Kamar"), .sql = "u.kamar", .sort = "lower(coalesce(u.kamar, ''))", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_INDEXED | COLUMN_APART | COLUMN_SORT_INDEXED, .width = 8, .min_width = 5, .priority = 9, .help = N_("Room where the customer lives") },

    { .name = "trouble", .label = N_("Trouble"), .sql = "console.trouble(u)", .sort = SQL_KEPT_RANK, .sources = users_by_trouble, .cast = "integer",
      .kept_in = "console.user_trouble k", .kept_id = "k.user_id", .kept = "k.trouble", .type = COL_CHOICE, .choices = troubles,
      .flags = COLUMN_ON_DEMAND | COLUMN_SORT_INDEXED, .width = 18, .min_width = 12, .priority = 4,
      .help = N_("The worst that is amiss with the customer; the page says all of it. Filters (yes: anything) and the order go by what "
                 "was so at the last look") },
    { .name = "online", .label = N_("Online"), .sql = SQL_ONLINE, .type = COL_CHOICE,
      .flags = COLUMN_NO_FILTER | COLUMN_ON_DEMAND, .width = 11, .min_width = 6, .priority = 8,
      .help = N_("Whether a router had the customer on at the last look") },

    { .name = "role", .label = N_("Role"), .sql = "u.role", .sort = "u.role", .cast = "text", .type = COL_CHOICE,
      .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 11, .min_width = 5, .priority = 9, .choices = roles, .help = N_("Role in the portal") },
    { .name = "approval_status", .label = N_("Approval"), .sql = "u.approval_status", .sort = "u.approval_status",
      .cast = "text", .type = COL_CHOICE, .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 16, .min_width = 8, .priority = 9,
      .choices = approvals, .help = N_("Whether the registration was approved") },
    { .name = "is_active", .label = N_("Enabled"), .sql = "u.is_active", .type = COL_BOOL, .flags = COLUMN_HIDDEN,
      .width = 7, .min_width = 3, .priority = 9, .help = N_("The account is enabled") },
    { .name = "is_blocked", .label = N_("Blocked"), .sql = "u.is_blocked", .type = COL_BOOL, .flags = COLUMN_HIDDEN,
      .width = 7, .min_width = 3, .priority = 9, .help = N_("Blocked by hand or by a rule") },
    { .name = "blocked_reason", .label = N_("Reason"), .sql = "u.blocked_reason", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_SAID, .width = 24, .min_width = 10, .priority = 9, .help = N_("Why the customer is blocked") },
    { .name = "block_cause", .label = N_("Blocked for"), .sql = SQL_BLOCK_CAUSE, .type = COL_CHOICE,
      .flags = COLUMN_HIDDEN, .width = 11, .min_width = 7, .priority = 9, .choices = block_causes,
      .help = N_("What the customer is blocked for: debt_limit, month_end or overdue debt, isolir (an invoice), else by hand") },
    { .name = "blocked_at", .label = N_("Blocked at"), .sql = "u.blocked_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 10, .priority = 9, .help = N_("When the customer was blocked") },
    { .name = "is_unlimited_user", .label = N_("Unlimited"), .sql = "u.is_unlimited_user", .type = COL_BOOL,
      .flags = COLUMN_HIDDEN, .width = 9, .min_width = 3, .priority = 9, .help = N_("Has unlimited access") },
    { .name = "auto_debt_mb", .label = N_("Auto debt"), .sql = SQL_AUTO_DEBT, .sort = SQL_AUTO_DEBT, .cast = "numeric",
      .type = COL_MB, .flags = COLUMN_HIDDEN, .width = 10, .min_width = 8, .priority = 9,
      .help = N_("Used beyond what was bought") },
    { .name = "manual_debt_mb", .label = N_("Manual debt"), .sql = "u.manual_debt_mb", .sort = "u.manual_debt_mb",
      .cast = "bigint", .type = COL_MB, .flags = COLUMN_HIDDEN, .width = 11, .min_width = 8, .priority = 9,
      .help = N_("Debt entered by hand, still open") },
    { .name = "balance_rp", .label = N_("Balance"), .sql = SQL_BALANCE, .sort = SQL_BALANCE, .sources = users_by_balance, .among = BALANCE_AMONG, .beside = "0",
      .cast = "bigint", .type = COL_RP, .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 12, .min_width = 10, .priority = 9,
      .help = N_("What the customer has paid in and not spent yet") },
    { .name = "mikrotik_server_name", .label = N_("Hotspot server"), .sql = "u.mikrotik_server_name", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_APART, .width = 14, .min_width = 8, .priority = 9, .help = N_("Hotspot server on the router") },
    { .name = "mac_addresses", .label = N_("Devices"), .sql = SQL_MACS, .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER,
      .width = 17, .min_width = 17, .priority = 9, .help = N_("MAC addresses of the customer's devices, the latest first") },
    { .name = "created_at", .label = N_("Created"), .sql = "u.created_at", .sort = "u.created_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 16, .min_width = 10, .priority = 9,
      .help = N_("When the customer registered") },
    { .name = "last_login_at", .label = N_("Last login"), .sql = "u.last_login_at",
      .sort = "coalesce(u.last_login_at, '-infinity')", .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED,
      .width = 16, .min_width = 10, .priority = 9, .help = N_("Last login at the portal") },
    { .name = "follow_up", .label = N_("Follow-up"), .sql = SQL_FOLLOW_UP,
      .among = "u.id IN (SELECT f.user_id FROM console.user_follow_up f)", .type = COL_DATE, .flags = COLUMN_HIDDEN,
      .width = 10, .min_width = 10, .priority = 9, .help = N_("When to look at the customer again, as a note says; follow_up<=today: now") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Full name") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number") },
    { .name = "ip", .sql = SQL_IP, OF_DEVICES, .part = "lower(nullif(d.ip_address, ''))", .type = COL_TEXT,
      .flags = COLUMN_FILTER_ONLY, .help = N_("IP address") },
    { .name = "mac", .sql = SQL_MACS, OF_DEVICES, .part = "lower(d.mac_address)", .type = COL_TEXT,
      .flags = COLUMN_FILTER_ONLY,
      .help = N_("MAC address of any of the customer's devices; mac:~ looks for a part") },
    { .name = "server", .sql = "u.mikrotik_server_name", .type = COL_TEXT,
      .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED | COLUMN_APART,
      .help = N_("Hotspot server") },
    { .name = "purchased", .sql = "u.total_quota_purchased_mb", .type = COL_MB, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Quota bought") },
    { .name = "used", .sql = "u.total_quota_used_mb", .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Quota used") },
    { .name = "remaining", .sql = SQL_REMAINING, .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Quota left") },
    { .name = "debt", .sql = SQL_DEBT, .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Debt, automatic and manual") },
    { .name = "manual_debt", .sql = "u.manual_debt_mb", .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Manual debt") },
    { .name = "auto_debt", .sql = SQL_AUTO_DEBT, .type = COL_MB, .flags = COLUMN_FILTER_ONLY, .help = N_("Automatic debt") },
    { .name = "balance", .sql = SQL_BALANCE, .among = BALANCE_AMONG, .beside = "0", .type = COL_RP, .flags = COLUMN_FILTER_ONLY,
      .help = N_("What the customer has paid in and not spent yet") },
    { .name = "reason", .sql = "u.blocked_reason", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY, .help = N_("Why the customer is blocked") },
    { .name = "cause", .sql = SQL_BLOCK_CAUSE, .type = COL_CHOICE, .flags = COLUMN_FILTER_ONLY, .choices = block_causes,
      .help = N_("What the customer is blocked for: debt_limit, month_end, overdue, isolir or hand") },
    { .name = "blocked", .sql = "u.is_blocked", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY, .help = N_("Blocked: yes or no") },
    { .name = "unlimited", .sql = "u.is_unlimited_user", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Unlimited access: yes or no") },
    { .name = "created", .sql = "u.created_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY, .help = N_("When the customer registered") },
    { .name = "expires", .sql = "u.quota_expiry_date", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY,
      .help = N_("When the quota ends") },
    { .name = "login", .sql = "u.last_login_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY, .help = N_("Last login") },
};

static const char *const searched[] = { "u.full_name", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true };
static const char *const channels[] = { "users", "payments", NULL };

static const struct pane_action actions[] = {
    { .action = "payments.sell", .is_main = true, .when = { WHERE_IS("approval_status", "APPROVED") } },
    { .action = "quota.inject", .is_main = true, .when = { WHERE_IS("approval_status", "APPROVED") } },
    { .action = "users.block", .is_main = true,
      .when = { WHERE_IS("is_blocked", "f"), WHERE_IS("approval_status", "APPROVED") } },
    { .action = "users.unblock", .is_main = true,
      .when = { WHERE_IS("is_blocked", "t"), WHERE_IS("approval_status", "APPROVED") } },
    { .action = "users.approve", .is_main = true, .when = { WHERE_IS("approval_status", "PENDING_APPROVAL", "REJECTED") } },
    { .action = "users.reject", .is_main = true, .when = { WHERE_IS("approval_status", "PENDING_APPROVAL") } },
    { .action = "users.activate", .when = { WHERE_IS("is_active", "f"), WHERE_IS("approval_status", "APPROVED") } },
    { .action = "users.deactivate", .when = { WHERE_IS("is_active", "t"), WHERE_IS("approval_status", "APPROVED") } },
    /* Of registrations that wait these are possible, and not wanted most. */
    { .action = "payments.sell" },
    { .action = "quota.inject" },
    { .action = "users.block", .when = { WHERE_IS("is_blocked", "f") } },
    { .action = "users.unblock", .when = { WHERE_IS("is_blocked", "t") } },
    { .action = "payments.settle_debt", .when = { WHERE_SOME("debt_mb") } },
    { .action = "quota.set_unlimited", .when = { WHERE_IS("is_unlimited_user", "f") } },
    { .action = "quota.revoke_unlimited", .when = { WHERE_IS("is_unlimited_user", "t") } },
    { .action = NULL },
};

const struct pane pane_users = {
    .name = "users",
    .label = N_("Users"),
    .help = N_("Customers: access, quota and debt"),
    .go_help = N_("Go to the users"),
    .query = "users_list",
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
    .empty = N_("No customer yet: {users.add} makes one; `hotspot-console import customers FILE` takes many."),
    .search = &search,
    .channels = channels,
};
