/* An action from key to toast: form, plan, preview, apply, result. One dialog goes through these
 * stages; what was typed stays until it is closed. */
#include "base/arena.h"
#include "base/i18n.h"
#include "tui/app.h"
#include "tui/apply.h"
#include "tui/draw.h"
#include "tui/form.h"
#include "tui/palette.h"
#include "tui/preview.h"
#include "tui/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum stage {
    STAGE_FORM,
    STAGE_PLANNING,
    STAGE_PREVIEW,
    STAGE_APPLYING,
    STAGE_FAILED
};

enum {
    WIDEST = 100,
    FORM_WIDEST = 76
};

struct flow {
    struct view view;
    struct arena *arena; /* the request: lives as long as the dialog */
    const struct action *action;
    struct selection selection;
    const char *title;
    const char *const *args;
    struct form *form; /* NULL: the action has no arguments */
    enum stage stage;

    struct arena *plan_arena; /* of the plan that is shown */
    struct plan plan;
    struct preview *preview;

    char operation_id[APPLY_ID];
    struct apply *apply; /* in its task, while it runs */
    struct error error;
    bool failed_applying; /* in STAGE_FAILED: the plan is there and may be tried again */
};

struct planning {
    const struct action *action;
    struct selection selection;
    const char *const *args;
    struct plan plan;
};

static struct flow *flow_of(struct view *v)
{
    return (struct flow *)v;
}

static void set_stage(struct flow *f, enum stage stage)
{
    f->stage = stage;
    app_redraw(f->view.app, NULL); /* the dialog takes another size */
}

static struct selection copy_selection(struct arena *a, const struct selection *s)
{
    struct selection copy = { .id_count = s->id_count, .filter = arena_strdup(a, s->filter) };
    if (!s->ids)
        return copy;
    const char **ids = ARENA_ARRAY(a, const char *, s->id_count + 1);
    for (size_t i = 0; i < s->id_count; i++)
        ids[i] = arena_strdup(a, s->ids[i]);
    copy.ids = ids;
    return copy;
}

static void drop_plan(struct flow *f)
{
    preview_free(f->preview);
    arena_free(f->plan_arena);
    f->preview = NULL;
    f->plan_arena = NULL;
}

static void fail(struct flow *f, const struct error *e, bool while_applying)
{
    f->error = *e;
    f->failed_applying = while_applying;
    set_stage(f, STAGE_FAILED);
}

/* --- planning --- */

static void planning_run(struct context *lane, struct task *t)
{
    struct planning *p = t->data;
    struct context ctx = *lane;
    ctx.arena = t->arena;
    t->ok = action_plan(&ctx, p->action, &p->selection, p->args, &p->plan, &t->error);
}

static void planning_done(struct app *app, struct task *t)
{
    struct flow *f = t->owner;
    struct planning *p = t->data;
    if (!t->ok) {
        fail(f, &t->error, false);
        return;
    }
    f->plan = p->plan;
    f->plan_arena = t->arena; /* the plan is the dialog's from here */
    t->arena = NULL;
    f->preview = preview_new(&f->plan, f->selection.ids ? NULL : f->selection.filter, app_is_ascii(app));
    set_stage(f, STAGE_PREVIEW);
}

static void begin_planning(struct flow *f)
{
    struct task *t = task_new();
    struct planning *p = ARENA_NEW(t->arena, struct planning);
    const char **args = ARENA_ARRAY(t->arena, const char *, f->action->arg_count + 1);
    for (size_t i = 0; i < f->action->arg_count; i++)
        args[i] = arena_strdup(t->arena, f->args[i]);
    drop_plan(f);
    p->action = f->action;
    p->selection = copy_selection(t->arena, &f->selection);
    p->args = args;
    t->data = p;
    t->run = planning_run;
    t->done = planning_done;
    t->only_reads = true;
    t->owner = &f->view;
    task_submit(f->view.app, LANE_ACT, t);
    set_stage(f, STAGE_PLANNING);
}

/* --- applying --- */

/* The dialog is still open. */
static void applying_ended(struct view *v, struct task *t)
{
    struct flow *f = flow_of(v);
    struct apply *apply = t->data;
    f->apply = NULL;
    if (t->ok) {
        app_close(v->app, v);
        return;
    }
    f->plan = apply->plan;
    f->plan_arena = t->arena;
    t->arena = NULL;
    fail(f, &t->error, true);
}

/* The plan moves into the task: it must live on when the dialog is closed. */
static void begin_applying(struct flow *f)
{
    struct task *t = task_new();
    arena_free(t->arena);
    t->arena = f->plan_arena;
    f->plan_arena = NULL;
    drop_plan(f);

    struct apply *apply = ARENA_NEW(t->arena, struct apply);
    memcpy(apply->operation_id, f->operation_id, sizeof apply->operation_id);
    apply->plan = f->plan;
    apply->dialog = &f->view;
    apply->ended = applying_ended;
    f->apply = apply;
    t->data = apply;
    apply_begin(f->view.app, t);
    set_stage(f, STAGE_APPLYING);
}

/* After an unknown outcome only the same plan under the same id can find out; everything else is
 * planned anew, since the rows may have changed meanwhile. */
static void try_again(struct flow *f)
{
    if (f->failed_applying && apply_is_unknown(&f->error))
        begin_applying(f);
    else
        begin_planning(f);
}

/* --- the form --- */

static bool take_form(struct flow *f)
{
    struct context ctx = { .arena = f->arena };
    const char **names = ARENA_ARRAY(f->arena, const char *, f->action->arg_count + 1);
    const char **values = ARENA_ARRAY(f->arena, const char *, f->action->arg_count + 1);
    struct error e = { 0 };
    char text[512];
    size_t count = f->form ? form_given(f->form, names, values) : 0;
    if (action_parse_args(&ctx, f->action, names, values, count, &f->args, &e))
        return true;
    if (f->form)
        form_say(f->form, error_text(&e, text, sizeof text));
    else
        fail(f, &e, false);
    return false;
}

static unsigned form_stage_key(struct flow *f, const struct key *k)
{
    switch (form_key(f->form, k)) {
    case FORM_CANCEL:
        return VIEW_CLOSE;
    case FORM_SUBMIT:
        if (take_form(f))
            begin_planning(f);
        return VIEW_REDRAW;
    case FORM_HANDLED:
        return VIEW_REDRAW;
    default:
        return VIEW_HANDLED;
    }
}

static unsigned preview_stage_key(struct flow *f, enum preview_answer answer)
{
    switch (answer) {
    case PREVIEW_APPLY:
        begin_applying(f);
        return VIEW_REDRAW;
    case PREVIEW_BACK:
        if (!f->form)
            return VIEW_CLOSE;
        drop_plan(f);
        set_stage(f, STAGE_FORM);
        return VIEW_REDRAW;
    case PREVIEW_HANDLED:
        return VIEW_REDRAW;
    default:
        return VIEW_HANDLED;
    }
}

static unsigned failed_stage_key(struct flow *f, const char *key)
{
    bool is_unknown = f->failed_applying && apply_is_unknown(&f->error);
    if (strcmp(key, "r") == 0)
        try_again(f);
    else if (strcmp(key, "e") == 0 && f->form && !is_unknown)
        set_stage(f, STAGE_FORM);
    else if (strcmp(key, "esc") == 0)
        return VIEW_CLOSE;
    return VIEW_REDRAW;
}

static unsigned flow_key(struct view *v, const struct key *k)
{
    struct flow *f = flow_of(v);
    bool is_esc = strcmp(k->name, "esc") == 0;
    switch (f->stage) {
    case STAGE_FORM:
        return form_stage_key(f, k);
    case STAGE_PREVIEW:
        return preview_stage_key(f, preview_key(f->preview, k));
    case STAGE_FAILED:
        return failed_stage_key(f, k->name);
    default:
        return is_esc ? VIEW_CLOSE : VIEW_HANDLED;
    }
}

/* --- the view --- */

static const char *kept_text(const struct flow *f)
{
    if (f->failed_applying && apply_is_unknown(&f->error))
        return _("It is not known whether this was done. Trying again asks under the same number: "
                 "what was done is found, not done twice.");
    if (f->form)
        return _("Nothing was changed, and what you typed is kept.");
    return _("Nothing was changed.");
}

static void draw_failed(struct flow *f, const struct view *v)
{
    bool is_unknown = f->failed_applying && apply_is_unknown(&f->error);
    const struct draw_hint hints[] = {
        { "r", _("Try again") },
        { f->form && !is_unknown ? "e" : NULL, _("Edit the values") },
        { "esc", _("Close") },
    };
    apply_draw_error(v, &f->error, kept_text(f));
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, sizeof hints / sizeof *hints);
}

static void draw_planning(const struct view *v)
{
    const struct draw_hint hints[] = { { "esc", _("Back, change nothing") } };
    draw_text(v, 1, 2, v->width - 4, ROLE_DIALOG, _("Looking at what would change…"));
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, 1);
}

static void flow_draw(struct view *v)
{
    struct flow *f = flow_of(v);
    draw_box(v, f->title);
    switch (f->stage) {
    case STAGE_FORM:
        form_draw(f->form, v);
        break;
    case STAGE_PLANNING:
        draw_planning(v);
        break;
    case STAGE_PREVIEW:
        preview_draw(f->preview, v);
        break;
    case STAGE_APPLYING:
        apply_draw(f->apply, v, app_is_ascii(v->app));
        break;
    case STAGE_FAILED:
        draw_failed(f, v);
        break;
    }
}

static void flow_layout(struct view *v, int screen_height, int screen_width)
{
    struct flow *f = flow_of(v);
    int widest = f->stage == STAGE_PREVIEW ? WIDEST : FORM_WIDEST;
    int width = screen_width < widest ? screen_width : widest;
    int rows = APPLY_ROWS;
    if (f->stage == STAGE_FORM)
        rows = form_height(f->form, width - 4);
    else if (f->stage == STAGE_PREVIEW)
        rows = preview_height(f->preview, width - 4);
    else if (f->stage == STAGE_FAILED)
        rows = apply_error_height(v, &f->error, kept_text(f), width - 4) + 1;
    draw_centre(v, screen_height, screen_width, rows + 2, width);
}

static unsigned flow_command(struct view *v, const char *command)
{
    struct flow *f = flow_of(v);
    if (strcmp(command, "view.close") == 0)
        return VIEW_CLOSE;
    if (f->stage == STAGE_PREVIEW)
        return preview_stage_key(f, preview_command(f->preview, command));
    return VIEW_HANDLED;
}

static void flow_close(struct view *v)
{
    struct flow *f = flow_of(v);
    if (f->apply)
        f->apply->dialog = NULL;
    drop_plan(f);
    arena_free(f->arena);
    free(f);
}

static const struct view_ops flow_ops = {
    .name = "form",
    .is_dialog = true,
    .draw = flow_draw,
    .key = flow_key,
    .command = flow_command,
    .layout = flow_layout,
    .close = flow_close,
};

/* Started from the palette, the form begins with what was typed there after the name. */
static void prefill(struct flow *f)
{
    const char *const *values = palette_values(f->view.below, f->action, f->arena);
    if (f->form && values)
        f->form = form_new(f->arena, f->action, values, app_is_ascii(f->view.app));
}

void app_start_action(struct app *app, const struct action *a, const struct selection *s, const char *who)
{
    struct flow *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    f->view.ops = &flow_ops;
    f->view.app = app;
    f->arena = arena_new();
    f->action = a;
    f->selection = copy_selection(f->arena, s);
    f->title = who && *who ? arena_printf(f->arena, "%s: %s", _(a->label), who) : _(a->label);
    action_new_id(f->operation_id);
    f->stage = a->arg_count ? STAGE_FORM : STAGE_PLANNING;
    if (a->arg_count)
        f->form = form_new(f->arena, a, NULL, app_is_ascii(app));
    app_push(app, &f->view);
    prefill(f);
    if (!a->arg_count && take_form(f))
        begin_planning(f);
}
