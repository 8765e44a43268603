/* Payments: what customers were asked for, by the console or by the portal, how far it is, and whether the gateway
 * says the same. */
#include "model/pay/room.h"

#include "base/i18n.h"
#include "model/pay/pane_pay_sql.h"

/* Expressions that stand in more than one column. Of the portal's transactions the gateway's words are kept in
 * their events. */
#define SQL_SUBJECT "coalesce(c.subject, (SELECT k.name FROM public.packages k WHERE k.id = c.package_id))"
#define SQL_GATEWAY_STATUS                                                                                     \
    "CASE WHEN NOT c.is_portal THEN c.gateway_status ELSE "                                                    \
    "(SELECT e.status::text FROM public.transaction_events e WHERE e.transaction_id = c.id "                   \
    "AND e.source LIKE 'MIDTRANS%' AND e.status IS NOT NULL ORDER BY e.created_at DESC, e.id DESC LIMIT 1) END"
/* Of whom it has said anything. */
#define GATEWAY_AMONG                                                                                                  \
    "(NOT c.is_portal AND c.gateway_status IS NOT NULL OR c.is_portal AND c.id = ANY (ARRAY("                          \
    "SELECT DISTINCT e.transaction_id FROM public.transaction_events e "                                               \
    "WHERE e.source LIKE 'MIDTRANS%' AND e.status IS NOT NULL)))"
/* Where the gateway has said nothing, the rule is not asked: most rows are such, and asking costs as much as a look into
 * an index. */
#define SQL_DIFFERS                                                                                            \
    "(SELECT g.status IS NOT NULL AND console.payment_differs(c.state, g.status) FROM (SELECT " SQL_GATEWAY_STATUS \
    " AS status OFFSET 0) g)"
#define SQL_AGE                                                                                                        \
    "CASE WHEN isfinite(c.created_at) THEN console.span_text(" SQL_SECONDS("now() - c.created_at") ") END"
#define SQL_EXPIRES_IN                                                                                         \
    "CASE WHEN c.state NOT IN ('new', 'open') OR NOT isfinite(c.expires_at) THEN NULL WHEN c.expires_at <= now() THEN 'over' "               \
    "ELSE console.span_text(" SQL_SECONDS("c.expires_at - now()") ") END"

/* The portal's transactions are called like their packages, which are few. */
#define SUBJECT_LEVEL                                                                                                  \
    "c.package_id = ANY (ARRAY(SELECT k.id FROM public.packages k WHERE lower(k.name) = $1::text))"

static const char *const states[] = { "new",      "open",       "paid",     "expired",       "cancelled",    "failed", "late",
                                      "mismatch", "refund_due", "refunded", "part_refunded", "charged_back", NULL };
static const char *const kinds[] = { "package", "debt", "order", "deposit", "invoice", "voucher", NULL };
static const char *const gateways[] = { "midtrans", "xendit", "balance", "counter", NULL };

/* Each charge for a package or a debt stands among the transactions too, where it is passed over: charges come first,
 * so that a page of theirs bounds what is passed over. */
static const struct pane_source sources[] = {
    { .relation = "console.payment_of_console" },
    { .relation = "console.payment_of_portal" },
    { .relation = NULL },
};
/* By something of the user: along the users' index where there is one, which an outer join would forbid. The portal's
 * transactions name no user that is gone. */
#define SOURCES_BY_USER(expression)                                                                            \
    {                                                                                                          \
        { .relation = "console.payment_of_console" },                                                          \
        { .relation = "console.payment_of_portal", .where = "u.id IS NOT NULL", .walk = expression },          \
        { .relation = "console.payment_of_portal", .where = "c.user_id IS NULL" },                             \
        { .relation = NULL },                                                                                  \
    }
static const struct pane_source sources_by_name[] = SOURCES_BY_USER("lower(u.full_name)");
static const struct pane_source sources_by_phone[] = SOURCES_BY_USER("u.phone_number");

/* A charge is called as it was sold, a transaction of the portal like its package, where it has one. */
static const struct pane_source sources_by_subject[] = {
    { .relation = "console.payment_of_console", .walk = "lower(c.subject)" },
    { .relation = "console.payment_of_portal", .where = "c.package_id IS NULL", .level = "''" },
    { .relation = "console.payment_of_portal" },
    { .relation = NULL },
};

/* All of the portal's transactions have one. */
static const struct pane_source sources_by_gateway[] = {
    { .relation = "console.payment_of_console" },
    { .relation = "console.payment_of_portal", .level = "'midtrans'" },
    { .relation = NULL },
};

/* The list's columns first, then what only data formats and detail show, then the fields of the filter
 * language. */
static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "c.order_id", .cast = "text", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 24, .min_width = 8, .priority = 9, .help = N_("The order's id") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = "lower(coalesce(u.full_name, ''))",
      .sources = sources_by_name, .cast = "text", .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_INDEXED, .width = 18, .min_width = 10,
      .priority = 0, .help = N_("Who is to pay") },
    { .name = "status", .label = N_("Status"), .sql = "c.state", .sort = "c.state", .cast = "text", .type = COL_CHOICE,
      .flags = COLUMN_INDEXED, .width = 10, .min_width = 9, .priority = 1, .choices = states,
      .help = N_("How far it is; late, mismatch and refund_due wait for a decision") },
    { .name = "amount", .label = N_("Amount"), .sql = "c.amount_rp", .sort = "c.amount_rp", .cast = "bigint",
      .type = COL_RP, .flags = COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 12, .min_width = 10, .priority = 1,
      .help = N_("What is to be paid, the coupon taken off") },
    { .name = "expires_in", .label = N_("Ends in"), .sql = SQL_EXPIRES_IN,
      .sort = "CASE WHEN c.state IN ('new', 'open') THEN coalesce(c.expires_at, 'infinity') ELSE 'infinity' END",
      .cast = "timestamptz", .type = COL_TEXT, .flags = COLUMN_NO_FILTER | COLUMN_SORT_INDEXED, .width = 9, .min_width = 7, .priority = 2,
      .help = N_("How long it can still be paid") },
    { .name = "method", .label = N_("Method"), .sql = "c.method", .sort = "coalesce(c.method, '')", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_SORT_INDEXED | COLUMN_SAID, .width = 9, .min_width = 6, .priority = 3,
      .help = N_("How it is paid; empty where it is chosen on the gateway's page") },
    { .name = "kind", .label = N_("Kind"), .sql = "c.kind", .sort = "c.kind", .cast = "text", .type = COL_CHOICE,
      .width = 7, .min_width = 7, .priority = 4, .choices = kinds, .help = N_("What it is for") },
    { .name = "differs", .label = N_("Diff"), .sql = SQL_DIFFERS, .among = GATEWAY_AMONG, .beside = "no", .type = COL_BOOL, .width = 4, .min_width = 4,
      .priority = 3, .help = N_("The gateway's last word is another than ours") },
    { .name = "age", .label = N_("Age"), .sql = SQL_AGE, .type = COL_TEXT, .flags = COLUMN_NO_FILTER, .width = 10,
      .min_width = 6, .priority = 5, .help = N_("How long ago it was made") },
    { .name = "subject", .label = N_("For"), .sql = SQL_SUBJECT, .sort = "lower(coalesce(" SQL_SUBJECT ", ''))",
      .sources = sources_by_subject, .levels = "payment_subjects", .level_where = SUBJECT_LEVEL,
      .part_of = "(c.subject IS NOT NULL OR c.package_id = ANY (ARRAY(SELECT k.id FROM public.packages k WHERE ",
      .part = "lower(k.name)", .part_end = "))", .is_one_part = true,
      .cast = "text", .type = COL_TEXT, .width = 20, .min_width = 8, .priority = 6, .help = N_("What it is for, in words") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')",
      .sources = sources_by_phone, .cast = "text", .type = COL_PHONE, .flags = COLUMN_INDEXED, .width = 13, .min_width = 13, .priority = 7,
      .help = N_("Phone number of who is to pay") },
    { .name = "order_id", .label = N_("Order"), .sql = "c.order_id", .sort = "c.order_id", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_COPIED | COLUMN_INDEXED, .width = 22, .min_width = 10, .priority = 7,
      .help = N_("The order's id, as the gateway knows it") },
    { .name = "gateway", .label = N_("Gateway"), .sql = "c.gateway", .sort = "c.gateway", .sources = sources_by_gateway, .cast = "text",
      .type = COL_CHOICE, .width = 8, .min_width = 8, .priority = 8, .choices = gateways, .help = N_("Who takes the money") },
    { .name = "gateway_status", .label = N_("It says"), .sql = SQL_GATEWAY_STATUS, .among = GATEWAY_AMONG, .type = COL_TEXT, .width = 14,
      .min_width = 8, .priority = 8, .help = N_("The gateway's last word, as it said it") },
    { .name = "reason", .label = N_("Reason"), .sql = "c.reason", .sort = "lower(coalesce(c.reason, ''))", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_SAID, .width = 24, .min_width = 8, .priority = 8,
      .help = N_("Why it failed, differs or was decided like that") },
    { .name = "waits_for", .label = N_("To decide"), .sql = "c.waits_for", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 24, .min_width = 8,
      .priority = 8, .help = N_("What somebody has to decide about it") },
    { .name = "created_at", .label = N_("Made"), .sql = "c.created_at", .sort = "c.created_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 9,
      .help = N_("When it was made") },

    { .name = "state", .label = N_("State"), .sql = "c.state", .type = COL_CHOICE, .flags = COLUMN_HIDDEN, .width = 13,
      .min_width = 9, .priority = 9, .choices = states, .help = N_("The same as status") },
    { .name = "user_id", .label = N_("User"), .sql = "c.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The uuid of the user who is to pay") },
    { .name = "bank", .label = N_("Bank"), .sql = "c.bank", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 8,
      .min_width = 4, .priority = 9, .help = N_("The bank of the virtual account") },
    { .name = "expires_at", .label = N_("Ends"), .sql = "c.expires_at", .sort = "coalesce(c.expires_at, 'infinity')",
      .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 9,
      .help = N_("Until when it can be paid") },
    { .name = "paid_at", .label = N_("Paid at"), .sql = "c.paid_at", .sort = "coalesce(c.paid_at, '-infinity')",
      .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 9,
      .help = N_("When it was paid") },
    { .name = "paid_amount", .label = N_("Paid"), .sql = "c.paid_amount_rp", .type = COL_RP, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 10, .priority = 9, .help = N_("What was paid, as the gateway says") },
    { .name = "discount", .label = N_("Discount"), .sql = "c.discount_rp", .type = COL_RP, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 10, .priority = 9, .help = N_("What the coupon took off") },
    { .name = "coupon", .label = N_("Coupon"), .sql = "c.coupon_code", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 6, .priority = 9, .help = N_("The coupon that was given") },
    { .name = "va_number", .label = N_("VA number"), .sql = "c.va_number", .type = COL_TEXT,
      .flags = COLUMN_PAYS | COLUMN_HIDDEN,
      .width = 20, .min_width = 10, .priority = 9, .help = N_("Number of the virtual account to pay to") },
    { .name = "bill_key", .label = N_("Bill key"), .sql = "c.bill_key", .type = COL_TEXT,
      .flags = COLUMN_PAYS | COLUMN_HIDDEN,
      .width = 16, .min_width = 8, .priority = 9, .help = N_("Bill key of a Mandiri bill") },
    { .name = "biller_code", .label = N_("Bill code"), .sql = "c.biller_code", .type = COL_TEXT,
      .flags = COLUMN_PAYS | COLUMN_HIDDEN,
      .width = 9, .min_width = 5, .priority = 9, .help = N_("Company code of a Mandiri bill") },
    { .name = "redirect_url", .label = N_("Page"), .sql = "c.redirect_url", .type = COL_TEXT,
      .flags = COLUMN_PAYS | COLUMN_HIDDEN,
      .width = 40, .min_width = 10, .priority = 9, .help = N_("The gateway's page to pay on") },
    { .name = "deeplink_url", .label = N_("Link"), .sql = "c.deeplink_url", .type = COL_TEXT,
      .flags = COLUMN_PAYS | COLUMN_HIDDEN,
      .width = 40, .min_width = 10, .priority = 9, .help = N_("The link that opens the customer's wallet") },
    { .name = "qr_string", .label = N_("QR"), .sql = "c.qr_string", .type = COL_TEXT,
      .flags = COLUMN_PAYS | COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 40, .min_width = 10, .priority = 9,
      .help = N_("What the QR code to pay by says") },
    { .name = "qr_url", .label = N_("QR picture"), .sql = "c.qr_url", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 40, .min_width = 10, .priority = 9,
      .help = N_("Where the gateway has the QR code as a picture") },
    { .name = "transaction_id", .label = N_("Gateway id"), .sql = "c.transaction_id", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The gateway's own id of it") },
    { .name = "asked_at", .label = N_("Asked"), .sql = "c.asked_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 12, .priority = 9, .help = N_("When the gateway was last asked about it") },
    { .name = "ask_error", .label = N_("No answer"), .sql = "c.ask_error", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 24, .min_width = 8, .priority = 9, .help = N_("Why the gateway could not be asked") },
    { .name = "actor", .label = N_("By"), .sql = "c.actor", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_BEGINS, .width = 16,
      .min_width = 6, .priority = 9, .help = N_("Who made it; portal: the customer himself, at the portal") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Full name of who is to pay") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number of who is to pay") },
    { .name = "order", .sql = "c.order_id", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("The order's id") },
    { .name = "waits", .sql = "c.waits_for IS NOT NULL", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Waits for a decision: yes or no") },
    { .name = "created", .sql = "c.created_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("When it was made") },
    { .name = "expires", .sql = "c.expires_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Until when it can be paid") },
    { .name = "by", .sql = "c.actor", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY, .help = N_("Who made it") },
};

static const char *const searched[] = { "u.full_name", "c.order_id", NULL };
static const struct search search = {
    .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true, .is_apart = true
};
static const char *const channels[] = { "payments", NULL };

/* Nearly all that is asked for stands in the portal's table, so that its size is an estimate of the whole. */
static const struct pane_action actions[] = {
    { .action = "payments.apply_late", .is_main = true, .when = { WHERE_IS("state", "late", "mismatch") } },
    { .action = "payments.apply_late", .is_main = true, .when = { WHERE_SOME("waits_for") } },
    { .action = "payments.refresh", .is_main = true, .when = { WHERE_IS("gateway", "midtrans", "xendit") } },
    { .action = "payments.cancel", .is_main = true, .when = { WHERE_IS("state", "new", "open") } },
    { .action = "payments.refund_note", .is_main = true, .when = { WHERE_IS("state", "paid", "late", "mismatch", "refund_due") } },
    { .action = "payments.refund_note",
      .when = { WHERE_IS("state", "refunded", "part_refunded", "charged_back"), WHERE_SOME("waits_for") } },
    { .action = "payments.reverse", .is_main = true, .when = { WHERE_IS("gateway", "counter"), WHERE_IS("state", "paid") } },
    { .action = "payments.resend", .when = { WHERE_IS("state", "open") } },
    { .action = "payments.expire", .when = { WHERE_IS("state", "new", "open") } },
    { .action = "payments.print_receipt", .when = { WHERE_IS("state", "paid", "part_refunded") } },
    { .action = "payments.send_receipt", .when = { WHERE_IS("state", "paid", "part_refunded") } },
    { .action = NULL },
};

const struct pane pane_payments = {
    .name = "payments",
    .label = N_("Payments"),
    .help = N_("What customers were asked for, how far it is, and what the gateway says"),
    .go_help = N_("Go to the charges at gateways"),
    .query = "payments_list",
    .sources = sources,
    .table = "public.transactions",
    .id = "c.order_id",
    .id_cast = "text",
    .entity = "charge",
    .user = "c.user_id",
    .invoice = "(SELECT h.invoice_id FROM console.charge h WHERE h.order_id = c.order_id)",
    .open_column = "state",
    .open_state = "open",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-created_at",
    .empty = N_("Nobody was asked for money yet: {pane.users} goes to the customers, where it is."),
    .search = &search,
    .channels = channels,
};
