/* What the room hands in. */
#ifndef MODEL_IMPORTS_ROOM_H
#define MODEL_IMPORTS_ROOM_H

#include "model/engine/action.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/settings/setting.h"
#include "model/lists/pane.h"
#include "model/values/room.h"

extern const struct action imports_actions[];
extern const struct job imports_jobs[];
extern const struct setting imports_settings[];
extern const struct saying imports_sayings[];

extern const struct room room_imports;
extern const struct pane pane_shop_imports;
extern const struct pane pane_imports, pane_import_questions, pane_import_rows;

#endif
