/* What runs by itself for each router that has vouchers. */
#include "model/vouchers/room.h"

#include "base/i18n.h"
#include "model/vouchers/follow.h"

#include <stdio.h>

static void tell(struct context *ctx, char *result, size_t size, size_t followed, size_t ended)
{
    context_touched(ctx, (int64_t)ended);
    if (!followed)
        snprintf(result, size, "no vouchers there");
    else
        snprintf(result, size, "%zu vouchers followed, %zu ended", followed, ended);
}

static bool run_follow(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    size_t followed = 0, ended = 0;
    if (!vouchers_follow(ctx, &voucher_kind_own, router, &followed, &ended, e))
        return false;
    tell(ctx, result, size, followed, ended);
    return true;
}

static bool run_strays(struct context *ctx, const char *router, char *result, size_t size, struct error *e)
{
    size_t followed = 0, ended = 0;
    if (!vouchers_look(ctx, &voucher_kind_own, router, &followed, &ended, e))
        return false;
    tell(ctx, result, size, followed, ended);
    return true;
}

const struct job voucher_jobs[] = {
    { .name = "voucher_follow",
      .label = N_("Vouchers"),
      .help = N_("Count what vouchers use, find their first login, and end those that are over"),
      .interval_s = 60,
      .lease_s = 300,
      .is_kept = true,
      .run_router = run_follow },
    { .name = "voucher_strays",
      .label = N_("Unknown vouchers"),
      .help = N_("Look also at routers that are to have none for users that are vouchers and that no voucher here is"),
      .interval_s = 3600,
      .lease_s = 300,
      .run_router = run_strays },
    { .name = NULL },
};
