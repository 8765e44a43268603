/* The rooms that hand in tables: the one list of them. */
#include "tui/accounts/room.h"
#include "tui/bill/room.h"
#include "tui/coupons/room.h"
#include "tui/customers/room.h"
#include "tui/diagnosis/room.h"
#include "tui/engine/room.h"
#include "tui/incidents/room.h"
#include "tui/mikhmon/room.h"
#include "tui/packages/room.h"
#include "tui/pay/room.h"
#include "tui/routers/room.h"
#include "tui/shop/room.h"
#include "tui/tickets/room.h"
#include "tui/till/room.h"

#include <stddef.h>

const struct screen_room *const screen_rooms[] = {
    &screen_room_engine, &screen_room_incidents, &screen_room_tickets, &screen_room_packages, &screen_room_diagnosis, &screen_room_customers, &screen_room_accounts,
    &screen_room_pay,    &screen_room_coupons,  &screen_room_bill,
    &screen_room_till,   &screen_room_shop,     &screen_room_routers,  &screen_room_mikhmon,  NULL,
};
