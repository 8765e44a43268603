/* The table's reading: pages and counts asked for on the lanes, and what is made of the answers. */
#include "base/text.h"
#include "model/lists/filter.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/task.h"
#include "tui/lists/table.h"

#include <stdlib.h>
#include <string.h>

enum {
    SPAN_BEFORE = 3, /* screens kept on each side */
    SPAN_AFTER = 5,
    HEIGHT_GUESS = 40
};

struct reading {
    struct table *table;
    enum table_read what;
    bool is_refresh; /* the cursor stays on its row */
    struct listing_request request;
    struct listing_page page;
};

struct counting {
    struct table *table; /* done's alone: it may go while the lane counts */
    const struct pane *pane;
    const char *filter;
    int64_t count;
    bool is_estimate;
};

static void run_reading(struct context *ctx, struct task *task)
{
    struct reading *r = task->data;
    task->ok = listing_fetch(ctx, &r->request, &r->page, &task->error);
}

static int lines(const struct table *t)
{
    return t->height > 0 ? t->height : HEIGHT_GUESS;
}

static size_t limit_for(const struct table *t, enum table_read what, enum listing_from from)
{
    if (what != TABLE_READ_WINDOW)
        return (size_t)lines(t) * 2;
    return (size_t)lines(t) + (from == LISTING_AT ? (size_t)lines(t) / 2 : 1);
}

static const struct listing_row *anchor_for(const struct table *t, enum table_read what)
{
    switch (what) {
    case TABLE_READ_BEFORE:
        return window_row(&t->window, 0);
    case TABLE_READ_AFTER:
        return window_row(&t->window, t->window.count - 1);
    case TABLE_READ_WINDOW:
    case TABLE_READS:
        break;
    }
    return window_row(&t->window, t->top);
}

static void take_over(struct table *t, struct reading *r, struct task *task, int64_t base)
{
    window_replace(&t->window, task_keep(task), &r->page, base);
}

/* Rows of the list before those that have come; -1: not known. */
static int64_t base_of(const struct table *t, const struct reading *r)
{
    bool knows_count = t->count >= 0 && !t->count_is_estimate;
    switch (r->request.from) {
    case LISTING_LAST:
        return knows_count ? t->count - (int64_t)r->page.count : -1;
    case LISTING_AT:
        return t->back.position > 0 ? t->back.position - 1 : -1;
    case LISTING_FIRST:
    case LISTING_AFTER:
    case LISTING_BEFORE:
        break;
    }
    return 0;
}

static void accept_fresh(struct table *t, struct reading *r, struct task *task)
{
    take_over(t, r, task, base_of(t, r));
    table_drop_place(&t->back);
    t->cursor = r->request.from == LISTING_LAST ? t->window.count - 1 : 0;
    t->top = 0;
    if (t->cursor < 0)
        t->cursor = 0;
    free(t->filter);
    t->filter = strdup(t->wanted_filter);
    if (!t->filter)
        abort();
    memcpy(t->sort, t->wanted_sort, sizeof t->sort);
    t->is_provisional = r->page.is_provisional;
}

static bool is_same_row(const struct table *t, const struct listing_row *a, const struct listing_row *b)
{
    if (!a || !b || strcmp(a->id, b->id) != 0)
        return false;
    for (size_t i = 0; i < t->pane->column_count; i++) {
        const char *x = a->cells[i], *y = b->cells[i];
        if ((x == NULL) != (y == NULL) || (x && strcmp(x, y) != 0))
            return false;
    }
    return true;
}

/* Nothing on the screen would change by it. */
static bool shows_the_same(const struct table *t, const struct listing_page *page)
{
    int shown = t->window.count - t->top < lines(t) ? t->window.count - t->top : lines(t);
    if ((int)page->count < shown || (shown < lines(t) && (int)page->count != shown))
        return false;
    for (int i = 0; i < shown; i++)
        if (!is_same_row(t, window_row(&t->window, t->top + i), &page->rows[i]))
            return false;
    return true;
}

/* The same place of the list, read again. True: there is something to draw. */
static bool accept_refresh(struct table *t, struct reading *r, struct task *task)
{
    const struct listing_row *top = window_row(&t->window, t->top);
    bool is_there = top && r->request.anchor_id && strcmp(top->id, r->request.anchor_id) == 0;
    if (r->request.from == LISTING_AT ? !is_there : t->top != 0) {
        /* scrolled on meanwhile */
        t->must_refresh = true;
        return false;
    }
    bool is_same = shows_the_same(t, &r->page);
    const struct listing_row *row = window_row(&t->window, t->cursor);
    char *id = row ? strdup(row->id) : NULL;
    int line = t->cursor - t->top;
    int64_t position = window_position(&t->window, t->top);
    take_over(t, r, task, position > 0 ? position - 1 : -1);
    int found = id ? window_find(&t->window, id) : -1;
    free(id);
    t->top = 0;
    t->cursor = found >= 0 ? found : line;
    if (t->cursor >= t->window.count)
        t->cursor = t->window.count > 0 ? t->window.count - 1 : 0;
    return !is_same;
}

static void shift(struct table *t, int rows)
{
    t->cursor += rows;
    t->top += rows;
}

/* The window still ends where it did when the rows were asked for. */
static bool fits_on(const struct table *t, const struct reading *r)
{
    const struct listing_row *end = anchor_for(t, r->what);
    return end && strcmp(end->id, r->request.anchor_id) == 0;
}

/* More rows at one end. True: there is something to draw. */
static bool accept_more(struct table *t, struct reading *r, struct task *task)
{
    if (!fits_on(t, r))
        return false;
    bool was_short = t->window.count - t->top < lines(t) || t->owed;
    if (r->what == TABLE_READ_AFTER)
        shift(t, window_append(&t->window, task_keep(task), &r->page));
    else
        shift(t, window_prepend(&t->window, task_keep(task), &r->page));
    shift(t, -window_trim(&t->window, t->top - SPAN_BEFORE * lines(t), t->top + SPAN_AFTER * lines(t)));
    return was_short;
}

static bool accept(struct table *t, struct reading *r, struct task *task)
{
    if (r->what != TABLE_READ_WINDOW)
        return accept_more(t, r, task);
    if (r->is_refresh)
        return accept_refresh(t, r, task);
    accept_fresh(t, r, task);
    return true;
}

/* Whether the list shows a column that is worked out on demand. */
bool table_shows_demanded(const struct table *t)
{
    for (size_t i = 0; i < t->layout.count; i++)
        if (t->pane->columns[t->layout.places[i].column].flags & COLUMN_ON_DEMAND)
            return true;
    return false;
}

static void submit(struct table *t, enum table_read what, enum listing_from from, bool is_refresh);

/* What was typed for rows that have come, or will not. */
static void tell_owner(struct table *t, const struct reading *r)
{
    bool is_awaited = r->what == TABLE_READ_WINDOW || !table_is_waiting(t);
    if (is_awaited && !t->owed && t->on_rows)
        t->on_rows(t->owner);
}

/* All rows of the list are in the window: who can see them needs no one to count them. */
static bool is_whole(const struct table *t)
{
    return t->window.at_start && t->window.at_end;
}

static void done_reading(struct app *app, struct task *task)
{
    struct reading *r = task->data;
    struct table *t = r->table;
    bool was_stale = t->is_stale;
    t->is_reading[r->what] = false;
    if (r->what == TABLE_READ_WINDOW)
        t->is_jumping = false;
    if (!task->ok && task->error.code == ERR_CANCELLED)
        return;
    t->is_stale = !task->ok;
    t->error = task->error;
    if (!task->ok) {
        t->must_refresh = false;
        t->owed = 0;
        app_redraw(app, t->owner);
        tell_owner(t, r);
        return;
    }
    bool was_refresh = r->is_refresh || r->what != TABLE_READ_WINDOW, was_loaded = t->is_loaded;
    t->is_loaded = true;
    error_clear(&t->error);
    bool must_draw = accept(t, r, task) || was_stale || !was_loaded;
    if (t->owed)
        table_move(t, 0);
    table_keep_in_view(t);
    if (t->is_provisional && !t->is_reading[TABLE_READ_WINDOW])
        submit(t, TABLE_READ_WINDOW, LISTING_FIRST, false); /* this time to the end, however long it takes */
    table_keep_ahead(t);
    if (t->must_refresh && !t->is_reading[TABLE_READ_WINDOW])
        table_refresh(t);
    if (!was_refresh || t->count < 0 || is_whole(t))
        table_count(t, 0);
    if (must_draw)
        app_redraw(app, t->owner);
    tell_owner(t, r);
}

static void submit(struct table *t, enum table_read what, enum listing_from from, bool is_refresh)
{
    struct task *task = task_new();
    struct reading *r = ARENA_NEW(task->arena, struct reading);
    bool is_fresh = what == TABLE_READ_WINDOW && !is_refresh, is_at_end = from == LISTING_FIRST || from == LISTING_LAST;
    struct listing_row back = { .id = t->back.id, .key = t->back.key };
    const struct listing_row *anchor = is_at_end ? NULL : is_fresh ? &back : anchor_for(t, what);
    *r = (struct reading){ .table = t, .what = what, .is_refresh = is_refresh };
    t->has_demanded = table_shows_demanded(t);
    r->request = (struct listing_request){
        .pane = t->pane,
        .filter = table_within_scope(t, task->arena, is_fresh ? t->wanted_filter : t->filter),
        .sort = arena_strdup(task->arena, is_fresh ? t->wanted_sort : t->sort),
        .from = from,
        .anchor_key = anchor ? arena_strdup(task->arena, anchor->key) : NULL,
        .anchor_id = anchor ? arena_strdup(task->arena, anchor->id) : NULL,
        .limit = limit_for(t, what, from),
        .may_be_provisional = is_fresh && !t->is_provisional,
        .reads_demanded = t->has_demanded,
    };
    task->run = run_reading;
    task->done = done_reading;
    task->owner = t->owner;
    task->data = r;
    t->is_reading[what] = true;
    task_submit(t->app, LANE_READ, task);
}

void table_read(struct table *t, enum table_read what, enum listing_from from)
{
    if (!t->is_reading[what])
        submit(t, what, from, false);
}

void table_stop_reading(struct table *t)
{
    task_forget(t->app, LANE_READ, t->owner);
    memset(t->is_reading, 0, sizeof t->is_reading);
    t->is_jumping = t->must_refresh = t->is_provisional = false;
    t->owed = 0;
}

static bool wants_other(const struct table *t)
{
    return strcmp(t->filter, t->wanted_filter) != 0 || strcmp(t->sort, t->wanted_sort) != 0;
}

bool table_is_waiting(const struct table *t)
{
    return t->is_reading[TABLE_READ_WINDOW] && (!t->is_loaded || t->is_provisional || t->is_jumping || wants_other(t));
}

void table_refresh(struct table *t)
{
    if (t->is_reading[TABLE_READ_WINDOW]) {
        t->must_refresh = true;
        return;
    }
    t->must_refresh = false;
    if (!t->is_loaded || wants_other(t))
        submit(t, TABLE_READ_WINDOW, t->back.id ? LISTING_AT : LISTING_FIRST, false);
    else if (!t->window.count || (t->window.at_start && t->top == 0))
        submit(t, TABLE_READ_WINDOW, LISTING_FIRST, true);
    else
        submit(t, TABLE_READ_WINDOW, LISTING_AT, true);
}

void table_keep_ahead(struct table *t)
{
    const struct window *w = &t->window;
    if (!w->count || t->is_stale || t->is_provisional)
        return;
    if (!w->at_end && w->count - (t->top + lines(t)) < lines(t))
        table_read(t, TABLE_READ_AFTER, LISTING_AFTER);
    if (!w->at_start && t->top < lines(t))
        table_read(t, TABLE_READ_BEFORE, LISTING_BEFORE);
}

static void note_count(struct table *t, int64_t count, bool is_estimate)
{
    if (t->count == count && t->count_is_estimate == is_estimate)
        return;
    t->count = count;
    t->count_is_estimate = is_estimate;
    app_redraw(t->app, t->owner);
}

static void run_counting(struct context *ctx, struct task *task)
{
    struct counting *c = task->data;
    task->ok = listing_count(ctx, c->pane, c->filter, &c->count, &c->is_estimate, &task->error);
}

static void done_counting(struct app *app, struct task *task)
{
    struct counting *c = task->data;
    (void)app;
    c->table->is_counting = false;
    if (task->ok && !is_whole(c->table))
        note_count(c->table, c->count, c->is_estimate);
}

void table_count(struct table *t, int64_t least_ms)
{
    int64_t now = t->app->now_ms;
    if (strcmp(t->filter, t->wanted_filter) != 0)
        return; /* these rows are on their way out: the others are counted when they have come */
    if (is_whole(t)) {
        note_count(t, t->window.count, false);
        return;
    }
    if (t->is_counting || (t->count >= 0 && now - t->counted_ms < least_ms))
        return;
    struct task *task = task_new();
    struct counting *c = ARENA_NEW(task->arena, struct counting);
    c->table = t;
    c->pane = t->pane;
    c->filter = table_within_scope(t, task->arena, t->filter);
    task->run = run_counting;
    task->done = done_counting;
    task->owner = t->owner;
    task->data = c;
    t->is_counting = true;
    t->counted_ms = now;
    task_submit(t->app, LANE_COUNT, task);
}

static void forget_count(struct table *t)
{
    task_forget(t->app, LANE_COUNT, t->owner);
    t->is_counting = false;
    t->count = -1;
}

static void want_filter(struct table *t, const char *filter)
{
    char *copy = strdup(filter);
    if (!copy)
        abort();
    free(t->wanted_filter);
    t->wanted_filter = copy;
    t->marks.is_all = false;
    table_stop_reading(t);
    if (strcmp(t->wanted_filter, t->filter) != 0)
        forget_count(t);
    table_refresh(t);
}

bool table_set_filter(struct table *t, const char *filter, struct error *e)
{
    struct arena *a = arena_new();
    struct filter compiled;
    bool ok = filter_compile(a, t->pane, filter, &compiled, e);
    arena_free(a);
    if (!ok)
        return false;
    table_drop_place(&t->back);
    want_filter(t, filter);
    return true;
}

void table_go_back(struct table *t, const char *filter, const struct table_place *p)
{
    table_drop_place(&t->back);
    if (p->id && strcmp(filter, t->filter) != 0) {
        t->back = (struct table_place){ .id = strdup(p->id), .key = strdup(p->key), .position = p->position };
        if (!t->back.id || !t->back.key)
            abort();
    }
    want_filter(t, filter);
}

void table_set_sort(struct table *t, const char *sort)
{
    size_t length = strlen(sort);
    if (length >= sizeof t->wanted_sort)
        return;
    memcpy(t->wanted_sort, sort, length + 1);
    table_drop_place(&t->back);
    table_stop_reading(t);
    table_refresh(t);
}
