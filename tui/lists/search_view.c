/* One line to type in, and what it finds in all panes. */
#include "tui/lists/search_view.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/saying.h"
#include "model/lists/search_all.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/lists/detail.h"
#include "tui/lists/pane_view.h"
#include "tui/widgets/format.h"
#include "tui/widgets/lineedit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    GROUPS_MOST = 16,
    SHOWN = 5, /* rows of a pane */
    LINE = 1,  /* where is typed */
    FIRST = 3  /* line of the results */
};

struct group {
    const struct pane *pane;
    bool is_reading;
    struct arena *arena; /* of what was found; NULL: nothing was looked for */
    const struct search_found *found;
    struct error error;
};

struct search_view {
    struct view view;
    struct lineedit line;
    struct group groups[GROUPS_MOST];
    size_t group_count;
    size_t group, row; /* under the cursor */
    bool has_moved;    /* by hand: else it stands on the first row that there is */
    bool wants_open;   /* the row under it, when all have been asked */
};

struct asked {
    size_t group;
    const char *text;
    struct search_found found;
};

static struct search_view *of(struct view *v)
{
    return (struct search_view *)(void *)v;
}

/* --- looking --- */

static void look_run(struct context *ctx, struct task *t)
{
    struct asked *a = t->data;
    t->ok = search_all_read(ctx, a->group, a->text, &a->found, &t->error);
}

static size_t rows_of(const struct group *g)
{
    size_t count = g->found ? g->found->page.count : 0;
    return count < SHOWN ? count : SHOWN;
}

static void keep_cursor(struct search_view *s)
{
    if (s->has_moved && s->row < rows_of(&s->groups[s->group]))
        return;
    s->has_moved = false;
    s->row = 0;
    for (s->group = 0; s->group + 1 < s->group_count && !rows_of(&s->groups[s->group]);)
        s->group++;
}

static bool is_looking(const struct search_view *s)
{
    for (size_t i = 0; i < s->group_count; i++)
        if (s->groups[i].is_reading)
            return true;
    return false;
}

/* What stands there while it is looked may be of the text before. */
static unsigned open_row(struct search_view *s)
{
    const struct group *g = &s->groups[s->group];
    s->wants_open = is_looking(s);
    if (!s->wants_open && s->row < rows_of(g))
        detail_open(s->view.app, g->pane, g->found->page.rows[s->row].id);
    return VIEW_HANDLED;
}

static void look_done(struct app *app, struct task *t)
{
    struct search_view *s = of(t->owner);
    const struct asked *a = t->data;
    struct group *g = &s->groups[a->group];
    arena_free(g->arena);
    g->is_reading = false;
    g->error = t->error;
    g->arena = task_keep(t);
    g->found = t->ok ? &a->found : NULL;
    keep_cursor(s);
    app_redraw(app, &s->view);
    if (s->wants_open)
        open_row(s);
}

static void submit(struct search_view *s, size_t group)
{
    struct task *t = task_new();
    struct asked *a = ARENA_NEW(t->arena, struct asked);
    a->group = group;
    a->text = arena_strdup(t->arena, s->line.text);
    t->data = a;
    t->run = look_run;
    t->done = look_done;
    t->owner = &s->view;
    s->groups[group].is_reading = true;
    task_submit(s->view.app, LANE_READ, t);
}

static void forget(struct group *g)
{
    arena_free(g->arena);
    *g = (struct group){ .pane = g->pane };
}

/* What was under way for another text is cancelled. The lane takes the newest first: the first pane is asked last. */
static void look(struct search_view *s)
{
    task_forget(s->view.app, LANE_READ, &s->view);
    s->has_moved = false;
    for (size_t i = 0; i < s->group_count; i++)
        if (text_width(s->line.text) < SEARCH_ALL_LEAST)
            forget(&s->groups[i]);
    for (size_t i = s->group_count; i-- > 0 && text_width(s->line.text) >= SEARCH_ALL_LEAST;)
        submit(s, i);
    keep_cursor(s);
}

/* --- drawing --- */

/* The cells that the pane's list shows, as far as there is room. */
static const char *row_text(struct arena *a, const struct pane *p, const struct listing_row *row)
{
    struct strbuf b = { .arena = a };
    char text[FORMAT_BYTES];
    int64_t now = calendar_now();
    for (size_t i = 0; i < p->column_count; i++) {
        const struct column *c = &p->columns[i];
        if (c->flags & (COLUMN_HIDDEN | COLUMN_FILTER_ONLY) || c->type == COL_SPARK || c->type == COL_PERCENT)
            continue;
        format_cell(text, c, row->cells[i], now);
        const char *from = text + strspn(text, " ");
        if (*from)
            strbuf_printf(&b, "%s%s", b.length ? "  " : "", from);
    }
    return strbuf_text(&b);
}

static const char *heading(struct arena *a, const struct group *g)
{
    char why[300];
    if (g->is_reading)
        return arena_printf(a, _("%s: looking"), _(g->pane->label));
    if (!g->found)
        return arena_printf(a, "%s: %s", _(g->pane->label), say_error(&g->error, why, sizeof why));
    return arena_printf(a, g->found->has_more ? _("%s: more than %zu") : "%s: %zu", _(g->pane->label),
                        g->found->page.count);
}

/* Lines are drawn from the one at the top on, so that the cursor's is in sight. */
struct painter {
    struct search_view *s;
    struct arena *arena;
    int line, top; /* of all lines; of those the first in sight */
};

static void put(struct painter *p, int x, enum theme_role role, const char *text)
{
    const struct view *v = &p->s->view;
    int y = FIRST + p->line++ - p->top;
    if (y < FIRST || y >= v->height - 2)
        return;
    if (role == ROLE_CURSOR)
        draw_blank(v, y, 2, v->width - 4, role);
    draw_text(v, y, x, v->width - 2 - x, role, text);
}

static void draw_group(struct painter *p, size_t i)
{
    const struct group *g = &p->s->groups[i];
    if (!g->arena && !g->is_reading)
        return;
    put(p, 2, rows_of(g) ? ROLE_COLUMN_HEAD : ROLE_DIM, heading(p->arena, g));
    for (size_t row = 0; row < rows_of(g); row++)
        put(p, 4, i == p->s->group && row == p->s->row ? ROLE_CURSOR : ROLE_DIALOG,
            row_text(p->arena, g->pane, &g->found->page.rows[row]));
}

/* The line of the row under the cursor. */
static int cursor_line(const struct search_view *s)
{
    int line = (int)s->group + 1 + (int)s->row;
    for (size_t i = 0; i < s->group; i++)
        line += (int)rows_of(&s->groups[i]);
    return line;
}

static void search_draw(struct view *v)
{
    struct search_view *s = of(v);
    const struct draw_hint hints[] = { { "enter", _("Open") }, { "tab", _("All in its pane") }, { "esc", _("Back") } };
    int height = v->height - FIRST - 2, at = cursor_line(s);
    struct painter p = { .s = s, .arena = arena_new(), .top = at >= height ? at - height + 1 : 0 };
    draw_box(v, _("Search everywhere"));
    draw_text(v, LINE, 2, 1, ROLE_DIALOG, "/");
    lineedit_draw(&s->line, v, LINE, 4, v->width - 6, ROLE_INPUT, true);
    if (text_width(s->line.text) < SEARCH_ALL_LEAST)
        put(&p, 2, ROLE_DIM, _("Name, phone, order, invoice, MAC or IP address: at least two characters"));
    for (size_t i = 0; i < s->group_count; i++)
        draw_group(&p, i);
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, sizeof hints / sizeof *hints);
    arena_free(p.arena);
}

/* --- keys --- */

/* One row on or back, over the groups that have none. */
static unsigned move_cursor(struct search_view *s, int by)
{
    s->has_moved = true;
    if (by > 0 ? s->row + 1 < rows_of(&s->groups[s->group]) : s->row > 0) {
        s->row += (size_t)by;
        return VIEW_REDRAW;
    }
    for (size_t i = s->group + (size_t)by; i < s->group_count; i += (size_t)by)
        if (rows_of(&s->groups[i])) {
            s->group = i;
            s->row = by > 0 ? 0 : rows_of(&s->groups[i]) - 1;
            break;
        }
    return VIEW_REDRAW;
}

/* This view is closed with it, and its texts go. */
static unsigned open_pane(const struct search_view *s)
{
    const struct group *g = &s->groups[s->group];
    if (is_looking(s) || !rows_of(g))
        return VIEW_HANDLED;
    struct arena *a = arena_new();
    app_open_pane(s->view.app, g->pane->name, arena_strdup(a, g->found->filter));
    arena_free(a);
    return VIEW_HANDLED;
}

static unsigned search_key(struct view *v, const struct key *k)
{
    struct search_view *s = of(v);
    s->wants_open = false;
    if (strcmp(k->name, "esc") == 0 || strcmp(k->name, "C-c") == 0)
        return VIEW_CLOSE;
    if (strcmp(k->name, "enter") == 0)
        return open_row(s);
    if (strcmp(k->name, "tab") == 0)
        return open_pane(s);
    if (strcmp(k->name, "up") == 0 || strcmp(k->name, "C-p") == 0)
        return move_cursor(s, -1);
    if (strcmp(k->name, "down") == 0 || strcmp(k->name, "C-n") == 0)
        return move_cursor(s, 1);
    switch (lineedit_key(&s->line, k)) {
    case LINEEDIT_CHANGED:
        look(s);
        return VIEW_REDRAW;
    case LINEEDIT_MOVED:
        return VIEW_REDRAW;
    default:
        return VIEW_HANDLED;
    }
}

static unsigned search_paste(struct view *v, const char *text, unsigned read)
{
    struct search_view *s = of(v);
    (void)read;
    if (lineedit_paste(&s->line, text) == LINEEDIT_CHANGED)
        look(s);
    return VIEW_REDRAW;
}

static void search_close(struct view *v)
{
    struct search_view *s = of(v);
    for (size_t i = 0; i < s->group_count; i++)
        arena_free(s->groups[i].arena);
    free(s);
}

static const struct view_ops search_ops = {
    .name = "search", .draw = search_draw, .key = search_key, .paste = search_paste, .close = search_close
};

void search_view_open(struct app *app)
{
    struct search_view *s = calloc(1, sizeof *s);
    const char *filter = pane_view_filter(app_base(app));
    if (!s)
        abort();
    s->view.ops = &search_ops;
    s->view.app = app;
    while (s->group_count < GROUPS_MOST && search_all_pane(s->group_count)) {
        s->groups[s->group_count].pane = search_all_pane(s->group_count);
        s->group_count++;
    }
    lineedit_set(&s->line, filter);
    lineedit_select(&s->line);
    app_push(app, &s->view);
    if (*s->line.text)
        look(s);
}
