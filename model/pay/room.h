/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_PAY_ROOM_H
#define MODEL_PAY_ROOM_H

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

extern const struct room room_pay;

extern const struct pane pane_payments, pane_inbox, pane_deposits;
extern const struct action pay_actions[];
extern const char *const pay_methods[], *const pay_banks[]; /* NULL-terminated: the choices of an action's arguments */
extern const struct job pay_jobs[];
extern const struct effect pay_effects[];
extern const struct target pay_targets[];
extern const struct setting pay_settings[];
extern const struct detector pay_detectors[];
extern const struct check pay_checks[];
extern const struct probe pay_probes[];
extern const struct saying pay_sayings[];
extern const struct symptom pay_symptoms[];
extern const struct symptom_look pay_looks[];
extern const struct choice_word pay_symptom_words[];

#endif
