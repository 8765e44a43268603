/* PostgreSQL's own programs, of the server's version. */
#ifndef MODEL_BACKUP_TOOLS_H
#define MODEL_BACKUP_TOOLS_H

#include "base/child.h"
#include "model/values/context.h"

#include <stdbool.h>

struct db;

struct backup_tools {
    const char *dump, *restore; /* their paths */
    const char *version;        /* "15.20" */
    const char *advice;         /* NULL, or: they lack security fixes, in words */
    const char *mend;           /* what to do about that */
};

/* The connection by which backups are made and restored. */
struct db *backup_connect(struct context *ctx, const char *dbname, struct error *e);
/* ERR_CONFIG where this host has none of the server's major version. */
bool backup_tools_find(struct context *ctx, const struct db *db, struct backup_tools *t, struct error *e);
/* What reads a dump has to have the fixes. */
bool backup_tools_may_restore(const struct backup_tools *t, struct error *e);

/* A descriptor for a program's connection to that database, by the service hotspot_console of PGSERVICEFILE; -1: e. */
int backup_service(struct context *ctx, const struct db *db, const char *dbname, struct error *e);
extern const char *const backup_variables[];

/* What a program said last, in one line, without its own name. */
const char *backup_said(struct context *ctx, const struct child *c);

#endif
