/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_VOUCHERS_ROOM_H
#define MODEL_VOUCHERS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/effect.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_vouchers;

extern const struct pane pane_lots, pane_vouchers, pane_voucher_days;
extern const struct action voucher_actions[];
extern const struct detector voucher_detectors[];
extern const struct effect voucher_effects[];
extern const struct probe voucher_probes[];
extern const struct job voucher_jobs[];
extern const struct saying voucher_sayings[];
extern const char *const voucher_alphabets[];

#endif
