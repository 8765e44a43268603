/* What must hold for effects. */
#include "model/engine/room.h"

#include "base/i18n.h"

const struct check engine_checks[] = {
    { "names_bound", "check_names",
      N_("a function in the schema console takes names from where others may create them"),
      N_("run: hotspot-console migrate") },
    { "outbox_failed", "check_outbox_failed", N_("effects were given up"),
      N_("look at them with show outbox --where state:failed, mend the cause, then outbox.retry") },
    { "portal_is_known", "check_portal_version", N_("the portal has a version that this program was not written for"),
      N_("before the portal is upgraded run CALL console.unbind_names(), afterwards: hotspot-console migrate") },
    { .name = NULL },
};
