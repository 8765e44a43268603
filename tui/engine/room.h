/* What the room hands in, for tui/console/rooms.c; README.md beside it says what it is for. */
#ifndef TUI_ENGINE_ROOM_H
#define TUI_ENGINE_ROOM_H

#include "tui/app/room.h"
#include "tui/lists/detail_page.h"

extern const struct screen_room screen_room_engine;

extern const struct detail_kind detail_audit, detail_operation, detail_job, detail_run;

#endif
