/* The room as others see it. */
#include "tui/bill/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "invoices", &detail_invoice },
    { "queue", &detail_invoice },
    { "subscriptions", &detail_subscription },
    { NULL, NULL },
};

const struct screen_room screen_room_bill = {
    .name = "bill",
    .pages = pages,
    .row_commands = bill_row_commands,
};
