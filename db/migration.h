/* The migrations that travel in the binary, and what is known of those that were applied. */
#ifndef DB_MIGRATION_H
#define DB_MIGRATION_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct db_result;
struct embedded_file;

struct migration {
    const char *name; /* "0001_portal" */
    const struct embedded_file *file;
    char checksum[65]; /* SHA-256 of the file, hex */
    bool for_fresh, for_adopted, for_enforce;
    bool in_transaction;
};

struct migration_list {
    struct migration *items; /* in the order of their numbers; in the arena */
    size_t count;
};

bool migration_list_load(struct arena *a, struct migration_list *list, struct error *e);

/* applied: rows of migrate_applied.sql. */
bool migration_is_applied(const struct migration *m, const struct db_result *applied);

/* The database began with this program: its first migration made the portal's tables. */
bool migration_began_fresh(const struct migration_list *list, const struct db_result *applied);

/* The database asks for it, whether it was applied or not. */
bool migration_is_wanted(const struct migration *m, bool fresh, bool enforce);

/* No applied one is changed since or unknown here; else error code and what to do. */
bool migration_check_applied(const struct migration_list *list, const struct db_result *applied, enum error_code code,
                             struct error *e);

#endif
