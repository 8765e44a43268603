/* What an operator made of the lists. */
#include "tui/lists/view_store.h"

#include "base/i18n.h"
#include "base/path.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LOCK_TRIES = 5,
    LOCK_PAUSE_US = 2000,
    PARTS = 4
};

/* A line, without its end. Of one that is an entry, parts are in text, which has '\0' for its tabs. */
struct line {
    char *bytes; /* as it stands in the file */
    size_t length;
    char *text;
    const char *parts[PARTS]; /* kind, pane, name, value; NULL: it is no entry */
};

struct lines {
    struct line *items;
    size_t count, room;
};

static struct {
    struct lines lines;
    bool is_read, is_cut_off; /* cut off: the file is there and can't be read, so it is not written either */
    struct error trouble;
} known;

/* --- lines --- */

static bool is_shown_as_it_is(const char *text, size_t length)
{
    char *safe = malloc(length * 10 + 1);
    if (!safe)
        abort();
    bool is_safe = text_safe(safe, length * 10 + 1, text, length) == length && memcmp(safe, text, length) == 0;
    free(safe);
    return is_safe;
}

static void take_apart(struct line *l)
{
    const char *parts[PARTS];
    char *at = l->text;
    for (size_t i = 0; i < PARTS; i++) {
        parts[i] = at;
        char *end = i + 1 < PARTS ? strchr(at, '\t') : at + strlen(at);
        if (!end || !is_shown_as_it_is(at, (size_t)(end - at)))
            return;
        at = end + (*end ? 1 : 0);
        *end = '\0';
    }
    memcpy(l->parts, parts, sizeof parts);
}

static void add_line(struct lines *all, const char *bytes, size_t length)
{
    if (all->count == all->room) {
        all->room = all->room * 2 + 16;
        all->items = realloc(all->items, all->room * sizeof *all->items);
        if (!all->items)
            abort();
    }
    struct line *l = &all->items[all->count++];
    *l = (struct line){ .bytes = malloc(length + 1), .length = length, .text = malloc(length + 1) };
    if (!l->bytes || !l->text)
        abort();
    memcpy(l->bytes, bytes, length);
    memcpy(l->text, bytes, length);
    l->bytes[length] = l->text[length] = '\0';
    if (strlen(l->text) == length)
        take_apart(l);
}

static void drop_line(struct lines *all, size_t i)
{
    free(all->items[i].bytes);
    free(all->items[i].text);
    all->count--;
    memmove(&all->items[i], &all->items[i + 1], (all->count - i) * sizeof *all->items);
}

static void drop_lines(struct lines *all)
{
    while (all->count)
        drop_line(all, all->count - 1);
    free(all->items);
    *all = (struct lines){ .items = NULL };
}

static bool is_of(const struct line *l, const char *kind, const char *pane, const char *name)
{
    return l->parts[0] && strcmp(l->parts[0], kind) == 0 && strcmp(l->parts[1], pane) == 0 &&
           (!name || strcmp(l->parts[2], name) == 0);
}

/* In the place of the one of that name, or behind all. */
static void set_line(struct lines *all, const char *kind, const char *pane, const char *name, const char *value)
{
    char *text = NULL;
    size_t i = 0;
    while (i < all->count && !is_of(&all->items[i], kind, pane, name))
        i++;
    if (i < all->count)
        drop_line(all, i);
    if (!value)
        return;
    if (asprintf(&text, "%s\t%s\t%s\t%s", kind, pane, name, value) < 0)
        abort();
    add_line(all, text, strlen(text));
    free(text);
    struct line added = all->items[all->count - 1];
    memmove(&all->items[i + 1], &all->items[i], (all->count - 1 - i) * sizeof added);
    all->items[i] = added;
}

/* --- the file --- */

static bool read_lines(int fd, struct lines *all)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    FILE *in = fdopen(dup(fd), "r");
    if (!in)
        return false;
    rewind(in);
    errno = 0;
    while ((length = getline(&line, &room, in)) > 0)
        add_line(all, line, (size_t)length - (line[length - 1] == '\n'));
    bool ok = !ferror(in);
    free(line);
    fclose(in);
    return ok;
}

static void note_damage(const char *file, const struct lines *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (!all->items[i].parts[0] && all->items[i].length) {
            error_set(&known.trouble, ERR_CONFIG, _("not all of your columns and filters can be read"),
                      _("%s: line %zu is damaged"), file, i + 1);
            error_hint(&known.trouble, _("the line is kept as it is"));
            return;
        }
}

static void read_once(const char *file)
{
    if (known.is_read || !file)
        return;
    known.is_read = true;
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return;
    if (fd < 0 || !read_lines(fd, &known.lines)) {
        known.is_cut_off = true;
        error_set(&known.trouble, ERR_CONFIG, _("your columns and filters can't be read"), "%s: %s", file,
                  strerror(errno));
        error_hint(&known.trouble, _("what you change holds until this console ends"));
    }
    if (fd >= 0)
        close(fd);
    note_damage(file, &known.lines);
}

/* Another console may write as well, for a moment. */
static bool lock(int fd)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return false;
        usleep(LOCK_PAUSE_US);
    }
    return false;
}

static bool write_lines(int fd, const struct lines *all)
{
    FILE *out = fdopen(fd, "w");
    if (!out) {
        close(fd);
        return false;
    }
    bool ok = true;
    for (size_t i = 0; i < all->count && ok; i++)
        ok = fwrite(all->items[i].bytes, 1, all->items[i].length, out) == all->items[i].length &&
             fputc('\n', out) != EOF;
    return fclose(out) == 0 && ok;
}

/* Whole, or the former one stays. */
static bool write_anew(const char *file, const struct lines *all)
{
    char *other = NULL;
    if (asprintf(&other, "%s.XXXXXX", file) < 0)
        abort();
    int fd = mkostemp(other, O_CLOEXEC);
    bool ok = fd >= 0 && write_lines(fd, all) && rename(other, file) == 0;
    int why = errno;
    if (!ok && fd >= 0)
        unlink(other);
    free(other);
    errno = why;
    return ok;
}

/* What stands in the file by now, with the one change. */
static bool change_file(const char *file, const char *kind, const char *pane, const char *name, const char *value)
{
    char *beside = NULL;
    struct lines now = { .items = NULL };
    if (asprintf(&beside, "%s.lock", file) < 0)
        abort();
    int guard = path_make_parents(file) ? open(beside, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    free(beside);
    if (guard < 0)
        return false;
    bool ok = lock(guard);
    int fd = ok ? open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    ok = ok && (fd >= 0 ? read_lines(fd, &now) : errno == ENOENT);
    if (ok) {
        set_line(&now, kind, pane, name, value);
        ok = write_anew(file, &now);
    }
    int why = errno;
    if (fd >= 0)
        close(fd);
    close(guard);
    if (ok) {
        drop_lines(&known.lines);
        known.lines = now;
    } else {
        drop_lines(&now);
    }
    errno = why;
    return ok;
}

/* --- what is asked --- */

bool view_store_at(const char *file, const char *kind, const char *pane, size_t n, struct view_entry *entry)
{
    read_once(file);
    for (size_t i = 0; i < known.lines.count; i++) {
        const struct line *l = &known.lines.items[i];
        if (!is_of(l, kind, pane, NULL) || n-- > 0)
            continue;
        *entry = (struct view_entry){ .name = l->parts[2], .value = l->parts[3] };
        return true;
    }
    return false;
}

const char *view_store_find(const char *file, const char *kind, const char *pane, const char *name)
{
    read_once(file);
    for (size_t i = 0; i < known.lines.count; i++)
        if (is_of(&known.lines.items[i], kind, pane, name))
            return known.lines.items[i].parts[3];
    return NULL;
}

bool view_store_put(const char *file, const char *kind, const char *pane, const char *name, const char *value,
                    struct error *e)
{
    read_once(file);
    if (file && !known.is_cut_off && change_file(file, kind, pane, name, value))
        return true;
    int why = errno;
    set_line(&known.lines, kind, pane, name, value);
    if (!file)
        return true;
    return error_set(e, ERR_CONFIG, _("this holds until this console ends only"), "%s: %s", file, strerror(why));
}

bool view_store_trouble(struct error *e)
{
    if (known.trouble.code == ERR_NONE)
        return false;
    *e = known.trouble;
    error_clear(&known.trouble);
    return true;
}

void view_store_forget(void)
{
    drop_lines(&known.lines);
    known.is_read = known.is_cut_off = false;
    error_clear(&known.trouble);
}
