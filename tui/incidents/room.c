/* The room as others see it. */
#include "tui/incidents/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "incidents", &detail_incident },
    { NULL, NULL },
};

const struct screen_room screen_room_incidents = {
    .name = "incidents",
    .pages = pages,
};
