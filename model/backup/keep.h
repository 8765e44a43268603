/* How long backups are kept. */
#ifndef MODEL_BACKUP_KEEP_H
#define MODEL_BACKUP_KEEP_H

#include "model/values/context.h"

#include <stddef.h>

/* Removes those of that database in the folder that are older than the setting says, but never the newest three, and
 * what an end in the middle left behind a day ago. How many backups went; what can't be removed is logged. */
size_t backups_forget(struct context *ctx, const char *database);

#endif
