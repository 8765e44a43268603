/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_LINES_ROOM_H
#define MODEL_LINES_ROOM_H

#include "model/engine/action.h"
#include "model/engine/effect.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/engine/symptom.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/choice.h"
#include "model/values/room.h"

extern const struct room room_lines;

extern const struct pane pane_lines;
extern const struct action line_actions[];
extern const struct effect line_effects[];
extern const struct job line_jobs[];
extern const struct setting line_settings[];
extern const struct saying line_sayings[];
extern const struct detector line_detectors[];
extern const struct symptom line_symptoms[];
extern const struct choice_word line_symptom_words[];

#endif
