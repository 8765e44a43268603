/* Choosing the column that a pane is sorted by. */
#include "tui/lists/sort_chooser.h"

#include "base/i18n.h"
#include "model/lists/pane.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDEST = 64,
    MARK_WIDTH = 2,
    LABEL_WIDTH = 22
};

struct sort_chooser {
    struct view view;
    struct view *owner;
    void (*chosen)(struct view *owner, const char *sort);
    size_t count, cursor, top;
    bool is_descending;
    const struct column *columns[]; /* those that can be sorted by */
};

static struct sort_chooser *chooser_of(struct view *v)
{
    return (struct sort_chooser *)v;
}

static int rows_of(const struct view *v)
{
    return v->height > 3 ? v->height - 3 : 1;
}

static unsigned choose(struct sort_chooser *s)
{
    char sort[80];
    if (s->count) {
        snprintf(sort, sizeof sort, "%s%s", s->is_descending ? "-" : "", s->columns[s->cursor]->name);
        s->chosen(s->owner, sort);
    }
    return VIEW_CLOSE;
}

static unsigned put_cursor(struct sort_chooser *s, long at)
{
    long last = (long)s->count - 1;
    at = at > last ? last : at;
    s->cursor = at > 0 ? (size_t)at : 0;
    return VIEW_REDRAW;
}

static unsigned chooser_command(struct view *v, const char *command)
{
    struct sort_chooser *s = chooser_of(v);
    long at = (long)s->cursor, page = rows_of(v);
    const struct {
        const char *command;
        long to;
    } moves[] = { { "move.down", at + 1 },  { "move.up", at - 1 }, { "page.down", at + page },
                  { "page.up", at - page }, { "move.top", 0 },     { "move.bottom", (long)s->count } };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (strcmp(command, moves[i].command) == 0)
            return put_cursor(s, moves[i].to);
    if (strcmp(command, "sort.reverse") == 0 || strcmp(command, "mark.toggle") == 0) {
        s->is_descending = !s->is_descending;
        return VIEW_REDRAW;
    }
    if (strcmp(command, "open.detail") == 0)
        return choose(s);
    if (strcmp(command, "view.close") == 0 || strcmp(command, "sort.choose") == 0 || strcmp(command, "app.quit") == 0)
        return VIEW_CLOSE;
    return VIEW_HANDLED;
}

static unsigned mouse(struct sort_chooser *s, const struct key *k)
{
    int row = k->mouse.y - s->view.y - 1;
    if (row < 0 || row >= rows_of(&s->view) || s->top + (size_t)row >= s->count)
        return VIEW_HANDLED;
    s->cursor = s->top + (size_t)row;
    return k->mouse.bstate & BUTTON1_DOUBLE_CLICKED ? choose(s) : VIEW_REDRAW;
}

static unsigned chooser_key(struct view *v, const struct key *k)
{
    struct sort_chooser *s = chooser_of(v);
    if (strcmp(k->name, "enter") == 0)
        return choose(s);
    if (strcmp(k->name, "left") == 0 || strcmp(k->name, "right") == 0)
        return chooser_command(v, "sort.reverse");
    return strcmp(k->name, "mouse") == 0 ? mouse(s, k) : VIEW_IGNORED;
}

static void draw_column(const struct sort_chooser *s, int y, int width, size_t i)
{
    const struct view *v = &s->view;
    bool is_cursor = i == s->cursor, is_ascii = app_is_ascii(v->app);
    enum theme_role role = is_cursor ? ROLE_CURSOR : ROLE_DIALOG;
    const struct column *c = s->columns[i];
    int label = width < 2 * LABEL_WIDTH ? width - MARK_WIDTH : LABEL_WIDTH;
    draw_blank(v, y, 2, width, role);
    if (is_cursor)
        draw_text(v, y, 2, MARK_WIDTH, role, s->is_descending ? (is_ascii ? "v" : "↓") : is_ascii ? "^" : "↑");
    draw_text(v, y, 2 + MARK_WIDTH, label - 1, role, c->label && *c->label ? _(c->label) : c->name);
    if (c->help && *c->help)
        draw_text(v, y, 2 + MARK_WIDTH + label, width - MARK_WIDTH - label, is_cursor ? role : ROLE_DIM, _(c->help));
}

static void chooser_draw(struct view *v)
{
    struct sort_chooser *s = chooser_of(v);
    const struct draw_hint hints[] = { { "enter", _("Sort") }, { "left", _("Turn around") }, { "esc", _("Back") } };
    int width = v->width - 4, rows = rows_of(v);
    draw_box(v, _("Sort by"));
    if (s->cursor < s->top)
        s->top = s->cursor;
    if (s->cursor >= s->top + (size_t)rows)
        s->top = s->cursor - (size_t)rows + 1;
    for (int row = 0; row < rows && s->top + (size_t)row < s->count; row++)
        draw_column(s, 1 + row, width, s->top + (size_t)row);
    draw_hints(v, v->height - 2, 2, width, hints, sizeof hints / sizeof *hints);
}

static void chooser_layout(struct view *v, int screen_height, int screen_width)
{
    draw_centre(v, screen_height, screen_width, (int)chooser_of(v)->count + 3,
                screen_width < WIDEST ? screen_width : WIDEST);
}

static void chooser_close(struct view *v)
{
    free(v);
}

static const struct view_ops chooser_ops = {
    .name = "sort",
    .is_dialog = true,
    .draw = chooser_draw,
    .key = chooser_key,
    .command = chooser_command,
    .layout = chooser_layout,
    .close = chooser_close,
};

/* The columns, and the cursor on the one that is sorted by now. */
static void fill(struct sort_chooser *s, const struct pane *p, const char *sort)
{
    s->is_descending = sort && sort[0] == '-';
    const char *name = sort ? sort + s->is_descending : "";
    for (size_t i = 0; i < p->column_count; i++) {
        if (!p->columns[i].sort)
            continue;
        if (strcmp(p->columns[i].name, name) == 0)
            s->cursor = s->count;
        s->columns[s->count++] = &p->columns[i];
    }
}

void sort_chooser_open(struct view *owner, const struct pane *p, const char *sort,
                       void (*chosen)(struct view *owner, const char *sort))
{
    struct sort_chooser *s = calloc(1, sizeof *s + p->column_count * sizeof s->columns[0]);
    if (!s)
        abort();
    s->view.ops = &chooser_ops;
    s->view.app = owner->app;
    s->owner = owner;
    s->chosen = chosen;
    fill(s, p, sort);
    app_push(owner->app, &s->view);
}
