/* What the room hands in, for tui/console/rooms.c; README.md beside it says what it is for. */
#ifndef TUI_CUSTOMERS_ROOM_H
#define TUI_CUSTOMERS_ROOM_H

#include "tui/app/room.h"
#include "tui/lists/detail_page.h"
#include "tui/lists/list_paste.h"
#include "tui/lists/row_command.h"

extern const struct screen_room screen_room_customers;

extern const struct detail_kind detail_user, detail_debt, detail_entry;
extern const struct row_command customers_row_commands[];
extern const struct list_paste customers_pastes[];

#endif
