/* What the room hands in, for tui/console/rooms.c; README.md beside it says what it is for. */
#ifndef TUI_DIAGNOSIS_ROOM_H
#define TUI_DIAGNOSIS_ROOM_H

#include "tui/app/room.h"
#include "tui/lists/row_command.h"

extern const struct screen_room screen_room_diagnosis;

extern const struct row_command diagnosis_row_commands[];

#endif
