/* Notifications of gateways, as they came, and what became of them. */
#include "model/pay/room.h"

#include "base/i18n.h"

#define SQL_USER "coalesce(c.user_id, t.user_id)"
/* A transaction of the portal's tells by its order id what it is for. */
#define SQL_KIND                                                                                              \
    "CASE WHEN c.order_id IS NOT NULL THEN c.kind WHEN t.id IS NULL THEN NULL "                               \
    "WHEN console.is_debt_order(t.midtrans_order_id, t.package_id, (SELECT console.debt_order_patterns())) "  \
    "THEN 'debt' ELSE 'package' END"

static const char *const gateways[] = { "midtrans", "xendit", NULL };
static const char *const states[] = { "new", "done", "unmatched", "failed", NULL };
static const char *const kinds[] = { "package", "debt", "order", "deposit", "invoice", "voucher", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "n.id", .sort = "n.id", .cast = "bigint", .type = COL_ID,
      .flags = COLUMN_FROZEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 7, .min_width = 4, .priority = 0,
      .help = N_("Number of the notification") },
    { .name = "order_id", .label = N_("Order"), .sql = "n.order_id", .type = COL_TEXT, .flags = COLUMN_COPIED,
      .width = 20, .min_width = 12,
      .priority = 1, .help = N_("The order id that it is about") },
    { .name = "state", .label = N_("State"), .sql = "n.state", .type = COL_CHOICE, .width = 9, .min_width = 9,
      .priority = 0, .choices = states,
      .help = N_("new: to be processed; done; unmatched: no charge has that order id; failed") },
    { .name = "received_at", .label = N_("Received"), .sql = "n.received_at", .sort = "n.received_at",
      .cast = "timestamptz", .type = COL_TIME, .width = 19, .min_width = 11, .priority = 4,
      .help = N_("When it came first") },
    { .name = "result", .label = N_("Result"), .sql = "n.result", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 36, .min_width = 10,
      .priority = 2, .help = N_("What came of it") },
    { .name = "status", .label = N_("Status"), .sql = "n.status", .type = COL_TEXT, .width = 22, .min_width = 10,
      .priority = 3, .help = N_("What the gateway says of it, in its own words") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .type = COL_TEXT, .width = 22, .min_width = 8,
      .priority = 5, .help = N_("The customer whose charge it is about") },
    { .name = "gateway", .label = N_("Gateway"), .sql = "n.gateway", .type = COL_CHOICE, .width = 8, .min_width = 6,
      .priority = 7, .choices = gateways, .help = N_("Who notified") },
    { .name = "repeats", .label = N_("Again"), .sql = "n.repeats", .type = COL_INT, .width = 5, .min_width = 3,
      .priority = 6, .help = N_("How often it came once more") },
    { .name = "kind", .label = N_("For"), .sql = SQL_KIND, .type = COL_CHOICE, .width = 8, .min_width = 6,
      .priority = 8, .choices = kinds, .help = N_("What the charge is for") },
    { .name = "amount", .label = N_("Amount"), .sql = "coalesce(c.amount_rp, t.amount)", .type = COL_RP, .width = 12,
      .min_width = 9, .priority = 8, .help = N_("What the charge asks for") },
    { .name = "processed_at", .label = N_("Processed"), .sql = "n.processed_at", .type = COL_TIME, .width = 19,
      .min_width = 11, .priority = 9, .help = N_("When it was last processed to an end") },
    { .name = "tries", .label = N_("Tries"), .sql = "n.tries", .type = COL_INT, .width = 5, .min_width = 3,
      .priority = 9, .help = N_("How often it was tried since it came or was replayed") },
    { .name = "charge_state", .label = N_("Charge"), .sql = "c.state", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 10, .min_width = 6, .priority = 9, .help = N_("How far the charge is") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_HIDDEN,
      .width = 15, .min_width = 12, .priority = 9, .help = N_("The customer's number") },
    { .name = "user_id", .label = N_("User"), .sql = SQL_USER, .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("Id of the customer") },
    { .name = "brand", .label = N_("Brand"), .sql = "n.brand", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 12,
      .min_width = 6, .priority = 9, .help = N_("The brand that Xendit notified for") },
    { .name = "repeated_at", .label = N_("Again at"), .sql = "n.repeated_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 19, .min_width = 11, .priority = 9, .help = N_("When it last came once more") },
    { .name = "next_try_at", .label = N_("Next try"), .sql = "CASE WHEN n.state = 'new' THEN n.next_try_at END",
      .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 19, .min_width = 11, .priority = 9,
      .help = N_("When it will be tried again") },
};

static const char *const searched[] = { "n.order_id", "n.status", "n.result", "u.full_name", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "u.phone_number" };
static const char *const channels[] = { "inbox", "payments", NULL };

static const struct pane_action actions[] = {
    { .action = "inbox.replay", .is_main = true },
    { .action = NULL },
};

const struct pane pane_inbox = {
    .name = "inbox",
    .label = N_("Inbox"),
    .help = N_("Notifications of gateways, as they came, and what became of them"),
    .go_help = N_("Go to the notifications of gateways"),
    .query = "inbox_list",
    .table = "console.inbox",
    .id = "n.id",
    .id_cast = "bigint",
    .entity = "inbox",
    .user = SQL_USER,
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-id",
    .empty = N_("No gateway has sent a notification yet. The gateway must know the worker's address: see `check`."),
    .search = &search,
    .channels = channels,
};
