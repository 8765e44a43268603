/* An action from key to toast: what the form begins with, form, plan, preview, apply, result. One dialog goes
 * through these stages; what was typed stays until it is closed. */
#include "tui/engine/action_flow.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/room.h"
#include "tui/app/task.h"
#include "tui/app/typed_ahead.h"
#include "tui/engine/apply.h"
#include "tui/engine/form.h"
#include "tui/engine/form_habit.h"
#include "tui/engine/form_start.h"
#include "tui/engine/palette.h"
#include "tui/engine/preview.h"
#include "tui/lists/detail.h"
#include "tui/terminal/verb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum stage {
    STAGE_READING,
    STAGE_FORM,
    STAGE_CHECKING, /* what was given in a step of the form */
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
    const char *const *given; /* in the palette, after the name; NULL: nothing */
    struct form *form;        /* NULL: the action has no arguments, or they are still being read about */
    struct arena *form_arena; /* of what the form began with; NULL: nothing was read */
    struct typed_ahead ahead; /* typed while it was read, or a step was looked at */
    enum stage stage, failed; /* failed: what it was that failed, in STAGE_FAILED */

    struct arena *plan_arena; /* of the plan that is shown */
    struct plan plan;
    struct preview *preview;

    char operation_id[APPLY_ID];
    struct apply *apply; /* in its task, while it runs */
    struct error error;
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
    f->view.is_unseen = true;      /* it asks something else now */
    app_redraw(f->view.app, NULL); /* the dialog takes another size */
}

static void drop_plan(struct flow *f)
{
    preview_free(f->preview);
    arena_free(f->plan_arena);
    f->preview = NULL;
    f->plan_arena = NULL;
}

static void fail(struct flow *f, const struct error *e, enum stage during)
{
    f->error = *e;
    f->failed = during;
    set_stage(f, STAGE_FAILED);
}

/* Done or not: the plan is there, and only the same one under the same id can find out. */
static bool is_unknown(const struct flow *f)
{
    return f->failed == STAGE_APPLYING && apply_is_unknown(&f->error);
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
        fail(f, &t->error, STAGE_PLANNING);
        return;
    }
    f->plan = p->plan;
    f->plan_arena = task_keep(t);
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
    p->selection = apply_copy_selection(t->arena, &f->selection);
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

/* What it made or found has a page of its own. */
static void open_what_it_made(struct app *app, const struct action *a, const char *id)
{
    const struct pane *p = a->opens ? pane_find(a->opens) : NULL;
    if (p && *id)
        detail_open(app, p, id);
}

/* The dialog is still open. */
static void applying_ended(struct view *v, struct task *t)
{
    struct flow *f = flow_of(v);
    struct apply *apply = t->data;
    f->apply = NULL;
    if (t->ok || apply_was_stopped(apply, &t->error)) {
        bool is_on_top = v->app->top == v; /* else the operator looks at something else by now */
        app_close(v->app, v);
        if (t->ok && is_on_top)
            open_what_it_made(v->app, f->action, apply->result.opened_id);
        return;
    }
    f->plan = apply->plan;
    f->plan_arena = task_keep(t);
    fail(f, &t->error, STAGE_APPLYING);
}

/* Paid: that is shown at once. How the routers were told comes as a toast. */
static void applying_settled(struct view *v, const char *opened_id)
{
    struct flow *f = flow_of(v);
    struct app *app = v->app;
    const struct action *action = f->action;
    if (app->top != v)
        return;
    app_close(app, v);
    open_what_it_made(app, action, opened_id);
}

/* The plan moves into the task: it must live on when the dialog is closed. */
static void begin_applying(struct flow *f)
{
    struct task *t = task_new_in(f->plan_arena);
    f->plan_arena = NULL;
    drop_plan(f);

    struct apply *apply = ARENA_NEW(t->arena, struct apply);
    memcpy(apply->operation_id, f->operation_id, sizeof apply->operation_id);
    apply->plan = f->plan;
    apply->selection = apply_copy_selection(t->arena, &f->selection);
    apply->dialog = &f->view;
    apply->ended = applying_ended;
    apply->settled = applying_settled;
    f->apply = apply;
    t->data = apply;
    apply_begin(f->view.app, t);
    set_stage(f, STAGE_APPLYING);
}

/* --- what the form begins with --- */

static const char *const *what_is_given(const struct flow *f, const char *const *given)
{
    SCREEN_ROOM_EACH (form_habit, habit, form_habits, name)
        if (habit->given)
            given = habit->given(f->arena, f->action, &f->selection, given);
    return given;
}

static void fit_form(const struct flow *f)
{
    SCREEN_ROOM_EACH (form_habit, habit, form_habits, name)
        if (habit->fit)
            habit->fit(f->arena, f->form, f->action, f->given, app_config(f->view.app), app_health(f->view.app));
}

static void reading_done(struct app *app, struct task *t)
{
    struct flow *f = t->owner;
    if (!t->ok) {
        fail(f, &t->error, STAGE_READING);
        return;
    }
    f->form = form_start_make(t, f->arena, f->given, app_is_ascii(app));
    f->form_arena = task_keep(t);
    fit_form(f);
    set_stage(f, STAGE_FORM);
    typed_ahead_give(&f->ahead, app);
}

static void begin_reading(struct flow *f)
{
    struct task *t = form_start_task(f->action, &f->selection);
    t->done = reading_done;
    t->owner = &f->view;
    task_submit(f->view.app, LANE_READ, t);
    set_stage(f, STAGE_READING);
}

/* What is typed for the form waits until it is there. */
static unsigned reading_stage_key(struct flow *f, const struct key *k)
{
    if (strcmp(k->name, "esc") == 0)
        return VIEW_CLOSE;
    if (f->ahead.count < TYPED_AHEAD_MOST)
        f->ahead.keys[f->ahead.count++] = *k;
    return VIEW_HANDLED;
}

/* After an unknown outcome the same plan under the same id; else it is planned anew, since the rows may have
 * changed meanwhile. */
static void try_again(struct flow *f)
{
    if (f->failed == STAGE_READING)
        begin_reading(f);
    else if (is_unknown(f))
        begin_applying(f);
    else
        begin_planning(f);
}

/* --- the form --- */

/* Everything as it stands in the row already: there is nothing to plan. */
static bool has_news(struct flow *f)
{
    if (!f->form || form_has_news(f->form))
        return true;
    form_say(f->form, _("That is how it stands now: nothing would be changed."));
    return false;
}

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
        form_say(f->form, say_error(&e, text, sizeof text));
    else
        fail(f, &e, STAGE_PLANNING);
    return false;
}

/* --- steps of the form --- */

struct checking {
    const struct action *action;
    size_t step;
    const char *const *values;
};

static void go_on(struct flow *f)
{
    if (form_next_step(f->form))
        set_stage(f, STAGE_FORM);
    else if (take_form(f))
        begin_planning(f);
    else
        set_stage(f, STAGE_FORM);
}

static void checking_run(struct context *lane, struct task *t)
{
    struct checking *c = t->data;
    struct context ctx = *lane;
    ctx.arena = t->arena;
    t->ok = action_check_step(&ctx, c->action, c->step, c->values, &t->error);
}

static void checking_done(struct app *app, struct task *t)
{
    struct flow *f = t->owner;
    char text[512];
    if (t->ok) {
        go_on(f);
        typed_ahead_give(&f->ahead, app);
        return;
    }
    f->ahead.count = 0; /* it was meant for what would have come */
    set_stage(f, STAGE_FORM);
    form_say(f->form,
             t->error.code == ERR_REFUSED ? say(t->arena, t->error.why) : say_error(&t->error, text, sizeof text));
}

/* What the database says of the step, before the next one. */
static void take_step(struct flow *f)
{
    size_t step = form_step(f->form), count;
    struct task *t = task_new();
    struct checking *c = ARENA_NEW(t->arena, struct checking);
    struct context ctx = { .arena = t->arena };
    struct action only;
    const char **names = ARENA_ARRAY(t->arena, const char *, f->action->arg_count + 1);
    const char **values = ARENA_ARRAY(t->arena, const char *, f->action->arg_count + 1);
    struct error e = { 0 };
    char text[512];
    count = form_step_given(f->form, &only, names, values);
    *c = (struct checking){ .action = f->action, .step = step };
    if (!action_parse_args(&ctx, &only, names, values, count, &c->values, &e)) {
        form_say(f->form, say_error(&e, text, sizeof text));
        task_drop(t);
        return;
    }
    t->data = c;
    t->run = checking_run;
    t->done = checking_done;
    t->only_reads = true;
    t->owner = &f->view;
    task_submit(f->view.app, LANE_READ, t);
    set_stage(f, STAGE_CHECKING);
}

static unsigned form_stage_key(struct flow *f, const struct key *k)
{
    switch (form_key(f->form, k)) {
    case FORM_CANCEL:
        return VIEW_CLOSE;
    case FORM_STEP:
        if (f->action->steps[form_step(f->form)].check_sql)
            take_step(f);
        else
            go_on(f);
        return VIEW_REDRAW;
    case FORM_SUBMIT:
        if (has_news(f) && take_form(f))
            begin_planning(f);
        return VIEW_REDRAW;
    case FORM_HANDLED:
        return VIEW_REDRAW;
    default:
        return VIEW_HANDLED;
    }
}

static unsigned heed_preview(struct flow *f, enum preview_answer answer)
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

/* Nothing that was typed before it could be seen is taken, and what applies it must have been pressed by itself. */
static unsigned preview_stage_key(struct flow *f, const struct key *k)
{
    if (strcmp(k->name, "esc") != 0 && !app_was_seen(&f->view, k->read))
        return VIEW_HANDLED;
    enum preview_answer answer = preview_key(f->preview, k);
    return answer == PREVIEW_APPLY && !app_may_answer(&f->view, k) ? VIEW_HANDLED : heed_preview(f, answer);
}

static unsigned failed_stage_key(struct flow *f, const struct key *k)
{
    bool may_answer = app_may_answer(&f->view, k);
    if (strcmp(k->name, "esc") == 0)
        return VIEW_CLOSE;
    if (may_answer && verb_is(k->name, "dialog.again"))
        try_again(f);
    else if (may_answer && verb_is(k->name, "dialog.edit") && f->form && !is_unknown(f))
        set_stage(f, STAGE_FORM);
    return VIEW_REDRAW;
}

static unsigned applying_stage_key(struct flow *f, const struct key *k)
{
    if (strcmp(k->name, "esc") == 0)
        return VIEW_CLOSE;
    if (!verb_is(k->name, "dialog.stop") || !k->is_alone) /* seen or not: who presses it wants it stopped */
        return VIEW_HANDLED;
    apply_stop(f->apply);
    return VIEW_REDRAW;
}

static unsigned flow_key(struct view *v, const struct key *k)
{
    struct flow *f = flow_of(v);
    switch (f->stage) {
    case STAGE_READING:
    case STAGE_CHECKING:
        return reading_stage_key(f, k);
    case STAGE_FORM:
        return form_stage_key(f, k);
    case STAGE_PREVIEW:
        return preview_stage_key(f, k);
    case STAGE_FAILED:
        return failed_stage_key(f, k);
    case STAGE_APPLYING:
        return applying_stage_key(f, k);
    case STAGE_PLANNING:
        break;
    }
    return strcmp(k->name, "esc") == 0 ? VIEW_CLOSE : VIEW_HANDLED;
}

static unsigned flow_paste(struct view *v, const char *text, unsigned read)
{
    struct flow *f = flow_of(v);
    if (f->stage == STAGE_FORM)
        return form_paste(f->form, text) == FORM_IGNORED ? VIEW_IGNORED : VIEW_REDRAW;
    if (f->stage == STAGE_PREVIEW && app_was_seen(v, read))
        return preview_paste(f->preview, text) == PREVIEW_IGNORED ? VIEW_IGNORED : VIEW_REDRAW;
    return VIEW_IGNORED;
}

/* --- the view --- */

static const char *kept_text(const struct flow *f)
{
    if (is_unknown(f))
        return _("It is not known whether this was done. Trying again asks under the same number: "
                 "what was done is found, not done twice.");
    if (f->form)
        return _("Nothing was changed, and what you typed is kept.");
    return _("Nothing was changed.");
}

static void draw_failed(struct flow *f, const struct view *v)
{
    const struct draw_hint hints[] = {
        { verb_key("dialog.again"), _("Try again") },
        { f->form && !is_unknown(f) ? verb_key("dialog.edit") : NULL, _("Edit the values") },
        { "esc", _("Close") },
    };
    apply_draw_error(v, &f->error, kept_text(f));
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, sizeof hints / sizeof *hints);
}

static void draw_waiting(const struct view *v, const char *text)
{
    const struct draw_hint hints[] = { { "esc", _("Back, change nothing") } };
    draw_text(v, 1, 2, v->width - 4, ROLE_DIALOG, text);
    draw_hints(v, v->height - 2, 2, v->width - 4, hints, 1);
}

static const char *title_of(const struct flow *f, char *text, size_t size)
{
    bool asks = f->stage == STAGE_FORM || f->stage == STAGE_CHECKING;
    if (!asks || !f->action->step_count)
        return f->title;
    snprintf(text, size, _("%s, %zu of %zu: %s"), f->title, form_step(f->form) + 1, f->action->step_count,
             form_step_label(f->form));
    return text;
}

static void flow_draw(struct view *v)
{
    struct flow *f = flow_of(v);
    char title[256];
    draw_box(v, title_of(f, title, sizeof title));
    switch (f->stage) {
    case STAGE_READING:
        draw_waiting(v, _("Looking at what stands there now…"));
        break;
    case STAGE_FORM:
    case STAGE_CHECKING:
        form_draw(f->form, v);
        break;
    case STAGE_PLANNING:
        draw_waiting(v, _("Looking at what would change…"));
        break;
    case STAGE_PREVIEW:
        preview_draw(f->preview, v);
        break;
    case STAGE_APPLYING:
        apply_draw(f->apply, v, !app_has_blocks(v->app));
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
    if (f->stage == STAGE_FORM || f->stage == STAGE_CHECKING)
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
        return heed_preview(f, preview_command(f->preview, command));
    return VIEW_HANDLED;
}

static void flow_close(struct view *v)
{
    struct flow *f = flow_of(v);
    if (f->apply)
        f->apply->dialog = NULL;
    drop_plan(f);
    arena_free(f->form_arena);
    arena_free(f->arena);
    free(f);
}

static const struct view_ops flow_ops = {
    .name = "form",
    .is_dialog = true,
    .draw = flow_draw,
    .key = flow_key,
    .paste = flow_paste,
    .command = flow_command,
    .layout = flow_layout,
    .close = flow_close,
};

/* The first stage: reading about the arguments, asking for them, or planning at once. */
static void begin(struct flow *f)
{
    if (form_start_is_needed(f->action, &f->selection)) {
        begin_reading(f);
        return;
    }
    if (f->action->arg_count) {
        f->form = form_new(f->arena, f->action, f->given, app_is_ascii(f->view.app));
        fit_form(f);
        set_stage(f, STAGE_FORM);
        return;
    }
    if (take_form(f))
        begin_planning(f);
}

/* What makes a new one takes no selection: the one row that it is begun on says what its form begins with. */
static struct selection what_is_meant(const struct action *a, const struct selection *s)
{
    if (!a->makes_new)
        return *s;
    return (struct selection){ .pane = s->pane, .row = s->ids && s->id_count == 1 ? s->ids[0] : NULL };
}

void action_flow_start(struct app *app, const struct action *a, const struct selection *s, const char *who)
{
    const struct selection meant = what_is_meant(a, s);
    struct flow *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    if (a->makes_new) /* whatever it was started from */
        who = NULL;
    f->view.ops = &flow_ops;
    f->view.app = app;
    f->arena = arena_new();
    f->action = a;
    f->selection = apply_copy_selection(f->arena, &meant);
    f->title = who && *who ? arena_printf(f->arena, "%s: %s", _(a->label), say_known(f->arena, who)) : _(a->label);
    f->given = what_is_given(f, palette_values(app->top, a, f->arena));
    f->stage = STAGE_PLANNING;
    action_new_id(f->operation_id);
    app_push(app, &f->view);
    begin(f);
}
