/* A file's lines into the database, on the screen. */
#include "tui/imports/import_view.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/values/choice.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/engine/preview.h"
#include "tui/imports/import_task.h"
#include "tui/widgets/chart.h"
#include "tui/widgets/lineedit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDEST = 100,
    ASK_HEIGHT = 12,
    LABEL_WIDTH = 11,
    SAID_LINES = 4
};

enum step {
    STEP_ASK,
    STEP_READ,
    STEP_LOOK,
    STEP_WRITE
};

struct import_view {
    struct view view;
    enum step step;
    struct lineedit file;
    size_t kind, existing;
    struct error error; /* why the last try came to nothing */
    char left[240];     /* what was read before and not written; "": nothing */
    struct import_progress progress;
    struct arena *kept; /* of the reading; NULL: nothing was read */
    struct import_reading *reading;
    bool skips_bad;
    struct plan plan;
    struct preview *preview;
    struct import_writing *writing; /* in its task, while it runs */
};

static struct import_view *of(struct view *v)
{
    return (struct import_view *)(void *)v;
}

static void set_step(struct import_view *i, enum step step)
{
    i->step = step;
    i->view.is_unseen = true; /* it asks something else now */
    app_redraw(i->view.app, NULL);
}

static void drop_reading(struct import_view *i)
{
    preview_free(i->preview);
    arena_free(i->kept);
    i->preview = NULL;
    i->kept = NULL;
    i->reading = NULL;
}

/* --- reading and looking --- */

static void make_preview(struct import_view *i)
{
    preview_free(i->preview);
    import_shown_plan(i->kept, &i->reading->import, &i->reading->verdict, i->skips_bad, _("line"), &i->plan);
    i->preview = preview_new(&i->plan, NULL, app_is_ascii(i->view.app));
    set_step(i, STEP_LOOK);
}

static void reading_done(struct app *app, struct task *t)
{
    struct import_view *i = t->owner;
    (void)app;
    if (!t->ok) {
        i->error = t->error;
        set_step(i, STEP_ASK);
        return;
    }
    i->reading = t->data;
    i->kept = task_keep(t);
    i->skips_bad = false;
    make_preview(i);
}

static void reading_progress(struct app *app, struct task *t, const char *what, size_t done, size_t total)
{
    struct import_view *i = t->owner;
    import_progress_note(app, &i->progress, what, done, total);
    app_redraw(app, &i->view);
}

/* "~/new.csv" is meant as a shell would. */
static const char *whole_name(struct arena *a, const char *file)
{
    const char *home = getenv("HOME");
    return home && strncmp(file, "~/", 2) == 0 ? arena_printf(a, "%s%s", home, file + 1) : arena_strdup(a, file);
}

static unsigned begin_reading(struct import_view *i)
{
    struct arena *a = arena_new();
    struct import_reading *r = ARENA_NEW(a, struct import_reading);
    r->kind = import_kind_at(i->kind);
    r->file = whole_name(a, i->file.text);
    r->existing = import_existing[i->existing];
    r->resumed = *r->file == '#' ? r->file + 1 : NULL;
    error_clear(&i->error);
    i->progress = (struct import_progress){ .done = 0 };
    drop_reading(i);
    struct task *t = task_new_in(a);
    t->data = r;
    import_read_begin(i->view.app, &i->view, t, reading_done, reading_progress);
    set_step(i, STEP_READ);
    return VIEW_REDRAW;
}

static void left_done(struct app *app, struct task *t)
{
    struct import_view *i = t->owner;
    const struct import_left *l = t->data;
    if (!t->ok || !l->is_there)
        return;
    snprintf(i->left, sizeof i->left, _("#%s goes on with %s, %lld lines, read at %s"), l->import.id, l->import.file,
             (long long)l->import.lines, l->import.staged_at);
    app_redraw(app, &i->view);
}

/* --- writing --- */

static void writing_ended(struct view *v, bool ok, const struct error *e)
{
    struct import_view *i = of(v);
    i->writing = NULL;
    if (ok) {
        app_close(v->app, v);
        return;
    }
    i->error = *e;
    set_step(i, STEP_ASK);
}

static unsigned begin_writing(struct import_view *i)
{
    struct arena *a = arena_hold(i->kept);
    struct import_writing *w = ARENA_NEW(a, struct import_writing);
    w->import = i->reading->import;
    w->verdict = i->reading->verdict;
    if (i->skips_bad && w->verdict.faulty)
        w->rejects = i->reading->resumed ? arena_printf(a, "import-%s.rejected.csv", w->import.id)
                                         : arena_printf(a, "%s.rejected.csv", i->reading->file);
    w->view = &i->view;
    w->ended = writing_ended;
    struct task *t = task_new_in(a);
    t->data = w;
    i->writing = w;
    import_write_begin(i->view.app, t);
    set_step(i, STEP_WRITE);
    return VIEW_REDRAW;
}

/* --- keys --- */

static unsigned turn_kind(struct import_view *i, int by)
{
    size_t count = 0;
    while (import_kind_at(count))
        count++;
    i->kind = (i->kind + count + (size_t)by) % count;
    error_clear(&i->error);
    return VIEW_REDRAW;
}

static unsigned ask_key(struct import_view *i, const struct key *k)
{
    if (strcmp(k->name, "esc") == 0)
        return VIEW_CLOSE;
    if (strcmp(k->name, "enter") == 0)
        return i->file.length ? begin_reading(i) : VIEW_HANDLED;
    if (strcmp(k->name, "up") == 0 || strcmp(k->name, "down") == 0)
        return turn_kind(i, *k->name == 'd' ? 1 : -1);
    if (strcmp(k->name, "tab") == 0) {
        i->existing = !i->existing;
        return VIEW_REDRAW;
    }
    if (lineedit_key(&i->file, k) == LINEEDIT_CHANGED)
        error_clear(&i->error);
    return VIEW_REDRAW;
}

static unsigned look_key(struct import_view *i, const struct key *k)
{
    if (strcmp(k->name, "tab") == 0 && i->reading->verdict.faulty) {
        i->skips_bad = !i->skips_bad;
        make_preview(i);
        return VIEW_REDRAW;
    }
    if (strcmp(k->name, "esc") != 0 && !app_was_seen(&i->view, k->read))
        return VIEW_HANDLED;
    switch (preview_key(i->preview, k)) {
    case PREVIEW_BACK:
        set_step(i, STEP_ASK);
        return VIEW_REDRAW;
    case PREVIEW_APPLY:
        return app_may_answer(&i->view, k) ? begin_writing(i) : VIEW_HANDLED;
    default:
        return VIEW_REDRAW;
    }
}

static unsigned view_key(struct view *v, const struct key *k)
{
    struct import_view *i = of(v);
    bool is_stop = strcmp(k->name, "esc") == 0 || strcmp(k->name, "C-c") == 0;
    switch (i->step) {
    case STEP_ASK:
        return ask_key(i, k);
    case STEP_LOOK:
        return look_key(i, k);
    case STEP_READ:
        if (is_stop) {
            task_forget(v->app, LANE_EXPORT, i);
            set_step(i, STEP_ASK);
        }
        return VIEW_HANDLED;
    case STEP_WRITE:
        if (is_stop)
            import_write_stop(i->writing);
        return VIEW_REDRAW;
    }
    return VIEW_HANDLED;
}

static unsigned view_paste(struct view *v, const char *text, unsigned read)
{
    struct import_view *i = of(v);
    if (i->step == STEP_ASK)
        lineedit_paste(&i->file, text);
    else if (i->step != STEP_LOOK || !app_was_seen(v, read) || preview_paste(i->preview, text) == PREVIEW_IGNORED)
        return VIEW_IGNORED;
    return VIEW_REDRAW;
}

static unsigned view_command(struct view *v, const char *command)
{
    struct import_view *i = of(v);
    if (i->step == STEP_LOOK)
        preview_command(i->preview, command);
    return VIEW_REDRAW; /* what lies below stays as it is */
}

/* --- drawing --- */

static void draw_line(const struct import_view *i, int y, const char *label, const char *text)
{
    draw_text(&i->view, y, 2, LABEL_WIDTH - 1, ROLE_DIM, label);
    draw_text(&i->view, y, 2 + LABEL_WIDTH, i->view.width - 4 - LABEL_WIDTH, ROLE_DIALOG, text);
}

static void draw_progress(const struct import_view *i, const struct import_progress *p, bool is_stopping)
{
    const struct view *v = &i->view;
    char bar[CHART_BYTES], speed[RATE_TEXT], text[RATE_TEXT + 192];
    struct arena *a = arena_new();
    const struct draw_hint hints[] = { { "esc", _("Stop") } };
    if (p->total) {
        chart_bar(bar, (int64_t)(p->done * 100 / p->total), v->width - 4, app_is_ascii(v->app));
        draw_text(v, 5, 2, v->width - 4, ROLE_GOOD, bar);
        snprintf(text, sizeof text, _("%s: %zu of %zu"), say(a, p->what), p->done, p->total);
        if (p->done < p->total && *rate_describe(&p->rate, p->total - p->done, speed))
            snprintf(text + strlen(text), sizeof text - strlen(text), ", %s", speed);
        draw_text(v, 6, 2, v->width - 4, ROLE_DIALOG, text);
    } else if (*p->what) {
        draw_printf(v, 6, 2, v->width - 4, ROLE_DIALOG, "%s: %zu", say(a, p->what), p->done);
    }
    draw_wrapped(v, 8, 2, v->width - 4, 2, ROLE_DIM,
                 is_stopping ? _("Stopping: what has begun comes to its end.")
                             : _("Until its end nothing of it is written."));
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, 1);
    arena_free(a);
}

static void draw_ask(struct import_view *i)
{
    const struct view *v = &i->view;
    const struct import_kind *k = import_kind_at(i->kind);
    const struct draw_hint hints[] = { { "enter", _("Read") },
                                       { "down", _("Other kind") },
                                       { k->takes_existing ? "tab" : NULL, _("Existing") },
                                       { "esc", _("Back") } };
    char why[sizeof i->error];
    bool is_bad = i->error.code != ERR_NONE;
    struct arena *a = arena_new();
    const char *columns = arena_printf(a, _("Its first line names the columns: %.*s"),
                                       (int)strcspn(import_template(a, k), "\r"), import_template(a, k));
    draw_wrapped(v, 5, 2, v->width - 4, SAID_LINES, is_bad ? ROLE_BAD : ROLE_DIM,
                 is_bad ? say_error(&i->error, why, sizeof why) : columns);
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, sizeof hints / sizeof *hints);
    arena_free(a);
}

static void draw_fields(struct import_view *i)
{
    const struct view *v = &i->view;
    const struct import_kind *k = import_kind_at(i->kind);
    bool is_asking = i->step == STEP_ASK;
    char kind[160];
    snprintf(kind, sizeof kind, "%s: %s", _(k->label), _(k->help));
    draw_text(v, 1, 2, LABEL_WIDTH - 1, ROLE_DIM, _("File"));
    lineedit_draw(&i->file, v, 1, 2 + LABEL_WIDTH, v->width - 4 - LABEL_WIDTH, is_asking ? ROLE_INPUT : ROLE_DIALOG,
                  is_asking);
    draw_line(i, 2, _("Kind"), kind);
    if (k->takes_existing)
        draw_line(i, 3, _("Existing"),
                  i->existing ? _("those who differ are brought to what the file says")
                              : _("those who are there are kept as they are"));
}

static void draw_left(const struct import_view *i)
{
    if (*i->left && i->step == STEP_ASK)
        draw_text(&i->view, i->view.height - 3, 2, i->view.width - 4, ROLE_INFO, i->left);
}

static void view_draw(struct view *v)
{
    struct import_view *i = of(v);
    draw_box(v, _("Import"));
    if (i->step == STEP_LOOK) {
        preview_draw(i->preview, v);
        return;
    }
    draw_fields(i);
    draw_left(i);
    if (i->step == STEP_ASK)
        draw_ask(i);
    else
        draw_progress(i, i->writing ? &i->writing->progress : &i->progress, i->writing && i->writing->is_stopping);
}

static void view_layout(struct view *v, int screen_height, int screen_width)
{
    struct import_view *i = of(v);
    int width = screen_width < WIDEST ? screen_width : WIDEST;
    int height = i->step == STEP_LOOK ? preview_height(i->preview, width - 4) + 2 : ASK_HEIGHT;
    draw_centre(v, screen_height, screen_width, height, width);
}

static void view_close(struct view *v)
{
    struct import_view *i = of(v);
    if (i->writing)
        i->writing->view = NULL;
    drop_reading(i);
    free(i);
}

static const struct view_ops view_ops = {
    .name = "import",
    .is_dialog = true,
    .draw = view_draw,
    .key = view_key,
    .paste = view_paste,
    .command = view_command,
    .layout = view_layout,
    .close = view_close,
};

void import_view_open(struct app *app)
{
    struct import_view *i = calloc(1, sizeof *i);
    if (!i)
        abort();
    i->view.ops = &view_ops;
    i->view.app = app;
    app_push(app, &i->view);
    import_left_begin(app, &i->view, left_done);
}
