/* What vouchers ask of routers. */
#include "model/vouchers/room.h"

#include "base/i18n.h"
#include "model/vouchers/follow.h"
#include "model/vouchers/put.h"

const struct effect voucher_effects[] = {
    { .kind = "router",
      .name = "voucher_put",
      .help = N_("Put vouchers on their router as users of the hotspot, 500 at a time"),
      .word = N_("Vouchers put on the router"),
      .run = effect_voucher_put },
    { .kind = "router",
      .name = "voucher_settle",
      .help = N_("Switch vouchers on their router off or on as they are blocked, given back or let in again"),
      .word = N_("Vouchers brought up to date"),
      .run = effect_voucher_settle },
    { .kind = "router",
      .name = "voucher_end",
      .help = N_("End vouchers on their router at the second at which they are over"),
      .word = N_("Vouchers ended"),
      .run = effect_voucher_end },
    { .kind = NULL },
};
