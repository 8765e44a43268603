/* The room as others see it. */
#include "tui/shop/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "orders", &detail_order },
    { NULL, NULL },
};

const struct screen_room screen_room_shop = {
    .name = "shop",
    .pages = pages,
};
