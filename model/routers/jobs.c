/* What runs by itself for each router. */
#include "model/routers/room.h"

#include "base/i18n.h"
#include "model/routers/drift.h"
#include "model/routers/router.h"
#include "model/routers/usage.h"
#include "model/settings/setting.h"

#include <stdio.h>
#include <string.h>

static bool run_usage(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    struct usage_tally t;
    if (!usage_sync(ctx, router, &t, e))
        return false;
    context_touched(ctx, (int64_t)t.users_changed);
    int n = snprintf(result, size, "%zu hosts, %zu devices moved, %zu users charged, %zu hosts of nobody", t.hosts,
                     t.devices, t.users_changed, t.unknown);
    if (t.rebaselined && n > 0 && (size_t)n < size)
        snprintf(result + n, size - (size_t)n, ", %zu not charged: more than usage_line_mbit can carry", t.rebaselined);
    return true;
}

static bool run_probe(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    snprintf(result, size, "answers");
    return routers_probe(ctx, router, e);
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

const struct job routers_jobs[] = {
    { .name = "usage_sync",
      .label = N_("Usage sync"),
      .help = N_("Add what the hotspot hosts used to quota and daily usage"),
      .interval_s = 60,
      .lease_s = 120,
      .is_kept = true,
      .run_router = run_usage },
    { .name = "router_probe",
      .label = N_("Router probe"),
      .help = N_("Ask each router for its version, clock and uptime"),
      .interval_s = 30,
      .lease_s = 60,
      .is_kept = true,
      .run_router = run_probe },
    { .name = "reconcile",
      .label = N_("Reconcile"),
      .help = N_("Compare a router with the database, and mend what is safe, as reconcile_policy says"),
      .interval_s = 300,
      .lease_s = 900,
      .run_router = run_reconcile },
    { .name = NULL },
};
