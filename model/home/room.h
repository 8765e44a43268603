/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_HOME_ROOM_H
#define MODEL_HOME_ROOM_H

#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct room room_home;

extern const struct pane pane_home;
extern const struct job home_jobs[];
extern const struct saying home_sayings[];

#endif
