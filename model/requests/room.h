/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_REQUESTS_ROOM_H
#define MODEL_REQUESTS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/room.h"

extern const struct room room_requests;

extern const struct pane pane_requests, pane_changes;
extern const struct action requests_actions[];
extern const struct setting requests_settings[];
extern const struct saying requests_sayings[];

#endif
