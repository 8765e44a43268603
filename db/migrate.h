/* Creating, adopting and upgrading the database.
 *
 * Migrations are db/migrations/NNNN_name.sql, embedded with their SHA-256. The first lines say
 * where one applies (`-- applies: fresh | adopted | always | enforce`, several with commas) and
 * whether it runs in a transaction (`-- transaction: no`: statement by statement, each repeatable).
 * What was applied stands in console.migration with its checksum. One migrator at a time: a
 * transaction-level advisory lock on a connection of its own.
 *
 * Fresh: schema public holds none of the portal's tables. Adopted: it holds them; then their
 * catalogue is compared with what the console needs, and anything missing stops the whole
 * migration before a change. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "base/error.h"

#include <stdbool.h>

struct db;

enum migrate_state {
    MIGRATE_DONE_BEFORE,
    MIGRATE_APPLIED,
    MIGRATE_WOULD_APPLY,
    MIGRATE_NOT_FOR_THIS_DATABASE
};

/* Told once per migration, in order. */
typedef void migrate_report(void *ctx, const char *name, enum migrate_state state);

/* Told once for each thing that stands against it, before the error that sums them up: the error's
 * text is cut where they are many. */
typedef void migrate_finding(void *ctx, const char *finding);

enum migrate_face {
    MIGRATE_OWNER,
    MIGRATE_OPERATOR,
    MIGRATE_VIEWER,
    MIGRATE_FACES
};

struct migrate_options {
    bool dry_run;             /* only report */
    const char *const *roles; /* of each face the role that is made for it where there is none; NULL: as it was */
    bool enforce; /* also the stricter rules on an adopted database */
    migrate_report *report;
    migrate_finding *finding; /* may be NULL */
    void *ctx;
};

/* Whatever ends well says last what each role may do, where there are roles. */
bool migrate_run(struct db *db, const struct migrate_options *options, struct error *e);

/* The schema is what this program needs: no migration is missing, none is changed, none is
 * unknown (made by a newer program). Cheap: one statement. ERR_CONFIG with what to do otherwise. */
bool migrate_verify(struct db *db, struct error *e);

#endif
