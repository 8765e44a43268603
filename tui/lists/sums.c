/* The sums of money and quota below a list. */
#include "tui/lists/sums.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/lists/listing_sum.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/widgets/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    PAUSE_MS = 5000, /* between two readings of the same */
    LINE_BYTES = 1024
};

struct sums_reading {
    struct sums *owner; /* the UI thread's alone */
    const struct pane *pane;
    const char *filter;
    unsigned marks; /* their version */
    const char *const *ids;
    size_t id_count;
    size_t columns[COLUMNS_SHOWN], count;
    struct listing_sums all, marked;
    struct error error;
};

void sums_init(struct sums *s, const struct table *t)
{
    *s = (struct sums){ .table = t };
}

void sums_free(struct sums *s)
{
    task_forget(s->table->app, LANE_COUNT, s);
    arena_free(s->arena);
}

static size_t find_columns(const struct table *t, size_t columns[COLUMNS_SHOWN])
{
    size_t all = columns_listed(t->pane, &t->choice, columns), count = 0;
    for (size_t i = 0; i < all; i++) {
        enum column_type type = t->pane->columns[columns[i]].type;
        if (type == COL_MB || type == COL_RP)
            columns[count++] = columns[i];
    }
    return count;
}

bool sums_toggle(struct sums *s)
{
    size_t columns[COLUMNS_SHOWN];
    s->is_shown = !s->is_shown && find_columns(s->table, columns) > 0;
    s->is_old = true;
    return s->is_shown || find_columns(s->table, columns) > 0;
}

void sums_note_news(struct sums *s)
{
    s->is_old = true;
}

void sums_refresh(struct sums *s)
{
    s->is_old = true;
    s->read_at_ms = s->table->app->now_ms - PAUSE_MS;
}

bool sums_are_due(const struct sums *s)
{
    return s->is_shown && s->is_old && !s->is_reading;
}

static bool has_marks(const struct table *t)
{
    return !t->marks.is_all && t->marks.count > 0;
}

int sums_rows(const struct sums *s)
{
    return s->is_shown ? 1 + has_marks(s->table) : 0;
}

/* --- reading --- */

static void reading_run(struct context *ctx, struct task *task)
{
    struct sums_reading *r = task->data;
    struct listing_sum_request q = {
        .pane = r->pane, .filter = r->filter, .columns = r->columns, .column_count = r->count
    };
    task->ok = listing_sum(ctx, &q, &r->all, &task->error);
    q.ids = r->ids;
    q.id_count = r->id_count;
    task->ok = task->ok && (!r->ids || listing_sum(ctx, &q, &r->marked, &task->error));
}

/* What could not be read is said in their place, until there are news. */
static void reading_done(struct app *app, struct task *task)
{
    struct sums_reading *r = task->data;
    struct sums *s = r->owner;
    s->is_reading = false;
    s->read_at_ms = app->now_ms;
    r->error = task->error;
    arena_free(s->arena);
    s->arena = task_keep(task);
    s->read = r;
    app_redraw(app, s->table->owner);
}

/* What was read is about the same rows and columns. */
static bool is_of_now(const struct sums *s, const struct sums_reading *now)
{
    const struct sums_reading *r = s->read;
    return r && r->marks == now->marks && strcmp(r->filter, now->filter) == 0 && r->count == now->count &&
           memcmp(r->columns, now->columns, now->count * sizeof *now->columns) == 0;
}

static void ask(struct sums *s)
{
    const struct table *t = s->table;
    struct task *task = task_new();
    struct sums_reading *r = ARENA_NEW(task->arena, struct sums_reading);
    *r = (struct sums_reading){ .owner = s, .pane = t->pane, .marks = t->marks.version };
    r->filter = table_within_scope(t, task->arena, t->filter);
    r->count = find_columns(t, r->columns);
    bool waits = s->is_reading || (is_of_now(s, r) && (!s->is_old || t->app->now_ms - s->read_at_ms < PAUSE_MS));
    if (waits || !t->is_loaded || !r->count) {
        task_drop(task);
        return;
    }
    if (has_marks(t)) {
        const char **ids = ARENA_ARRAY(task->arena, const char *, t->marks.count);
        marks_list(&t->marks, ids);
        for (size_t i = 0; i < t->marks.count; i++)
            ids[i] = arena_strdup(task->arena, ids[i]);
        r->ids = ids;
        r->id_count = t->marks.count;
    }
    task->run = reading_run;
    task->done = reading_done;
    task->owner = s; /* not the view: its list forgets what it counts */
    task->data = r;
    s->is_reading = true;
    s->is_old = false;
    task_submit(t->app, LANE_COUNT, task);
}

/* --- drawing --- */

/* "Sum of 636: To pay Rp 12.500.000  Left 1.5 TB" */
static void draw_line(const struct sums *s, const struct view *v, int y, const char *head,
                      const struct listing_sums *sums)
{
    char line[LINE_BYTES], cell[FORMAT_BYTES];
    const struct sums_reading *r = s->read;
    size_t length = (size_t)snprintf(line, sizeof line, head, (long long)sums->rows);
    for (size_t i = 0; i < r->count && length < sizeof line; i++) {
        const struct column *c = &r->pane->columns[r->columns[i]];
        const char *sum = sums->sums[i] ? format_cell(cell, c, sums->sums[i], 0) : "0";
        length += (size_t)snprintf(line + length, sizeof line - length, "  %s %s", _(c->label), sum);
    }
    draw_text(v, y, 2, v->width - 3, s->is_reading ? ROLE_DIM : ROLE_INFO, line);
}

void sums_draw(struct sums *s, const struct view *v, int y)
{
    char why[LINE_BYTES];
    const struct sums_reading *r;
    if (!s->is_shown)
        return;
    ask(s);
    for (int i = 0; i < sums_rows(s); i++)
        draw_blank(v, y + i, 0, v->width, ROLE_TEXT);
    r = s->read;
    if (!r)
        draw_text(v, y, 2, v->width - 3, ROLE_DIM, _("Adding up"));
    else if (r->error.code != ERR_NONE)
        draw_text(v, y, 2, v->width - 3, ROLE_BAD, say_error(&r->error, why, sizeof why));
    else
        draw_line(s, v, y, _("Sum of all %lld:"), &r->all);
    if (r && r->ids && r->error.code == ERR_NONE && has_marks(s->table))
        draw_line(s, v, y + 1, _("Sum of %lld marked:"), &r->marked);
}
