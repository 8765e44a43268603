/* What lines ask of routers. */
#include "model/lines/room.h"

#include "base/i18n.h"
#include "model/lines/follow.h"

const struct effect line_effects[] = {
    { .kind = "router",
      .name = "line_settle",
      .help = N_("Bring the PPPoE secrets of a router to what the database says, and end the sessions from before"),
      .word = N_("PPPoE lines brought up to date"),
      .run = effect_line_settle },
    { .kind = NULL },
};
