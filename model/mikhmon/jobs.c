/* What runs by itself for each router that came along from Mikhmon. */
#include "model/mikhmon/room.h"

#include "base/i18n.h"
#include "model/vouchers/follow.h"

#include <stdio.h>

const struct voucher_kind voucher_kind_mikhmon = { "mikhmon_names", "mikhmon_due", "mikhmon_follow", NULL };

static bool run_follow(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    size_t followed = 0, ended = 0;
    if (!vouchers_follow(ctx, &voucher_kind_mikhmon, router, &followed, &ended, e))
        return false;
    context_touched(ctx, (int64_t)ended);
    if (!followed)
        snprintf(result, size, "no vouchers of Mikhmon");
    else
        snprintf(result, size, "%zu vouchers followed, %zu ended", followed, ended);
    return true;
}

const struct job mikhmon_jobs[] = {
    { .name = "mikhmon_follow",
      .label = N_("Vouchers of Mikhmon"),
      .help = N_("Count what vouchers use on routers that were taken over, and end those that are over"),
      .interval_s = 60,
      .lease_s = 300,
      .is_kept = true,
      .run_router = run_follow },
    { .name = NULL },
};
