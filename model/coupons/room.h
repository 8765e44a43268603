/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_COUPONS_ROOM_H
#define MODEL_COUPONS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_coupons;

extern const struct pane pane_coupons;
extern const struct action coupons_actions[];
extern const struct saying coupons_sayings[];

#endif
