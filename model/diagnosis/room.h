/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_DIAGNOSIS_ROOM_H
#define MODEL_DIAGNOSIS_ROOM_H

#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/values/room.h"

extern const struct room room_diagnosis;

extern const struct job diagnosis_jobs[];
extern const struct saying diagnosis_sayings[];

#endif
