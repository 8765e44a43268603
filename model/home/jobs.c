/* What runs by itself for the first page. */
#include "model/home/room.h"

#include "base/i18n.h"
#include "db/db.h"

#include <inttypes.h>
#include <stdio.h>

static bool run_income(struct context *ctx, char *result, size_t size, struct error *e)
{
    int64_t written;
    if (!db_run(ctx->db, "income_count", NULL, 0, &written, e))
        return false;
    context_touched(ctx, written);
    snprintf(result, size, "%" PRId64 " days summed up", written);
    return true;
}

const struct job home_jobs[] = {
    { .name = "income_count",
      .label = N_("Income summed up"),
      .help = N_("Sum up what came in on this month's days that are over"),
      .interval_s = 3600,
      .lease_s = 300,
      .run = run_income },
    { .name = NULL },
};
