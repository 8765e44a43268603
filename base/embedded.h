/* Files that travel inside the binary: SQL, migrations, themes, default configuration. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path; /* as in the source tree: "db/users_list.sql" */
    const char *text; /* terminated */
    size_t length;
};

extern const struct embedded_file embedded_files[]; /* sorted by path */
extern const size_t embedded_file_count;

const struct embedded_file *embedded_find(const char *path); /* NULL: none */

#endif
