/* "Rows like this one". */
#include "tui/lists/filter_like.h"

#include "base/arena.h"

#include <string.h>

const struct column *filter_like_column(const struct pane *p)
{
    const unsigned unfit = COLUMN_HIDDEN | COLUMN_NO_FILTER | COLUMN_FILTER_ONLY;
    for (size_t i = 0; i < p->column_count; i++)
        if (p->columns[i].type == COL_CHOICE && !(p->columns[i].flags & unfit))
            return &p->columns[i];
    return NULL;
}

/* As the filter language reads it back: quoted, where it might be taken for more than a word. */
static const char *term_of(struct arena *a, const struct column *c, const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    struct strbuf out = { .arena = a };
    if (*value && !value[strspn(value, plain)])
        return arena_printf(a, "%s:%s", c->name, value);
    strbuf_printf(&out, "%s:\"", c->name);
    for (; *value; value++)
        strbuf_printf(&out, *value == '"' || *value == '\\' ? "\\%c" : "%c", *value);
    strbuf_add(&out, "\"");
    return strbuf_text(&out);
}

/* Where the term stands as a word of its own; NULL: nowhere. */
static const char *find_term(const char *filter, const char *term)
{
    size_t length = strlen(term);
    for (const char *at = filter; (at = strstr(at, term)); at++)
        if ((at == filter || at[-1] == ' ') && (!at[length] || at[length] == ' '))
            return at;
    return NULL;
}

const char *filter_like_toggle(struct arena *a, const struct pane *p, const struct listing_row *row, const char *filter,
                               bool *had_it)
{
    const struct column *c = filter_like_column(p);
    const char *value = row->cells[c - p->columns], *term = term_of(a, c, value ? value : "");
    const char *at = find_term(filter, term);
    *had_it = at != NULL;
    if (!at)
        return arena_printf(a, "%s%s%s", filter, *filter ? " " : "", term);
    const char *rest = at + strlen(term);
    rest += strspn(rest, " ");
    size_t before = (size_t)(at - filter);
    while (!*rest && before && filter[before - 1] == ' ')
        before--;
    return arena_printf(a, "%.*s%s", (int)before, filter, rest);
}
