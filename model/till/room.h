/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_TILL_ROOM_H
#define MODEL_TILL_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/room.h"

extern const struct room room_till;

extern const struct pane pane_till, pane_receipts;
extern const struct action till_actions[];
extern const struct setting till_settings[];
extern const struct check till_checks[];
extern const struct saying till_sayings[];

#endif
