/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_INCIDENTS_ROOM_H
#define MODEL_INCIDENTS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_incidents;

extern const struct pane pane_incidents;
extern const struct action incidents_actions[];
extern const struct job incidents_jobs[];
extern const struct detector incidents_detectors[];
extern const struct saying incidents_sayings[];

#endif
