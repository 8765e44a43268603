/* The room as others see it. */
#include "tui/mikhmon/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "takeovers", &detail_takeover },
    { NULL, NULL },
};

const struct screen_room screen_room_mikhmon = {
    .name = "mikhmon",
    .pages = pages,
};
