/* What runs by itself over debts. */
#include "model/customers/room.h"

#include "base/i18n.h"
#include "model/customers/policy.h"

static bool run_debt_limit(struct context *ctx, char *result, size_t size, struct error *e)
{
    return policy_run(ctx, "debt_limit", result, size, e);
}

static bool run_debt_overdue(struct context *ctx, char *result, size_t size, struct error *e)
{
    return policy_run(ctx, "debt_overdue", result, size, e);
}

static bool run_debt_month_end(struct context *ctx, char *result, size_t size, struct error *e)
{
    return policy_run(ctx, "debt_month_end", result, size, e);
}

const struct job customers_jobs[] = {
    { .name = "debt_reminders",
      .label = N_("Debt reminders"),
      .help = N_("Remind debtors before a policy that is on blocks them"),
      .interval_s = 3600,
      .lease_s = 300,
      .run = policy_remind },
    { .name = "debt_limit",
      .label = N_("Debt limit"),
      .help = N_("Block and unblock by automatic debt, as debt_limit_policy says"),
      .interval_s = 300,
      .lease_s = 300,
      .run = run_debt_limit },
    { .name = "debt_overdue",
      .label = N_("Overdue debt"),
      .help = N_("Block who owes items past their due date, as debt_overdue_policy says"),
      .interval_s = 3600,
      .lease_s = 300,
      .run = run_debt_overdue },
    { .name = "debt_month_end",
      .label = N_("Debt at the month's end"),
      .help = N_("Block who still owes manual debt, as debt_month_end_policy says"),
      .interval_s = 3600,
      .lease_s = 300,
      .run = run_debt_month_end },
    { .name = NULL },
};
