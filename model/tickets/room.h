/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_TICKETS_ROOM_H
#define MODEL_TICKETS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_tickets;

extern const struct pane pane_tickets;
extern const struct action tickets_actions[];
extern const struct job tickets_jobs[];
extern const struct detector tickets_detectors[];
extern const struct saying tickets_sayings[];

#endif
