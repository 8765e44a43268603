/* What runs by itself to keep the engine in order. */
#include "model/engine/room.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/engine/check.h"
#include "model/engine/outbox.h"
#include "model/engine/seal.h"
#include "model/values/room.h"

#include <stdio.h>

static bool run_rescue(struct context *ctx, char *result, size_t size, struct error *e)
{
    size_t rescued;
    if (!outbox_rescue(ctx, &rescued, e))
        return false;
    context_touched(ctx, (int64_t)rescued);
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
    const char **known = ARENA_ARRAY(ctx->arena, const char *, job_count());
    int64_t processes, rows;
    size_t count = 0;
    ROOM_EACH (job, j, jobs, name)
        known[count++] = j->name;
    if (!db_run(ctx->db, "worker_clean", NULL, 0, &processes, e) ||
        !db_run(ctx->db, "job_forget", DB_PARAMS(db_array(ctx->arena, known, count)), &rows, e))
        return false;
    context_touched(ctx, processes + rows);
    snprintf(result, size, "%lld processes and %lld jobs forgotten", (long long)processes, (long long)rows);
    return true;
}

const struct job engine_jobs[] = {
    { .name = "outbox_rescue",
      .label = N_("Outbox rescue"),
      .help = N_("Give back effects whose worker has gone"),
      .interval_s = 30,
      .lease_s = 60,
      .is_kept = true,
      .run = run_rescue },
    { .name = "integrity_check",
      .label = N_("Integrity check"),
      .help = N_("Look for data that breaks a rule"),
      .interval_s = 86400,
      .lease_s = 3600,
      .run = run_check },
    { .name = "audit_seal",
      .label = N_("Audit seal"),
      .help = N_("Seal the audit's chain with the key that audit_key_file names"),
      .interval_s = 60,
      .lease_s = 60,
      .is_kept = true,
      .run = seal_put },
    { .name = "worker_cleanup",
      .label = N_("Worker clean-up"),
      .help = N_("Forget processes that ended long ago, and jobs that nobody runs any more"),
      .interval_s = 3600,
      .lease_s = 60,
      .run = run_clean },
    { .name = NULL },
};
