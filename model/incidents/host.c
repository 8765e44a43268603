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

bool disks_look(struct context *ctx, struct detector_rows *rows, struct error *e)
{
    const struct config *c = ctx->config;
    const char *const files[] = { "/", c->log_file, c->audit_file };
    unsigned long seen[sizeof files / sizeof *files];
    size_t count = 0;
    (void)e;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct statvfs s;
        const char *folder = files[i] ? folder_of(ctx->arena, files[i]) : NULL;
        bool is_known = !folder || statvfs(folder, &s) != 0;
        for (size_t j = 0; !is_known && j < count; j++)
            is_known = seen[j] == s.f_fsid;
        if (is_known)
            continue;
        seen[count++] = s.f_fsid;
        if (is_nearly_full(&s))
            detector_found(
                ctx, rows,
                (struct detector_row){ .cause = process_self(ctx->arena).host, .key = folder, .label = folder });
    }
    return true;
}

static bool can_be_written(struct arena *a, const char *file)
{
    if (access(file, W_OK) == 0)
        return true;
    return errno == ENOENT && access(folder_of(a, file), W_OK) == 0;
}

bool logs_look(struct context *ctx, struct detector_rows *rows, struct error *e)
{
    const struct config *c = ctx->config;
    const char *const files[] = { c->log_file, c->audit_file };
    (void)e;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] && !can_be_written(ctx->arena, files[i]))
            detector_found(ctx, rows,
                           (struct detector_row){ .cause = process_self(ctx->arena).host,
                                                  .key = files[i],
                                                  .label = files[i],
                                                  .detail = strerror(errno) });
    return true;
}
