/* The room as others see it. */
#include "model/customers/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/lists/timeline.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_users, &pane_quota, &pane_debts, NULL };

static const struct entity entities[] = {
    { .name = "user",
      .one = N_("user"),
      .many = N_("users"),
      .is_uuid = true,
      .lock_users = "operation_lock_users",
      .lock_debts = "operation_lock_debts",
      .undo_sql = "undo_balances",
      .unmake_sql = "user_unmake",
      .unknown_sql = "action_unknown_users",
      .damaged_sql = "action_damaged_users" },
    { .name = "user_quota_debt",
      .one = N_("debt item"),
      .many = N_("debt items"),
      .is_uuid = true,
      .lock_users = "operation_lock_debtors",
      .lock_debts = "operation_lock_items",
      .unknown_sql = "action_unknown_debts",
      .damaged_sql = "action_damaged_debts" },
    { .name = NULL },
};

static const struct timeline_kind timeline[] = {
    { .name = "ledger",
      .found = "timeline_ledger_found",
      .told = "timeline_ledger",
      .entry = "timeline_entry_ledger",
      .page = &(const struct pane){ .name = "timeline_entry",
                                    .label = N_("Change in the portal's ledger"),
                                    .entity = "ledger" },
      .has_uuid = true },
    { .name = "settlement",
      .found = "timeline_settlements_found",
      .told = "timeline_settlements",
      .pane = "debts",
      .format = N_("Settlement (%s)") },
    { .name = "portal",
      .found = "timeline_portal_found",
      .told = "timeline_portal",
      .entry = "timeline_entry_portal",
      .page = &(const struct pane){ .name = "timeline_entry", .label = N_("Action in the portal"), .entity = "portal" },
      .format = N_("Portal: %s"),
      .has_uuid = true },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "active", N_("active") },
    { "fup", N_("FUP") },
    { "habis", N_("used up") },
    { "expired", N_("expired") },
    { "unlimited", N_("unlimited") },
    { "blocked", N_("blocked") },
    { "inactive", N_("inactive") },
    { "debt_limit", N_("debt limit") },
    { "month_end", N_("month end") },
    { "overdue", N_("overdue") },
    { "isolir", N_("isolir") },
    { "hand", N_("by hand") },
    { "USER", N_("customer") },
    { "KOMANDAN", N_("komandan") },
    { "ADMIN", N_("admin") },
    { "SUPER_ADMIN", N_("super admin") },
    { "PENDING_APPROVAL", N_("waiting") },
    { "APPROVED", N_("approved") },
    { "REJECTED", N_("rejected") },
    { "keep", N_("keep") },
    { "add", N_("add") },
    { "end", N_("running end") },
    { "today", N_("today") },
    { NULL, NULL },
};

const struct room room_customers = {
    .name = "customers",
    .panes = panes,
    .actions = customers_actions,
    .more_actions = customers_quota_actions,
    .entities = entities,
    .timeline = timeline,
    .jobs = customers_jobs,
    .settings = customers_settings,
    .checks = customers_checks,
    .probes = customers_probes,
    .detectors = customers_detectors,
    .words = words,
    .symptoms = customers_symptoms,
    .symptoms_from = "console.account_symptoms",
    .symptom_words = customers_symptom_words,
    .sayings = customers_sayings,
};
