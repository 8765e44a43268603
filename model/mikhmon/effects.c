/* What a take-over does on routers. */
#include "model/mikhmon/room.h"

#include "base/i18n.h"
#include "model/mikhmon/takeover.h"

const struct effect mikhmon_effects[] = {
    { .kind = "router",
      .name = "mikhmon_look",
      .help = N_("Read what Mikhmon left on a router; nothing is written there"),
      .word = N_("Router looked at"),
      .run = effect_mikhmon_look },
    { .kind = NULL },
};
