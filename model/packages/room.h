/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_PACKAGES_ROOM_H
#define MODEL_PACKAGES_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/engine/symptom.h"
#include "model/lists/pane.h"
#include "model/values/choice.h"
#include "model/values/room.h"

extern const struct room room_packages;

extern const struct pane pane_packages, pane_profiles;
extern const struct action packages_actions[], packages_profile_actions[];
extern const struct job packages_jobs[];
extern const struct probe packages_probes[];
extern const struct saying packages_sayings[];
extern const struct symptom packages_symptoms[];
extern const struct choice_word packages_symptom_words[];

#endif
