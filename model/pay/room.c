/* The room as others see it. */
#include "model/pay/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/lists/timeline.h"
#include "model/pay/notice_midtrans.h"

static const struct pane *const panes[] = { &pane_payments, &pane_inbox, NULL };

#define OF_CHARGES "{users,debts,payments,invoices,queue,audit,outbox}"

static const struct entity entities[] = {
    { .name = "charge",
      .one = N_("charge"),
      .many = N_("charges"),
      .channels = OF_CHARGES,
      .lock_users = "operation_lock_payers",
      .lock_debts = "operation_lock_payers_debts",
      .undo_sql = "operation_write_charges",
      .unknown_sql = "action_unknown_charges" },
    { .name = "inbox", .one = N_("notification"), .many = N_("notifications") },
    { .name = NULL },
};

static const struct timeline_kind timeline[] = {
    { .name = "payment",
      .found = "timeline_payments_found",
      .told = "timeline_payments",
      .pane = "payments",
      .entry = "timeline_entry_payment",
      .page = &(const struct pane){ .name = "timeline_entry", .label = N_("Payment"), .entity = "payment" },
      .format = N_("Payment %s"),
      .has_uuid = true },
    { .name = NULL },
};

static const struct notifier notifiers[] = {
    { .gateway = "midtrans",
      .label = "Midtrans",
      .batch = 10,
      .read = notice_midtrans_read,
      .news = notice_midtrans_news,
      .ask = notice_midtrans_ask },
    { .gateway = NULL },
};

const struct room room_pay = {
    .name = "pay",
    .panes = panes,
    .actions = pay_actions,
    .entities = entities,
    .timeline = timeline,
    .jobs = pay_jobs,
    .effects = pay_effects,
    .targets = pay_targets,
    .notifiers = notifiers,
    .settings = pay_settings,
    .checks = pay_checks,
};
