/* The rooms that hand in tables: the one list of them. */
#include "tui/bill/room.h"
#include "tui/customers/room.h"
#include "tui/engine/room.h"
#include "tui/pay/room.h"
#include "tui/routers/room.h"

#include <stddef.h>

const struct screen_room *const screen_rooms[] = {
    &screen_room_engine, &screen_room_customers, &screen_room_pay, &screen_room_bill, &screen_room_routers, NULL,
};
