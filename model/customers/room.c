/* The room as others see it. */
#include "model/customers/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"

static const struct pane *const panes[] = { &pane_users, &pane_quota, &pane_debts, NULL };

static const struct entity entities[] = {
    { .name = "user",
      .one = N_("user"),
      .many = N_("users"),
      .is_uuid = true,
      .lock_users = "operation_lock_users",
      .lock_debts = "operation_lock_debts",
      .unknown_sql = "action_unknown_users" },
    { .name = "user_quota_debt",
      .one = N_("debt item"),
      .many = N_("debt items"),
      .is_uuid = true,
      .lock_users = "operation_lock_debtors",
      .lock_debts = "operation_lock_items",
      .unknown_sql = "action_unknown_debts" },
    { .name = NULL },
};

const struct room room_customers = {
    .name = "customers",
    .panes = panes,
    .actions = customers_actions,
    .entities = entities,
    .jobs = customers_jobs,
    .settings = customers_settings,
    .checks = customers_checks,
};
