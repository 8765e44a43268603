/* Secrets handed over by systemd. */
#include "base/credential.h"

#include "base/arena.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool credential_is(const char *file)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char real_folder[PATH_MAX], real_file[PATH_MAX];
    if (!folder || !*folder || !realpath(folder, real_folder) || !realpath(file, real_file))
        return false;
    size_t n = strlen(real_folder);
    return strncmp(real_file, real_folder, n) == 0 && real_file[n] == '/';
}

const char *credential_path(struct arena *a, const char *file)
{
    static const char *const prefixes[] = { "", "hotspot-console_" };
    const char *folder = getenv("CREDENTIALS_DIRECTORY"), *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    if (!folder || !*folder || !*name)
        return file;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        const char *path = arena_printf(a, "%s/%s%s", folder, prefixes[i], name);
        if (access(path, F_OK) == 0)
            return path;
    }
    return file;
}
