/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_ACCOUNTS_ROOM_H
#define MODEL_ACCOUNTS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/values/room.h"

extern const struct room room_accounts;

extern const struct action accounts_actions[];
extern const struct saying accounts_sayings[];

#endif
