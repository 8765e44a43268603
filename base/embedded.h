/* Files that travel inside the binary: SQL, migrations, themes, default configuration. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path; /* as in the source tree: "themes/dark.theme" */
    const char *name; /* its last part; no two have the same */
    const char *text; /* terminated */
    size_t length;
};

extern const struct embedded_file embedded_files[]; /* sorted by name */
extern const size_t embedded_file_count;

/* NULL: none. */
const struct embedded_file *embedded_find(const char *path);
const struct embedded_file *embedded_find_name(const char *name); /* in whatever folder */

#endif
