/* What stands beside a backup: NAME.dump.json. */
#ifndef MODEL_BACKUP_MANIFEST_H
#define MODEL_BACKUP_MANIFEST_H

#include "model/backup/backup.h"

const char *manifest_path(struct arena *a, const char *file);
bool manifest_write(struct context *ctx, const char *path, const struct backup_manifest *m, struct error *e);
/* False without an error (its code stays as it was) where there is none. */
bool manifest_read(struct context *ctx, const char *path, struct backup_manifest *m, struct error *e);

/* Brings a folder's entries to the disk. */
bool folder_sync(const char *file);

#endif
