/* What the room hands in, for tui/console/rooms.c; README.md beside it says what it is for. */
#ifndef TUI_INCIDENTS_ROOM_H
#define TUI_INCIDENTS_ROOM_H

#include "tui/app/room.h"
#include "tui/lists/detail_page.h"

extern const struct screen_room screen_room_incidents;

extern const struct detail_kind detail_incident;

#endif
