/* The table on the screen. */
#include "base/i18n.h"
#include "base/text.h"
#include "tui/app_state.h"
#include "tui/draw.h"
#include "tui/format.h"
#include "tui/table.h"

#include <stdio.h>
#include <string.h>

enum { GUTTER = 2 }; /* the mark, and a blank */

static const char *sort_sign(const struct table *t, const struct column *c)
{
    bool ascii = app_is_ascii(t->app), is_descending = *t->wanted_sort == '-';
    if (strcmp(t->wanted_sort + is_descending, c->name) != 0)
        return "";
    if (is_descending)
        return ascii ? "v" : "▼";
    return ascii ? "^" : "▲";
}

static void draw_heads(const struct table *t, const struct view *v, int y)
{
    char text[128];
    draw_blank(v, y, 0, v->width, ROLE_COLUMN_HEAD);
    for (size_t i = 0; i < t->layout.count; i++) {
        const struct column_place *p = &t->layout.places[i];
        const struct column *c = &t->pane->columns[p->column];
        const char *sign = sort_sign(t, c);
        snprintf(text, sizeof text, "%s%s", sign, _(c->label));
        if (format_is_right(c))
            draw_field_right(v, y, GUTTER + p->x, p->width, ROLE_COLUMN_HEAD, text);
        else
            draw_text(v, y, GUTTER + p->x, p->width, ROLE_COLUMN_HEAD, text);
    }
    if (t->layout.has_more)
        draw_text(v, y, v->width - 1, 1, ROLE_COLUMN_HEAD, app_is_ascii(t->app) ? ">" : "›");
}

static const char *gutter_sign(const struct table *t, const struct listing_row *row)
{
    if (marks_has(&t->marks, row->id))
        return "*";
    return t->range.id && strcmp(t->range.id, row->id) == 0 ? "[" : " ";
}

static enum theme_role row_role(const struct table *t, int i, const struct listing_row *row)
{
    if (i == t->cursor)
        return ROLE_CURSOR;
    if (t->is_stale || app_db_error(t->app))
        return ROLE_DIM;
    return marks_has(&t->marks, row->id) ? ROLE_MARKED : ROLE_TEXT;
}

static void draw_row(const struct table *t, const struct view *v, int y, int i, time_t now)
{
    char text[FORMAT_BYTES];
    const struct listing_row *row = window_row(&t->window, i);
    enum theme_role role = row_role(t, i, row);
    draw_blank(v, y, 0, v->width, role);
    draw_text(v, y, 0, 1, role, gutter_sign(t, row));
    for (size_t n = 0; n < t->layout.count; n++) {
        const struct column_place *p = &t->layout.places[n];
        const struct column *c = &t->pane->columns[p->column];
        const char *value = row->cells[p->column];
        enum theme_role cell = role == ROLE_TEXT ? format_role(c, value) : role;
        format_cell(text, c, value, now);
        if (format_is_right(c))
            draw_field_right(v, y, GUTTER + p->x, p->width, cell, text);
        else
            draw_text(v, y, GUTTER + p->x, p->width, cell, text);
    }
}

static void draw_nothing(const struct table *t, const struct view *v, int y)
{
    const char *text = "";
    if (t->is_loaded)
        text = *t->filter ? _("Nothing matches the filter.") : _("There is nothing here yet.");
    else if (t->error.code == ERR_NONE)
        text = _("Reading");
    draw_text(v, y, GUTTER, v->width - GUTTER, ROLE_DIM, text);
}

void table_draw(struct table *t, const struct view *v, int y)
{
    time_t now = time(NULL);
    columns_lay_out(&t->layout, t->pane, t->skipped, v->width - GUTTER - 1); /* a margin, for the sign of more */
    draw_heads(t, v, y++);
    for (int line = 0; line < t->height; line++) {
        if (t->top + line < t->window.count)
            draw_row(t, v, y + line, t->top + line, now);
        else
            draw_blank(v, y + line, 0, v->width, ROLE_TEXT);
    }
    if (!t->window.count)
        draw_nothing(t, v, y);
}
