/* The room as others see it. */
#include "tui/customers/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "users", &detail_user },
    { "quota", &detail_user },
    { "debts", &detail_debt },
    { "timeline_entry", &detail_entry },
    { NULL, NULL },
};

const struct screen_room screen_room_customers = {
    .name = "customers",
    .pages = pages,
    .row_commands = customers_row_commands,
    .pastes = customers_pastes,
};
