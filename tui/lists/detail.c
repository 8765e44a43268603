/* All about one row, on a screen of its own. */
#include "tui/lists/detail.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/room.h"
#include "tui/app/task.h"
#include "tui/app/toast.h"
#include "tui/lists/detail_layout.h"
#include "tui/lists/detail_page.h"
#include "tui/lists/detail_row.h"
#include "tui/lists/row_actions.h"
#include "tui/lists/row_command.h"
#include "tui/lists/row_copy.h"
#include "tui/terminal/command.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>

enum {
    WHEEL_LINES = 3
};

struct detail {
    struct view view;
    struct view_ops ops; /* named like the pane, so that the keys of its actions work on its row here, too */
    const struct detail_kind *kind;
    const struct pane *pane;
    char *id;
    struct arena *data_arena; /* of what was read last */
    const void *data;         /* NULL: nothing yet */
    struct arena *look_arena;
    const void *looked; /* what look() gave since the last reading; NULL: nothing */
    bool is_looking, must_look_again;
    struct arena *lines_arena;
    struct lines lines;
    struct detail_layout layout;
    int row;                     /* of the layout, the one that is chosen; DETAIL_NO_ROW: none */
    struct detail_target target; /* of that row; its texts are this page's own */
    int width;                   /* that the lines were made for; 0: make them anew */
    bool is_reading, must_read_again, has_failed;
    bool is_alone, was_alone; /* see enum detail_alone; was: once it is left, it does not come back by itself */
    size_t copied;            /* how often something was */
    struct error error;       /* of the last reading; what was read before stays on the screen */
};

struct reading {
    const struct detail_kind *kind;
    const struct pane *pane;
    const char *id;
    void *data;
};

static struct detail *detail_of(struct view *v)
{
    return (struct detail *)v;
}

/* --- reading --- */

static void reading_run(struct context *ctx, struct task *t)
{
    struct reading *r = t->data;
    r->data = r->kind->read(ctx, r->pane, r->id, &t->error);
    t->ok = r->data != NULL;
}

static void begin_reading(struct detail *d);

/* --- a look outside --- */

struct look {
    void *(*run)(struct context *ctx, const char *id);
    const char *id;
    void *data;
};

static void look_run(struct context *ctx, struct task *t)
{
    struct look *l = t->data;
    l->data = l->run(ctx, l->id);
    t->ok = l->data != NULL;
}

static void drop_look(struct detail *d)
{
    arena_free(d->look_arena);
    d->look_arena = NULL;
    d->looked = NULL;
}

static void begin_looking(struct detail *d);

/* What was seen before the page was read again says nothing of it. */
static void look_done(struct app *app, struct task *t)
{
    struct detail *d = t->owner;
    d->is_looking = false;
    if (d->must_look_again) {
        begin_looking(d);
        return;
    }
    drop_look(d);
    if (t->ok) {
        d->look_arena = task_keep(t);
        d->looked = ((const struct look *)t->data)->data;
    }
    d->width = 0;
    app_redraw(app, &d->view);
}

static void begin_looking(struct detail *d)
{
    d->must_look_again = d->is_looking;
    if (!d->kind->look || d->is_looking)
        return;
    struct task *t = task_new();
    struct look *l = ARENA_NEW(t->arena, struct look);
    *l = (struct look){ .run = d->kind->look, .id = arena_strdup(t->arena, d->id) };
    t->data = l;
    t->run = look_run;
    t->done = look_done;
    t->owner = &d->view;
    t->only_reads = true;
    d->is_looking = true;
    task_submit(d->view.app, LANE_LOOK, t);
}

static int rows_of(const struct view *v)
{
    return v->height > 3 ? v->height - 3 : 1;
}

/* The page as it is laid out with all around it; lines: where it is written, NULL: it is only asked about. */
static struct detail_page whole_page(const struct detail *d, struct lines *lines)
{
    struct view body = { .app = d->view.app };
    draw_body(&body, d->view.app->height, d->view.app->width);
    return (struct detail_page){ .app = body.app,
                                 .pane = d->pane,
                                 .lines = lines,
                                 .width = body.width - 4,
                                 .rows = rows_of(&body),
                                 .looked = d->looked,
                                 .is_looking = d->is_looking,
                                 .is_ascii = app_is_ascii(body.app),
                                 .has_blocks = app_has_blocks(body.app) };
}

static enum detail_alone may_be_alone(const struct detail *d)
{
    const struct detail_page page = whole_page(d, NULL);
    return d->data && d->kind->alone ? d->kind->alone(&page, d->data) : ALONE_NOT;
}

static void set_alone(struct detail *d, bool is_alone)
{
    d->was_alone |= is_alone;
    if (d->is_alone == is_alone)
        return;
    d->is_alone = d->view.is_full_screen = is_alone;
    d->width = 0;
    d->lines.top = 0;
    app_redraw(d->view.app, NULL);
}

static void choose_alone(struct detail *d)
{
    enum detail_alone alone = may_be_alone(d);
    if (alone == ALONE_NOT)
        set_alone(d, false);
    else if (alone == ALONE_BETTER && !d->was_alone)
        set_alone(d, true);
}

static void reading_done(struct app *app, struct task *t)
{
    struct detail *d = t->owner;
    const struct reading *r = t->data;
    d->is_reading = false;
    d->has_failed = !t->ok;
    d->error = t->error;
    if (t->ok) {
        arena_free(d->data_arena);
        d->data_arena = task_keep(t);
        d->data = r->data;
        d->view.is_ticking = d->kind->ticks && d->kind->ticks(d->data);
        choose_alone(d);
        drop_look(d);
        begin_looking(d);
    }
    d->width = 0;
    app_redraw(app, &d->view);
    if (d->must_read_again)
        begin_reading(d);
}

static void begin_reading(struct detail *d)
{
    d->must_read_again = d->is_reading;
    if (d->is_reading)
        return;
    struct task *t = task_new();
    struct reading *r = ARENA_NEW(t->arena, struct reading);
    r->kind = d->kind;
    r->pane = d->pane;
    r->id = arena_strdup(t->arena, d->id);
    t->data = r;
    t->run = reading_run;
    t->done = reading_done;
    t->owner = &d->view;
    d->is_reading = true;
    task_submit(d->view.app, LANE_READ, t);
}

/* --- the view --- */

static void write_page(struct detail *d)
{
    struct detail_page page = whole_page(d, &d->lines);
    char text[900];
    detail_layout_begin(&d->layout, d->view.width, !d->is_alone && d->data);
    page.layout = &d->layout;
    page.width = d->layout.width;
    if (d->is_alone) {
        page.is_alone = true;
        page.width = d->view.width;
        page.rows = d->view.height;
    }
    if (d->has_failed && !d->is_alone)
        lines_pair(&d->lines, 2, 0, NULL, page.width, ROLE_BAD, say_error(&d->error, text, sizeof text));
    if (d->data)
        d->kind->write(&page, d->data);
    else if (!d->has_failed)
        lines_text(&d->lines, 2, page.width, ROLE_DIM, _("Reading…"));
    detail_layout_place(&d->layout, &d->lines);
}

/* The row that was chosen stays so where it is there still, wherever it stands now. */
static void write_lines(struct detail *d)
{
    arena_reset(d->lines_arena);
    lines_clear(&d->lines);
    d->width = d->view.width;
    write_page(d);
    if (d->target.pane)
        d->row = detail_layout_find(&d->layout, &d->target, d->row);
}

/* --- its rows --- */

static char *copy_or_null(const char *text)
{
    char *copy = text ? strdup(text) : NULL;
    if (text && !copy)
        abort();
    return copy;
}

static void drop_target(struct detail *d)
{
    free((char *)d->target.id);
    free((char *)d->target.scope);
    d->target = (struct detail_target){ .pane = NULL };
}

static void choose_row(struct detail *d, int row)
{
    drop_target(d);
    d->row = row;
    if (row == DETAIL_NO_ROW)
        return;
    const struct detail_target *t = &d->layout.rows[row].target;
    d->target = (struct detail_target){ t->pane, copy_or_null(t->id), copy_or_null(t->scope) };
}

static bool has_rows(const struct detail *d)
{
    return !d->is_alone && d->layout.row_count > 0;
}

static bool row_is_seen(const struct detail *d)
{
    return has_rows(d) && detail_layout_sees(&d->layout, &d->lines, d->row, rows_of(&d->view));
}

static void light_row(struct detail *d)
{
    d->lines.lit = (struct lines_lit){ .count = 0 };
    if (!row_is_seen(d))
        return;
    const struct detail_row *r = &d->layout.rows[d->row];
    d->lines.lit = (struct lines_lit){ r->first, r->count, r->x, r->width };
}

static void open_row(struct detail *d)
{
    if (!row_is_seen(d))
        app_toast(d->view.app, TOAST_INFO, "%s", _("Choose a row first"));
    else if (d->target.id)
        detail_open(d->view.app, d->target.pane, d->target.id);
    else
        app_open_list(d->view.app, d->target.pane, d->target.scope);
}

/* False: the command moves over no row. */
static bool move_over_rows(struct detail *d, const char *command)
{
    static const struct {
        const char *command;
        int step, column; /* step 0: to the other column */
    } moves[] = { { "move.down", 1, 0 }, { "move.up", -1, 0 }, { "scroll.left", 0, 0 }, { "scroll.right", 0, 1 } };
    int height = rows_of(&d->view);
    if (!has_rows(d))
        return false;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (strcmp(moves[i].command, command) != 0)
            continue;
        choose_row(d, moves[i].step ? detail_layout_step(&d->layout, &d->lines, d->row, moves[i].step, height)
                                    : detail_layout_cross(&d->layout, &d->lines, d->row, moves[i].column, height));
        return true;
    }
    return false;
}

static unsigned click(struct detail *d, const struct key *k)
{
    int y = k->mouse.y - d->view.y - 1;
    if (d->is_alone || y < 0 || y >= rows_of(&d->view))
        return VIEW_HANDLED;
    int row = detail_layout_row_at(&d->layout, d->lines.top + (size_t)y, k->mouse.x - d->view.x);
    if (row != DETAIL_NO_ROW)
        choose_row(d, row);
    if (row != DETAIL_NO_ROW && k->mouse.bstate & BUTTON1_DOUBLE_CLICKED)
        open_row(d);
    return VIEW_REDRAW;
}

static unsigned mouse_key(struct detail *d, const struct key *k)
{
    bool is_up = k->mouse.bstate & BUTTON4_PRESSED, is_down = k->mouse.bstate & BUTTON5_PRESSED;
    int height = d->is_alone ? d->view.height : rows_of(&d->view);
    if (k->mouse.bstate & BUTTON1_PRESSED)
        return click(d, k);
    for (int i = 0; i < WHEEL_LINES && (is_up || is_down); i++)
        lines_command(&d->lines, is_up ? "move.up" : "move.down", height);
    return VIEW_REDRAW;
}

static struct screen_row row_of(const struct detail *d)
{
    return (struct screen_row){
        .pane = d->pane, .id = d->id, .who = d->data ? d->kind->who(d->data) : NULL, .is_on_page = true
    };
}

static bool row_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct detail *d = row->data;
    struct pane_row asked = { .pane = d->pane, .data = d->data };
    return d->kind->cell && d->kind->cell(&asked, column, text);
}

static size_t add_actions(const struct detail *d, const struct action **actions, size_t count, struct draw_hint *hints)
{
    for (size_t i = 0; i < count; i++)
        hints[i] =
            (struct draw_hint){ app_key_for(d->view.app, d->pane->name, actions[i]->name), _(actions[i]->label) };
    return count;
}

/* The ways from the row to what it is about, in the order of the commands. */
static size_t add_ways(const struct detail *d, struct draw_hint *hints, size_t count)
{
    for (size_t i = 0; i < command_count(); i++) {
        const struct command *c = command_at(i);
        const struct row_command *way = row_command_find(c->name);
        if (way && way->leads_on(d->pane))
            hints[count++] = (struct draw_hint){ app_key_for(d->view.app, d->pane->name, c->name), _(c->label) };
    }
    return count;
}

/* Up to the width of the line: what is wanted most, the ways from here, then the other actions. */
static void draw_keys(const struct detail *d, const struct view *v)
{
    enum {
        OWN_HINTS = 4
    };
    struct arena *a = arena_new();
    struct draw_hint *hints = ARENA_ARRAY(a, struct draw_hint, OWN_HINTS + command_count() + action_count());
    const struct action **actions = ARENA_ARRAY(a, const struct action *, action_count());
    const struct pane_row row = { .cell = row_cell, .pane = d->pane, .data = d };
    const struct row_actions wanted = {
        .pane = d->pane, .rows = &row, .row_count = d->data != NULL, .are_chosen = true
    };
    size_t mains, possible = row_actions(&wanted, actions, &mains), count = 1;
    hints[0] = (struct draw_hint){ "esc", _("Back") };
    if (has_rows(d))
        hints[count++] = (struct draw_hint){ app_key_for(v->app, d->pane->name, "open.detail"), _("Open") };
    count += add_actions(d, actions, mains, hints + count);
    count = add_ways(d, hints, count);
    if (may_be_alone(d) != ALONE_NOT)
        hints[count++] = (struct draw_hint){ app_key_for(v->app, d->pane->name, "show.qr"), _("QR") };
    if (d->kind->copy)
        hints[count++] = (struct draw_hint){ app_key_for(v->app, d->pane->name, "copy.text"), _("Copy") };
    count += add_actions(d, actions + mains, possible - mains, hints + count);
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, count);
    arena_free(a);
}

static void detail_draw(struct view *v)
{
    struct detail *d = detail_of(v);
    const char *who = d->data ? d->kind->who(d->data) : NULL;
    if (d->is_alone)
        choose_alone(d); /* its time may be over */
    if (d->width != v->width || v->is_ticking)
        write_lines(d);
    if (d->is_alone) {
        light_row(d);
        for (int y = 0; y < v->height; y++)
            draw_blank(v, y, 0, v->width, ROLE_DIALOG);
        lines_draw(&d->lines, v, 0, v->height);
        return;
    }
    draw_box(v, who && *who ? who : _(d->pane->label));
    lines_keep_in(&d->lines, rows_of(v));
    light_row(d);
    lines_draw(&d->lines, v, 1, rows_of(v));
    draw_keys(d, v);
}

static unsigned start_action(struct detail *d, const struct action *a)
{
    const char *ids[] = { d->id };
    const struct selection one = { .pane = d->pane, .ids = ids, .id_count = 1, .filter = "" };
    const char *who = d->data ? d->kind->who(d->data) : NULL;
    app_start_action(d->view.app, a, &one, who ? who : d->id);
    return VIEW_HANDLED;
}

/* To what the row is about; false: the command is something else. */
static bool go_to_subject(struct detail *d, const char *command)
{
    const struct screen_row row = row_of(d);
    const struct row_command *way = row_command_find(command);
    if (way)
        way->run(&d->view, &row);
    return way != NULL;
}

/* To another pane, where only the rows of this one are shown; false: it opens as usual. */
static bool go_to_pane(struct detail *d, const char *command)
{
    if (!d->kind->elsewhere || !d->data || strncmp(command, "pane.", 5) != 0)
        return false;
    const char *filter = d->kind->elsewhere(d->lines_arena, d->data, command + 5);
    return filter && app_open_pane(d->view.app, command + 5, filter);
}

static void copy_next(struct detail *d)
{
    struct arena *a = arena_new();
    const char *what = NULL, *text = d->kind->copy(a, d->data, d->copied, &what);
    if (!text)
        app_toast(d->view.app, TOAST_INFO, "%s", _("There is nothing to copy"));
    else
        row_copy_send(d->view.app, text, CLIPBOARD_ONE, what);
    d->copied++;
    arena_free(a);
}

/* What a kind may have beside its page; false: the command is something else, or it has not. */
static bool do_own(struct detail *d, const char *command)
{
    if (d->is_alone && (strcmp(command, "view.close") == 0 || strcmp(command, "app.quit") == 0))
        set_alone(d, false);
    else if (strcmp(command, "show.qr") == 0 && d->kind->alone && may_be_alone(d) == ALONE_NOT)
        app_toast(d->view.app, TOAST_INFO, "%s", _("There is no QR code to be shown"));
    else if (strcmp(command, "show.qr") == 0 && d->kind->alone)
        set_alone(d, !d->is_alone);
    else if (strcmp(command, "copy.text") == 0 && d->kind->copy && d->data)
        copy_next(d);
    else if (strncmp(command, "copy.", 5) == 0)
        app_toast(d->view.app, TOAST_INFO, "%s", _("There is nothing to copy on this page, but on the list there is"));
    else
        return false;
    return true;
}

static unsigned mend(struct detail *d)
{
    struct arena *a = arena_new();
    struct selection rows;
    bool is_chosen = row_is_seen(d);
    const struct action *action = d->data ? d->kind->mend(a, d->data, d->looked, is_chosen ? d->target.pane : NULL,
                                                          is_chosen ? d->target.id : NULL, &rows)
                                          : NULL;
    const char *who = d->data ? d->kind->who(d->data) : NULL;
    if (action)
        app_start_action(d->view.app, action, &rows, who ? who : d->id);
    else
        app_toast(d->view.app, TOAST_INFO, "%s", _("There is nothing here that an action mends"));
    arena_free(a);
    return VIEW_HANDLED;
}

static unsigned detail_command(struct view *v, const char *command)
{
    struct detail *d = detail_of(v);
    const struct action *a = action_find(command);
    if (do_own(d, command) || go_to_subject(d, command) || go_to_pane(d, command))
        return VIEW_HANDLED;
    if (d->kind->mend && strcmp(command, "diagnosis.mend") == 0)
        return mend(d);
    if (has_rows(d) && strcmp(command, "open.detail") == 0) {
        open_row(d);
        return VIEW_HANDLED;
    }
    if (move_over_rows(d, command))
        return VIEW_REDRAW;
    if (lines_command(&d->lines, command, d->is_alone ? v->height : rows_of(v)))
        return VIEW_REDRAW;
    if (strcmp(command, "view.close") == 0 || strcmp(command, "app.quit") == 0)
        return VIEW_CLOSE;
    if (a && action_is_offered(a) && action_begins_on(a, d->pane))
        return start_action(d, a);
    if (strcmp(command, "refresh.now") == 0)
        begin_reading(d);
    return VIEW_IGNORED;
}

static unsigned detail_view_key(struct view *v, const struct key *k)
{
    return strcmp(k->name, "mouse") == 0 ? mouse_key(detail_of(v), k) : VIEW_IGNORED;
}

static unsigned detail_changed(struct view *v, const char *channel)
{
    (void)channel; /* one small read: not worth finding out whether it was about this row */
    begin_reading(detail_of(v));
    return VIEW_HANDLED;
}

/* After a change of size there may be no room to be alone any more. */
static void detail_layout(struct view *v, int screen_height, int screen_width)
{
    struct detail *d = detail_of(v);
    d->width = 0;
    if (d->is_alone && may_be_alone(d) == ALONE_NOT)
        d->is_alone = v->is_full_screen = false;
    draw_body(v, screen_height, screen_width);
    if (d->is_alone) {
        v->y = 0;
        v->height = screen_height;
    }
}

static void detail_close(struct view *v)
{
    struct detail *d = detail_of(v);
    arena_free(d->data_arena);
    drop_look(d);
    arena_free(d->lines_arena);
    drop_target(d);
    free(d->id);
    free(d);
}

static const struct view_ops detail_ops = {
    .draw = detail_draw,
    .key = detail_view_key,
    .command = detail_command,
    .changed = detail_changed,
    .layout = detail_layout,
    .close = detail_close,
};

const struct detail_kind *detail_kind_for(const struct pane *p)
{
    SCREEN_ROOM_EACH (pane_page, page, pages, pane)
        if (strcmp(page->pane, p->name) == 0)
            return page->kind;
    return &detail_row;
}

void detail_open_as(struct app *app, const struct pane *p, const struct detail_kind *kind, const char *id)
{
    struct detail *d = calloc(1, sizeof *d);
    if (!d || !(d->id = strdup(id)))
        abort();
    d->ops = detail_ops;
    d->ops.name = p->name;
    d->view.ops = &d->ops;
    d->view.app = app;
    d->kind = kind;
    d->pane = p;
    d->lines_arena = arena_new();
    d->lines.arena = d->lines_arena;
    d->row = DETAIL_NO_ROW;
    app_push(app, &d->view);
    begin_reading(d);
}

void detail_open(struct app *app, const struct pane *p, const char *id)
{
    detail_open_as(app, p, detail_kind_for(p), id);
}
