/* The rooms that hand in tables: the one list of them, in the order in which the tabs show their panes. The effects of
 * one kind of target are done in this order, too: another room's on routers come after those of `routers`. */
#include "model/bill/room.h"
#include "model/customers/room.h"
#include "model/engine/room.h"
#include "model/pay/room.h"
#include "model/routers/room.h"
#include "model/settings/room.h"

#include <stddef.h>

const struct room *const rooms[] = {
    &room_customers, &room_pay, &room_bill, &room_routers, &room_engine, &room_settings, NULL,
};
