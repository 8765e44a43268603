/* The rooms that hand in tables: the one list of them, in the order in which the tabs show their panes. The effects of
 * one kind of target are done in this order, too: another room's on routers come after those of `routers`. */
#include "model/accounts/room.h"
#include "model/backup/room.h"
#include "model/bill/room.h"
#include "model/coupons/room.h"
#include "model/customers/room.h"
#include "model/diagnosis/room.h"
#include "model/engine/room.h"
#include "model/home/room.h"
#include "model/imports/room.h"
#include "model/incidents/room.h"
#include "model/lines/room.h"
#include "model/mikhmon/room.h"
#include "model/notices/room.h"
#include "model/packages/room.h"
#include "model/pay/room.h"
#include "model/receipts/room.h"
#include "model/requests/room.h"
#include "model/routers/room.h"
#include "model/sellers/room.h"
#include "model/settings/room.h"
#include "model/sheets/room.h"
#include "model/shop/room.h"
#include "model/tickets/room.h"
#include "model/till/room.h"
#include "model/vouchers/room.h"

#include <stddef.h>

const struct room *const rooms[] = {
    &room_home, &room_customers, &room_accounts, &room_requests, &room_pay,     &room_bill,   &room_till, &room_receipts,     &room_packages,
    &room_coupons,   &room_shop,    &room_sellers, &room_notices,  &room_routers, &room_vouchers, &room_lines, &room_sheets, &room_mikhmon, &room_imports, &room_incidents, &room_tickets, &room_diagnosis, &room_backup, &room_engine, &room_settings, NULL,
};
