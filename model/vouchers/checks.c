/* What must hold for vouchers, lot by lot; console.mend_NAME repairs. */
#include "model/vouchers/room.h"

#include "base/i18n.h"

const struct probe voucher_probes[] = {
    { "vouchers_on_router", "check_on_router", N_("vouchers are not on the router that they are for"),
      N_("findings.repair has them put there; void those that nobody shall use") },
    { "vouchers_unknown", "check_unknown", N_("unknown vouchers are let in by a router"),
      N_("findings.repair switches it off on the router; was the database restored from a backup, see first what was made after it") },
    { .name = NULL },
};
