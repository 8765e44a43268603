/* What was looked for before. */
#include "tui/lists/filter_history.h"

#include "base/i18n.h"
#include "base/path.h"
#include "base/text.h"
#include "tui/widgets/lineedit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ENTRIES_MOST = 1000, /* of all panes; a file that holds more lines is written anew */
    LINE_BYTES = 64 + LINEEDIT_BYTES,
};

struct entry {
    char *pane, *filter;
};

/* The oldest first. */
static struct {
    struct entry entries[ENTRIES_MOST];
    size_t count;
    bool is_read, is_cut_off; /* cut off: from the file; said once */
} known;

static char *copy(const char *text)
{
    char *c = strdup(text);
    if (!c)
        abort();
    return c;
}

static void drop(size_t i)
{
    free(known.entries[i].pane);
    free(known.entries[i].filter);
    memmove(&known.entries[i], &known.entries[i + 1], (known.count - i - 1) * sizeof *known.entries);
    known.count--;
}

/* Makes room: the same filter's former place, and the pane's oldest where it has many. */
static void make_room(const char *pane, const char *filter)
{
    size_t of_pane = 0;
    for (size_t i = known.count; i-- > 0;) {
        if (strcmp(known.entries[i].pane, pane) != 0)
            continue;
        if (strcmp(known.entries[i].filter, filter) == 0 || ++of_pane >= FILTER_HISTORY_MOST)
            drop(i);
    }
    if (known.count == ENTRIES_MOST)
        drop(0);
}

static void keep(const char *pane, const char *filter)
{
    make_room(pane, filter);
    known.entries[known.count++] = (struct entry){ .pane = copy(pane), .filter = copy(filter) };
}

/* A line that somebody spoiled is left out. */
static void keep_line(char *line)
{
    char safe[LINE_BYTES * 2];
    char *filter = strchr(line, '\t');
    line[strcspn(line, "\n")] = '\0';
    if (!filter || filter == line || !filter[1])
        return;
    *filter++ = '\0';
    text_safe(safe, sizeof safe, filter, strlen(filter));
    if (strcmp(safe, filter) == 0)
        keep(line, filter);
}

static bool refuse(const char *file, struct error *e)
{
    return error_set(e, ERR_CONFIG, _("the filter is remembered until this console ends only"), "%s: %s", file,
                     strerror(errno));
}

/* Whole, or the former one stays. */
static bool write_anew(const char *file, struct error *e)
{
    char *other = NULL;
    if (asprintf(&other, "%s.new", file) < 0)
        abort();
    int fd = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    bool ok = out != NULL;
    for (size_t i = 0; ok && i < known.count; i++)
        ok = fprintf(out, "%s\t%s\n", known.entries[i].pane, known.entries[i].filter) > 0;
    if (out)
        ok = fclose(out) == 0 && ok;
    ok = ok && rename(other, file) == 0;
    free(other);
    return ok || refuse(file, e);
}

/* What can't be read is as if it were not there: a filter is lost by it, nothing else. */
static void read_once(const char *file)
{
    char line[LINE_BYTES];
    size_t lines = 0;
    struct error ignored;
    FILE *in = known.is_read || !file ? NULL : fopen(file, "re");
    known.is_read = true;
    if (!in)
        return;
    for (; fgets(line, sizeof line, in); lines++)
        keep_line(line);
    fclose(in);
    if (lines > ENTRIES_MOST)
        write_anew(file, &ignored);
}

static bool append(const char *file, const char *pane, const char *filter, struct error *e)
{
    char line[LINE_BYTES];
    int length = snprintf(line, sizeof line, "%s\t%s\n", pane, filter);
    int fd = path_make_parents(file) ? open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return refuse(file, e);
    ssize_t written = write(fd, line, (size_t)length); /* at once, so that other consoles' lines stay whole */
    return (close(fd) == 0 && written == length) || refuse(file, e);
}

const char *filter_history_at(const char *file, const char *pane, size_t n)
{
    read_once(file);
    for (size_t i = known.count; i-- > 0;)
        if (strcmp(known.entries[i].pane, pane) == 0 && n-- == 0)
            return known.entries[i].filter;
    return NULL;
}

bool filter_history_note(const char *file, const char *pane, const char *filter, struct error *e)
{
    const char *last = filter_history_at(file, pane, 0);
    if (!*filter || (last && strcmp(last, filter) == 0))
        return true;
    keep(pane, filter);
    if (!file || known.is_cut_off)
        return true;
    known.is_cut_off = !append(file, pane, filter, e);
    return !known.is_cut_off;
}

void filter_history_forget(void)
{
    while (known.count)
        drop(known.count - 1);
    known.is_read = known.is_cut_off = false;
}
