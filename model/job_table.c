/* The periodic jobs. */
#include "base/i18n.h"
#include "db/db.h"
#include "model/check.h"
#include "model/job.h"
#include "model/outbox.h"
#include "model/router.h"
#include "model/usage.h"

#include <stdio.h>

static bool run_usage(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    struct usage_tally t;
    if (!usage_sync(ctx, router, &t, e))
        return false;
    snprintf(result, size, "%zu hosts, %zu devices moved, %zu users charged", t.hosts, t.devices, t.users_changed);
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
    int64_t rows;
    if (!db_run(ctx->db, "worker_clean", NULL, 0, &rows, e))
        return false;
    snprintf(result, size, "%lld forgotten", (long long)rows);
    return true;
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
    { .name = "integrity_check",
      .label = N_("Integrity check"),
      .help = N_("Look for data that breaks a rule"),
      .interval_s = 86400,
      .lease_s = 3600,
      .run = run_check },
    { .name = "worker_cleanup",
      .label = N_("Worker clean-up"),
      .help = N_("Forget processes that ended long ago"),
      .interval_s = 3600,
      .lease_s = 60,
      .run = run_clean },
};
const size_t job_count = sizeof jobs / sizeof jobs[0];
