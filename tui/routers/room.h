/* What the room hands in, for tui/console/rooms.c; README.md beside it says what it is for. */
#ifndef TUI_ROUTERS_ROOM_H
#define TUI_ROUTERS_ROOM_H

#include "tui/app/room.h"
#include "tui/lists/detail_page.h"
#include "tui/lists/row_command.h"

extern const struct screen_room screen_room_routers;

extern const struct detail_kind detail_router, detail_drift;
extern const struct row_command routers_row_commands[];

#endif
