/* Backups: made of one moment of the database, checked, kept so long, and brought back.
 *
 * A backup is two files in one folder: NAME.dump (PostgreSQL's custom form; NAME.dump.age where it is encrypted) and
 * NAME.dump.json beside it, which says what is inside: checksum, versions, the rows of each table, sums of the ledgers,
 * the end of the audit's chain. Both are written under another name, brought to the disk, and then renamed, the dump
 * last: what bears its name is whole. */
#ifndef MODEL_BACKUP_BACKUP_H
#define MODEL_BACKUP_BACKUP_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct backup_fact {
    const char *name, *value;
};

struct backup_facts {
    struct backup_fact *items;
    size_t count, tables;
    int64_t rows;
};

/* What stands beside a backup. Texts live in the context's arena. */
struct backup_manifest {
    const char *at, *host, *actor, *database, *server, *client, *program; /* program: this one's version */
    const char *encoding, *lc_collate, *lc_ctype, *provider, *icu_locale;
    const char *sha256, *archive_sha256; /* of the file; of what is inside, before it was encrypted */
    int64_t bytes, archive_bytes;
    bool is_encrypted;
    const char *const *roles; /* NULL-terminated */
    struct backup_facts facts;
};

struct backup_made {
    const char *file;
    struct backup_manifest manifest;
    size_t forgotten;   /* older ones that went, by setting */
    const char *advice; /* NULL, or what is to be told beside it */
};

/* file NULL: a name of its own in the folder of the configuration. What came of it is kept in console.backup, a failure
 * too. */
bool backup_make(struct context *ctx, const char *file, struct backup_made *made, struct error *e);

/* The newest whole one of the folder; NULL without an error: there is none. */
const char *backup_newest(struct context *ctx);

struct restore_wish {
    const char *file, *into;
    const char *typed; /* the database's name, as whoever asks has typed it; NULL: not yet */
};

struct restore_loss {
    struct backup_facts facts; /* what stands in the database that is in the way */
    int64_t bytes;
};

struct restored {
    struct backup_manifest manifest; /* sha256 NULL: there was none */
    struct backup_fact *differences; /* value: "backup: 12, restored: 11" */
    size_t difference_count, compared;
    const char *aside;        /* the name that the former database has now; NULL: there was none */
    const char *const *notes; /* what is to be told; NULL-terminated */
    int64_t links;            /* of the audit's chain, that were computed again */
    int64_t dump_s, restore_s, compare_s;
    int64_t waiting; /* rows of the outbox that a worker will take up */
};

/* What would be lost where something stands in the way; false with e for a fault. has_loss: else it is free. */
bool restore_look(struct context *ctx, const char *into, struct restore_loss *loss, bool *has_loss, struct error *e);
/* Into a database that is made for it, or is empty; where one is in the way (and its name was typed), beside it, and
 * the two change names when all was compared. */
bool restore_run(struct context *ctx, const struct restore_wish *wish, struct restored *done, struct error *e);

/* Restores into a scratch database, compares, drops that. report: where the report was written; NULL: nowhere. */
bool drill_run(struct context *ctx, const char *file, struct restored *done, const char **report, struct error *e);

#endif
