/* Invoices: what each customer owes for a month, whether it is paid, and how its link stands. */
#include "model/bill/room.h"

#include "base/i18n.h"
#include "model/bill/summary.h"
#include "model/pay/pane_pay_sql.h"

/* Expressions that stand in more than one column. */
#define SQL_PLACE "console.invoice_place(i.period, i.invoice_number)"
#define SQL_STATUS "console.invoice_word(i.status, i.due_on, (SELECT console.today()))"
#define SQL_OVERDUE_DAYS "console.invoice_overdue_days(i.status, i.due_on, (SELECT console.today()))"
/* When its link was made: that is when Xendit sends it to the customer. */
#define SQL_SENT "CASE WHEN q.state = 'completed' THEN q.ended_at END"

static const char *const statuses[] = { "unpaid", "overdue", "paid", "expired", "cancelled", NULL };
static const char *const states[] = { "unpaid", "paid", "expired", "cancelled", NULL };
static const char *const queue_states[] = { "pending", "processing", "completed", "failed", "cancelled", NULL };
static const char *const priorities[] = { "HIGH", "NORMAL", "LOW", NULL };
static const char *const ways[] = { "xendit", "hand", NULL };
static const char *const tax_kinds[] = { "none", "ppn_2025", "percent", NULL };

/* The list's columns first, then what only data formats and detail show, then the fields of the filter
 * language. */
static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "i.id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9, .help = N_("The invoice's uuid") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = "lower(coalesce(u.full_name, ''))",
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_INDEXED, .width = 18, .min_width = 10,
      .priority = 0, .help = N_("Who is to pay") },
    { .name = "status", .label = N_("Status"), .sql = SQL_STATUS, .sort = SQL_STATUS, .cast = "text", .type = COL_CHOICE,
      .width = 9, .min_width = 9, .priority = 1, .choices = statuses,
      .help = N_("overdue: unpaid beyond its due date; expired: its link is over") },
    { .name = "total", .label = N_("Total"), .sql = "i.total_rp", .sort = "i.total_rp", .cast = "bigint", .type = COL_RP,
      .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 10, .priority = 1, .help = N_("What is to be paid, tax in it") },
    { .name = "due", .label = N_("Due"), .sql = "i.due_on", .sort = "i.due_on", .cast = "date", .type = COL_DATE,
      .flags = COLUMN_SORT_INDEXED, .width = 10, .min_width = 10, .priority = 2, .help = N_("When it is to be paid") },
    { .name = "overdue_days", .label = N_("Late"), .sql = SQL_OVERDUE_DAYS, .sort = "coalesce(" SQL_OVERDUE_DAYS ", 0)",
      .cast = "integer", .type = COL_INT, .width = 4, .min_width = 4, .priority = 3,
      .help = N_("Days since it was due, while it is not paid") },
    { .name = "queue_state", .label = N_("Queue"), .sql = "q.state", .sort = "coalesce(q.state, '')", .cast = "text",
      .type = COL_CHOICE, .width = 10, .min_width = 9, .priority = 3, .choices = queue_states,
      .help = N_("How far its way to Xendit is") },
    { .name = "invoice_number", .label = N_("Number"), .sql = "i.invoice_number", .sort = "i.invoice_number", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_COPIED | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 22, .min_width = 10, .priority = 4,
      .help = N_("The invoice's number") },
    { .name = "period", .label = N_("Month"), .sql = "to_char(i.period, 'YYYY-MM')", .sort = SQL_PLACE, .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_SORT_INDEXED, .width = 7, .min_width = 7, .priority = 5,
      .help = N_("The month that it is for") },
    { .name = "brand", .label = N_("Brand"), .sql = "i.brand", .sort = "i.brand", .cast = "text", .type = COL_TEXT, .flags = COLUMN_SORT_INDEXED,
      .width = 10, .min_width = 6, .priority = 6, .help = N_("In whose name it is") },
    { .name = "tries", .label = N_("Tries"), .sql = SQL_TRIES, .sort = "coalesce(" SQL_TRIES ", 0)", .cast = "integer",
      .type = COL_INT, .width = 5, .min_width = 3, .priority = 7, .help = N_("How often it was sent to Xendit") },
    { .name = "last_error", .label = N_("Last error"), .sql = "q.last_error", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 30, .min_width = 10,
      .priority = 7, .help = N_("Why the last try failed") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')",
      .cast = "text", .type = COL_PHONE, .flags = COLUMN_COPIED | COLUMN_INDEXED, .width = 13, .min_width = 13,
      .priority = 8,
      .help = N_("Phone number of who is to pay") },
    { .name = "payment_link", .label = N_("Link"), .sql = "i.payment_link", .type = COL_TEXT, .flags = COLUMN_PAYS,
      .width = 40, .min_width = 10,
      .priority = 8, .help = N_("Xendit's page to pay on") },
    { .name = "paid_at", .label = N_("Paid at"), .sql = "i.paid_at", .sort = "coalesce(i.paid_at, '-infinity')",
      .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 9, .help = N_("When it was paid") },
    { .name = "created_at", .label = N_("Made"), .sql = "i.created_at", .sort = "i.created_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 9,
      .help = N_("When it was made") },

    { .name = "state", .label = N_("State"), .sql = "i.status", .type = COL_CHOICE, .flags = COLUMN_HIDDEN, .width = 9,
      .min_width = 9, .priority = 9, .choices = states, .help = N_("Its status, whatever the day") },
    { .name = "is_overdue", .label = N_("Overdue"), .sql = SQL_OVERDUE_DAYS " IS NOT NULL", .type = COL_BOOL,
      .flags = COLUMN_HIDDEN, .width = 7, .min_width = 4, .priority = 9,
      .help = N_("Owed beyond its due date, with or without a link") },
    { .name = "subject", .label = N_("For"), .sql = "i.subject", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 30,
      .min_width = 8, .priority = 9, .help = N_("What it is for, in words") },
    { .name = "base", .label = N_("Base"), .sql = "i.base_rp", .type = COL_RP, .flags = COLUMN_HIDDEN, .width = 12,
      .min_width = 10, .priority = 9, .help = N_("The price of the month, or of its days, without discount and tax") },
    { .name = "tax_percent", .label = N_("Tax %"), .sql = "trim_scale(i.tax_percent)", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN, .width = 5, .min_width = 4, .priority = 9, .help = N_("Per cent of tax") },
    { .name = "tax_kind", .label = N_("Kind of tax"), .sql = "i.tax_kind", .type = COL_CHOICE, .flags = COLUMN_HIDDEN,
      .width = 11, .min_width = 8, .priority = 9, .choices = tax_kinds, .help = N_("none, PPN as of 2025, or a percentage") },
    { .name = "dpp", .label = N_("DPP nilai lain"), .sql = "i.dpp_rp", .type = COL_RP, .flags = COLUMN_HIDDEN, .width = 14,
      .min_width = 10, .priority = 9, .help = N_("Of PPN: its base, 11/12 of the price") },
    { .name = "discount", .label = N_("Discount"), .sql = "i.discount_rp", .type = COL_RP, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 10, .priority = 9, .help = N_("What went off the price, before tax") },
    { .name = "tax", .label = N_("Tax"), .sql = "i.tax_rp", .type = COL_RP, .flags = COLUMN_HIDDEN, .width = 12,
      .min_width = 10, .priority = 9, .help = N_("The tax") },
    { .name = "days", .label = N_("Days"), .sql = "i.days", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 4,
      .min_width = 4, .priority = 9, .help = N_("Days of the month that are paid for") },
    { .name = "of_days", .label = N_("Of days"), .sql = "i.of_days", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 4,
      .min_width = 4, .priority = 9, .help = N_("Days that the month has") },
    { .name = "issued", .label = N_("Issued"), .sql = "i.issued_on", .type = COL_DATE, .flags = COLUMN_HIDDEN, .width = 10,
      .min_width = 10, .priority = 9, .help = N_("The day of the invoice") },
    { .name = "external_id", .label = N_("External id"), .sql = "i.external_id", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 24, .min_width = 10, .priority = 9, .help = N_("What the charge in force is called at Xendit, and in payments") },
    { .name = "xendit_id", .label = N_("Xendit id"), .sql = "i.xendit_id", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 24, .min_width = 8, .priority = 9, .help = N_("Xendit's own id of it") },
    { .name = "expires_at", .label = N_("Link ends"), .sql = "c.expires_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 12, .priority = 9, .help = N_("Until when the link can be paid") },
    { .name = "sent_at", .label = N_("Sent"), .sql = SQL_SENT, .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16,
      .min_width = 12, .priority = 9, .help = N_("When its link was made and sent") },
    { .name = "priority", .label = N_("Priority"), .sql = "q.priority", .type = COL_CHOICE, .flags = COLUMN_HIDDEN,
      .width = 8, .min_width = 6, .priority = 9, .choices = priorities, .help = N_("How urgent it is in the queue") },
    { .name = "next_attempt_at", .label = N_("Next try"), .sql = "CASE WHEN q.state = 'pending' THEN q.next_try_at END",
      .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16, .min_width = 12, .priority = 9,
      .help = N_("When it is tried again, while it waits") },
    { .name = "paid_amount", .label = N_("Paid"), .sql = "i.paid_amount_rp", .type = COL_RP, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 10, .priority = 9, .help = N_("What was paid") },
    { .name = "paid_how", .label = N_("Paid by"), .sql = "i.paid_how", .type = COL_CHOICE, .flags = COLUMN_HIDDEN,
      .width = 6, .min_width = 6, .priority = 9, .choices = ways, .help = N_("By Xendit, or marked by hand") },
    { .name = "note", .label = N_("Note"), .sql = "i.note", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 24,
      .min_width = 8, .priority = 9, .help = N_("Why it was cancelled, or how it was paid by hand") },
    { .name = "reminded_on", .label = N_("Reminded"), .sql = "i.reminded_on", .type = COL_DATE, .flags = COLUMN_HIDDEN,
      .width = 10, .min_width = 10, .priority = 9, .help = N_("When the customer was last reminded of it") },
    { .name = "isolated_at", .label = N_("Isolated"), .sql = "i.isolated_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 12, .priority = 9, .help = N_("When its customer was blocked for it") },
    { .name = "email", .label = N_("E-mail"), .sql = "i.email", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 24,
      .min_width = 8, .priority = 9, .help = N_("Where Xendit sends it") },
    { .name = "whatsapp", .label = N_("WhatsApp"), .sql = "i.whatsapp", .type = COL_PHONE, .flags = COLUMN_HIDDEN,
      .width = 13, .min_width = 13, .priority = 9, .help = N_("The number that Xendit sends it to") },
    { .name = "source", .label = N_("Of"), .sql = "i.source", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 12, .min_width = 8,
      .priority = 9, .help = N_("The system that it came along from with its number; empty: it is ours") },
    { .name = "is_quiet", .label = N_("Quiet"), .sql = "i.is_quiet", .type = COL_BOOL, .flags = COLUMN_HIDDEN, .width = 6, .min_width = 4,
      .priority = 9, .help = N_("Nobody is reminded of it, or isolated for it") },
    { .name = "subscription_id", .label = N_("Subscription"), .sql = "i.subscription_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The uuid of its subscription") },
    { .name = "user_id", .label = N_("User"), .sql = "i.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The uuid of the user who is to pay") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Full name of who is to pay") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number of who is to pay") },
    { .name = "number", .sql = "i.invoice_number", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("The invoice's number") },
    { .name = "month", .sql = "to_char(i.period, 'YYYY-MM')", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY,
      .help = N_("The month that it is for, like 2026-12") },
    { .name = "overdue", .sql = SQL_OVERDUE_DAYS " IS NOT NULL", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Owed beyond its due date: yes or no") },
    { .name = "queue", .sql = "q.state", .type = COL_CHOICE, .flags = COLUMN_FILTER_ONLY, .choices = queue_states,
      .help = N_("How far its way to Xendit is") },
    { .name = "vip", .sql = "i.is_vip", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Of a VIP subscription: yes or no") },
    { .name = "created", .sql = "i.created_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("When it was made") },
    { .name = "paid", .sql = "i.paid_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY, .help = N_("When it was paid") },
};

static const char *const searched[] = { "u.full_name", "i.invoice_number", NULL };
static const struct search search = {
    .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true, .is_apart = true
};
static const char *const channels[] = { "invoices", "queue", "payments", NULL };

static const struct pane_action actions[] = {
    { .action = "invoices.pay", .is_main = true, .when = { WHERE_IS("state", "unpaid", "expired", "cancelled") } },
    { .action = "invoices.mark_paid", .when = { WHERE_IS("state", "unpaid", "expired", "cancelled") } },
    { .action = "invoices.resend",
      .is_main = true,
      .when = { WHERE_IS("state", "unpaid", "expired"), WHERE_IS("queue_state", "completed", "failed", "cancelled") } },
    { .action = "invoices.refresh", .is_main = true },
    { .action = "invoices.cancel", .when = { WHERE_IS("state", "unpaid", "expired") } },
    { .action = "invoices.print_receipt", .when = { WHERE_IS("state", "paid") } },
    { .action = "invoices.send_receipt", .when = { WHERE_IS("state", "paid") } },
    { .action = NULL },
};

const struct pane pane_invoices = {
    .name = "invoices",
    .label = N_("Invoices"),
    .help = N_("What customers owe for each month, and what became of it at Xendit"),
    .go_help = N_("Go to the monthly invoices"),
    .query = "invoices_list",
    .table = "console.invoice",
    .id = "i.id",
    .id_cast = "uuid",
    .entity = "invoice",
    .user = "i.user_id",
    .invoice = "i.id",
    .open_column = "state",
    .open_state = "unpaid",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-period",
    .empty = N_("No invoice yet: {pane.subscriptions} goes to the subscriptions, which are invoiced."),
    .search = &search,
    .channels = channels,
    .summary = pane_summary_of_invoices,
};
