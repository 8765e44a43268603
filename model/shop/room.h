/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_SHOP_ROOM_H
#define MODEL_SHOP_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_shop;

extern const struct pane pane_stock, pane_contents, pane_orders;
extern const struct action shop_actions[];
extern const struct job shop_jobs[];
extern const struct detector shop_detectors[];
extern const struct probe shop_probes[];
extern const struct saying shop_sayings[];

#endif
