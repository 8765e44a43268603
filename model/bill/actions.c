/* What is done to subscriptions, invoices and their queue. */
#include "model/bill/room.h"

#include "base/i18n.h"
#include "model/engine/action_table.h"

static const struct action_arg cancel_args[] = {
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("why nothing more is asked for it"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NOTE },
};

static const struct action_arg paid_by_hand_args[] = {
    { .name = "reason",
      .label = N_("How"),
      .help = N_("how it was paid, and who took the money"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = LONGEST_NOTE },
};

static const char *const tipes[] = { "normal", "bulk", NULL };
static const char *const as_the_brand[] = { "brand", "no", "yes", NULL };
/* What a subscription says beside what for and how much; what it is at first, or NULL: as it is. */
#define SUBSCRIPTION_ARGS(due, is_vip, kind, in_price)                                                                 \
    { .name = "due_day",                                                                                               \
      .label = N_("Due day"),                                                                                          \
      .help = N_("of the month, 31: its last day"),                                                                    \
      .type = ARG_INT,                                                                                                 \
      .minimum = 1,                                                                                                    \
      .maximum = 31,                                                                                                   \
      .fallback = due },                                                                                               \
        { .name = "tax",                                                                                               \
          .label = N_("Tax"),                                                                                          \
          .help = N_("none, ppn_2025 or a percentage like 11 or 1.1; left out: the brand's"),                          \
          .type = ARG_TEXT,                                                                                            \
          .maximum = 8,                                                                                                \
          .may_clear = true },                                                                                         \
        { .name = "vip",                                                                                               \
          .label = N_("VIP"),                                                                                          \
          .help = N_("yes: its invoices go before all others"),                                                        \
          .type = ARG_CHOICE,                                                                                          \
          .choices = arg_no_yes,                                                                                       \
          .fallback = is_vip },                                                                                        \
        { .name = "tipe",                                                                                              \
          .label = N_("Type"),                                                                                         \
          .help = N_("bulk: its invoices go after all others"),                                                        \
          .type = ARG_CHOICE,                                                                                          \
          .choices = tipes,                                                                                            \
          .fallback = kind },                                                                                          \
        { .name = "email",                                                                                             \
          .label = N_("E-mail"),                                                                                       \
          .help = N_("where Xendit sends the invoice; left out: nowhere"),                                             \
          .type = ARG_TEXT,                                                                                            \
          .maximum = 254,                                                                                              \
          .may_clear = true },                                                                                         \
        { .name = "whatsapp",                                                                                          \
          .label = N_("WhatsApp"),                                                                                     \
          .help = N_("a number; left out: the customer's phone"),                                                      \
          .type = ARG_TEXT,                                                                                            \
          .maximum = 30,                                                                                               \
          .may_clear = true },                                                                                         \
        { .name = "discount",                                                                                          \
          .label = N_("Discount"),                                                                                     \
          .help = N_("what goes off the price each month, in rupiah"),                                                 \
          .type = ARG_RP,                                                                                              \
          .minimum = 0,                                                                                                \
          .maximum = MOST_RP },                                                                                        \
    {                                                                                                                  \
        .name = "tax_included", .label = N_("Tax in price"),                                                           \
        .help = N_("yes: price and discount have the tax in them"), .type = ARG_CHOICE, .choices = as_the_brand,       \
        .fallback = in_price                                                                                           \
    }

static const struct action_arg subscribe_args[] = {
    { .name = "package",
      .label = N_("Package"),
      .help = N_("what is paid for each month"),
      .type = ARG_CHOICE,
      .choices_sql = "package_choices",
      .is_required = true },
    { .name = "price",
      .label = N_("Price"),
      .help = N_("a month, in rupiah; left out: the package's"),
      .type = ARG_RP,
      .minimum = 1,
      .maximum = MOST_RP },
    { .name = "brand",
      .label = N_("Brand"),
      .help = N_("in whose name it is invoiced; left out: the only one"),
      .type = ARG_CHOICE,
      .choices_sql = "brand_choices" },
    { .name = "start",
      .label = N_("From"),
      .help = N_("its first day, by which the first month is prorated; left out: today"),
      .type = ARG_DATE },
    SUBSCRIPTION_ARGS("10", "no", "normal", "brand"),
};

static const struct action_arg subscription_edit_args[] = {
    { .name = "price",
      .label = N_("Price"),
      .help = N_("a month, in rupiah; from the next invoice on"),
      .type = ARG_RP,
      .minimum = 1,
      .maximum = MOST_RP },
    SUBSCRIPTION_ARGS(NULL, NULL, NULL, NULL),
};

static const struct action_arg generate_args[] = {
    { .name = "period",
      .label = N_("Month"),
      .help = N_("like 2026-12; left out: this month"),
      .type = ARG_TEXT,
      .maximum = 7 },
};

static const char *const notify_channels[] = { "whatsapp", "email", "both", NULL };
static const struct action_arg invoice_resend_args[] = {
    { .name = "channel",
      .label = N_("By"),
      .help = N_("how Xendit sends the new link to the customer"),
      .type = ARG_CHOICE,
      .choices = notify_channels,
      .fallback = "whatsapp" },
};

static const struct action_arg pause_args[] = {
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("why; other operators see it"),
      .type = ARG_TEXT,
      .maximum = LONGEST_NOTE },
};

static const char *const priorities[] = { "HIGH", "NORMAL", "LOW", NULL };
static const struct action_arg priority_args[] = {
    { .name = "priority",
      .label = N_("Priority"),
      .help = N_("HIGH goes first"),
      .type = ARG_CHOICE,
      .choices = priorities,
      .is_required = true },
};

static const char *const counter_methods[] = { "cash", "transfer", NULL };
static const struct action_arg invoice_pay_args[] = {
    { .name = "method",
      .label = N_("Method"),
      .help = N_("how the money came"),
      .type = ARG_CHOICE,
      .choices = counter_methods,
      .fallback = "cash" },
    { .name = "note",
      .label = N_("Note"),
      .help = N_("it stands on the receipt"),
      .type = ARG_TEXT,
      .maximum = LONGEST_NOTE },
};

const struct action bill_actions[] = {
    { .name = "policies.invoice_reminders",
      .label = N_("Remind of invoices"),
      .help = N_("Remind of invoices that are nearly due, and of those that are overdue, once each time"),
      .sql = "policy_invoice_reminders",
      .pane = "users",
      .entity = "user",
      .done = N_("to be reminded of an invoice"),
      NOT_TAKEN_BACK(N_("remind")),
      .role = ROLE_OPERATOR,
      .selects_itself = true,
      .has_effects = true },
    { .name = "policies.isolir",
      .label = N_("Isolate overdue customers"),
      .help = N_("Block customers whose invoices are overdue; paying lets them in again"),
      .sql = "policy_isolir",
      .pane = "users",
      .entity = "user",
      .done = N_("isolated"),
      .reverse = REVERSE_UNDO,
      .role = ROLE_OPERATOR,
      .selects_itself = true,
      .syncs_router = true },
    { .name = "subscriptions.add",
      .label = N_("Subscribe"),
      .help = N_("Invoice customers for a package every month"),
      .sql = "subscription_add",
      .pane = "users",
      .entity = "user",
      .counts = "subscription",
      .done = N_("made"),
      ARGS(subscribe_args),
      TAKEN_BACK_BY("subscriptions.end"),
      .role = ROLE_OPERATOR },
    { .name = "subscriptions.edit",
      .label = N_("Edit subscription"),
      .help = N_("Change price, discount, tax, due day, priority or addresses; invoices that were made stay"),
      .sql = "subscription_edit",
      .pane = "subscriptions",
      .entity = "subscription",
      .values_sql = "subscription_edit_values",
      .done = N_("changed"),
      ARGS(subscription_edit_args),
      TAKEN_BACK_BY("subscriptions.edit"),
      .role = ROLE_OPERATOR },
    { .name = "subscriptions.pause",
      .label = N_("Pause subscription"),
      .help = N_("Make no invoices for it until it is resumed"),
      .sql = "subscription_pause",
      .pane = "subscriptions",
      .entity = "subscription",
      .done = N_("paused"),
      TAKEN_BACK_BY("subscriptions.resume"),
      .role = ROLE_OPERATOR },
    { .name = "subscriptions.resume",
      .label = N_("Resume subscription"),
      .help = N_("Invoice it again, from this month on"),
      .sql = "subscription_resume",
      .pane = "subscriptions",
      .entity = "subscription",
      .done = N_("resumed"),
      TAKEN_BACK_BY("subscriptions.pause"),
      .role = ROLE_OPERATOR },
    { .name = "subscriptions.end",
      .label = N_("End subscription"),
      .help = N_("Never invoice it again; its invoices stay"),
      .sql = "subscription_end",
      .pane = "subscriptions",
      .entity = "subscription",
      .done = N_("ended"),
      NOT_TAKEN_BACK(N_("end")),
      .role = ROLE_OPERATOR },
    { .name = "invoices.generate",
      .label = N_("Invoice"),
      .help = N_("Make the invoices of a month that are not there yet, and queue them for Xendit"),
      .sql = "invoice_generate",
      .pane = "subscriptions",
      .entity = "subscription",
      .counts = "invoice",
      .done = N_("made"),
      ARGS(generate_args),
      NOT_TAKEN_BACK(N_("issue")),
      .role = ROLE_OPERATOR,
      .selects_itself = true },
    { .name = "invoices.resend",
      .label = N_("Send invoice again"),
      .help = N_("Queue a new link, which Xendit sends to the customer; the old one ends"),
      .sql = "invoice_resend",
      .pane = "invoices",
      .entity = "invoice",
      .done = N_("queued to be sent again"),
      ARGS(invoice_resend_args),
      NOT_TAKEN_BACK(N_("send")),
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "invoices.refresh",
      .label = N_("Ask Xendit"),
      .help = N_("Ask Xendit now how these invoices stand"),
      .sql = "invoice_refresh",
      .pane = "invoices",
      .entity = "invoice",
      .done = N_("to be asked about"),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .has_effects = true },
    { .name = "invoices.cancel",
      .label = N_("Cancel invoice"),
      .help = N_("Ask nothing more for it; its link ends at Xendit"),
      .sql = "invoice_cancel",
      .pane = "invoices",
      .entity = "invoice",
      .done = N_("cancelled"),
      ARGS(cancel_args),
      NOT_TAKEN_BACK(N_("cancel")),
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .may_open_access = true },
    { .name = "invoices.pay",
      .label = N_("Take the money"),
      .help = N_("Take an invoice's money in cash or by transfer: it is paid, with a receipt, and its link ends"),
      .sql = "invoice_pay",
      .pane = "invoices",
      .entity = "invoice",
      .done = N_("paid"),
      ARGS(invoice_pay_args),
      TAKEN_BACK_BY("payments.reverse"),
      .role = ROLE_OPERATOR,
      .has_effects = true,
      .may_open_access = true },
    { .name = "invoices.mark_paid",
      .label = N_("Mark as paid"),
      .help = N_("It was paid by other means; its link ends at Xendit"),
      .sql = "invoice_mark_paid",
      .pane = "invoices",
      .entity = "invoice",
      .done = N_("marked as paid"),
      ARGS(paid_by_hand_args),
      NOT_TAKEN_BACK(N_("mark")),
      .role = ROLE_ADMIN,
      .has_effects = true,
      .may_open_access = true },
    { .name = "queue.retry",
      .also = "invoices.retry",
      .label = N_("Try again"),
      .help = N_("Queue failed ones once more; what may have reached Xendit is looked up first"),
      .sql = "queue_retry",
      .pane = "queue",
      .entity = "queue_item",
      .done = N_("queued again"),
      .reverse = REVERSE_REPEAT,
      .role = ROLE_OPERATOR,
      .selects_itself = true },
    { .name = "queue.cancel",
      .label = N_("Take out of the queue"),
      .help = N_("Don't send these to Xendit; their invoices stay, without a link"),
      .sql = "queue_cancel",
      .pane = "queue",
      .entity = "queue_item",
      .done = N_("taken out"),
      TAKEN_BACK_BY("invoices.resend"),
      .role = ROLE_OPERATOR },
    { .name = "queue.prioritise",
      .also = "invoices.prioritise",
      .label = N_("Set priority"),
      .help = N_("Raise or lower the place in the queue"),
      .sql = "queue_prioritise",
      .pane = "queue",
      .entity = "queue_item",
      .done = N_("moved"),
      ARGS(priority_args),
      TAKEN_BACK_BY("queue.prioritise"),
      .role = ROLE_OPERATOR },
    { .name = "queue.pause",
      .also = "invoices.pause",
      .label = N_("Pause the queue"),
      .help = N_("Send no invoice to Xendit until it is resumed, on all hosts"),
      .sql = "queue_pause",
      .pane = "queue",
      .entity = "queue",
      .done = N_("paused"),
      ARGS(pause_args),
      TAKEN_BACK_BY("queue.resume"),
      .role = ROLE_OPERATOR,
      .selects_itself = true },
    { .name = "queue.resume",
      .also = "invoices.resume",
      .label = N_("Resume the queue"),
      .help = N_("Send invoices to Xendit again"),
      .sql = "queue_resume",
      .pane = "queue",
      .entity = "queue",
      .done = N_("resumed"),
      TAKEN_BACK_BY("queue.pause"),
      .role = ROLE_OPERATOR,
      .selects_itself = true },
    { .name = "queue.status",
      .also = "invoices.status",
      .label = N_("Queue in figures"),
      .help = N_("How many invoices wait, were sent and failed, and how long it will take"),
      .pane = "queue",
      .entity = "queue",
      .report_sql = "queue_figures" },
    { .name = "queue.health",
      .also = "invoices.health",
      .label = N_("Health of the queue"),
      .help = N_("healthy, degraded or stuck, and why"),
      .pane = "queue",
      .entity = "queue",
      .report_sql = "queue_health" },
    { .name = NULL },
};
