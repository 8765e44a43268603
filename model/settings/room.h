/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_SETTINGS_ROOM_H
#define MODEL_SETTINGS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/room.h"

extern const struct room room_settings;

extern const struct pane pane_settings;
extern const struct action settings_actions[];
extern const struct setting settings_settings[];
extern const struct check settings_checks[];
extern const struct saying settings_sayings[];

#endif
