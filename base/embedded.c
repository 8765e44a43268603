/* Files that travel inside the binary. */
#include "base/embedded.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *name, const void *file)
{
    return strcmp(name, ((const struct embedded_file *)file)->name);
}

const struct embedded_file *embedded_find_name(const char *name)
{
    return bsearch(name, embedded_files, embedded_file_count, sizeof embedded_files[0], compare);
}

const struct embedded_file *embedded_find(const char *path)
{
    const char *slash = strrchr(path, '/');
    const struct embedded_file *f = embedded_find_name(slash ? slash + 1 : path);
    return f && strcmp(f->path, path) == 0 ? f : NULL;
}
