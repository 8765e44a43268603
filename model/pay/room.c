/* The room as others see it. */
#include "model/pay/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/lists/timeline.h"
#include "model/pay/notice_midtrans.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_payments, &pane_deposits, &pane_inbox, NULL };

#define OF_CHARGES "{users,debts,payments,invoices,queue,orders,stock,audit,outbox}"

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
      .has_choice = true,
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

static const struct choice_word words[] = {
    { "new", N_("new") },
    { "open", N_("open") },
    { "paid", N_("paid") },
    { "late", N_("late") },
    { "mismatch", N_("wrong amount") },
    { "refund_due", N_("refund due") },
    { "refunded", N_("refunded") },
    { "part_refunded", N_("part refunded") },
    { "charged_back", N_("charged back") },
    { "unmatched", N_("unmatched") },
    /* the portal's: states of its transactions, and what its history says of them */
    { "PENDING", N_("pending") },
    { "SUCCESS", N_("paid") },
    { "FAILED", N_("failed") },
    { "EXPIRED", N_("expired") },
    { "CANCELLED", N_("cancelled") },
    { "created", N_("made") },
    { "CHARGE_OPEN", N_("asked for from here") },
    { "INITIATED", N_("asked for") },
    { "INITIATE_REUSED_EXISTING", N_("shown again") },
    { "DEBT_INITIATED", N_("debt asked for") },
    { "DEBT_SETTLED", N_("debt settled") },
    { "ADMIN_QRIS_BILL_CREATED", N_("asked for by an admin") },
    { "ADMIN_RECONCILE", N_("compared by an admin") },
    { "NOTIFICATION", N_("notified") },
    { "STATUS_CHECK", N_("gateway asked") },
    { "STATUS_CHANGED", N_("state changed") },
    { "CANCELLED_BY_USER", N_("withdrawn by the customer") },
    { "CANCELLED_BY_USER_PUBLIC", N_("withdrawn by the customer") },
    { "CANCELLED_BY_NEW_INITIATE", N_("replaced by a new one") },
    { "WHATSAPP_INVOICE_QUEUED", N_("message queued") },
    { "MIKROTIK_APPLY_SUCCESS", N_("applied on the router") },
    { "MIKROTIK_APPLY_FAILED", N_("not applied on the router") },
    { "DEMO_PAYMENT_ONLY_SKIP_MIKROTIK", N_("a trial, not applied on the router") },
    { "package", N_("package") },
    { "debt", N_("debt") },
    { "order", N_("order") },
    { "deposit", N_("deposit") },
    { "invoice", N_("invoice") },
    { "balance", N_("balance") },
    { "midtrans", "Midtrans" },
    { "xendit", "Xendit" },
    { "qris", "QRIS" },
    { "gopay", "GoPay" },
    { "shopeepay", "ShopeePay" },
    { "va", "VA" },
    { "mandiri_bill", N_("Mandiri bill") },
    { "ovo", "OVO" },
    { "dana", "DANA" },
    { "bca_va", "BCA VA" },
    { "bni_va", "BNI VA" },
    { "bri_va", "BRI VA" },
    { "permata_va", "Permata VA" },
    { "cimb_va", "CIMB VA" },
    { "mandiri_va", "Mandiri VA" },
    { "echannel", N_("Mandiri bill") },
    { "bca", "BCA" },
    { "bni", "BNI" },
    { "bri", "BRI" },
    { "permata", "Permata" },
    { "cimb", "CIMB Niaga" },
    { "bsi", "BSI" },
    { "danamon", "Danamon" },
    { "seabank", "SeaBank" },
    { "saqu", "Saqu" },
    { "core_api", "Core API" },
    { "snap", "Snap" },
    { "hold", N_("hold") },
    { "apply", N_("apply") },
    { "reverse", N_("take back") },
    { "now", N_("now") },
    { "extend", N_("extend") },
    { "id", N_("Indonesian") },
    { "en", N_("English") },
    { NULL, NULL },
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
    .probes = pay_probes,
    .detectors = pay_detectors,
    .words = words,
    .symptoms = pay_symptoms,
    .symptoms_from = "console.charge_symptoms",
    .looks = pay_looks,
    .symptom_words = pay_symptom_words,
    .sayings = pay_sayings,
};
