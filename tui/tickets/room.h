/* What the room hands in, for tui/console/rooms.c; README.md beside it says what it is for. */
#ifndef TUI_TICKETS_ROOM_H
#define TUI_TICKETS_ROOM_H

#include "tui/app/room.h"
#include "tui/lists/detail_page.h"

extern const struct screen_room screen_room_tickets;
extern const struct detail_kind detail_ticket;

#endif
