/* Disks and files of the host that the worker runs on. */
#include "model/incidents/host.h"

#include "base/arena.h"
#include "model/config/config.h"
#include "model/engine/heartbeat.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    FREE_PERCENT = 10
};
static const uint64_t free_bytes = UINT64_C(1) << 30;

/* The folder of a file that may not be there yet. */
static const char *folder_of(struct arena *a, const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash && slash > file ? arena_printf(a, "%.*s", (int)(slash - file), file) : slash ? "/" : ".";
}

/* Whether a disk is nearly full; false, too, where it can't be asked. */
static bool is_nearly_full(const struct statvfs *s)
{
    uint64_t all = (uint64_t)s->f_blocks * s->f_frsize, left = (uint64_t)s->f_bavail * s->f_frsize;
    return all > 0 && left < free_bytes && left / FREE_PERCENT < all / 100;
}

static struct host_disk disk_of(const char *folder, const struct statvfs *s)
{
    uint64_t taken = (uint64_t)(s->f_blocks - s->f_bfree), usable = taken + s->f_bavail;
    return (struct host_disk){ .folder = folder,
                               .taken_percent = usable ? (int)(taken * 100 / usable) : 100,
                               .free_mb = (int64_t)((uint64_t)s->f_bavail * s->f_frsize >> 20),
                               .is_nearly_full = is_nearly_full(s) };
}

size_t host_disks(struct context *ctx, struct host_disk **disks)
{
    const struct config *c = ctx->config;
    const char *const files[] = { "/", c->log_file, c->audit_file,
                                  c->backup.folder ? arena_printf(ctx->arena, "%s/", c->backup.folder) : NULL };
    unsigned long seen[sizeof files / sizeof *files];
    size_t count = 0;
    struct host_disk *found = *disks = ARENA_ARRAY(ctx->arena, struct host_disk, sizeof files / sizeof *files);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct statvfs s;
        const char *folder = files[i] ? folder_of(ctx->arena, files[i]) : NULL;
        bool is_known = !folder || statvfs(folder, &s) != 0 || !s.f_blocks;
        for (size_t j = 0; !is_known && j < count; j++)
            is_known = seen[j] == s.f_fsid;
        if (is_known)
            continue;
        seen[count] = s.f_fsid;
        found[count++] = disk_of(folder, &s);
    }
    return count;
}

bool disks_look(struct context *ctx, struct detector_rows *rows, struct error *e)
{
    struct host_disk *disks;
    size_t count = host_disks(ctx, &disks);
    (void)e;
    for (size_t i = 0; i < count; i++)
        if (disks[i].is_nearly_full)
            detector_found(ctx, rows,
                           (struct detector_row){ .cause = process_self(ctx->arena).host,
                                                  .key = disks[i].folder,
                                                  .label = disks[i].folder });
    return true;
}

const char *host_why_not_written(struct arena *a, const char *file)
{
    if (access(file, W_OK) == 0)
        return NULL;
    return errno == ENOENT && access(folder_of(a, file), W_OK) == 0 ? NULL : strerror(errno);
}

bool logs_look(struct context *ctx, struct detector_rows *rows, struct error *e)
{
    const struct config *c = ctx->config;
    const char *const files[] = { c->log_file, c->audit_file };
    (void)e;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *why = files[i] ? host_why_not_written(ctx->arena, files[i]) : NULL;
        if (why)
            detector_found(
                ctx, rows,
                (struct detector_row){
                    .cause = process_self(ctx->arena).host, .key = files[i], .label = files[i], .detail = why });
    }
    return true;
}
