/* What stands above a list whose rows are parts of one thing. */
#include "tui/lists/list_head.h"

#include "base/arena.h"
#include "model/engine/saying.h"
#include "tui/app/app.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/lists/detail.h"

#include <stdlib.h>
#include <string.h>

enum {
    PART_OF_VIEW = 3
};

struct reading {
    const struct pane *pane;
    const char *id;
    void *data;
};

void list_head_init(struct list_head *h, struct view *owner, const struct pane *p, const char *id)
{
    *h = (struct list_head){ .owner = owner, .pane = p };
    if (!p)
        return;
    h->id = strdup(id);
    if (!h->id)
        abort();
    h->lines.arena = h->lines_arena = arena_new();
}

void list_head_free(struct list_head *h)
{
    if (!h->pane)
        return;
    task_forget(h->owner->app, LANE_READ, h);
    arena_free(h->data_arena);
    arena_free(h->lines_arena);
    free(h->id);
}

static void reading_run(struct context *ctx, struct task *t)
{
    struct reading *r = t->data;
    r->data = detail_kind_for(r->pane)->read(ctx, r->pane, r->id, &t->error);
    t->ok = r->data != NULL;
}

static void reading_done(struct app *app, struct task *t)
{
    struct list_head *h = t->owner;
    const struct reading *r = t->data;
    h->is_reading = false;
    h->error = t->error;
    h->width = 0;
    if (t->ok) {
        arena_free(h->data_arena);
        h->data_arena = task_keep(t);
        h->data = r->data;
    }
    app_redraw(app, h->owner);
    if (h->must_read_again)
        list_head_refresh(h);
}

void list_head_refresh(struct list_head *h)
{
    h->must_read_again = h->is_reading;
    if (!h->pane || h->is_reading)
        return;
    struct task *t = task_new();
    struct reading *r = ARENA_NEW(t->arena, struct reading);
    *r = (struct reading){ .pane = h->pane, .id = arena_strdup(t->arena, h->id) };
    t->data = r;
    t->run = reading_run;
    t->done = reading_done;
    t->owner = h;
    h->is_reading = true;
    task_submit(h->owner->app, LANE_READ, t);
}

static void write_lines(struct list_head *h)
{
    struct app *app = h->owner->app;
    const struct detail_page page = { .app = app,
                                      .pane = h->pane,
                                      .lines = &h->lines,
                                      .width = h->owner->width - 4,
                                      .rows = h->owner->height,
                                      .is_ascii = app_is_ascii(app),
                                      .has_blocks = app_has_blocks(app) };
    char text[900];
    arena_reset(h->lines_arena);
    lines_clear(&h->lines);
    h->width = h->owner->width;
    if (h->data)
        detail_kind_for(h->pane)->write(&page, h->data);
    else if (h->error.code != ERR_NONE)
        lines_pair(&h->lines, 2, 0, NULL, page.width, ROLE_BAD, say_error(&h->error, text, sizeof text));
}

int list_head_rows(struct list_head *h)
{
    if (!h->pane)
        return 0;
    int most = h->owner->height / PART_OF_VIEW;
    if (h->width != h->owner->width)
        write_lines(h);
    return (int)h->lines.count < most ? (int)h->lines.count : most;
}

void list_head_draw(struct list_head *h, int y)
{
    int rows = list_head_rows(h);
    for (int row = 0; row < rows; row++)
        draw_blank(h->owner, y + row, 0, h->owner->width, ROLE_TEXT);
    if (rows)
        lines_draw(&h->lines, h->owner, y, rows);
}
