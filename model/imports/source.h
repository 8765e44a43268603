/* Other systems whose customers come along: each is an entry in sources.c with its reader, and console.import_NAME_take()
 * in a migration, which makes of what was read the rows that are judged, asked about and written. */
#ifndef MODEL_IMPORTS_SOURCE_H
#define MODEL_IMPORTS_SOURCE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct raw_out;

struct import_source {
    const char *name; /* "jelantik": of its functions in the database, too */
    const char *help; /* translatable: what it is, and what it is read from */
    /* Reads all rows from a folder, schema or router into out. NULL: console.import_NAME_take() reads a schema itself.
     * What is wrong with it as a whole is an error; what is wrong with a row is said of that row later. */
    bool (*read)(struct context *ctx, const char *from, struct raw_out *out, struct error *e);
};
extern const struct import_source import_sources[]; /* up to one without a name */
extern const char *const import_source_names[];
const struct import_source *import_source_find(const char *name); /* NULL: none */

/* One row of a part (a file, a menu, a table), n from 1 in it; names and values are count texts, a value may be NULL.
 * Bytes that are no UTF-8 are replaced. file may be NULL. */
bool raw_put(struct raw_out *out, const char *part, const char *file, int64_t n, const char *const *names,
             const char *const *values, size_t count, struct error *e);

/* Files of a biller that was made for fibre customers. */
bool import_read_jelantik(struct context *ctx, const char *from, struct raw_out *out, struct error *e);

/* A router's User Manager; from is the router. */
bool import_read_user_manager(struct context *ctx, const char *from, struct raw_out *out, struct error *e);

/* Before the plan of imports.read, whose arguments these are: reads the source and has it judged, in one transaction. */
bool import_gather(struct context *ctx, const char *const *args, struct error *e);

#endif
