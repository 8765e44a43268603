/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_MIKHMON_ROOM_H
#define MODEL_MIKHMON_ROOM_H

#include "model/engine/action.h"
#include "model/engine/effect.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_mikhmon;

extern const struct pane pane_takeovers, pane_questions, pane_mikhmon_vouchers, pane_mikhmon_sales;
extern const struct action mikhmon_actions[];
extern const struct effect mikhmon_effects[];
extern const struct job mikhmon_jobs[];
extern const struct saying mikhmon_sayings[];
extern const struct voucher_kind voucher_kind_mikhmon; /* vouchers/follow.h */
extern const char *const question_kinds[];

#endif
