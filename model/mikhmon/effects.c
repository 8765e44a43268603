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
    { .kind = NULL },
};
