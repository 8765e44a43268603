/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_ROUTERS_ROOM_H
#define MODEL_ROUTERS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/effect.h"
#include "model/engine/job.h"
#include "model/engine/outbox_target.h"
#include "model/engine/saying.h"
#include "model/engine/symptom.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/choice.h"
#include "model/values/room.h"

extern const struct room room_routers;

extern const struct pane pane_routers, pane_drift, pane_sessions, pane_devices;
extern const struct action routers_actions[];
extern const struct job routers_jobs[];
extern const struct effect routers_effects[];
extern const struct target routers_targets[];
extern const struct setting routers_settings[];
extern const struct detector routers_detectors[];
extern const struct check routers_checks[];
extern const struct saying routers_sayings[];
extern const struct symptom routers_symptoms[];
extern const struct symptom_look routers_looks[];
extern const struct choice_word routers_symptom_words[];

#endif
