/* The room as others see it. */
#include "tui/till/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "till", &detail_till },
    { NULL, NULL },
};

const struct screen_room screen_room_till = {
    .name = "till",
    .pages = pages,
};
