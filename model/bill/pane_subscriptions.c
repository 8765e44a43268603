/* Subscriptions: who is invoiced for what each month, since when, and what of it is not paid. */
#include "model/bill/room.h"

#include "base/i18n.h"

/* Expressions that stand in more than one column. */
#define SQL_LAST(what)                                                                                                 \
    "(SELECT " what " FROM console.invoice i WHERE i.subscription_id = s.id ORDER BY i.period DESC LIMIT 1)"
#define SQL_NEXT "console.subscription_next_invoice(s, " SQL_LAST("i.period") ")"
#define SQL_OWED(what)                                                                                                 \
    "(SELECT " what " FROM console.invoice i WHERE i.subscription_id = s.id AND i.status IN ('unpaid', 'expired'))"
#define SQL_TAX "(SELECT x.percent FROM console.tax_rule(s, b) x)"

static const char *const statuses[] = { "active", "paused", "ended", NULL };
static const char *const tax_kinds[] = { "none", "ppn_2025", "percent", NULL };
static const char *const tipes[] = { "normal", "bulk", NULL };

/* The list's columns first, then what only data formats and detail show, then the fields of the filter
 * language. */
static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "s.id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The subscription's uuid") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = "lower(coalesce(u.full_name, ''))",
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_INDEXED, .width = 20, .min_width = 10,
      .priority = 0, .help = N_("Who subscribes") },
    { .name = "status", .label = N_("Status"), .sql = "s.status", .sort = "s.status", .cast = "text", .type = COL_CHOICE,
      .width = 7, .min_width = 6, .priority = 1, .choices = statuses, .help = N_("Only active ones are invoiced") },
    { .name = "package", .label = N_("Package"), .sql = "s.package", .sort = "lower(s.package)", .cast = "text",
      .type = COL_TEXT, .width = 18, .min_width = 8, .priority = 2, .help = N_("What is paid for each month") },
    { .name = "price", .label = N_("Price"), .sql = "s.price_rp", .sort = "s.price_rp", .cast = "bigint", .type = COL_RP,
      .width = 12, .min_width = 10, .priority = 1, .help = N_("A month, without discount; tax_included says whether the tax is in it") },
    { .name = "unpaid", .label = N_("Unpaid"), .sql = SQL_OWED("count(*)"), .sort = SQL_OWED("count(*)"), .cast = "bigint",
      .type = COL_INT, .width = 6, .min_width = 4, .priority = 2, .help = N_("How many of its invoices are not paid") },
    { .name = "next_invoice", .label = N_("Next"), .sql = SQL_NEXT, .sort = "coalesce(" SQL_NEXT ", 'infinity')",
      .cast = "date", .type = COL_DATE, .width = 10, .min_width = 10, .priority = 3,
      .help = N_("The day of its next invoice") },
    { .name = "due_day", .label = N_("Due"), .sql = "s.due_day", .sort = "s.due_day", .cast = "smallint", .type = COL_INT,
      .width = 3, .min_width = 3, .priority = 5, .help = N_("Day of the month on which it is to be paid") },
    { .name = "brand", .label = N_("Brand"), .sql = "s.brand", .sort = "s.brand", .cast = "text", .type = COL_TEXT,
      .width = 10, .min_width = 6, .priority = 4, .help = N_("In whose name it is invoiced") },
    { .name = "is_vip", .label = N_("VIP"), .sql = "s.is_vip", .sort = "s.is_vip", .cast = "boolean", .type = COL_BOOL,
      .width = 3, .min_width = 3, .priority = 6, .help = N_("Its invoices go before all others") },
    { .name = "tipe", .label = N_("Type"), .sql = "s.tipe", .sort = "s.tipe", .cast = "text", .type = COL_CHOICE, .width = 6,
      .min_width = 4, .priority = 7, .choices = tipes, .help = N_("bulk: its invoices go after all others") },
    { .name = "last_invoice", .label = N_("Last"), .sql = SQL_LAST("i.invoice_number"), .type = COL_TEXT,
      .flags = COLUMN_COPIED, .width = 22,
      .min_width = 10, .priority = 7, .help = N_("The number of its last invoice") },
    { .name = "tax_percent", .label = N_("Tax %"), .sql = "trim_scale(" SQL_TAX ")", .sort = "coalesce(" SQL_TAX ", 0)",
      .cast = "numeric", .type = COL_TEXT, .width = 5, .min_width = 4, .priority = 7,
      .help = N_("Per cent of tax: its own, or the brand's") },
    { .name = "tax_kind", .label = N_("Kind of tax"), .sql = "(SELECT x.kind FROM console.tax_rule(s, b) x)",
      .type = COL_CHOICE, .flags = COLUMN_HIDDEN, .width = 11, .min_width = 8, .priority = 9, .choices = tax_kinds,
      .help = N_("none, PPN as of 2025, or a percentage") },
    { .name = "tax_included", .label = N_("Tax in price"), .sql = "coalesce(s.tax_included, b.tax_included)",
      .type = COL_BOOL, .flags = COLUMN_HIDDEN, .width = 12, .min_width = 4, .priority = 9,
      .help = N_("Whether the price has the tax in it") },
    { .name = "discount", .label = N_("Discount"), .sql = "s.discount_rp", .type = COL_RP, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 10, .priority = 9, .help = N_("What goes off the price each month") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')",
      .cast = "text", .type = COL_PHONE, .flags = COLUMN_COPIED | COLUMN_INDEXED, .width = 13, .min_width = 13,
      .priority = 8,
      .help = N_("Phone number of who subscribes") },
    { .name = "starts_on", .label = N_("From"), .sql = "s.starts_on", .sort = "s.starts_on", .cast = "date",
      .type = COL_DATE, .width = 10, .min_width = 10, .priority = 8,
      .help = N_("Its first day: the first month is paid from here on") },
    { .name = "created_at", .label = N_("Made"), .sql = "s.created_at", .sort = "s.created_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 9,
      .help = N_("When it was made") },

    { .name = "unpaid_rp", .label = N_("Owed"), .sql = SQL_OWED("coalesce(sum(i.total_rp), 0)"), .type = COL_RP,
      .flags = COLUMN_HIDDEN, .width = 12, .min_width = 10, .priority = 9, .help = N_("What of its invoices is not paid") },
    { .name = "last_period", .label = N_("Last month"), .sql = SQL_LAST("to_char(i.period, 'YYYY-MM')"), .type = COL_TEXT,
      .flags = COLUMN_HIDDEN, .width = 7, .min_width = 7, .priority = 9, .help = N_("The month of its last invoice") },
    { .name = "last_status", .label = N_("Last status"),
      .sql = SQL_LAST("console.invoice_word(i.status, i.due_on, (SELECT console.today()))"), .type = COL_TEXT,
      .flags = COLUMN_HIDDEN, .width = 9, .min_width = 9, .priority = 9, .help = N_("How its last invoice stands") },
    { .name = "email", .label = N_("E-mail"), .sql = "s.email", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 24,
      .min_width = 8, .priority = 9, .help = N_("Where Xendit sends its invoices") },
    { .name = "whatsapp", .label = N_("WhatsApp"), .sql = "s.whatsapp", .type = COL_PHONE, .flags = COLUMN_HIDDEN,
      .width = 13, .min_width = 13, .priority = 9, .help = N_("The number for its invoices; empty: the phone number") },
    { .name = "ended_on", .label = N_("Ended"), .sql = "s.ended_on", .type = COL_DATE, .flags = COLUMN_HIDDEN, .width = 10,
      .min_width = 10, .priority = 9, .help = N_("When it was ended") },
    { .name = "actor", .label = N_("By"), .sql = "s.actor", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_BEGINS, .width = 16,
      .min_width = 6, .priority = 9, .help = N_("Who made it") },
    { .name = "package_id", .label = N_("Package id"), .sql = "s.package_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The uuid of the package") },
    { .name = "user_id", .label = N_("User"), .sql = "s.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The uuid of the user who subscribes") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Full name of who subscribes") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number of who subscribes") },
    { .name = "vip", .sql = "s.is_vip", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Its invoices go before all others: yes or no") },
    { .name = "start", .sql = "s.starts_on", .type = COL_DATE, .flags = COLUMN_FILTER_ONLY, .help = N_("Its first day") },
    { .name = "next", .sql = SQL_NEXT, .type = COL_DATE, .flags = COLUMN_FILTER_ONLY,
      .help = N_("The day of its next invoice") },
};

static const char *const searched[] = { "u.full_name", "s.package", NULL };
static const struct search search = {
    .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true, .is_apart = true
};
static const char *const channels[] = { "subscriptions", "invoices", NULL };

static const struct pane_action actions[] = {
    { .action = "invoices.generate", .is_main = true },
    { .action = "subscriptions.edit", .is_main = true, .when = { WHERE_IS("status", "active", "paused") } },
    { .action = "subscriptions.pause", .is_main = true, .when = { WHERE_IS("status", "active") } },
    { .action = "subscriptions.resume", .is_main = true, .when = { WHERE_IS("status", "paused") } },
    { .action = "subscriptions.end", .when = { WHERE_IS("status", "active", "paused") } },
    { .action = NULL },
};

const struct pane pane_subscriptions = {
    .name = "subscriptions",
    .label = N_("Subscriptions"),
    .help = N_("Who is invoiced for what each month"),
    .go_help = N_("Go to who is invoiced every month"),
    .query = "subscriptions_list",
    .table = "console.subscription",
    .id = "s.id",
    .id_cast = "uuid",
    .entity = "subscription",
    .user = "s.user_id",
    .invoice = SQL_LAST("i.id"),
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-created_at",
    .empty = N_("Nobody is invoiced by the month yet: {pane.users} goes to the customers, where that begins."),
    .search = &search,
    .channels = channels,
};
