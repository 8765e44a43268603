/* What runs by itself to find who is to be told. */
#include "model/notices/room.h"

#include "base/i18n.h"
#include "db/db.h"

#include <inttypes.h>
#include <stdio.h>

/* All is one statement, which looks at what changed since the last and writes where there is something. */
static bool look(struct context *ctx, const char *statement, char *result, size_t size, struct error *e)
{
    struct db_result *r = db_query(ctx->db, statement, NULL, 0, e);
    if (!r)
        return false;
    int64_t told = db_int64(r, 0, 0);
    db_result_free(r);
    context_touched(ctx, told);
    if (told)
        snprintf(result, size, "%" PRId64 " to tell", told);
    else
        snprintf(result, size, "nothing to tell");
    return true;
}

static bool run_quota(struct context *ctx, char *result, size_t size, struct error *e)
{
    return look(ctx, "notice_look_at_quota", result, size, e);
}

static bool run_validity(struct context *ctx, char *result, size_t size, struct error *e)
{
    return look(ctx, "notice_look_at_validity", result, size, e);
}

static bool run_admins(struct context *ctx, char *result, size_t size, struct error *e)
{
    return look(ctx, "notice_look_for_admins", result, size, e);
}

const struct job notices_jobs[] = {
    { .name = "notice_quota",
      .label = N_("Quota messages"),
      .help = N_("Tell customers that little of their quota is left, as notice_quota says"),
      .interval_s = 300,
      .lease_s = 300,
      .is_kept = true,
      .run = run_quota },
    { .name = "notice_validity",
      .label = N_("Validity messages"),
      .help = N_("Tell customers that their validity ends soon, as notice_validity says"),
      .interval_s = 900,
      .lease_s = 300,
      .run = run_validity },
    { .name = "notice_admins",
      .label = N_("News for admins"),
      .help = N_("Tell admins what waits and what has failed, as the settings admin_notice_... say"),
      .interval_s = 300,
      .lease_s = 300,
      .is_kept = true,
      .run = run_admins },
    { .name = NULL },
};
