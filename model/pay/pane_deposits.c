/* Deposits: what customers are to put, or put, on their balance. */
#include "model/pay/room.h"

#include "base/i18n.h"
#include "model/pay/pane_pay_sql.h"

#define SQL_EXPIRES_IN                                                                                         \
    "CASE WHEN d.status <> 'pending' OR NOT isfinite(d.expires_at) THEN NULL WHEN d.expires_at <= now() THEN 'over' " \
    "ELSE console.span_text(" SQL_SECONDS("d.expires_at - now()") ") END"
#define SQL_CREDITED "(SELECT sum(b.rp)::bigint FROM console.balance_entry b WHERE b.order_id = d.gateway_order_id)"

static const char *const statuses[] = { "pending", "completed", "failed", "expired", "cancelled", NULL };
static const char *const gateways[] = { "midtrans", "xendit", "balance", "counter", NULL };
static const char *const states[] = { "new",      "open",       "paid",     "expired",       "cancelled",    "failed", "late",
                                      "mismatch", "refund_due", "refunded", "part_refunded", "charged_back", NULL };

/* By something of the customer: along the customers' index, which an outer join would forbid. */
#define SOURCES_BY_USER(expression) \
    { \
        { .relation = "console.deposit", .where = "u.id IS NOT NULL", .walk = (expression) }, \
        { .relation = "console.deposit", .where = "u.id IS NULL", .level = "''", .is_sparse = true }, \
        { .relation = NULL }, \
    }
static const struct pane_source sources_by_name[] = SOURCES_BY_USER("lower(u.full_name)");
static const struct pane_source sources_by_phone[] = SOURCES_BY_USER("u.phone_number");

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "d.gateway_order_id", .cast = "text", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 24, .min_width = 8, .priority = 9,
      .help = N_("The order's id, as in payments") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = "lower(coalesce(u.full_name, ''))", .sources = sources_by_name,
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_INDEXED, .width = 18, .min_width = 10,
      .priority = 0, .help = N_("Whose balance it is for") },
    { .name = "status", .label = N_("Status"), .sql = "d.status", .sort = "d.status", .cast = "text", .type = COL_CHOICE, .flags = COLUMN_INDEXED | COLUMN_SORT_INDEXED,
      .width = 10, .min_width = 9, .priority = 1, .choices = statuses,
      .help = N_("pending: not paid yet; completed: it stands on the balance") },
    { .name = "amount", .label = N_("Amount"), .sql = "d.amount_rp", .sort = "d.amount_rp", .cast = "bigint",
      .type = COL_RP, .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 10, .priority = 1,
      .help = N_("What goes on the balance") },
    { .name = "fee", .label = N_("Fee"), .sql = "d.fee_rp", .sort = "d.fee_rp", .cast = "bigint", .type = COL_RP, .flags = COLUMN_INDEXED | COLUMN_SORT_INDEXED,
      .width = 9, .min_width = 7, .priority = 4, .help = N_("What is asked for beside it") },
    { .name = "payable", .label = N_("To pay"), .sql = "d.payable_rp", .sort = "d.payable_rp", .cast = "bigint",
      .type = COL_RP, .flags = COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 12, .min_width = 10, .priority = 3, .help = N_("What the customer is to pay: amount and fee") },
    { .name = "expires_in", .label = N_("Ends in"), .sql = SQL_EXPIRES_IN, .type = COL_TEXT, .flags = COLUMN_NO_FILTER,
      .width = 9, .min_width = 7, .priority = 2, .help = N_("How long it can still be paid") },
    { .name = "method", .label = N_("Method"), .sql = "d.method", .sort = "coalesce(d.method, '')", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_SAID | COLUMN_SORT_INDEXED, .width = 9, .min_width = 6, .priority = 3,
      .help = N_("How it is paid; empty where it is chosen on the gateway's page") },
    { .name = "created_at", .label = N_("Made"), .sql = "d.created_at", .sort = "d.created_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 5,
      .help = N_("When it was asked for") },
    { .name = "completed_at", .label = N_("Completed"), .sql = "d.completed_at",
      .sort = "coalesce(d.completed_at, '-infinity')", .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 16,
      .min_width = 12, .priority = 6, .help = N_("When it came onto the balance") },
    { .name = "credited", .label = N_("On balance"), .sql = SQL_CREDITED, .type = COL_RP, .width = 12, .min_width = 10,
      .priority = 7, .help = N_("What it put on the balance; 0: it was taken back") },

    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')", .sources = sources_by_phone,
      .cast = "text", .type = COL_PHONE, .flags = COLUMN_HIDDEN, .width = 13, .min_width = 13, .priority = 9,
      .help = N_("Phone number of the customer") },
    { .name = "state", .label = N_("Charge"), .sql = "c.state", .type = COL_CHOICE, .flags = COLUMN_HIDDEN, .width = 10,
      .min_width = 6, .priority = 9, .choices = states, .help = N_("How far its charge is") },
    { .name = "gateway", .label = N_("Gateway"), .sql = "c.gateway", .type = COL_CHOICE, .flags = COLUMN_HIDDEN,
      .choices = gateways, .width = 8, .min_width = 6, .priority = 9, .help = N_("Who takes the money: a gateway, or the counter") },
    { .name = "waits_for", .label = N_("Waits for"), .sql = "c.waits_for", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_SAID, .width = 30, .min_width = 10, .priority = 9,
      .help = N_("What somebody has to decide") },
    { .name = "expires_at", .label = N_("Ends"), .sql = "d.expires_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 12, .priority = 9, .help = N_("Until when it can be paid") },
    { .name = "user_id", .label = N_("User"), .sql = "d.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("Id of the customer") },
    { .name = "actor", .label = N_("By"), .sql = "c.actor", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_BEGINS,
      .width = 16, .min_width = 6, .priority = 9, .help = N_("Who asked for it") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Full name of the customer") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number of the customer") },
    { .name = "created", .sql = "d.created_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("When it was asked for") },
};

static const char *const searched[] = { "u.full_name", "d.gateway_order_id", NULL };
static const struct search search = {
    .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true, .is_apart = true
};
static const char *const channels[] = { "payments", NULL };

static const struct pane_action actions[] = {
    { .action = "payments.refresh", .is_main = true, .when = { WHERE_IS("gateway", "midtrans"), WHERE_IS("status", "pending") } },
    { .action = "payments.cancel", .is_main = true, .when = { WHERE_IS("state", "new", "open") } },
    { .action = "payments.apply_late", .is_main = true, .when = { WHERE_SOME("waits_for") } },
    { .action = "payments.reverse", .is_main = true, .when = { WHERE_IS("gateway", "counter"), WHERE_IS("state", "paid") } },
    { .action = "payments.resend", .when = { WHERE_IS("state", "open") } },
    { .action = "payments.expire", .when = { WHERE_IS("state", "new", "open") } },
    { .action = "payments.refund_note", .when = { WHERE_IS("state", "paid", "late", "mismatch", "refund_due") } },
    { .action = NULL },
};

const struct pane pane_deposits = {
    .name = "deposits",
    .label = N_("Deposits"),
    .help = N_("What customers put on their balance, or are to: amount, fee, how far it is"),
    .go_help = N_("Go to the deposits"),
    .query = "deposits_list",
    .relation = "console.deposit",
    .table = "console.deposit",
    .rows_of = "payments",
    .id = "d.gateway_order_id",
    .id_cast = "text",
    .entity = "charge",
    .user = "d.user_id",
    .open_column = "state",
    .open_state = "open",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-created_at",
    .empty = N_("No deposit yet: {pane.users} goes to the customers, where it is taken."),
    .search = &search,
    .channels = channels,
};
