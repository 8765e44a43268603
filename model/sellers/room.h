/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_SELLERS_ROOM_H
#define MODEL_SELLERS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_sellers;

extern const struct pane pane_sellers, pane_seller_sales;
extern const struct action sellers_actions[];
extern const struct probe sellers_probes[];
extern const struct saying sellers_sayings[];

#endif
