/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_SHEETS_ROOM_H
#define MODEL_SHEETS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/effect.h"
#include "model/engine/outbox_target.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/room.h"

extern const struct room room_sheets;

extern const struct pane pane_templates;
extern const struct action sheets_actions[];
extern const struct check sheets_checks[];
extern const struct effect sheets_effects[];
extern const struct target sheets_targets[];
extern const struct setting sheets_settings[];
extern const struct saying sheets_sayings[];

#endif
