/* The table on the screen. */
#include "base/calendar.h"
#include "base/i18n.h"
#include "base/text.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"
#include "tui/lists/table.h"
#include "tui/widgets/format.h"

#include <stdio.h>
#include <string.h>

enum {
    GUTTER = 2
}; /* the mark, and a blank */

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
        /* where the label needs all of the place, the sign stands in the blank before it */
        int before = *sign && text_width(text) > p->width ? text_width(sign) : 0;
        int x = GUTTER + p->x - before, width = p->width + before;
        if (format_is_right(c))
            draw_field_right(v, y, x, width, ROLE_COLUMN_HEAD, text);
        else
            draw_text(v, y, x, width, ROLE_COLUMN_HEAD, text);
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

static void draw_gutter(const struct table *t, const struct view *v, int y, int i, enum theme_role role)
{
    bool is_light = i == t->cursor && app_has_light_cursor(t->app);
    const char *sign = gutter_sign(t, window_row(&t->window, i));
    if (is_light)
        draw_printf(v, y, 0, GUTTER, ROLE_CURSOR, "%s>", sign);
    else
        draw_text(v, y, 0, 1, role, sign);
}

static enum theme_role row_role(const struct table *t, int i, const struct listing_row *row)
{
    if (i == t->cursor && !app_has_light_cursor(t->app))
        return ROLE_CURSOR;
    if (t->is_stale || app_db_error(t->app))
        return ROLE_DIM;
    return marks_has(&t->marks, row->id) ? ROLE_MARKED : ROLE_TEXT;
}

static bool is_same_cell(const struct listing_row *a, const struct listing_row *b, size_t column)
{
    const char *x = a->cells[column], *y = b->cells[column];
    return x && y ? strcmp(x, y) == 0 : x == y;
}

/* By the user's id where the pane has it, since two may be called the same; else by all that would be left out. */
static bool is_same_user(const struct pane *p, const struct listing_row *a, const struct listing_row *b)
{
    const struct column *user = pane_column(p, "user_id");
    bool is_grouped = false;
    if (user)
        return a->cells[user - p->columns] && is_same_cell(a, b, (size_t)(user - p->columns));
    for (size_t i = 0; i < p->column_count; i++) {
        if (!(p->columns[i].flags & COLUMN_GROUP))
            continue;
        is_grouped = true;
        if (!is_same_cell(a, b, i))
            return false;
    }
    return is_grouped;
}

bool table_is_continued(const struct table *t, int i)
{
    const struct listing_row *above = window_row(&t->window, i - 1), *row = window_row(&t->window, i);
    return above && row && i > t->top && i != t->cursor && is_same_user(t->pane, above, row);
}

/* A row with its look, for its cells. */
struct drawn_row {
    const struct listing_row *row;
    enum theme_role role;
    int y;
    bool is_continued, is_linked; /* linked: the mark that says so has been drawn */
    int64_t now;
};

static void draw_link(const struct view *v, struct drawn_row *r, int x, bool is_ascii)
{
    if (!r->is_linked)
        draw_text(v, r->y, x, 1, r->role == ROLE_TEXT ? ROLE_DIM : r->role, is_ascii ? "|" : "│");
    r->is_linked = true;
}

static void draw_cell(const struct table *t, const struct view *v, struct drawn_row *r, const struct column_place *p)
{
    char text[FORMAT_BYTES];
    const struct column *c = &t->pane->columns[p->column];
    const char *value = r->row->cells[p->column];
    const struct format_place place = { .columns = p->width, .is_ascii = !app_has_blocks(t->app) };
    enum theme_role role = r->role == ROLE_TEXT ? format_role(c, value) : r->role;
    if (r->is_continued && c->flags & COLUMN_GROUP) {
        draw_link(v, r, GUTTER + p->x, place.is_ascii);
        return;
    }
    format_cell_in(text, c, value, r->now, place);
    if (format_is_right(c))
        draw_field_right(v, r->y, GUTTER + p->x, p->width, role, text);
    else
        draw_text(v, r->y, GUTTER + p->x, p->width, role, text);
}

static void draw_row(const struct table *t, const struct view *v, int y, int i, int64_t now)
{
    const struct listing_row *row = window_row(&t->window, i);
    struct drawn_row drawn = {
        .row = row, .role = row_role(t, i, row), .y = y, .is_continued = table_is_continued(t, i), .now = now
    };
    draw_blank(v, y, 0, v->width, drawn.role);
    draw_gutter(t, v, y, i, drawn.role);
    for (size_t n = 0; n < t->layout.count; n++)
        draw_cell(t, v, &drawn, &t->layout.places[n]);
}

/* A command's key; without one its name, by which the palette finds it. */
static const char *key_or_name(const struct table *t, const char *command)
{
    const char *key = app_key_for(t->app, t->pane->name, command);
    return key ? key : command;
}

/* The pane's own sentence, its commands by their keys. */
static void write_empty(const struct table *t, char *out, size_t size)
{
    char command[64];
    size_t length = 0;
    for (const char *p = _(t->pane->empty); *p && length + 1 < size;) {
        size_t plain = strcspn(p, "{"), named = p[plain] ? strcspn(p + plain + 1, "}") : 0;
        snprintf(command, sizeof command, "%.*s", (int)named, p + plain + (p[plain] != '\0'));
        int n = snprintf(out + length, size - length, "%.*s%s", (int)plain, p, named ? key_or_name(t, command) : "");
        length += n > 0 ? (size_t)n : 0;
        p += plain + (named ? named + 2 : strlen(p + plain));
    }
}

/* What is said of a list that holds no row by itself, and what to do there. */
static void draw_empty(const struct table *t, const struct view *v, int y)
{
    char text[2 * FORMAT_BYTES];
    if (t->pane->empty && !*t->scope)
        write_empty(t, text, sizeof text);
    else
        snprintf(text, sizeof text, "%s", _("There is nothing here yet."));
    draw_wrapped(v, y, GUTTER, v->width - GUTTER - 1, t->height, ROLE_DIM, text);
}

static void draw_nothing(const struct table *t, const struct view *v, int y)
{
    if (t->is_loaded && !*t->filter) {
        draw_empty(t, v, y);
        return;
    }
    const char *key = app_key_for(t->app, t->pane->name, "filter.clear");
    const char *search = app_key_for(t->app, t->pane->name, "search.open");
    char text[FORMAT_BYTES] = "";
    if (t->is_loaded && t->is_typed_for)
        snprintf(text, sizeof text, "%s", _("Nothing matches the filter."));
    else if (t->is_loaded)
        snprintf(text, sizeof text, _("Nothing matches the filter. %s clears it. %s searches all panes for it."),
                 key ? key : "filter.clear", search ? search : "search.open");
    else if (t->error.code == ERR_NONE)
        snprintf(text, sizeof text, "%s", _("Reading"));
    draw_text(v, y, GUTTER, v->width - GUTTER, ROLE_DIM, text);
}

void table_draw(struct table *t, const struct view *v, int y)
{
    int64_t now = calendar_now();
    columns_lay_out(&t->layout, t->pane, &t->choice, t->skipped, v->width - GUTTER - 1); /* a margin, for the sign of more */
    draw_heads(t, v, y++);
    for (int line = 0; line < t->height; line++) {
        if (t->top + line < t->window.count)
            draw_row(t, v, y + line, t->top + line, now);
        else
            draw_blank(v, y + line, 0, v->width, ROLE_TEXT);
    }
    if (!t->window.count)
        draw_nothing(t, v, y);
    if (t->is_loaded && !t->has_demanded && table_shows_demanded(t))
        table_refresh(t); /* there is room for them now */
}
