/* What must hold for what is counted of packages; console.mend_NAME repairs. */
#include "model/packages/room.h"

#include "base/i18n.h"

const struct probe packages_probes[] = {
    { "package_tallies", "check_tallies", N_("what is counted of a package is not what its customers and payments are"),
      N_("findings.repair counts anew; if it comes back, see in show jobs why package_count does not run") },
    { .name = NULL },
};
