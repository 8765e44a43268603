/* What runs by itself for charges. */
#include "model/pay/room.h"

#include "base/i18n.h"
#include "model/pay/charge.h"

const struct job pay_jobs[] = {
    { .name = "charge_expiry",
      .label = N_("End of charges"),
      .help = N_("Ask the gateway about charges whose time is over, and end those that nobody paid"),
      .interval_s = 60,
      .lease_s = 300,
      .is_kept = true,
      .run = charge_expire_due,
      .asks_gateway = true },
    { .name = "charge_reconcile",
      .label = N_("Charges at the gateway"),
      .help = N_("Ask the gateway about charges that it said nothing of"),
      .interval_s = 60,
      .lease_s = 300,
      .is_kept = true,
      .run = charge_reconcile,
      .asks_gateway = true },
    { .name = NULL },
};
