/* What looks by itself what is amiss with customers, for their list. */
#include "model/diagnosis/room.h"

#include "base/i18n.h"
#include "db/db.h"

#include <stdio.h>

static bool run_watch(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "trouble_watch", NULL, 0, e);
    if (!r)
        return false;
    context_touched(ctx, db_int64(r, 0, 1));
    if (db_int64(r, 0, 1))
        snprintf(result, size, "%lld customers looked at", (long long)db_int64(r, 0, 0));
    else
        snprintf(result, size, "nothing new");
    db_result_free(r);
    return true;
}

const struct job diagnosis_jobs[] = {
    { .name = "trouble_watch",
      .label = N_("Trouble watch"),
      .help = N_("Keep the worst that is amiss with each customer, for the list's filter and order"),
      .interval_s = 30,
      .lease_s = 120,
      .is_kept = true,
      .run = run_watch },
    { .name = NULL },
};
