/* Writing the configuration and the secrets beside it. */
#include "model/config/config_write.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/path.h"
#include "model/config/config.h"
#include "model/config/config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PRIVATE = 0600,
    LARGEST = 1 << 20
};

static bool cant_write(struct error *e, const char *file, int why)
{
    error_set(e, ERR_CONFIG, _("the file can't be written"), "%s: %s", file, strerror(why));
    return error_hint(e, why == ENOSPC || why == EFBIG
                             ? _("make room there; nothing was changed")
                             : _("nothing was changed; name another place by --config FILE, or "
                                 "run it as who may write there"));
}

static bool write_all(int fd, const char *text)
{
    size_t left = strlen(text);
    while (left) {
        ssize_t n = write(fd, text, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text += n;
        left -= (size_t)n;
    }
    return fsync(fd) == 0;
}

/* A file of its own beside the one that it is to replace, with that one's mode and owner. */
static bool write_beside(const char *file, const char *beside, const char *text, mode_t mode, struct error *e)
{
    struct stat now;
    bool is_there = stat(file, &now) == 0;
    if (!path_make_parents(beside))
        return cant_write(e, beside, errno);
    unlink(beside);
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, PRIVATE);
    if (fd < 0)
        return cant_write(e, beside, errno);
    bool ok = write_all(fd, text);
    int why = errno;
    if (ok && is_there && fchown(fd, now.st_uid, now.st_gid) != 0 && errno != EPERM) {
        ok = false;
        why = errno;
    }
    if (ok && fchmod(fd, is_there && mode != PRIVATE ? now.st_mode & 07777 : mode) != 0) {
        ok = false;
        why = errno;
    }
    if (close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (ok)
        return true;
    unlink(beside);
    return cant_write(e, file, why);
}

/* A link is followed: what it leads to is replaced. */
static const char *real_file(struct arena *a, const char *file)
{
    char real[PATH_MAX];
    return arena_strdup(a, realpath(file, real) ? real : file);
}

/* The names in the folder are on the disk, too. */
static void settle_folder(struct arena *a, const char *file)
{
    const char *slash = strrchr(file, '/');
    int fd = open(slash ? arena_copy(a, file, (size_t)(slash - file) + 1) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

static bool move_over(struct arena *a, const char *from, const char *to, struct error *e)
{
    if (rename(from, to) != 0) {
        int why = errno;
        unlink(from);
        return cant_write(e, to, why);
    }
    settle_folder(a, to);
    return true;
}

const char *config_text(struct arena *a, const char *file, struct error *e)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return "";
    char *text = arena_alloc(a, LARGEST + 1);
    ssize_t n = fd < 0 ? -1 : read(fd, text, LARGEST + 1);
    int why = n < 0 ? errno : EFBIG;
    if (fd >= 0)
        close(fd);
    if (n >= 0 && n <= LARGEST && strlen(text) == (size_t)n)
        return config_after_mark(text);
    error_set(e, ERR_CONFIG, _("can't read the configuration"), "%s: %s", file, strerror(why));
    return NULL;
}

/* What the former one was, for who wants it back. */
static bool keep_former(struct arena *a, const char *file, struct error *e)
{
    const char *before = arena_printf(a, "%s.before", file), *beside = arena_printf(a, "%s.new", before);
    const char *text = config_text(a, file, e);
    if (!text)
        return false;
    if (access(file, F_OK) != 0)
        return true;
    return write_beside(file, beside, text, PRIVATE, e) && move_over(a, beside, before, e);
}

bool file_put(struct arena *a, const char *file, const char *text, mode_t mode, struct error *e)
{
    const char *real = real_file(a, file), *beside = arena_printf(a, "%s.new", real);
    return write_beside(real, beside, text, mode, e) && move_over(a, beside, real, e);
}

bool config_save(struct arena *a, const char *file, const char *text, struct error *e)
{
    const char *real = real_file(a, file), *beside = arena_printf(a, "%s.new", real);
    if (!write_beside(real, beside, text, access(real, F_OK) == 0 ? 0 : PRIVATE, e))
        return false;
    if (!config_load(a, beside, e) || !keep_former(a, real, e)) {
        unlink(beside);
        return false;
    }
    return move_over(a, beside, real, e);
}

bool secret_put(struct arena *a, const char *file, const char *secret, struct secret_file *kept, struct error *e)
{
    const char *beside = arena_printf(a, "%s.new", file), *before = arena_printf(a, "%s.before", file);
    *kept = (struct secret_file){ .file = file };
    if (!write_beside(file, beside, arena_printf(a, "%s\n", secret), PRIVATE, e))
        return false;
    if (access(file, F_OK) == 0) {
        if (rename(file, before) != 0) {
            int why = errno;
            unlink(beside);
            return cant_write(e, file, why);
        }
        kept->before = before;
    }
    if (move_over(a, beside, file, e))
        return true;
    secret_take_back(kept);
    return false;
}

void secret_keep(const struct secret_file *kept)
{
    if (kept->before)
        unlink(kept->before);
}

void secret_take_back(const struct secret_file *kept)
{
    if (kept->before)
        rename(kept->before, kept->file);
    else if (kept->file)
        unlink(kept->file);
}
