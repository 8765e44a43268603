/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_CUSTOMERS_ROOM_H
#define MODEL_CUSTOMERS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/engine/symptom.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/choice.h"
#include "model/values/room.h"

extern const struct room room_customers;

extern const struct pane pane_users, pane_quota, pane_debts;
extern const struct action customers_actions[], customers_quota_actions[];
extern const struct job customers_jobs[];
extern const struct setting customers_settings[];
extern const struct detector customers_detectors[];
extern const struct check customers_checks[];
extern const struct probe customers_probes[];
extern const struct saying customers_sayings[];
extern const struct symptom customers_symptoms[];
extern const struct choice_word customers_symptom_words[];

#endif
