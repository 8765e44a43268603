/* The table: its cursor, its order and its columns. */
#include "tui/lists/table.h"

#include "base/arena.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy_text(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        abort();
    return copy;
}

void table_init(struct table *t, struct app *app, struct view *owner, const struct pane *p, const char *scope)
{
    *t = (struct table){ .app = app, .owner = owner, .pane = p, .count = -1 };
    t->scope = copy_text(scope);
    t->filter = copy_text("");
    t->wanted_filter = copy_text("");
    snprintf(t->sort, sizeof t->sort, "%s", p->default_sort);
    memcpy(t->wanted_sort, t->sort, sizeof t->sort);
}

void table_free(struct table *t)
{
    window_clear(&t->window);
    marks_clear(&t->marks);
    table_drop_place(&t->range);
    table_drop_place(&t->back);
    free(t->scope);
    free(t->filter);
    free(t->wanted_filter);
}

const char *table_within_scope(const struct table *t, struct arena *a, const char *filter)
{
    return *t->scope ? arena_printf(a, "%s %s", t->scope, filter) : arena_strdup(a, filter);
}

void table_drop_place(struct table_place *p)
{
    free(p->id);
    free(p->key);
    *p = (struct table_place){ .id = NULL };
}

void table_note_place(const struct table *t, struct table_place *p)
{
    const struct listing_row *row = table_cursor_row(t);
    table_drop_place(p);
    if (row)
        *p = (struct table_place){ .id = copy_text(row->id),
                                   .key = copy_text(row->key),
                                   .position = window_position(&t->window, t->cursor) };
}

static int clamp(int value, int low, int high)
{
    if (value > high)
        value = high;
    return value < low ? low : value;
}

void table_keep_in_view(struct table *t)
{
    int height = t->height > 0 ? t->height : 1;
    t->cursor = clamp(t->cursor, 0, t->window.count - 1);
    if (t->cursor < t->top)
        t->top = t->cursor;
    if (t->cursor >= t->top + height)
        t->top = t->cursor - height + 1;
    t->top = clamp(t->top, 0, t->window.count - height);
}

void table_set_height(struct table *t, int height)
{
    if (height == t->height)
        return;
    t->height = height;
    table_keep_in_view(t);
    table_keep_ahead(t);
}

/* What the cursor could not go for want of rows, it goes when they come. */
static void owe(struct table *t, int rows)
{
    bool will_come = rows > 0 ? !t->window.at_end : rows < 0 && !t->window.at_start;
    t->owed = will_come && !t->is_stale ? rows : 0;
}

static void put_cursor(struct table *t, int row)
{
    int got = clamp(row, 0, t->window.count - 1);
    owe(t, row - got);
    t->cursor = got;
    table_keep_in_view(t);
    table_keep_ahead(t);
}

void table_move(struct table *t, int rows)
{
    put_cursor(t, t->cursor + t->owed + rows);
}

void table_page(struct table *t, int pages)
{
    int rows = pages * t->height;
    t->top = clamp(t->top + rows, 0, t->window.count - t->height);
    table_move(t, rows);
}

static void jump(struct table *t, enum listing_from to)
{
    table_stop_reading(t);
    table_read(t, TABLE_READ_WINDOW, to);
    t->is_jumping = true;
}

void table_go_first(struct table *t)
{
    if (t->window.at_start) {
        put_cursor(t, 0);
        return;
    }
    jump(t, LISTING_FIRST);
}

void table_go_last(struct table *t)
{
    if (t->window.at_end) {
        put_cursor(t, t->window.count - 1);
        return;
    }
    jump(t, LISTING_LAST);
}

bool table_go_line(struct table *t, int line)
{
    if (line < 0 || line >= t->height || t->top + line >= t->window.count)
        return false;
    put_cursor(t, t->top + line);
    return true;
}

void table_scroll_columns(struct table *t, int columns)
{
    size_t most = columns_scrollable(t->pane, &t->choice);
    if (columns > 0 && !t->layout.has_more)
        return;
    if (columns < 0)
        t->skipped = t->skipped > (size_t)-columns ? t->skipped - (size_t)-columns : 0;
    else
        t->skipped = t->skipped + (size_t)columns < most ? t->skipped + (size_t)columns : most;
}

const struct listing_row *table_cursor_row(const struct table *t)
{
    return window_row(&t->window, t->cursor);
}

static bool is_sortable(const struct column *c)
{
    return c->sort && !(c->flags & (COLUMN_HIDDEN | COLUMN_FILTER_ONLY));
}

static bool is_sorted_by(const struct table *t, const struct column *c)
{
    const char *name = *t->wanted_sort == '-' ? t->wanted_sort + 1 : t->wanted_sort;
    return strcmp(name, c->name) == 0;
}

void table_sort_reverse(struct table *t)
{
    char sort[TABLE_SORT + 1];
    if (*t->wanted_sort == '-')
        snprintf(sort, sizeof sort, "%s", t->wanted_sort + 1);
    else
        snprintf(sort, sizeof sort, "-%s", t->wanted_sort);
    table_set_sort(t, sort);
}

void table_sort_by(struct table *t, size_t column)
{
    const struct column *c = &t->pane->columns[column];
    if (!c->sort)
        return;
    if (is_sorted_by(t, c))
        table_sort_reverse(t);
    else
        table_set_sort(t, c->name);
}

void table_sort_next(struct table *t)
{
    const struct pane *p = t->pane;
    size_t now = 0;
    for (size_t i = 0; i < p->column_count; i++)
        if (is_sorted_by(t, &p->columns[i]))
            now = i;
    for (size_t step = 1; step < p->column_count; step++) {
        const struct column *c = &p->columns[(now + step) % p->column_count];
        if (is_sortable(c)) {
            table_set_sort(t, c->name);
            return;
        }
    }
}

void table_describe_place(const struct table *t, char *out, size_t size)
{
    int64_t position = t->window.count ? window_position(&t->window, t->cursor) : -1;
    char count[32] = "";
    if (t->count >= 0)
        snprintf(count, sizeof count, "%s%" PRId64, t->count_is_estimate ? "~" : "", t->count);
    if (position > 0)
        snprintf(out, size, "%*" PRId64 "/%s", (int)strlen(count), position, count);
    else
        snprintf(out, size, "%s", count);
}
