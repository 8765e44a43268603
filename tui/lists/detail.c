/* All about one row, on a screen of its own. */
#include "tui/lists/detail.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/action.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/room.h"
#include "tui/app/task.h"
#include "tui/app/toast.h"
#include "tui/lists/detail_page.h"
#include "tui/lists/detail_row.h"
#include "tui/lists/row_command.h"
#include "tui/lists/row_copy.h"
#include "tui/terminal/command.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>

struct detail {
    struct view view;
    struct view_ops ops; /* named like the pane, so that the keys of its actions work on its row here, too */
    const struct detail_kind *kind;
    const struct pane *pane;
    char *id;
    struct arena *data_arena; /* of what was read last */
    const void *data;         /* NULL: nothing yet */
    struct arena *lines_arena;
    struct lines lines;
    int width; /* that the lines were made for; 0: make them anew */
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

static void write_lines(struct detail *d)
{
    struct detail_page page = whole_page(d, &d->lines);
    int width = page.width;
    char text[900];
    if (d->is_alone) {
        page.is_alone = true;
        page.width = d->view.width;
        page.rows = d->view.height;
    }
    arena_reset(d->lines_arena);
    lines_clear(&d->lines);
    d->width = d->view.width;
    if (d->has_failed && !d->is_alone)
        lines_pair(&d->lines, 2, 0, NULL, width, ROLE_BAD, error_text(&d->error, text, sizeof text));
    if (d->data)
        d->kind->write(&page, d->data);
    else if (!d->has_failed)
        lines_text(&d->lines, 2, width, ROLE_DIM, _("Reading…"));
}

/* A kind's own key stands in where the keymap gives its command none. */
static bool has_own_key(const struct detail *d)
{
    return d->kind->key && !app_key_for(d->view.app, d->pane->name, d->kind->key_command);
}

static struct screen_row row_of(const struct detail *d)
{
    return (struct screen_row){
        .pane = d->pane, .id = d->id, .who = d->data ? d->kind->who(d->data) : NULL, .is_on_page = true
    };
}

/* The actions of the pane itself, or those on the customers that its rows are about. */
static size_t add_actions(const struct detail *d, bool are_own, struct draw_hint *hints, size_t count)
{
    for (size_t i = 0; i < action_count(); i++) {
        const struct action *a = action_at(i);
        if (action_fits(a, d->pane) && (strcmp(a->pane, d->pane->name) == 0) == are_own)
            hints[count++] = (struct draw_hint){ app_key_for(d->view.app, d->pane->name, a->name), _(a->label) };
    }
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

/* Up to the width of the line: the ways from here, the kind's own key, then the actions that have a key. */
static void draw_keys(const struct detail *d, const struct view *v)
{
    enum {
        OWN_HINTS = 4
    };
    struct arena *a = arena_new();
    struct draw_hint *hints = ARENA_ARRAY(a, struct draw_hint, OWN_HINTS + command_count() + action_count());
    hints[0] = (struct draw_hint){ "esc", _("Back") };
    size_t count = add_ways(d, hints, 1);
    if (has_own_key(d))
        hints[count++] = (struct draw_hint){ d->kind->key, _(d->kind->key_label) };
    if (may_be_alone(d) != ALONE_NOT)
        hints[count++] = (struct draw_hint){ app_key_for(v->app, d->pane->name, "show.qr"), _("QR") };
    if (d->kind->copy)
        hints[count++] = (struct draw_hint){ app_key_for(v->app, d->pane->name, "copy.text"), _("Copy") };
    count = add_actions(d, true, hints, count);
    count = add_actions(d, false, hints, count);
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
        for (int y = 0; y < v->height; y++)
            draw_blank(v, y, 0, v->width, ROLE_DIALOG);
        lines_draw(&d->lines, v, 0, v->height);
        return;
    }
    draw_box(v, who && *who ? who : _(d->pane->label));
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

static unsigned detail_command(struct view *v, const char *command)
{
    struct detail *d = detail_of(v);
    const struct action *a = action_find(command);
    if (do_own(d, command) || go_to_subject(d, command) || go_to_pane(d, command))
        return VIEW_HANDLED;
    if (lines_command(&d->lines, command, d->is_alone ? v->height : rows_of(v)))
        return VIEW_REDRAW;
    if (strcmp(command, "view.close") == 0 || strcmp(command, "app.quit") == 0)
        return VIEW_CLOSE;
    if (a && action_is_offered(a) && action_fits(a, d->pane))
        return start_action(d, a);
    if (strcmp(command, "refresh.now") == 0)
        begin_reading(d);
    return VIEW_IGNORED;
}

static unsigned detail_view_key(struct view *v, const struct key *k)
{
    struct detail *d = detail_of(v);
    if (has_own_key(d) && strcmp(k->name, d->kind->key) == 0)
        return detail_command(v, d->kind->key_command);
    return VIEW_IGNORED;
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
    arena_free(d->lines_arena);
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

static const struct detail_kind *kind_for(const struct pane *p)
{
    SCREEN_ROOM_EACH (pane_page, page, pages, pane)
        if (strcmp(page->pane, p->name) == 0)
            return page->kind;
    return &detail_row;
}

void detail_open(struct app *app, const struct pane *p, const char *id)
{
    struct detail *d = calloc(1, sizeof *d);
    if (!d || !(d->id = strdup(id)))
        abort();
    d->ops = detail_ops;
    d->ops.name = p->name;
    d->view.ops = &d->ops;
    d->view.app = app;
    d->kind = kind_for(p);
    d->pane = p;
    d->lines_arena = arena_new();
    d->lines.arena = d->lines_arena;
    app_push(app, &d->view);
    begin_reading(d);
}
