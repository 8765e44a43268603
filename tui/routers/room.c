/* The room as others see it. */
#include "tui/routers/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "routers", &detail_router },
    { "drift", &detail_drift },
    { NULL, NULL },
};

const struct screen_room screen_room_routers = {
    .name = "routers",
    .pages = pages,
    .row_commands = routers_row_commands,
};
