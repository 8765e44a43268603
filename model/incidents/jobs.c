/* What looks for incidents by itself. */
#include "model/incidents/room.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/incidents/certificates.h"
#include "model/incidents/detect.h"
#include "model/incidents/detector.h"
#include "model/values/room.h"

#include <stdio.h>

static bool run_watch(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct detect_report report;
    if (!detect_all(ctx, &report, e))
        return false;
    if (report.failed) {
        error_set(e, report.why.code, arena_printf(ctx->arena, "the detector %s can't look", report.failed), "%s",
                  report.why.why);
        return false;
    }
    context_touched(ctx, (int64_t)report.fresh);
    if (report.fresh)
        snprintf(result, size, "%zu new incidents", report.fresh);
    else
        snprintf(result, size, "nothing new");
    return true;
}

/* A part costs some ten milliseconds; a chain of a million rows is gone through in some days. */
static bool run_audit(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "audit_watch", DB_PARAMS("2000"), e);
    if (!r)
        return false;
    snprintf(result, size, "%lld operations fit", (long long)db_int64(r, 0, 0));
    db_result_free(r);
    return true;
}

static bool run_clean(struct context *ctx, char *result, size_t size, struct error *e)
{
    size_t count = 0;
    int64_t forgotten;
    ROOM_EACH (detector, d, detectors, name)
        count++;
    const char **names = ARENA_ARRAY(ctx->arena, const char *, count + 1);
    count = 0;
    ROOM_EACH (detector, d, detectors, name)
        names[count++] = d->name;
    if (!db_run(ctx->db, "incidents_forget", DB_PARAMS(db_array(ctx->arena, names, count)), &forgotten, e))
        return false;
    context_touched(ctx, forgotten);
    snprintf(result, size, "%lld forgotten", (long long)forgotten);
    return true;
}

const struct job incidents_jobs[] = {
    { .name = "incident_watch",
      .label = N_("Incident watch"),
      .help = N_("Look for what is wrong: customers, money, routers, gateways, this program"),
      .interval_s = 30,
      .lease_s = 120,
      .is_kept = true,
      .run = run_watch },
    { .name = "certificate_watch",
      .label = N_("Certificate watch"),
      .help = N_("Look when the certificates of routers, gateways and the database end"),
      .interval_s = 21600,
      .lease_s = 600,
      .run = certificates_look },
    { .name = "audit_watch",
      .label = N_("Audit watch"),
      .help = N_("Compute the audit's chain again, a part each time, from its beginning to its end"),
      .interval_s = 300,
      .lease_s = 120,
      .run = run_audit },
    { .name = "incident_cleanup",
      .label = N_("Incident clean-up"),
      .help = N_("Forget incidents that were over 90 days ago"),
      .interval_s = 86400,
      .lease_s = 300,
      .run = run_clean },
    { .name = NULL },
};
