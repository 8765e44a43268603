/* The queue: invoices on their way to Xendit, in the order in which they go there, and what became of the rest. */
#include "model/bill/room.h"

#include "base/i18n.h"
#include "model/bill/summary.h"
#include "model/pay/pane_pay_sql.h"

/* Expressions that stand in more than one column. */
#define SQL_PLACE "console.queue_place(q.state, q.rank_at, q.ended_at)"
#define SQL_AGE "console.span_text(" SQL_SECONDS("coalesce(q.ended_at, now()) - q.wanted_at") ")"
/* HIGH first, not by the alphabet. */
#define SQL_URGENCY "array_position(ARRAY['HIGH', 'NORMAL', 'LOW'], q.priority)"

static const char *const states[] = { "pending", "processing", "completed", "failed", "cancelled", NULL };
static const char *const priorities[] = { "HIGH", "NORMAL", "LOW", NULL };

/* The list's columns first, then what only data formats and detail show, then the fields of the filter
 * language. */
static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "q.id", .sort = "q.id", .cast = "bigint", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 9, .min_width = 5, .priority = 9,
      .help = N_("Number of the item") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = "lower(coalesce(u.full_name, ''))",
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_INDEXED, .width = 16, .min_width = 10,
      .priority = 0, .help = N_("Whose invoice it is") },
    { .name = "position", .label = N_("Place"), .sql = "p.position", .sort = SQL_PLACE, .cast = "interval",
      .type = COL_INT, .flags = COLUMN_NO_FILTER | COLUMN_SORT_INDEXED, .width = 6, .min_width = 5, .priority = 1,
      .help = N_("Its place in the line of its brand: 1 goes next") },
    { .name = "state", .label = N_("State"), .sql = "q.state", .sort = "q.state", .cast = "text", .type = COL_CHOICE,
      .width = 10, .min_width = 10, .priority = 1, .choices = states, .help = N_("How far it is") },
    { .name = "priority", .label = N_("Priority"), .sql = "q.priority", .sort = SQL_URGENCY, .cast = "integer",
      .type = COL_CHOICE, .width = 8, .min_width = 6, .priority = 2, .choices = priorities,
      .help = N_("HIGH goes before NORMAL before LOW, unless these have waited for long") },
    { .name = "attempts", .label = N_("Tries"), .sql = SQL_TRIES, .sort = SQL_TRIES, .cast = "integer", .type = COL_INT,
      .width = 5, .min_width = 3, .priority = 3, .help = N_("How often it was tried") },
    { .name = "last_error", .label = N_("Last error"), .sql = "q.last_error", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 26,
      .min_width = 10, .priority = 3, .help = N_("Why the last try failed") },
    { .name = "next_attempt_at", .label = N_("Next try"), .sql = "CASE WHEN q.state = 'pending' THEN q.next_try_at END",
      .sort = "CASE WHEN q.state = 'pending' THEN q.next_try_at ELSE 'infinity' END", .cast = "timestamptz",
      .type = COL_TIME, .width = 12, .min_width = 8, .priority = 5, .help = N_("From when on it may be tried again") },
    { .name = "invoice_number", .label = N_("Invoice"), .sql = "i.invoice_number", .sort = "coalesce(i.invoice_number, '')",
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 22, .min_width = 10, .priority = 4,
      .help = N_("The invoice's number") },
    { .name = "brand", .label = N_("Brand"), .sql = "q.brand", .sort = "q.brand", .cast = "text", .type = COL_TEXT,
      .width = 10, .min_width = 6, .priority = 6, .help = N_("In whose name it is sent") },
    { .name = "age", .label = N_("Age"), .sql = SQL_AGE, .type = COL_TEXT, .flags = COLUMN_NO_FILTER, .width = 9,
      .min_width = 6, .priority = 6, .help = N_("How long it has waited, or took") },
    { .name = "total", .label = N_("Total"), .sql = "i.total_rp", .sort = "coalesce(i.total_rp, 0)", .cast = "bigint",
      .type = COL_RP, .width = 12, .min_width = 10, .priority = 7, .help = N_("What the invoice asks for") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')",
      .cast = "text", .type = COL_PHONE, .flags = COLUMN_COPIED | COLUMN_INDEXED, .width = 13, .min_width = 13,
      .priority = 8,
      .help = N_("Phone number of whose invoice it is") },
    { .name = "wanted_at", .label = N_("Wanted"), .sql = "q.wanted_at", .sort = "q.wanted_at", .cast = "timestamptz",
      .type = COL_TIME, .width = 16, .min_width = 12, .priority = 9, .help = N_("When it came in") },

    { .name = "is_uncertain", .label = N_("Uncertain"), .sql = "q.is_uncertain", .type = COL_BOOL, .flags = COLUMN_HIDDEN,
      .width = 9, .min_width = 4, .priority = 9,
      .help = N_("It may exist at Xendit already: the next try looks it up first") },
    { .name = "claims", .label = N_("Claims"), .sql = "q.attempts", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 6,
      .min_width = 3, .priority = 9, .help = N_("How often a worker took it") },
    { .name = "rank_at", .label = N_("Rank"), .sql = "q.rank_at", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16,
      .min_width = 12, .priority = 9, .help = N_("Whose is earlier goes first: when it came in, later by its priority") },
    { .name = "started_at", .label = N_("Begun"), .sql = "q.started_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 12, .priority = 9, .help = N_("When it was last begun") },
    { .name = "ended_at", .label = N_("Ended"), .sql = "q.ended_at", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16,
      .min_width = 12, .priority = 9, .help = N_("When it was completed, failed or cancelled") },
    { .name = "external_id", .label = N_("External id"), .sql = "q.order_id", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 24, .min_width = 10, .priority = 9, .help = N_("What it is called at Xendit, and in payments") },
    { .name = "worker", .label = N_("Worker"), .sql = "q.worker_id", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 36,
      .min_width = 8, .priority = 9, .help = N_("Who works on it now") },
    { .name = "lease_until", .label = N_("Held until"), .sql = "q.lease_until", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 12, .priority = 9, .help = N_("Until when it is held for that worker") },
    { .name = "invoice_id", .label = N_("Invoice id"), .sql = "q.invoice_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9, .help = N_("The invoice's uuid") },
    { .name = "user_id", .label = N_("User"), .sql = "i.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The uuid of whose invoice it is") },
    { .name = "operation_id", .label = N_("Operation"), .sql = "q.operation_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The operation that queued it") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Full name of whose invoice it is") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number of whose invoice it is") },
    { .name = "status", .sql = "q.state", .type = COL_CHOICE, .flags = COLUMN_FILTER_ONLY, .choices = states,
      .help = N_("The same as state") },
    { .name = "number", .sql = "i.invoice_number", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("The invoice's number") },
    { .name = "tries", .sql = SQL_TRIES, .type = COL_INT, .flags = COLUMN_FILTER_ONLY, .help = N_("The same as attempts") },
    { .name = "error", .sql = "q.last_error", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Why the last try failed") },
    { .name = "wanted", .sql = "q.wanted_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY, .help = N_("When it came in") },
    { .name = "ended", .sql = "q.ended_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY, .help = N_("When it was over") },
};

static const char *const searched[] = { "u.full_name", "i.invoice_number", "q.last_error", NULL };
static const struct search search = {
    .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true, .is_apart = true
};
static const char *const channels[] = { "queue", NULL };

static const struct pane_action actions[] = {
    { .action = "queue.retry", .is_main = true, .when = { WHERE_IS("state", "failed") } },
    { .action = "queue.cancel", .is_main = true, .when = { WHERE_IS("state", "pending", "failed") } },
    { .action = "queue.pause", .is_main = true },
    { .action = "queue.prioritise", .when = { WHERE_IS("state", "pending", "failed") } },
    { .action = NULL },
};

const struct pane pane_queue = {
    .name = "queue",
    .label = N_("Queue"),
    .help = N_("Invoices on their way to Xendit: what waits, what is sent, what failed and why"),
    .go_help = N_("Go to the invoices on their way to Xendit"),
    .query = "queue_list",
    .table = "console.invoice_queue",
    .id = "q.id",
    .id_cast = "bigint",
    .entity = "queue_item",
    .user = "i.user_id",
    .invoice = "q.invoice_id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "position",
    .empty = N_("No invoice waits for Xendit."),
    .search = &search,
    .channels = channels,
    .summary = pane_summary_of_queue,
};
