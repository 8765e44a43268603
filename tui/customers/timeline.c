/* Everything that happened to one customer, newest first: further pages come as one goes down, enter opens what
 * an entry is about, and the keys of the customers' actions work on him. */
#include "tui/customers/timeline.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/customers/room.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/lists/timeline.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/customers/detail_entry.h"
#include "tui/customers/timeline_text.h"
#include "tui/lists/detail.h"
#include "tui/lists/row_actions.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAGE = 50,
    AHEAD = 20,  /* entries that are kept ready below the cursor */
    NARROW = 50, /* columns below which times are short */
    WIDE = 110,  /* columns from which on an entry begins on one line */
    TITLE_WIDTH = 40,
    MOST_LINES = 4 /* of what changed; opened, it is whole */
};

struct timeline {
    struct view view;
    char *user_id, *who;
    struct arena **arenas; /* the entries' texts, an arena a page */
    size_t arena_count;
    struct timeline_entry *entries;
    size_t count, cursor, top;
    size_t shown; /* entries that were in sight */
    bool is_at_end, is_reading, must_read_again, has_failed;
    struct error error;
};

/* One page on the lane: behind after_key, or with none as much as there was, anew. */
struct reading {
    const char *user_id, *after_key;
    size_t limit;
    struct timeline_entry *entries;
    size_t count;
};

static struct timeline *timeline_of(struct view *v)
{
    return (struct timeline *)v;
}

static void *grow(void *items, size_t size)
{
    void *more = realloc(items, size);
    if (!more)
        abort();
    return more;
}

/* --- reading --- */

static void reading_run(struct context *ctx, struct task *t)
{
    struct reading *r = t->data;
    t->ok = timeline_read(ctx, r->user_id, r->after_key, r->limit, &r->entries, &r->count, &t->error);
}

static void free_arenas(struct timeline *l)
{
    for (size_t i = 0; i < l->arena_count; i++)
        arena_free(l->arenas[i]);
    l->arena_count = 0;
}

static void append(struct timeline *l, struct task *t)
{
    const struct reading *r = t->data;
    l->arenas = grow(l->arenas, (l->arena_count + 1) * sizeof(struct arena *));
    l->arenas[l->arena_count++] = task_keep(t);
    l->entries = grow(l->entries, (l->count + r->count + 1) * sizeof *l->entries);
    if (r->count)
        memcpy(l->entries + l->count, r->entries, r->count * sizeof *l->entries);
    l->count += r->count;
    /* a page may be short of what went while it was read, but only the end has nothing */
    l->is_at_end = r->count == 0;
}

/* The cursor stays on its entry, and on the newest it stays on the newest. What is new is seen where the top of
 * the list was; further down the entries keep their places on the screen. */
static void replace(struct timeline *l, struct task *t)
{
    char *key = l->cursor && l->cursor < l->count ? strdup(l->entries[l->cursor].key) : NULL;
    free_arenas(l);
    l->count = 0;
    append(l, t);
    for (size_t i = 0; key && i < l->count; i++)
        if (strcmp(l->entries[i].key, key) == 0) {
            l->top += l->top && i > l->cursor ? i - l->cursor : 0;
            l->cursor = i;
        }
    if (l->cursor >= l->count)
        l->cursor = l->count ? l->count - 1 : 0;
    free(key);
}

static void read_anew(struct timeline *l);
static void read_ahead(struct timeline *l);

static void reading_done(struct app *app, struct task *t)
{
    struct timeline *l = t->owner;
    const struct reading *r = t->data;
    bool must_read_again = l->must_read_again;
    l->is_reading = l->must_read_again = false;
    l->has_failed = !t->ok;
    l->error = t->error;
    if (t->ok && r->after_key)
        append(l, t);
    else if (t->ok)
        replace(l, t);
    app_redraw(app, &l->view);
    if (must_read_again)
        read_anew(l);
    else if (!l->has_failed)
        read_ahead(l);
}

static void begin_reading(struct timeline *l, const char *after_key, size_t limit)
{
    struct task *t = task_new();
    struct reading *r = ARENA_NEW(t->arena, struct reading);
    r->user_id = arena_strdup(t->arena, l->user_id);
    r->after_key = arena_strdup(t->arena, after_key);
    r->limit = limit;
    t->data = r;
    t->run = reading_run;
    t->done = reading_done;
    t->owner = &l->view;
    l->is_reading = true;
    task_submit(l->view.app, LANE_READ, t);
}

/* As many as there were, so that the cursor's entry is among them. */
static void read_anew(struct timeline *l)
{
    if (l->is_reading)
        l->must_read_again = true;
    else
        begin_reading(l, NULL, l->count > PAGE ? l->count : PAGE);
}

static void read_ahead(struct timeline *l)
{
    if (!l->is_reading && !l->is_at_end && l->count && l->cursor + l->shown + AHEAD >= l->count)
        begin_reading(l, l->entries[l->count - 1].key, PAGE);
}

/* --- drawing --- */

/* Where the parts of an entry stand. */
struct place {
    int time_width, title_x, title_width;
    int changes_x, changes_width;
    bool is_one_line; /* it begins on that of the title */
};

static struct place place_in(const struct view *v)
{
    int width = v->width - 4;
    struct place p = { .time_width = width < NARROW ? TIMELINE_SHORT_TIME : TIMELINE_TIME,
                       .is_one_line = width >= WIDE };
    p.title_x = 2 + p.time_width + 1;
    p.title_width = p.is_one_line ? TITLE_WIDTH : width - p.time_width - 1;
    p.changes_x = p.is_one_line ? p.title_x + TITLE_WIDTH + 1 : 4;
    p.changes_width = 2 + width - p.changes_x;
    return p;
}

static int rows_of(const struct view *v)
{
    return v->height > 3 ? v->height - 3 : 1;
}

static int height_of(const struct view *v, const struct place *p, const char *changes)
{
    int lines = *changes ? draw_wrapped_lines(v, p->changes_width, changes) : 0;
    if (lines > MOST_LINES)
        lines = MOST_LINES;
    return p->is_one_line ? (lines ? lines : 1) : 1 + lines;
}

static int entry_height(const struct timeline *l, const struct place *p, size_t i, struct arena *a)
{
    return height_of(&l->view, p, timeline_changes_text(a, &l->entries[i], app_is_ascii(l->view.app)));
}

static void keep_cursor_in_sight(struct timeline *l, const struct place *p, struct arena *a)
{
    int rows = rows_of(&l->view), taken = 0;
    size_t first = l->cursor;
    if (l->cursor < l->top)
        l->top = l->cursor;
    if (!l->count)
        return;
    for (size_t i = l->cursor + 1; i-- > l->top; first = i) {
        taken += entry_height(l, p, i, a);
        if (taken > rows)
            break;
    }
    if (first > l->top)
        l->top = first;
}

/* Returns the rows that it took. */
static int draw_entry(const struct timeline *l, const struct place *p, size_t i, int y, struct arena *a)
{
    const struct view *v = &l->view;
    const struct timeline_entry *n = &l->entries[i];
    const char *changes = timeline_changes_text(a, n, app_is_ascii(v->app));
    int height = height_of(v, p, changes), room = 1 + rows_of(v) - y;
    bool is_cursor = i == l->cursor;
    enum theme_role role = is_cursor ? ROLE_CURSOR : ROLE_TEXT;
    height = height < room ? height : room;
    for (int row = 0; is_cursor && row < height; row++)
        draw_blank(v, y + row, 2, v->width - 4, role);
    draw_text(v, y, 2, p->time_width, is_cursor ? role : ROLE_DIM,
              timeline_time_text(a, n, p->time_width == TIMELINE_SHORT_TIME));
    draw_text(v, y, p->title_x, p->title_width, role, timeline_title_text(a, n));
    draw_wrapped(v, p->is_one_line ? y : y + 1, p->changes_x, p->changes_width, p->is_one_line ? height : height - 1,
                 is_cursor       ? role
                 : n->has_failed ? ROLE_BAD
                                 : ROLE_DIM,
                 changes);
    return height;
}

static void draw_entries(struct timeline *l)
{
    struct place p = place_in(&l->view);
    struct arena *a = arena_new();
    int y = 1;
    keep_cursor_in_sight(l, &p, a);
    l->shown = 0;
    for (size_t i = l->top; i < l->count && y <= rows_of(&l->view); i++, l->shown++)
        y += draw_entry(l, &p, i, y, a);
    arena_free(a);
}

static void draw_keys(const struct timeline *l)
{
    const struct view *v = &l->view;
    struct arena *a = arena_new();
    struct draw_hint *hints = ARENA_ARRAY(a, struct draw_hint, 2 + action_count());
    const struct action **actions = ARENA_ARRAY(a, const struct action *, action_count());
    size_t mains, possible = row_actions(&(struct row_actions){ .pane = &pane_users }, actions, &mains), count = 2;
    hints[0] = (struct draw_hint){ "esc", _("Back") };
    hints[1] = (struct draw_hint){ "enter", _("Open") };
    for (size_t i = 0; i < possible; i++)
        hints[count++] =
            (struct draw_hint){ app_key_for(v->app, pane_users.name, actions[i]->name), _(actions[i]->label) };
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, count);
    arena_free(a);
}

static void timeline_draw(struct view *v)
{
    struct timeline *l = timeline_of(v);
    struct arena *a = arena_new();
    char text[900];
    draw_box(v, arena_printf(a, _("Timeline of %s"), l->who));
    if (l->has_failed && !l->count)
        draw_wrapped(v, 1, 2, v->width - 4, rows_of(v), ROLE_BAD, say_error(&l->error, text, sizeof text));
    else if (!l->count)
        draw_text(v, 1, 2, v->width - 4, ROLE_DIM, l->is_reading ? _("Reading…") : _("Nothing is on record."));
    draw_entries(l);
    if (l->has_failed && l->count)
        draw_text(v, v->height - 2, 2, v->width - 4, ROLE_BAD, say_error(&l->error, text, sizeof text));
    else
        draw_keys(l);
    arena_free(a);
}

/* --- keys --- */

static void open_entry(const struct timeline *l)
{
    if (l->cursor >= l->count)
        return;
    const struct timeline_entry *n = &l->entries[l->cursor];
    detail_open(l->view.app, detail_entry_pane(n), n->id);
}

static bool move_cursor(struct timeline *l, const char *command)
{
    long page = l->shown > 1 ? (long)l->shown - 1 : 1, all = (long)l->count;
    const struct {
        const char *command;
        long by;
    } moves[] = { { "move.down", 1 },   { "move.up", -1 },    { "page.down", page },
                  { "page.up", -page }, { "move.top", -all }, { "move.bottom", all } };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (strcmp(moves[i].command, command) == 0) {
            long to = (long)l->cursor + moves[i].by, last = all ? all - 1 : 0;
            l->cursor = (size_t)(to < 0 ? 0 : to > last ? last : to);
            read_ahead(l);
            return true;
        }
    return false;
}

static unsigned start_action(const struct timeline *l, const struct action *a)
{
    const char *ids[] = { l->user_id };
    const struct selection one = { .pane = &pane_users, .ids = ids, .id_count = 1, .filter = "" };
    app_start_action(l->view.app, a, &one, l->who);
    return VIEW_HANDLED;
}

/* False: the command opens nothing. */
static bool open_by(const struct timeline *l, const char *command)
{
    if (strcmp(command, "open.detail") == 0)
        open_entry(l);
    else if (strcmp(command, "open.user") == 0)
        detail_open(l->view.app, &pane_users, l->user_id);
    else
        return strcmp(command, "open.timeline") == 0; /* it is open */
    return true;
}

static unsigned timeline_command(struct view *v, const char *command)
{
    struct timeline *l = timeline_of(v);
    const struct action *a = action_find(command);
    if (move_cursor(l, command))
        return VIEW_REDRAW;
    if (strcmp(command, "view.close") == 0 || strcmp(command, "app.quit") == 0)
        return VIEW_CLOSE;
    if (strcmp(command, "refresh.now") == 0)
        read_anew(l);
    if (a && action_fits(a, &pane_users))
        return start_action(l, a);
    return open_by(l, command) ? VIEW_HANDLED : VIEW_IGNORED;
}

static unsigned timeline_changed(struct view *v, const char *channel)
{
    (void)channel; /* it is about all that there is */
    read_anew(timeline_of(v));
    return VIEW_HANDLED;
}

static void timeline_close(struct view *v)
{
    struct timeline *l = timeline_of(v);
    free_arenas(l);
    free(l->arenas);
    free(l->entries);
    free(l->user_id);
    free(l->who);
    free(l);
}

/* Named like the pane of the customers, so that the keys of its actions work here, too. */
static const struct view_ops timeline_ops = {
    .name = "users",
    .draw = timeline_draw,
    .command = timeline_command,
    .changed = timeline_changed,
    .close = timeline_close,
};

void timeline_open(struct app *app, const char *user_id, const char *who)
{
    struct timeline *l = calloc(1, sizeof *l);
    if (!l || !(l->user_id = strdup(user_id)) || !(l->who = strdup(who)))
        abort();
    l->view.ops = &timeline_ops;
    l->view.app = app;
    app_push(app, &l->view);
    read_anew(l);
}
