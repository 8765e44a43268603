/* The actions there are. */
#include "model/action.h"

#include "base/i18n.h"
#include "model/amount.h"

#include <string.h>

/* 100 TB: far beyond any customer, near enough to catch a slip of the unit. */
#define MOST_CMB (INT64_C(100) * 1024 * CMB_PER_GB)

static const struct action_arg reason_args[] = {
    { .name = "reason",
      .label = N_("Reason"),
      .help = N_("why; the customer's portal may show it"),
      .type = ARG_TEXT,
      .is_required = true,
      .minimum = 1,
      .maximum = 500 },
};

static const struct action_arg inject_args[] = {
    { .name = "mb",
      .label = N_("Amount"),
      .help = N_("whole MB, or with a unit: 500, 10GB"),
      .type = ARG_MB,
      .is_required = true,
      .minimum = CMB_PER_MB,
      .maximum = MOST_CMB },
};

static const struct action_arg debt_args[] = {
    { .name = "mb",
      .label = N_("Debt"),
      .help = N_("whole MB, or with a unit: 500, 10GB; 0 closes all"),
      .type = ARG_MB,
      .is_required = true,
      .minimum = 0,
      .maximum = MOST_CMB },
};

static const struct action_arg recipe_args[] = {
    { .name = "mb",
      .label = N_("Quota and debt"),
      .help = N_("whole MB, or with a unit: 500, 10GB"),
      .type = ARG_MB,
      .fallback = "10240",
      .minimum = CMB_PER_MB,
      .maximum = MOST_CMB },
};

#define ARGS(a) .args = (a), .arg_count = sizeof(a) / sizeof *(a)

const struct action actions[] = {
    { .name = "users.block",
      .label = N_("Block"),
      .help = N_("Block access, with a reason"),
      .sql = "user_block",
      .pane = "users",
      .entity = "user",
      .done = N_("blocked"),
      ARGS(reason_args),
      .danger = DANGER_CONFIRM,
      .role = ROLE_OPERATOR,
      .is_undoable = true,
      .syncs_router = true },
    { .name = "users.unblock",
      .label = N_("Unblock"),
      .help = N_("Give blocked users their access back"),
      .sql = "user_unblock",
      .pane = "users",
      .entity = "user",
      .done = N_("unblocked"),
      .danger = DANGER_NONE,
      .role = ROLE_OPERATOR,
      .is_undoable = true,
      .syncs_router = true },
    { .name = "users.sync",
      .label = N_("Sync to router"),
      .help = N_("Bring the router to what the database says"),
      .sql = "user_sync",
      .pane = "users",
      .entity = "user",
      .done = N_("handed to the router"),
      .danger = DANGER_NONE,
      .role = ROLE_OPERATOR,
      .syncs_router = true },
    { .name = "quota.inject",
      .label = N_("Inject quota"),
      .help = N_("Add quota; it pays automatic debt first, then manual debt, oldest first"),
      .sql = "quota_inject",
      .pane = "users",
      .entity = "user",
      .done = N_("given quota"),
      ARGS(inject_args),
      .danger = DANGER_NONE,
      .role = ROLE_OPERATOR,
      .is_undoable = true,
      .syncs_router = true,
      .changes_quota = true },
    { .name = "quota.reset",
      .label = N_("Reset usage"),
      .help = N_("Set used quota and automatic debt to 0; what was purchased stays"),
      .sql = "quota_reset",
      .pane = "users",
      .entity = "user",
      .done = N_("reset"),
      .danger = DANGER_CONFIRM,
      .role = ROLE_OPERATOR,
      .is_undoable = true,
      .syncs_router = true,
      .changes_quota = true,
      .takes_baseline = true },
    { .name = "quota.reset_with_debt",
      .label = N_("Reset and set debt"),
      .help = N_("The incident recipe: full quota, nothing used, the same amount owed, unblocked"),
      .sql = "quota_reset_with_debt",
      .pane = "users",
      .entity = "user",
      .done = N_("reset, with debt set"),
      ARGS(recipe_args),
      .danger = DANGER_TYPE,
      .role = ROLE_OPERATOR,
      .is_undoable = true,
      .syncs_router = true,
      .changes_quota = true,
      .takes_baseline = true },
    { .name = "debts.set",
      .label = N_("Set manual debt"),
      .help = N_("Replace the open debt items by one of this amount"),
      .sql = "debt_set",
      .pane = "users",
      .entity = "user",
      .done = N_("given a new debt"),
      ARGS(debt_args),
      .danger = DANGER_CONFIRM,
      .role = ROLE_OPERATOR,
      .is_undoable = true,
      .syncs_router = true,
      .changes_quota = true },
    { .name = "audit.undo",
      .label = N_("Undo"),
      .help = N_("Put back what an operation changed, where it still stands"),
      .sql = "undo",
      .pane = "audit",
      .entity = "operation",
      .done = N_("put back"),
      .danger = DANGER_CONFIRM,
      .role = ROLE_OPERATOR,
      .syncs_router = true },
};
const size_t action_count = sizeof actions / sizeof *actions;

const struct action *action_find(const char *name)
{
    for (size_t i = 0; i < action_count; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}
