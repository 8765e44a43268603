/* What runs by itself for packages: the figures that their lists show. */
#include "model/packages/room.h"

#include "base/i18n.h"
#include "db/db.h"

#include <inttypes.h>
#include <stdio.h>

static bool count_by(struct context *ctx, const char *query, int64_t *written, struct error *e)
{
    struct db_result *r = db_query(ctx->db, query, NULL, 0, e);
    if (!r)
        return false;
    *written = db_int64(r, 0, 0);
    db_result_free(r);
    return true;
}

static bool run_count(struct context *ctx, char *result, size_t size, struct error *e)
{
    int64_t packages, profiles;
    if (!count_by(ctx, "package_count", &packages, e) || !count_by(ctx, "profile_count", &profiles, e))
        return false;
    context_touched(ctx, packages + profiles);
    snprintf(result, size, "%" PRId64 " packages and %" PRId64 " profiles have other figures", packages, profiles);
    return true;
}

const struct job packages_jobs[] = {
    { .name = "package_count",
      .label = N_("Packages counted"),
      .help = N_("Count who has which package and profile, and what was sold in 30 days"),
      .interval_s = 300,
      .lease_s = 300,
      .run = run_count },
    { .name = NULL },
};
