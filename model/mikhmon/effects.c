/* What a take-over does on routers. */
#include "model/mikhmon/room.h"

#include "base/i18n.h"
#include "model/mikhmon/takeover.h"
#include "model/vouchers/follow.h"
#include "model/vouchers/put.h"

static const struct voucher_put put = { "mikhmon_put_rows", NULL };

static bool effect_mikhmon_put(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                               struct error *e)
{
    return vouchers_put(ctx, &put, router, rows, count, e);
}

static bool effect_mikhmon_end(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                               struct error *e)
{
    return vouchers_end(ctx, &voucher_kind_mikhmon, router, rows, count, e);
}

const struct effect mikhmon_effects[] = {
    { .kind = "router",
      .name = "mikhmon_look",
      .help = N_("Read what Mikhmon left on a router; nothing is written there"),
      .word = N_("Router looked at"),
      .run = effect_mikhmon_look },
    { .kind = "router",
      .name = "mikhmon_take",
      .help = N_("Take over a router that Mikhmon ran, step by step"),
      .word = N_("Router taken over"),
      .run = effect_mikhmon_take },
    { .kind = "router",
      .name = "mikhmon_give_back",
      .help = N_("Give a router back to Mikhmon, as it was"),
      .word = N_("Router given back"),
      .run = effect_mikhmon_give_back },
    { .kind = "router",
      .name = "mikhmon_put",
      .help = N_("Put vouchers of Mikhmon on a router that has none of them any more, with what is left of them"),
      .word = N_("Vouchers of Mikhmon put on the router"),
      .run = effect_mikhmon_put },
    { .kind = "router",
      .name = "mikhmon_end",
      .help = N_("End vouchers of Mikhmon on their router at the second at which they are over"),
      .word = N_("Vouchers of Mikhmon ended"),
      .run = effect_mikhmon_end },
    { .kind = NULL },
};
