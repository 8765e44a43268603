/* The room as others see it. */
#include "model/home/room.h"

#include "base/i18n.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_home, NULL };

static const struct choice_word words[] = {
    { "waits", N_("waits") }, { "money", N_("money") },
    { "router", N_("router") }, { "worker", N_("worker") }, { NULL, NULL },
};

const struct room room_home = {
    .name = "home",
    .panes = panes,
    .jobs = home_jobs,
    .words = words,
    .sayings = home_sayings,
};
