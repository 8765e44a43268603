/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_DIAGNOSIS_ROOM_H
#define MODEL_DIAGNOSIS_ROOM_H

#include "model/values/room.h"

extern const struct room room_diagnosis;

#endif
