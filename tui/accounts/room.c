/* The room as others see it. */
#include "tui/accounts/room.h"

#include <stddef.h>

const struct screen_room screen_room_accounts = {
    .name = "accounts",
    .row_commands = accounts_row_commands,
};
