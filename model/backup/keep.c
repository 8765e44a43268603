/* How long backups are kept. */
#include "model/backup/keep.h"

#include "base/log.h"
#include "model/backup/backup.h"
#include "model/backup/manifest.h"
#include "model/config/config.h"
#include "model/settings/setting.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    ALWAYS_KEPT = 3,
    STAMP = 16, /* 20261128T020000Z */
    DAY_S = 86400,
    MOST_FILES = 20000
};

struct kept {
    const char *path;
    char stamp[STAMP + 1]; /* of which its name speaks: they sort as they were made */
    time_t made_at;
};

/* "hotspot-20261128T020000Z.dump", or ….dump.age: the stamp. NULL: it is none of ours. */
static const char *stamp_in(const char *name, const char *database)
{
    size_t n = strlen(name), before = database ? strlen(database) : 0;
    const char *end = n > 9 && strcmp(name + n - 9, ".dump.age") == 0 ? name + n - 9
                      : n > 5 && strcmp(name + n - 5, ".dump") == 0   ? name + n - 5
                                                                      : NULL;
    if (!end || end - name <= STAMP || end[-STAMP - 1] != '-')
        return NULL;
    const char *stamp = end - STAMP;
    if (database && ((size_t)(stamp - name) != before + 1 || strncmp(name, database, before) != 0))
        return NULL;
    return strspn(stamp, "0123456789TZ") >= STAMP ? stamp : NULL;
}

static int newest_first(const void *a, const void *b)
{
    return strcmp(((const struct kept *)b)->stamp, ((const struct kept *)a)->stamp);
}

/* Whole ones alone: a manifest stands beside them. */
static size_t list(struct context *ctx, const char *database, struct kept **found)
{
    const char *folder = ctx->config->backup.folder;
    DIR *d = opendir(folder);
    const struct dirent *entry;
    size_t count = 0, room = 64;
    struct kept *all = ARENA_ARRAY(ctx->arena, struct kept, room);
    while (d && count < MOST_FILES && (entry = readdir(d))) {
        struct stat s;
        const char *stamp = stamp_in(entry->d_name, database),
                   *path = arena_printf(ctx->arena, "%s/%s", folder, entry->d_name);
        if (!stamp || stat(path, &s) != 0 || !S_ISREG(s.st_mode) || access(manifest_path(ctx->arena, path), R_OK) != 0)
            continue;
        if (count == room) {
            struct kept *more = ARENA_ARRAY(ctx->arena, struct kept, 2 * room);
            memcpy(more, all, room * sizeof *all);
            all = more;
            room *= 2;
        }
        all[count] = (struct kept){ .path = path, .made_at = s.st_mtime };
        memcpy(all[count++].stamp, stamp, STAMP);
    }
    if (d)
        closedir(d);
    qsort(all, count, sizeof *all, newest_first);
    *found = all;
    return count;
}

const char *backup_newest(struct context *ctx)
{
    struct kept *all;
    return list(ctx, NULL, &all) ? all[0].path : NULL;
}

static bool remove_one(struct context *ctx, const char *path)
{
    if (unlink(path) != 0) {
        log_line(LOG_LEVEL_WARNING, "an old backup can't be removed: %s: %s", path, strerror(errno));
        return false;
    }
    unlink(manifest_path(ctx->arena, path));
    return true;
}

/* What is not whole and nobody has written to for a day. */
static void remove_parts(struct context *ctx, const char *database)
{
    const char *folder = ctx->config->backup.folder;
    DIR *d = opendir(folder);
    const struct dirent *entry;
    while (d && (entry = readdir(d))) {
        struct stat s;
        size_t n = strlen(entry->d_name);
        const char *path = arena_printf(ctx->arena, "%s/%s", folder, entry->d_name);
        bool is_part = n > 5 && strcmp(entry->d_name + n - 5, ".part") == 0 &&
                       strncmp(entry->d_name, database, strlen(database)) == 0;
        if (is_part && stat(path, &s) == 0 && S_ISREG(s.st_mode) && time(NULL) - s.st_mtime > DAY_S)
            unlink(path);
    }
    if (d)
        closedir(d);
}

size_t backups_forget(struct context *ctx, const char *database)
{
    struct error e = { .code = ERR_NONE };
    struct kept *all;
    int64_t days;
    size_t gone = 0, count = list(ctx, database, &all);
    remove_parts(ctx, database);
    if (!setting_read_int(ctx, "backup_keep_days", &days, &e)) {
        log_error("how long backups are kept", &e);
        return 0;
    }
    for (size_t i = ALWAYS_KEPT; i < count; i++)
        if (time(NULL) - all[i].made_at > days * DAY_S)
            gone += remove_one(ctx, all[i].path);
    return gone;
}
