/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_RECEIPTS_ROOM_H
#define MODEL_RECEIPTS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/effect.h"
#include "model/engine/outbox_target.h"
#include "model/engine/saying.h"
#include "model/settings/setting.h"
#include "model/values/room.h"

extern const struct room room_receipts;

extern const struct action receipts_actions[];
extern const struct effect receipts_effects[];
extern const struct target receipts_targets[];
extern const struct setting receipts_settings[];
extern const struct saying receipts_sayings[];

#endif
