/* What came of backups and drills, for the pane, the home screen and `check`. */
#ifndef MODEL_BACKUP_RECORD_H
#define MODEL_BACKUP_RECORD_H

#include "model/backup/backup.h"

struct backup_outcome {
    const char *kind, *file, *report;
    const struct backup_manifest *manifest;
    int64_t took_ms;
    const struct error *failure; /* NULL: it went well */
};

/* What was done stands, whether it can be kept here or not: that is logged. */
void backup_record(struct context *ctx, const struct backup_outcome *o);

#endif
