/* The room as others see it. */
#include "tui/tickets/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "tickets", &detail_ticket },
    { NULL, NULL },
};

const struct screen_room screen_room_tickets = {
    .name = "tickets",
    .pages = pages,
};
