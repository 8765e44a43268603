/* A backup's file, opened, checked and decrypted. */
#include "model/backup/archive.h"

#include "base/clock.h"
#include "base/text.h"
#include "model/backup/manifest.h"
#include "model/backup/sink.h"
#include "model/config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CANT "nothing was restored"

static const char age_sign[] = "age-encryption.org/v1";

struct opening {
    struct context *ctx;
    int64_t asked_ms;
};

static bool goes_on(void *ctx)
{
    struct opening *o = ctx;
    return backup_goes_on(o->ctx, &o->asked_ms);
}

static bool is_age(int fd)
{
    char head[sizeof age_sign - 1];
    return pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head && memcmp(head, age_sign, sizeof head) == 0;
}

/* A file without a name: what is in clear is gone with this process, however it ends. */
static int open_nameless(struct context *ctx, const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return fd;
    char *name = arena_printf(ctx->arena, "%s/clear-XXXXXX.part", folder);
    fd = mkostemps(name, 5, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

static bool decrypt(struct context *ctx, struct archive *a, struct error *e)
{
    const char *identity = ctx->config->backup.identity_file;
    struct opening o = { ctx, clock_ms() };
    struct child child;
    bool was_started;
    if (!identity) {
        error_set(e, ERR_CONFIG, CANT, "the backup is encrypted, and this host has no key to it");
        return error_hint(e, "name the file with age's secret key in backup.identity_file of the configuration");
    }
    int clear = open_nameless(ctx, a->folder);
    if (clear < 0)
        return error_set(e, ERR_REFUSED, CANT, "%s: %s", a->folder, strerror(errno));
    const char *const argv[] = { "age", "-d", "-i", identity, NULL };
    const struct child_job job = { .argv = argv, .in = a->fd, .out = clear, .given = -1, .tick = goes_on, .ctx = &o };
    bool ok = lseek(a->fd, 0, SEEK_SET) == 0 && child_run(&child, &job, &was_started);
    close(a->fd);
    a->fd = clear;
    if (ok)
        return true;
    if (context_cancelled(ctx, e))
        return false;
    error_set(e, ERR_REFUSED, CANT, "age: %s", was_started ? backup_said(ctx, &child) : strerror(errno));
    return was_started ? error_hint(e, "it was encrypted for another key, or the file is damaged")
                       : error_hint(e, "sudo apt-get install age");
}

static bool is_as_said(struct context *ctx, int fd, const char *file, const char *wanted, struct error *e)
{
    char digest[SHA256_TEXT] = "";
    int64_t bytes;
    if (lseek(fd, 0, SEEK_SET) != 0 || !file_digest(ctx, fd, digest, &bytes))
        return error_set(e, errno == ECANCELED ? ERR_CANCELLED : ERR_REFUSED, CANT, "%s: %s", file, strerror(errno));
    if (!wanted || strcmp(digest, wanted) == 0)
        return true;
    error_set(e, ERR_REFUSED, CANT, "%s was changed after it was made: its checksum is %s, and %s was written down",
              file, digest, wanted);
    return error_hint(e, "take another backup: it can't be trusted");
}

/* What the archive's list of contents says of it. */
struct contents {
    char line[512];
    size_t length;
    bool has_users, has_users_rows, has_console, has_console_rows, has_any;
};

static void take_entry(struct contents *c)
{
    c->line[c->length] = '\0';
    c->length = 0;
    if (c->line[0] == ';' || !c->line[0])
        return;
    c->has_any = true;
    c->has_users |= strstr(c->line, " TABLE public users ") != NULL;
    c->has_users_rows |= strstr(c->line, " TABLE DATA public users ") != NULL;
    c->has_console |= strstr(c->line, " TABLE console migration ") != NULL;
    c->has_console_rows |= strstr(c->line, " TABLE DATA console migration ") != NULL;
}

static bool take_list(void *ctx, const char *bytes, size_t length)
{
    struct contents *c = ctx;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '\n')
            take_entry(c);
        else if (c->length + 1 < sizeof c->line)
            c->line[c->length++] = bytes[i];
    return true;
}

/* Half of it would stand, and neither `migrate` nor `check` could make a whole of that. */
static bool is_whole(const struct contents *c, const char *file, struct error *e)
{
    const char *lacks = !c->has_users && !c->has_console ? "neither the portal's tables nor the console's"
                        : !c->has_console ? "not the console's tables: it was made of the schema public alone"
                        : !c->has_users   ? "not the portal's tables: it was made of the schema console alone"
                        : !c->has_users_rows || !c->has_console_rows ? "tables without their rows"
                                                                     : NULL;
    if (!lacks)
        return true;
    if (c->has_users_rows && c->has_console_rows)
        lacks = "rows without their tables: it was made with --data-only";
    error_set(e, ERR_REFUSED, CANT, "%s holds %s", file, lacks);
    return error_hint(e, "take one that `hotspot-console backup` made, or pg_dump -Fc without -n, -t, -a and -s");
}

static bool check_contents(struct context *ctx, const struct backup_tools *t, const struct archive *a, const char *file,
                           struct error *e)
{
    struct contents c = { .length = 0 };
    struct child child;
    bool was_started;
    const char *const argv[] = { t->restore, "--list", "/dev/stdin", NULL };
    bool ok = child_run(&child,
                        &(struct child_job){ .argv = argv,
                                             .variables = backup_variables,
                                             .in = a->fd,
                                             .out = -1,
                                             .given = -1,
                                             .bytes = take_list,
                                             .ctx = &c },
                        &was_started);
    if (ok)
        return is_whole(&c, file, e);
    error_set(e, ERR_REFUSED, CANT, "pg_restore: %s: %s", file,
              was_started ? backup_said(ctx, &child) : strerror(errno));
    return error_hint(
        e, "a plain dump of SQL is not restored here: it can hold commands of psql. Take one of pg_dump -Fc");
}

static const char *folder_of(struct arena *a, const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash ? arena_printf(a, "%.*s", (int)(slash - file) + 1, file) : ".";
}

static bool check(struct context *ctx, const struct backup_tools *t, const char *file, struct archive *a,
                  struct backup_manifest *m, struct error *e)
{
    size_t n = strlen(file);
    if (n > 5 && strcmp(file + n - 5, ".part") == 0)
        return error_set(e, ERR_REFUSED, CANT, "%s is half a backup: it was not finished", file);
    struct error why = { .code = ERR_NONE };
    a->has_manifest = manifest_read(ctx, manifest_path(ctx->arena, file), m, &why);
    if (why.code != ERR_NONE) {
        *e = why;
        return false;
    }
    a->fd = open(file, O_RDONLY | O_CLOEXEC);
    if (a->fd < 0)
        return error_set(e, ERR_REFUSED, CANT, "%s: %s", file, strerror(errno));
    if (a->has_manifest && !is_as_said(ctx, a->fd, file, m->sha256, e))
        return false;
    bool was_encrypted = is_age(a->fd);
    if (was_encrypted &&
        (!decrypt(ctx, a, e) || (a->has_manifest && !is_as_said(ctx, a->fd, file, m->archive_sha256, e))))
        return false;
    return check_contents(ctx, t, a, file, e);
}

bool archive_open(struct context *ctx, const struct backup_tools *t, const char *file, struct archive *a,
                  struct backup_manifest *m, struct error *e)
{
    struct error unseen = { .code = ERR_NONE };
    *a = (struct archive){ .fd = -1, .folder = folder_of(ctx->arena, file) };
    if (check(ctx, t, file, a, m, e ? e : &unseen))
        return true;
    archive_close(a);
    return false;
}

void archive_close(struct archive *a)
{
    if (a->fd >= 0)
        close(a->fd);
    a->fd = -1;
}
