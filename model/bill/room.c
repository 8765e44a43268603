/* The room as others see it. */
#include "model/bill/room.h"

#include "base/i18n.h"
#include "model/bill/notice_xendit.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_invoices, &pane_queue, &pane_subscriptions, NULL };

#define OF_INVOICES "{users,payments,subscriptions,invoices,queue,audit,outbox}"

static const struct entity entities[] = {
    { .name = "subscription",
      .one = N_("subscription"),
      .many = N_("subscriptions"),
      .channels = OF_INVOICES,
      .is_uuid = true,
      .lock_users = "operation_lock_subscribers",
      .undo_lock = "undo_lock_subscriptions",
      .undo_sql = "undo_subscriptions",
      .unknown_sql = "action_unknown_subscriptions" },
    { .name = "invoice",
      .one = N_("invoice"),
      .many = N_("invoices"),
      .channels = OF_INVOICES,
      .is_uuid = true,
      .lock_users = "operation_lock_invoiced",
      .unknown_sql = "action_unknown_invoices" },
    { .name = "queue_item", .one = N_("queued invoice"), .many = N_("queued invoices"), .channels = OF_INVOICES },
    { .name = "queue", .one = N_("queue"), .many = N_("queues"), .channels = OF_INVOICES },
    { .name = NULL },
};

/* A question waits for a slot of its rate: few at a turn. */
static const struct notifier notifiers[] = {
    { .gateway = "xendit",
      .label = "Xendit",
      .batch = 2,
      .read = notice_xendit_read,
      .news = notice_xendit_news,
      .ask = notice_xendit_ask },
    { .gateway = NULL },
};

static const struct choice_word words[] = {
    { "processing", N_("processing") },
    { "completed", N_("completed") },
    { "HIGH", N_("high") },
    { "NORMAL", N_("normal") },
    { "LOW", N_("low") },
    { "unpaid", N_("unpaid") },
    { "ended", N_("ended") },
    { "normal", N_("normal") },
    { "bulk", N_("bulk") },
    { "whatsapp", "WhatsApp" },
    { "email", N_("e-mail") },
    { "both", N_("both") },
    /* xgettext:no-c-format */
    { "ppn_2025", N_("PPN 12 % of 11/12") },
    { "percent", N_("a percentage") },
    { "brand", N_("as the brand") },
    { NULL, NULL },
};

const struct room room_bill = {
    .name = "bill",
    .panes = panes,
    .actions = bill_actions,
    .entities = entities,
    .jobs = bill_jobs,
    .effects = bill_effects,
    .targets = bill_targets,
    .notifiers = notifiers,
    .settings = bill_settings,
    .checks = bill_checks,
    .detectors = bill_detectors,
    .words = words,
    .symptoms = bill_symptoms,
    .symptoms_from = "console.invoice_symptoms",
    .symptom_words = bill_symptom_words,
    .sayings = bill_sayings,
};
