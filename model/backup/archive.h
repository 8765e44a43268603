/* A backup's file, opened, checked and decrypted before anything reads it. */
#ifndef MODEL_BACKUP_ARCHIVE_H
#define MODEL_BACKUP_ARCHIVE_H

#include "model/backup/backup.h"
#include "model/backup/tools.h"

struct archive {
    int fd; /* the archive in clear: the file, or one without a name */
    bool has_manifest;
    const char *folder; /* where it lies */
};

/* Its checksums are right, age took all of it, and it holds a whole database of this program. */
bool archive_open(struct context *ctx, const struct backup_tools *t, const char *file, struct archive *a,
                  struct backup_manifest *m, struct error *e);
void archive_close(struct archive *a);

#endif
