/* The room as others see it. */
#include "tui/packages/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "packages", &detail_package },
    { "profiles", &detail_profile },
    { NULL, NULL },
};

const struct screen_room screen_room_packages = {
    .name = "packages",
    .pages = pages,
};
