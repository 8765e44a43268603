/* Writing the rows of a list to a file. */
#include "tui/lists/export_dialog.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/saying.h"
#include "model/lists/export.h"
#include "model/settings/zone.h"
#include "model/values/amount.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/task.h"
#include "tui/app/toast.h"
#include "tui/widgets/chart.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/rate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    WIDEST = 76,
    HEIGHT = 11,
    LABEL_WIDTH = 9,
    SAID_LINES = 3
};

struct export_dialog {
    struct view view;
    struct arena *arena; /* what the list was when it was opened */
    struct export_dialog_list list;
    struct lineedit file;
    bool wants_all; /* columns */
    bool is_running;
    size_t done;
    struct rate rate;
    struct error error; /* why the last one came to nothing */
};

struct exporting {
    struct export_request request;
    struct export_result result;
};

/* In the order in which up and down go. */
static const struct {
    const char *ending, *is;
} forms[] = {
    { ".xlsx", N_("A workbook, for people: text stays text, money and quota are numbers, times are dates.") },
    { ".csv", N_("For programs. A text that a spreadsheet would run as a formula gets a ' in front.") },
    { ".json", N_("For programs. Loses nothing.") },
    { ".txt", N_("A table, for reading. What is longer than its column is cut.") },
};

enum {
    FORMS = sizeof forms / sizeof *forms
};

static struct export_dialog *of(struct view *v)
{
    return (struct export_dialog *)(void *)v;
}

/* The form that the file's name ends with; FORMS: none. */
static size_t form_of(const char *file)
{
    size_t length = strlen(file), i = 0;
    while (i < FORMS && (length <= strlen(forms[i].ending) ||
                         strcasecmp(file + length - strlen(forms[i].ending), forms[i].ending) != 0))
        i++;
    return i;
}

/* --- writing --- */

static void run_export(struct context *ctx, struct task *t)
{
    struct exporting *x = t->data;
    t->ok = export_file(ctx, &x->request, &x->result, &t->error);
}

static void note_progress(struct app *app, struct task *t, const char *what, size_t done, size_t total)
{
    struct export_dialog *d = t->owner;
    (void)what;
    (void)total;
    d->done = done;
    rate_note(&d->rate, done, app->now_ms);
    app_redraw(app, &d->view);
}

static void export_done(struct app *app, struct task *t)
{
    struct export_dialog *d = t->owner;
    const struct exporting *x = t->data;
    char size[AMOUNT_TEXT];
    d->is_running = false;
    if (!t->ok) {
        d->error = t->error;
        app_redraw(app, &d->view);
        return;
    }
    app_close(app, &d->view);
    if (x->result.cut)
        app_toast(app, TOAST_WARN,
                  _("%zu cells were longer than a spreadsheet takes, and were cut; JSON holds them whole"),
                  x->result.cut);
    app_toast(app, TOAST_GOOD, _("%zu rows, %s MB in %s"), x->result.rows,
              tenths_shown(size, (x->result.bytes + 50000) / 100000), x->request.file);
}

/* "~/list.csv" is meant as a shell would. */
static const char *whole_name(struct arena *a, const char *file)
{
    const char *home = getenv("HOME");
    return home && strncmp(file, "~/", 2) == 0 ? arena_printf(a, "%s%s", home, file + 1) : arena_strdup(a, file);
}

static unsigned begin(struct export_dialog *d)
{
    struct arena *a = arena_new();
    struct exporting *x = ARENA_NEW(a, struct exporting);
    const struct export_dialog_list *list = &d->list;
    error_clear(&d->error);
    x->request = (struct export_request){ .pane = list->pane,
                                          .filter = arena_strdup(a, list->filter),
                                          .sort = arena_strdup(a, list->sort),
                                          .file = whole_name(a, d->file.text),
                                          .expected = list->count > 0 ? (size_t)list->count : 0 };
    bool ok = export_format_of_file(x->request.file, &x->request.format) ||
              error_set(&d->error, ERR_USAGE, _("the name of the file does not tell its format"), NULL);
    if (d->wants_all)
        ok = ok && export_columns(a, list->pane, "all", &x->request.columns, &x->request.column_count, &d->error);
    if (!ok) {
        arena_free(a);
        return VIEW_REDRAW;
    }
    if (!d->wants_all) {
        x->request.columns =
            (const size_t *)(const void *)arena_copy(a, list->columns, list->column_count * sizeof *list->columns);
        x->request.column_count = list->column_count;
    }
    struct task *t = task_new_in(a);
    t->run = run_export;
    t->done = export_done;
    t->progress = note_progress;
    t->owner = d;
    t->data = x;
    d->is_running = true;
    d->done = 0;
    d->rate = (struct rate){ .from = 0 };
    task_submit(d->view.app, LANE_EXPORT, t);
    return VIEW_REDRAW;
}

/* Closing it takes the task away, which takes the file away. */
static unsigned stop(struct export_dialog *d)
{
    if (d->is_running)
        app_toast(d->view.app, TOAST_INFO, "%s", _("Stopped: nothing was left of the file"));
    return VIEW_CLOSE;
}

/* --- keys --- */

static unsigned turn_form(struct export_dialog *d, size_t by)
{
    char name[LINEEDIT_BYTES + 1];
    size_t form = form_of(d->file.text), next = form < FORMS ? (form + by) % FORMS : 0;
    int kept = (int)(d->file.length - (form < FORMS ? strlen(forms[form].ending) : 0));
    if ((size_t)kept + strlen(forms[next].ending) > LINEEDIT_BYTES)
        return VIEW_HANDLED;
    snprintf(name, sizeof name, "%.*s%s", kept, d->file.text, forms[next].ending);
    lineedit_set(&d->file, name);
    return VIEW_REDRAW;
}

static unsigned dialog_key(struct view *v, const struct key *k)
{
    struct export_dialog *d = of(v);
    if (strcmp(k->name, "esc") == 0 || strcmp(k->name, "C-c") == 0)
        return stop(d);
    if (d->is_running)
        return VIEW_HANDLED;
    if (strcmp(k->name, "enter") == 0)
        return begin(d);
    if (strcmp(k->name, "up") == 0 || strcmp(k->name, "down") == 0)
        return turn_form(d, *k->name == 'd' ? 1 : FORMS - 1);
    if (strcmp(k->name, "tab") == 0) {
        d->wants_all = !d->wants_all;
        return VIEW_REDRAW;
    }
    if (lineedit_key(&d->file, k) == LINEEDIT_CHANGED)
        error_clear(&d->error);
    return VIEW_REDRAW;
}

static unsigned dialog_paste(struct view *v, const char *text, unsigned read)
{
    (void)read;
    if (!of(v)->is_running)
        lineedit_paste(&of(v)->file, text);
    return VIEW_REDRAW;
}

static unsigned dialog_command(struct view *v, const char *command)
{
    (void)v;
    (void)command;
    return VIEW_HANDLED; /* what lies below stays as it is */
}

/* --- drawing --- */

static void draw_line(const struct export_dialog *d, int y, const char *label, const char *text)
{
    const struct view *v = &d->view;
    draw_text(v, y, 2, LABEL_WIDTH - 1, ROLE_DIM, label);
    draw_text(v, y, 2 + LABEL_WIDTH, v->width - 4 - LABEL_WIDTH, ROLE_DIALOG, text);
}

static const char *describe_rows(const struct export_dialog *d, struct arena *a)
{
    const struct export_dialog_list *l = &d->list;
    bool is_descending = *l->sort == '-';
    const struct column *c = pane_column(l->pane, l->sort + is_descending);
    const char *order =
        arena_printf(a, is_descending ? _("by %s, descending") : _("by %s"), c && c->label ? _(c->label) : l->sort);
    const char *count = l->count >= 0 ? arena_printf(a, "%lld, ", (long long)l->count) : "";
    return *l->filter ? arena_printf(a, _("%s%s; all that match %s"), count, order, l->filter)
                      : arena_printf(a, "%s%s", count, order);
}

static void draw_progress(struct export_dialog *d)
{
    const struct view *v = &d->view;
    char bar[CHART_BYTES], text[RATE_TEXT + 96], left[RATE_TEXT];
    size_t total = d->list.count > 0 ? (size_t)d->list.count : 0;
    const struct draw_hint hints[] = { { "esc", _("Stop") } };
    if (total) {
        size_t percent = d->done * 100 / total;
        chart_bar(bar, (int64_t)(percent < 100 ? percent : 99), v->width - 4, app_is_ascii(v->app));
        draw_text(v, 5, 2, v->width - 4, ROLE_GOOD, bar);
    }
    snprintf(text, sizeof text, _("%zu rows written"), d->done);
    if (total > d->done && *rate_describe(&d->rate, total - d->done, left))
        snprintf(text + strlen(text), sizeof text - strlen(text), ", %s", left);
    draw_text(v, 6, 2, v->width - 4, ROLE_DIALOG, text);
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, 1);
}

static void draw_question(struct export_dialog *d)
{
    const struct view *v = &d->view;
    const struct draw_hint hints[] = {
        { "enter", _("Write") }, { "up", _("Other format") }, { "tab", _("Columns") }, { "esc", _("Back") }
    };
    char why[sizeof d->error];
    size_t form = form_of(d->file.text);
    const char *said = d->error.code != ERR_NONE ? say_error(&d->error, why, sizeof why)
                       : form < FORMS            ? _(forms[form].is)
                                                 : _("The name ends with .xlsx, .csv, .json or .txt.");
    draw_wrapped(v, 5, 2, v->width - 4, SAID_LINES, d->error.code != ERR_NONE ? ROLE_BAD : ROLE_DIM, said);
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, sizeof hints / sizeof *hints);
}

static void dialog_draw(struct view *v)
{
    struct export_dialog *d = of(v);
    struct arena *a = arena_new();
    draw_box(v, _("To a file"));
    draw_text(v, 1, 2, LABEL_WIDTH - 1, ROLE_DIM, _("File"));
    lineedit_draw(&d->file, v, 1, 2 + LABEL_WIDTH, v->width - 4 - LABEL_WIDTH, d->is_running ? ROLE_DIALOG : ROLE_INPUT,
                  !d->is_running);
    draw_line(d, 2, _("Columns"), d->wants_all ? _("all") : _("as shown"));
    draw_line(d, 3, _("Rows"), describe_rows(d, a));
    if (d->is_running)
        draw_progress(d);
    else
        draw_question(d);
    arena_free(a);
}

static void dialog_layout(struct view *v, int screen_height, int screen_width)
{
    draw_centre(v, screen_height, screen_width, HEIGHT, screen_width < WIDEST ? screen_width : WIDEST);
}

static void dialog_close(struct view *v)
{
    arena_free(of(v)->arena);
    free(of(v));
}

static const struct view_ops dialog_ops = {
    .name = "export",
    .is_dialog = true,
    .draw = dialog_draw,
    .key = dialog_key,
    .paste = dialog_paste,
    .command = dialog_command,
    .layout = dialog_layout,
    .close = dialog_close,
};

/* "~/debts-2026-11-27.xlsx" */
static void propose(struct export_dialog *d)
{
    char name[128], day[CALENDAR_BYTES] = "";
    struct calendar today;
    if (zone_time(calendar_now(), &today))
        calendar_date(day, &today);
    snprintf(name, sizeof name, "%s%.64s-%s%s", getenv("HOME") ? "~/" : "", d->list.pane->name, day, forms[0].ending);
    lineedit_set(&d->file, name);
}

void export_dialog_open(struct view *owner, const struct export_dialog_list *list)
{
    struct export_dialog *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    d->view.ops = &dialog_ops;
    d->arena = arena_new();
    d->list = *list;
    d->list.filter = arena_strdup(d->arena, list->filter);
    d->list.sort = arena_strdup(d->arena, list->sort);
    d->list.columns =
        (const size_t *)(const void *)arena_copy(d->arena, list->columns, list->column_count * sizeof *list->columns);
    propose(d);
    app_push(owner->app, &d->view);
}
