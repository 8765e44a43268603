/* Reading the text of a configuration file. */
#include "model/config/config_file.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

enum {
    LARGEST_FILE = 1 << 20
};

static bool unreadable(struct error *e, const char *file, const char *why)
{
    return error_set(e, ERR_CONFIG, "can't read the configuration", "%s: %s", file, why);
}

static bool may_be_read(const struct stat *info, const char *file, struct error *e)
{
    if (!S_ISREG(info->st_mode))
        return unreadable(e, file, "not a regular file");
    if (info->st_size > LARGEST_FILE)
        return unreadable(e, file, "too big for a configuration");
    if (info->st_mode & S_IWOTH) {
        unreadable(e, file, "others can write it");
        return error_hint(e, "look at what stands in it, then: chmod o-w %s", file);
    }
    return true;
}

const char *config_after_mark(const char *text)
{
    size_t length = strlen(BYTE_ORDER_MARK);
    return strncmp(text, BYTE_ORDER_MARK, length) == 0 ? text + length : text;
}

static const char *read_all(struct arena *a, int fd, const char *file, struct error *e)
{
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        unreadable(e, file, strerror(errno));
        return NULL;
    }
    if (!may_be_read(&info, file, e))
        return NULL;
    char *text = arena_alloc(a, (size_t)info.st_size + 1);
    ssize_t n = read(fd, text, (size_t)info.st_size);
    if (n == info.st_size && strlen(text) == (size_t)n)
        return config_after_mark(text);
    unreadable(e, file, n < 0 ? strerror(errno) : "not a text file: UTF-8 is expected");
    return NULL;
}

const char *config_file_text(struct arena *a, const char *file, struct error *e)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const char *text = read_all(a, fd, file, e);
    if (fd >= 0)
        close(fd);
    return text;
}

bool config_file_is_public(const char *file)
{
    struct stat info;
    return stat(file, &info) == 0 && info.st_mode & S_IROTH;
}
