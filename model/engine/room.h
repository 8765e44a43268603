/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_ENGINE_ROOM_H
#define MODEL_ENGINE_ROOM_H

#include "model/engine/action.h"
#include "model/engine/check.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_engine;

extern const struct pane pane_jobs, pane_runs, pane_workers, pane_outbox, pane_audit, pane_operations, pane_findings;
extern const struct action engine_actions[];
extern const struct job engine_jobs[];
extern const struct check engine_checks[];
extern const struct saying engine_sayings[], engine_errors[];

#endif
