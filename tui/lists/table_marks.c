/* The table's marks, and what an action works on. */
#include "base/arena.h"
#include "base/i18n.h"
#include "tui/app/app.h"
#include "tui/app/task.h"
#include "tui/app/toast.h"
#include "tui/lists/row_name.h"
#include "tui/lists/table.h"
#include "tui/widgets/format.h"

#include <stdlib.h>
#include <string.h>

enum {
    RANGE_PAGE = 500,
    RANGE_MOST = 50000
};

struct range_end {
    const char *key, *id;
};

/* Reads the ids from one row to the other, page by page; the order of the two may be unknown. */
struct range_reading {
    struct table *table; /* done's alone: it may go while the lane reads */
    const struct pane *pane;
    const char *filter, *sort;
    struct range_end ends[2];
    const char **ids;
    size_t count;
};

/* From one end on; false with e->code ERR_NONE: the other end does not come. */
static bool read_range(struct context *ctx, struct range_reading *r, const struct range_end *from,
                       const struct range_end *to, struct error *e)
{
    struct arena *own = ctx->arena;
    struct listing_request request = { .pane = r->pane,
                                       .filter = r->filter,
                                       .sort = r->sort,
                                       .from = LISTING_AT,
                                       .anchor_key = from->key,
                                       .anchor_id = from->id,
                                       .limit = RANGE_PAGE };
    struct listing_page page = { .at_end = false };
    bool found = false, ok = true;
    ctx->arena = arena_new();
    for (r->count = 0; ok && !found && !page.at_end && r->count < RANGE_MOST; request.from = LISTING_AFTER) {
        ok = listing_fetch(ctx, &request, &page, e);
        for (size_t i = 0; ok && !found && i < page.count && r->count < RANGE_MOST; i++) {
            r->ids[r->count++] = arena_strdup(own, page.rows[i].id);
            found = strcmp(page.rows[i].id, to->id) == 0;
        }
        if (ok && !page.count)
            page.at_end = true;
        else if (ok) {
            request.anchor_key = arena_strdup(own, page.rows[page.count - 1].key);
            request.anchor_id = arena_strdup(own, page.rows[page.count - 1].id);
        }
        arena_reset(ctx->arena);
    }
    arena_free(ctx->arena);
    ctx->arena = own;
    return found;
}

static void run_range(struct context *ctx, struct task *task)
{
    struct range_reading *r = task->data;
    r->ids = ARENA_ARRAY(task->arena, const char *, RANGE_MOST);
    task->ok = read_range(ctx, r, &r->ends[0], &r->ends[1], &task->error);
    if (!task->ok && task->error.code == ERR_NONE)
        task->ok = read_range(ctx, r, &r->ends[1], &r->ends[0], &task->error);
    if (task->ok || task->error.code != ERR_NONE)
        return;
    error_set(&task->error, ERR_REFUSED, _("the range was not marked"),
              _("it is longer than %d rows, or its rows are gone"), RANGE_MOST);
    error_hint(&task->error, _("filter the rows that you mean, then mark all of them"));
}

static void done_range(struct app *app, struct task *task)
{
    struct range_reading *r = task->data;
    struct table *t = r->table;
    if (!task->ok) {
        app_toast_error(app, &task->error);
        return;
    }
    for (size_t i = 0; i < r->count; i++)
        marks_add(&t->marks, r->ids[i]);
    app_redraw(app, t->owner);
}

static void submit_range(struct table *t, const struct listing_row *row)
{
    struct task *task = task_new();
    struct arena *a = task->arena;
    struct range_reading *r = ARENA_NEW(a, struct range_reading);
    int64_t position = window_position(&t->window, t->cursor);
    bool goes_up = position > 0 && t->range.position > position;
    r->table = t;
    r->pane = t->pane;
    r->filter = table_within_scope(t, a, t->filter);
    r->sort = arena_strdup(a, t->sort);
    r->ends[goes_up] = (struct range_end){ arena_strdup(a, t->range.key), arena_strdup(a, t->range.id) };
    r->ends[!goes_up] = (struct range_end){ arena_strdup(a, row->key), arena_strdup(a, row->id) };
    task->run = run_range;
    task->done = done_range;
    task->owner = t->owner;
    task->data = r;
    task_submit(t->app, LANE_COUNT, task);
}

static void begin_range(struct table *t)
{
    table_note_place(t, &t->range);
    const char *key = app_key_for(t->app, t->pane->name, "mark.range");
    app_toast(t->app, TOAST_INFO, _("Range begun: go to its other end and press %s again"), key ? key : "mark.range");
}

void table_mark_range(struct table *t)
{
    const struct listing_row *row = table_cursor_row(t);
    if (!row)
        return;
    t->marks.is_all = false;
    if (!t->range.id) {
        begin_range(t);
        return;
    }
    int start = window_find(&t->window, t->range.id);
    int low = start < t->cursor ? start : t->cursor, high = start < t->cursor ? t->cursor : start;
    if (start < 0)
        submit_range(t, row);
    for (int i = low; start >= 0 && i <= high; i++)
        marks_add(&t->marks, window_row(&t->window, i)->id);
    table_drop_place(&t->range);
}

void table_toggle_mark(struct table *t)
{
    const struct listing_row *row = table_cursor_row(t);
    if (!row)
        return;
    t->marks.is_all = false;
    if (marks_has(&t->marks, row->id))
        marks_remove(&t->marks, row->id);
    else
        marks_add(&t->marks, row->id);
    table_move(t, 1);
}

void table_mark_all(struct table *t)
{
    table_unmark(t);
    t->marks.is_all = t->window.count > 0;
}

void table_unmark(struct table *t)
{
    marks_clear(&t->marks);
    table_drop_place(&t->range);
}

/* All that match were meant: what was left of them is marked by itself now. */
static void end_all(struct table *t, const struct applied *what, bool knows_rows)
{
    struct arena *a = arena_new();
    bool was_meant = t->marks.is_all && what->selection->filter &&
                     strcmp(what->selection->filter, table_within_scope(t, a, t->filter)) == 0;
    arena_free(a);
    if (!was_meant || (what->left_count && !knows_rows))
        return;
    t->marks.is_all = false;
    for (size_t i = 0; i < what->left_count; i++)
        marks_add(&t->marks, what->left[i]);
}

void table_end_marks(struct table *t, const struct applied *what)
{
    const struct selection *s = what->selection;
    /* else what is left are users, who may have many rows */
    bool knows_rows = action_is_of_pane(what->action, t->pane) || strcmp(what->action->entity, t->pane->entity) == 0;
    struct marks left = { .slots = NULL };
    if (s->pane != t->pane)
        return;
    for (size_t i = 0; i < what->left_count; i++)
        marks_add(&left, what->left[i]);
    for (size_t i = 0; s->ids && i < s->id_count && (knows_rows || !what->left_count); i++)
        if (!marks_has(&left, s->ids[i]))
            marks_remove(&t->marks, s->ids[i]);
    marks_clear(&left);
    if (!s->ids)
        end_all(t, what, knows_rows);
    app_redraw(t->app, t->owner);
}

static bool select_one(const struct table *t, struct arena *a, struct selection *s, const char **who)
{
    const struct listing_row *row = table_cursor_row(t);
    if (!row)
        return false;
    const char **ids = ARENA_ARRAY(a, const char *, 1);
    ids[0] = arena_strdup(a, row->id);
    *s = (struct selection){ .pane = t->pane, .ids = ids, .id_count = 1 };
    *who = arena_strdup(a, row_name(a, t->pane, row));
    return true;
}

bool table_selection(const struct table *t, struct arena *a, struct selection *s, const char **who)
{
    if (t->marks.is_all) {
        *s = (struct selection){ .pane = t->pane, .filter = table_within_scope(t, a, t->filter) };
        *who = *t->filter ? arena_printf(a, _("all that match %s"), t->filter) : _("all rows");
        return true;
    }
    if (!t->marks.count)
        return select_one(t, a, s, who);
    const char **ids = ARENA_ARRAY(a, const char *, t->marks.count);
    marks_list(&t->marks, ids);
    *s = (struct selection){ .pane = t->pane, .ids = ids, .id_count = t->marks.count };
    *who = arena_printf(a, _("%zu marked"), t->marks.count);
    return true;
}
