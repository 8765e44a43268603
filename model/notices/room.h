/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_NOTICES_ROOM_H
#define MODEL_NOTICES_ROOM_H

#include "model/engine/action.h"
#include "model/engine/effect.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/engine/symptom.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/choice.h"
#include "model/values/room.h"

extern const struct room room_notices;

extern const struct pane pane_notices, pane_broadcasts;
extern const struct action notices_actions[];
extern const struct job notices_jobs[];
extern const struct effect notices_effects[];
extern const struct setting notices_settings[];
extern const struct saying notices_sayings[];
extern const struct symptom notices_symptoms[];
extern const struct choice_word notices_symptom_words[];

#endif
