/* Files that are there whole, or not at all. */
#include "model/lists/draft_file.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
    BUFFER_BYTES = 256 * 1024,
    MOST_DRAFTS = 4 /* at once in a process: an export and what an action writes are two */
};

struct draft_file {
    char path[PATH_BYTES]; /* "": this place is free */
    char file[PATH_BYTES];
    FILE *out;
};

/* Where a signal's handler finds them. */
static struct draft_file drafts[MOST_DRAFTS];
static pthread_mutex_t drafts_lock = PTHREAD_MUTEX_INITIALIZER;

void draft_abandon_all(void)
{
    for (size_t i = 0; i < MOST_DRAFTS; i++)
        if (*drafts[i].path)
            unlink(drafts[i].path);
}

bool draft_cannot_write(const char *file, int why, struct error *e)
{
    return error_set(e, ERR_UNREACHABLE, _("the file can't be written"), "%s: %s", file, strerror(why));
}

static bool is_there_already(const char *file, struct error *e)
{
    error_set(e, ERR_REFUSED, _("the file was not written"), _("%s is there already"), file);
    return error_hint(e, _("give another name, or move that file away"));
}

static const char *folder_of(const char *file, char room[PATH_BYTES])
{
    snprintf(room, PATH_BYTES, "%s", file);
    return dirname(room);
}

bool draft_is_possible(const char *file, struct error *e)
{
    char room[PATH_BYTES];
    struct stat found;
    size_t length = strlen(file);
    if (!length || file[length - 1] == '/')
        return error_set(e, ERR_USAGE, _("the file can't be written"), _("'%s' is no name of a file"), file);
    if (lstat(file, &found) == 0)
        return is_there_already(file, e);
    if (errno != ENOENT)
        return draft_cannot_write(file, errno, e);
    return access(folder_of(file, room), W_OK | X_OK) == 0 || draft_cannot_write(folder_of(file, room), errno, e);
}

/* --- begun --- */

/* "/home/siti/.debts.xlsx.Xy12Ab" in a free place; an errno, or 0. */
static int take_place(const char *file, struct draft_file **taken, int *fd)
{
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    struct draft_file *d = drafts;
    while (d < drafts + MOST_DRAFTS && *d->path)
        d++;
    if (d == drafts + MOST_DRAFTS)
        return EMFILE;
    int n = snprintf(d->path, sizeof d->path, "%.*s.%s.XXXXXX", (int)(name - file), file, name);
    *fd = n < (int)sizeof d->path ? mkostemp(d->path, O_CLOEXEC) : -1;
    int why = *fd >= 0 ? 0 : n < (int)sizeof d->path ? errno : ENAMETOOLONG;
    if (why)
        *d->path = '\0';
    snprintf(d->file, sizeof d->file, "%s", file);
    *taken = d;
    return why;
}

struct draft_file *draft_open(const char *file, struct error *e)
{
    struct draft_file *d = NULL;
    int fd = -1;
    pthread_mutex_lock(&drafts_lock);
    int why = take_place(file, &d, &fd);
    pthread_mutex_unlock(&drafts_lock);
    if (why) {
        draft_cannot_write(file, why, e);
        return NULL;
    }
    d->out = fdopen(fd, "w");
    if (!d->out)
        abort();
    setvbuf(d->out, NULL, _IOFBF, BUFFER_BYTES);
    return d;
}

FILE *draft_stream(struct draft_file *d)
{
    return d->out;
}

const char *draft_path(const struct draft_file *d)
{
    return d->path;
}

/* --- ended --- */

/* Where the file system knows nothing of renaming without taking another's place, it is looked at once more before. */
static int give_name(const char *from, const char *to)
{
    struct stat found;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (lstat(to, &found) == 0)
        return EEXIST;
    return rename(from, to) == 0 ? 0 : errno;
}

static int sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int why = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    return why;
}

static void leave(struct draft_file *d)
{
    pthread_mutex_lock(&drafts_lock);
    *d->path = '\0';
    pthread_mutex_unlock(&drafts_lock);
}

bool draft_publish(struct draft_file *d, struct error *e)
{
    int why = fclose(d->out) != 0 ? errno : sync_file(d->path);
    d->out = NULL;
    if (!why)
        why = give_name(d->path, d->file);
    bool ok = !why || (why == EEXIST ? is_there_already(d->file, e) : draft_cannot_write(d->file, why, e));
    if (ok)
        leave(d);
    else
        draft_abandon(d);
    return ok;
}

void draft_abandon(struct draft_file *d)
{
    if (!d)
        return;
    if (d->out)
        fclose(d->out);
    unlink(d->path);
    leave(d);
}
