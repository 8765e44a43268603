/* Choosing which columns a list has. */
#include "tui/lists/column_chooser.h"

#include "base/i18n.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"
#include "tui/app/toast.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDEST = 72,
    MARK_WIDTH = 4,
    LABEL_WIDTH = 20,
    FIGURE_WIDTH = 5
};

struct item {
    size_t column;
    int width; /* 0: the column's own */
    bool is_shown;
};

struct column_chooser {
    struct view view;
    struct view *owner;
    const struct pane *pane;
    void (*chosen)(struct view *owner, const struct columns_choice *choice);
    size_t count, cursor, top;
    struct item items[]; /* the ones that are shown first */
};

static struct column_chooser *of(struct view *v)
{
    return (struct column_chooser *)(void *)v;
}

static int rows_of(const struct view *v)
{
    return v->height > 3 ? v->height - 3 : 1;
}

/* --- what is chosen --- */

static bool is_taken(const struct column_chooser *c, size_t column)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->items[i].column == column)
            return true;
    return false;
}

static int chosen_width(const struct columns_choice *choice, size_t column)
{
    for (size_t i = 0; i < choice->count; i++)
        if (choice->items[i].column == column)
            return choice->items[i].width;
    return 0;
}

static void fill(struct column_chooser *c, const struct columns_choice *choice)
{
    size_t shown[COLUMNS_SHOWN];
    c->count = columns_listed(c->pane, choice, shown);
    for (size_t i = 0; i < c->count; i++)
        c->items[i] = (struct item){ .column = shown[i], .width = chosen_width(choice, shown[i]), .is_shown = true };
    for (size_t i = 0; i < c->pane->column_count; i++)
        if (!(c->pane->columns[i].flags & COLUMN_FILTER_ONLY) && !is_taken(c, i))
            c->items[c->count++] = (struct item){ .column = i };
    c->cursor = c->cursor < c->count ? c->cursor : 0;
}

static bool is_the_panes_own(const struct column_chooser *c, const struct columns_choice *choice)
{
    size_t own[COLUMNS_SHOWN], count = columns_listed(c->pane, NULL, own);
    if (choice->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (choice->items[i].column != own[i] || choice->items[i].width)
            return false;
    return true;
}

static unsigned choose(struct column_chooser *c)
{
    struct columns_choice choice = { .count = 0 };
    for (size_t i = 0; i < c->count && choice.count < COLUMNS_SHOWN; i++)
        if (c->items[i].is_shown)
            choice.items[choice.count++] =
                (struct column_place){ .column = c->items[i].column, .width = c->items[i].width };
    if (!choice.count) {
        app_toast(c->view.app, TOAST_WARN, "%s", _("A list has one column at least"));
        return VIEW_REDRAW;
    }
    if (is_the_panes_own(c, &choice))
        choice.count = 0;
    c->chosen(c->owner, &choice);
    return VIEW_CLOSE;
}

/* --- keys --- */

static void put_cursor(struct column_chooser *c, long at)
{
    long last = (long)c->count - 1;
    at = at > last ? last : at;
    c->cursor = at > 0 ? (size_t)at : 0;
}

static void go_down(struct column_chooser *c)
{
    put_cursor(c, (long)c->cursor + 1);
}

static void go_up(struct column_chooser *c)
{
    put_cursor(c, (long)c->cursor - 1);
}

static void page_down(struct column_chooser *c)
{
    put_cursor(c, (long)c->cursor + rows_of(&c->view));
}

static void page_up(struct column_chooser *c)
{
    put_cursor(c, (long)c->cursor - rows_of(&c->view));
}

static void go_top(struct column_chooser *c)
{
    put_cursor(c, 0);
}

static void go_bottom(struct column_chooser *c)
{
    put_cursor(c, (long)c->count);
}

static void toggle(struct column_chooser *c)
{
    c->items[c->cursor].is_shown = !c->items[c->cursor].is_shown;
    go_down(c);
}

/* The column under the cursor changes places with its neighbour, and the cursor goes with it. */
static void carry(struct column_chooser *c, long by)
{
    size_t from = c->cursor;
    put_cursor(c, (long)from + by);
    struct item moved = c->items[from];
    c->items[from] = c->items[c->cursor];
    c->items[c->cursor] = moved;
}

static void carry_down(struct column_chooser *c)
{
    carry(c, 1);
}

static void carry_up(struct column_chooser *c)
{
    carry(c, -1);
}

static int width_of(const struct column_chooser *c, const struct item *item)
{
    return item->width ? item->width : columns_wanted(&c->pane->columns[item->column]);
}

static void widen(struct column_chooser *c, int by)
{
    struct item *item = &c->items[c->cursor];
    int width = width_of(c, item) + by;
    if (width > 0 && width <= COLUMNS_WIDEST)
        item->width = width == columns_wanted(&c->pane->columns[item->column]) ? 0 : width;
}

static void wider(struct column_chooser *c)
{
    widen(c, 1);
}

static void narrower(struct column_chooser *c)
{
    widen(c, -1);
}

static void take_default(struct column_chooser *c)
{
    fill(c, &(struct columns_choice){ .count = 0 });
}

/* By key, and by command where the operator has bound other keys to the same. */
static const struct {
    const char *key, *command;
    void (*run)(struct column_chooser *c);
} moves[] = {
    { "down", "move.down", go_down },
    { "up", "move.up", go_up },
    { "pagedown", "page.down", page_down },
    { "pageup", "page.up", page_up },
    { "home", "move.top", go_top },
    { "end", "move.bottom", go_bottom },
    { "space", "mark.toggle", toggle },
    { "J", "", carry_down },
    { "K", "", carry_up },
    { "right", "scroll.right", wider },
    { "left", "scroll.left", narrower },
    { "d", "", take_default },
};

static unsigned mouse(struct column_chooser *c, const struct key *k)
{
    int row = k->mouse.y - c->view.y - 1;
    if (row < 0 || row >= rows_of(&c->view) || c->top + (size_t)row >= c->count)
        return VIEW_HANDLED;
    c->cursor = c->top + (size_t)row;
    if (k->mouse.bstate & BUTTON1_DOUBLE_CLICKED)
        c->items[c->cursor].is_shown = !c->items[c->cursor].is_shown;
    return VIEW_REDRAW;
}

static unsigned chooser_key(struct view *v, const struct key *k)
{
    struct column_chooser *c = of(v);
    if (strcmp(k->name, "enter") == 0)
        return choose(c);
    if (strcmp(k->name, "mouse") == 0)
        return mouse(c, k);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (strcmp(k->name, moves[i].key) == 0) {
            moves[i].run(c);
            return VIEW_REDRAW;
        }
    return VIEW_IGNORED;
}

static unsigned chooser_command(struct view *v, const char *command)
{
    struct column_chooser *c = of(v);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (strcmp(command, moves[i].command) == 0) {
            moves[i].run(c);
            return VIEW_REDRAW;
        }
    bool leaves = strcmp(command, "view.close") == 0 || strcmp(command, "columns.choose") == 0 ||
                  strcmp(command, "app.quit") == 0;
    return leaves ? VIEW_CLOSE : VIEW_HANDLED;
}

/* --- drawing --- */

static void draw_item(const struct column_chooser *c, int y, int width, size_t i)
{
    const struct view *v = &c->view;
    const struct item *item = &c->items[i];
    const struct column *column = &c->pane->columns[item->column];
    enum theme_role role = i == c->cursor ? ROLE_CURSOR : item->is_shown ? ROLE_DIALOG : ROLE_DIM;
    int label = width < 2 * LABEL_WIDTH ? width - MARK_WIDTH - FIGURE_WIDTH : LABEL_WIDTH, x = 2;
    char figure[16];
    draw_blank(v, y, x, width, role);
    draw_text(v, y, x, MARK_WIDTH, role, item->is_shown ? "[x]" : "[ ]");
    draw_text(v, y, x += MARK_WIDTH, label - 1, role,
              column->label && *column->label ? _(column->label) : column->name);
    snprintf(figure, sizeof figure, "%d", width_of(c, item));
    draw_field_right(v, y, x += label, FIGURE_WIDTH - 2, item->width ? role : i == c->cursor ? role : ROLE_DIM, figure);
    x += FIGURE_WIDTH;
    if (column->help)
        draw_text(v, y, x, width + 2 - x, i == c->cursor ? role : ROLE_DIM, _(column->help));
}

static void chooser_draw(struct view *v)
{
    struct column_chooser *c = of(v);
    const struct draw_hint hints[] = { { "enter", _("Keep") },       { "space", _("Show") },
                                       { "J", _("Down") },           { "K", _("Up") },
                                       { "left", _("Narrower") },    { "right", _("Wider") },
                                       { "d", _("As it was made") }, { "esc", _("Back") } };
    int width = v->width - 4, rows = rows_of(v);
    draw_box(v, _("Columns"));
    if (c->cursor < c->top)
        c->top = c->cursor;
    if (c->cursor >= c->top + (size_t)rows)
        c->top = c->cursor - (size_t)rows + 1;
    for (int row = 0; row < rows && c->top + (size_t)row < c->count; row++)
        draw_item(c, 1 + row, width, c->top + (size_t)row);
    draw_hints(v, v->height - 2, 2, width, hints, sizeof hints / sizeof *hints);
}

static void chooser_layout(struct view *v, int screen_height, int screen_width)
{
    draw_centre(v, screen_height, screen_width, (int)of(v)->count + 3, screen_width < WIDEST ? screen_width : WIDEST);
}

static void chooser_close(struct view *v)
{
    free(of(v));
}

static const struct view_ops chooser_ops = {
    .name = "columns",
    .is_dialog = true,
    .draw = chooser_draw,
    .key = chooser_key,
    .command = chooser_command,
    .layout = chooser_layout,
    .close = chooser_close,
};

void column_chooser_open(struct view *owner, const struct pane *p, const struct columns_choice *choice,
                         void (*chosen)(struct view *owner, const struct columns_choice *choice))
{
    /* a column that was named twice stands there twice */
    struct column_chooser *c = calloc(1, sizeof *c + (p->column_count + COLUMNS_SHOWN) * sizeof c->items[0]);
    if (!c)
        abort();
    c->view.ops = &chooser_ops;
    c->owner = owner;
    c->pane = p;
    c->chosen = chosen;
    fill(c, choice);
    app_push(owner->app, &c->view);
}
