/* What the room hands in, for model/worker/rooms.c; README.md beside it says what it is for. */
#ifndef MODEL_BACKUP_ROOM_H
#define MODEL_BACKUP_ROOM_H

#include "model/engine/action.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/room.h"

extern const struct room room_backup;

extern const struct pane pane_backups;
extern const struct action backup_actions[];
extern const struct detector backup_detectors[];
extern const struct job backup_jobs[];
extern const struct saying backup_sayings[], backup_errors[];
extern const struct setting backup_settings[];

#endif
