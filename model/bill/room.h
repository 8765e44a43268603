/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_BILL_ROOM_H
#define MODEL_BILL_ROOM_H

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

extern const struct room room_bill;

extern const struct pane pane_invoices, pane_queue, pane_subscriptions;
extern const struct action bill_actions[];
extern const struct job bill_jobs[];
extern const struct effect bill_effects[];
extern const struct target bill_targets[];
extern const struct setting bill_settings[];
extern const struct detector bill_detectors[];
extern const struct check bill_checks[];
extern const struct saying bill_sayings[];
extern const struct symptom bill_symptoms[];
extern const struct choice_word bill_symptom_words[];

#endif
