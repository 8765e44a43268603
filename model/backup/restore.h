/* What a restore and a drill have in common. */
#ifndef MODEL_BACKUP_RESTORE_H
#define MODEL_BACKUP_RESTORE_H

#include "model/backup/archive.h"

enum {
    MOST_NOTES = 12
};

struct restoring {
    struct context *ctx;
    struct db *server; /* connected to none of the databases that are made or renamed */
    struct backup_tools tools;
    struct archive archive;
    struct restored *done;
    const char *notes[MOST_NOTES + 1];
    size_t note_count;
    bool with_rights, is_scratch, is_superuser, may_create, was_stopped;
    const char *stamp;
    int64_t asked_ms;
    size_t table;
};

bool restoring_begin(struct restoring *r, struct context *ctx, const char *file, struct restored *done,
                     struct error *e);
void restoring_end(struct restoring *r);
void restoring_note(struct restoring *r, const char *note);
bool restoring_server(struct context *ctx, struct db **server, struct error *e);
/* Runs what database_*.sql makes of its parameters. */
bool restoring_tell(struct restoring *r, const char *name, const char *const *params, int count, struct error *e);
bool restoring_make(struct restoring *r, const char *name, struct error *e);
bool restoring_fill(struct restoring *r, const char *name, struct error *e); /* with what the archive holds */
bool restoring_compare(struct restoring *r, const char *name, struct error *e);

#endif
