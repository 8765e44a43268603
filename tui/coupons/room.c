/* The room as others see it. */
#include "tui/coupons/room.h"

#include <stddef.h>

static const struct pane_page pages[] = {
    { "coupons", &detail_coupon },
    { NULL, NULL },
};

const struct screen_room screen_room_coupons = {
    .name = "coupons",
    .pages = pages,
};
