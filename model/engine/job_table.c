/* The periodic jobs. */
#include "base/i18n.h"
#include "db/db.h"
#include "model/bill/invoice.h"
#include "model/bill/queue.h"
#include "model/customers/policy.h"
#include "model/engine/job.h"
#include "model/engine/outbox.h"
#include "model/pay/charge.h"
#include "model/routers/drift.h"
#include "model/routers/router.h"
#include "model/routers/usage.h"
#include "model/settings/setting.h"
#include "model/worker/check.h"

#include <stdio.h>
#include <string.h>

static bool run_usage(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    struct usage_tally t;
    if (!usage_sync(ctx, router, &t, e))
        return false;
    snprintf(result, size, "%zu hosts, %zu devices moved, %zu users charged, %zu hosts of nobody", t.hosts, t.devices,
             t.users_changed, t.unknown);
    return true;
}

static bool run_probe(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    snprintf(result, size, "answers");
    return routers_probe(ctx, router, e);
}

static bool run_rescue(struct context *ctx, char *result, size_t size, struct error *e)
{
    size_t rescued;
    if (!outbox_rescue(ctx, &rescued, e))
        return false;
    snprintf(result, size, "%zu given back", rescued);
    return true;
}

static bool run_queue_rescue(struct context *ctx, char *result, size_t size, struct error *e)
{
    size_t rescued;
    if (!queue_rescue(ctx, &rescued, e) || !queue_tidy(ctx, e))
        return false;
    snprintf(result, size, "%zu given back", rescued);
    return true;
}

static bool run_check(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct finding *findings;
    size_t count;
    if (!check_data(ctx, &findings, &count, e))
        return false;
    if (count)
        snprintf(result, size, "%zu findings, the first: %s", count, findings[0].what);
    else
        snprintf(result, size, "all is well");
    return true;
}

static bool run_clean(struct context *ctx, char *result, size_t size, struct error *e)
{
    const char **known = ARENA_ARRAY(ctx->arena, const char *, job_count);
    int64_t processes, rows;
    for (size_t i = 0; i < job_count; i++)
        known[i] = jobs[i].name;
    if (!db_run(ctx->db, "worker_clean", NULL, 0, &processes, e) ||
        !db_run(ctx->db, "job_forget", DB_PARAMS(db_array(ctx->arena, known, job_count)), &rows, e))
        return false;
    snprintf(result, size, "%lld processes and %lld jobs forgotten", (long long)processes, (long long)rows);
    return true;
}

/* Also where it is off: entries that end by themselves are renewed by who looks. */
static bool is_wanted(struct context *ctx, const char *policy, bool *looks, struct error *e)
{
    int64_t timeout_s;
    *looks = strcmp(policy, "off") != 0;
    if (*looks)
        return true;
    if (!setting_read_int(ctx, "list_timeout_s", &timeout_s, e))
        return false;
    *looks = timeout_s > 0;
    return true;
}

static bool run_reconcile(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    struct context own = *ctx;
    struct drift_report report;
    size_t mended = 0;
    bool looks;
    const char *policy = setting_read(ctx, "reconcile_policy", e);
    if (!policy)
        return false;
    if (!is_wanted(ctx, policy, &looks, e))
        return false;
    if (!looks) {
        snprintf(result, size, "off");
        return true;
    }
    own.actor = "job:reconcile";
    if (!drift_scan(&own, router, &report, e) ||
        (strcmp(policy, "mend") == 0 && report.safe && !drift_mend_safe(&own, router, &mended, e)))
        return false;
    snprintf(result, size, "%zu differences, %zu safe to mend, %zu asked for", report.differences, report.safe, mended);
    return true;
}

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

const struct job jobs[] = {
    { .name = "usage_sync",
      .label = N_("Usage sync"),
      .help = N_("Add what the hotspot hosts used to quota and daily usage"),
      .interval_s = 60,
      .lease_s = 120,
      .run_router = run_usage },
    { .name = "router_probe",
      .label = N_("Router probe"),
      .help = N_("Ask each router for its version, clock and uptime"),
      .interval_s = 30,
      .lease_s = 60,
      .run_router = run_probe },
    { .name = "outbox_rescue",
      .label = N_("Outbox rescue"),
      .help = N_("Give back effects whose worker has gone"),
      .interval_s = 30,
      .lease_s = 60,
      .run = run_rescue },
    { .name = "charge_expiry",
      .label = N_("End of charges"),
      .help = N_("Ask the gateway about charges whose time is over, and end those that nobody paid"),
      .interval_s = 60,
      .lease_s = 300,
      .run = charge_expire_due,
      .asks_gateway = true },
    { .name = "charge_reconcile",
      .label = N_("Charges at the gateway"),
      .help = N_("Ask the gateway about charges that it said nothing of"),
      .interval_s = 60,
      .lease_s = 300,
      .run = charge_reconcile,
      .asks_gateway = true },
    { .name = "billing",
      .label = N_("Monthly invoices"),
      .help = N_("Make this month's invoices on their day, and those that were missed, as billing_policy says"),
      .interval_s = 3600,
      .lease_s = 900,
      .run = invoice_bill },
    { .name = "invoice_reminders",
      .label = N_("Invoice reminders"),
      .help = N_("Remind of invoices near and past their due date"),
      .interval_s = 3600,
      .lease_s = 300,
      .run = invoice_remind },
    { .name = "isolir",
      .label = N_("Isolir"),
      .help = N_("Block customers whose invoices are overdue, as isolir_policy says"),
      .interval_s = 3600,
      .lease_s = 900,
      .run = invoice_isolate },
    { .name = "invoice_reconcile",
      .label = N_("Invoices at Xendit"),
      .help = N_("Ask Xendit for what was paid since the last look"),
      .interval_s = 300,
      .lease_s = 600,
      .run = invoice_reconcile,
      .asks_gateway = true },
    { .name = "queue_rescue",
      .label = N_("Queue rescue"),
      .help = N_("Give back queued invoices whose worker has gone"),
      .interval_s = 30,
      .lease_s = 60,
      .run = run_queue_rescue },
    { .name = "reconcile",
      .label = N_("Reconcile"),
      .help = N_("Compare a router with the database, and mend what is safe, as reconcile_policy says"),
      .interval_s = 300,
      .lease_s = 900,
      .run_router = run_reconcile },
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
    { .name = "integrity_check",
      .label = N_("Integrity check"),
      .help = N_("Look for data that breaks a rule"),
      .interval_s = 86400,
      .lease_s = 3600,
      .run = run_check },
    { .name = "worker_cleanup",
      .label = N_("Worker clean-up"),
      .help = N_("Forget processes that ended long ago, and jobs that nobody runs any more"),
      .interval_s = 3600,
      .lease_s = 60,
      .run = run_clean },
};
const size_t job_count = sizeof jobs / sizeof jobs[0];
