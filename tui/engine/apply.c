/* A plan that is being applied. */
#include "tui/engine/apply.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/log.h"
#include "model/engine/saying.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/draw.h"
#include "tui/app/toast.h"
#include "tui/terminal/verb.h"
#include "tui/widgets/chart.h"

#include <stdio.h>
#include <string.h>

static void apply_run(struct context *ctx, struct task *t)
{
    struct apply *a = t->data;
    struct error e;
    t->ok = action_apply(ctx, &a->plan, a->operation_id, &a->result, &t->error);
    if (!t->ok)
        return;
    struct context own = *ctx;
    own.arena = t->arena;
    a->knows_left = action_read_left(&own, &a->plan, &a->result, &a->left, &a->left_count, &e);
    if (!a->knows_left)
        log_error("what an operation left", &e);
}

struct selection apply_copy_selection(struct arena *a, const struct selection *s)
{
    struct selection copy = { .pane = s->pane,
                              .id_count = s->id_count,
                              .filter = s->filter ? arena_strdup(a, s->filter) : NULL,
                              .row = s->row ? arena_strdup(a, s->row) : NULL };
    if (!s->ids)
        return copy;
    const char **ids = ARENA_ARRAY(a, const char *, s->id_count + 1);
    for (size_t i = 0; i < s->id_count; i++)
        ids[i] = arena_strdup(a, s->ids[i]);
    copy.ids = ids;
    return copy;
}

static void tell_lists(struct app *app, const struct apply *a)
{
    const struct applied what = {
        .action = a->plan.action, .selection = &a->selection, .left = a->left, .left_count = a->left_count
    };
    if (a->knows_left)
        app_tell_applied(app, &what);
}

static void apply_progress(struct app *app, struct task *t, const char *what, size_t done, size_t total)
{
    struct apply *a = t->data;
    snprintf(a->what, sizeof a->what, "%s", what);
    a->step = done < total ? done : total;
    a->steps = total;
    rate_note(&a->rate, a->step, app->now_ms);
    if (a->dialog)
        app_redraw(app, a->dialog);
}

static void apply_settled(struct app *app, struct task *t, const char *opened_id)
{
    struct apply *a = t->data;
    if (!a->dialog || !a->settled || a->is_stopping)
        return;
    a->settled(a->dialog, opened_id);
    app_hold_drawing(app); /* what stands on it is being read */
}

static void tell_result(struct app *app, const struct action_result *r)
{
    struct arena *a = arena_new();
    const char *summary = r->summary && *r->summary ? say(a, r->summary) : _("Done.");
    const char *reason = r->effect_error[0] ? say(a, r->effect_error) : _("none was given");
    if (r->effects_failed)
        app_toast(app, TOAST_BAD, _("%s. What failed stands in the outbox. Reason: %s"), summary, reason);
    else if (r->effects_withdrawn)
        app_toast(app, TOAST_WARN, "%s", summary);
    else if (r->effects_waiting && r->effect_error[0])
        app_toast(app, TOAST_WARN, _("%s. The worker will finish it. Reason: %s"), summary, reason);
    else if (r->effects_waiting)
        app_toast(app, TOAST_WARN, _("%s. The worker will finish it."), summary);
    else
        app_toast(app, TOAST_GOOD, "%s", summary);
    arena_free(a);
}

static void apply_done(struct app *app, struct task *t)
{
    struct apply *a = t->data;
    a->task = NULL;
    if (t->ok) {
        tell_lists(app, a);
        tell_result(app, &a->result);
    } else if (apply_was_stopped(a, &t->error)) {
        app_toast(app, TOAST_INFO, "%s", _("Stopped before it began: nothing was changed"));
    } else {
        app_toast_error(app, &t->error);
    }
    if (a->dialog)
        a->ended(a->dialog, t);
}

void apply_begin(struct app *app, struct task *t)
{
    t->run = apply_run;
    t->done = apply_done;
    t->progress = apply_progress;
    t->settled = apply_settled;
    t->owner = NULL;
    struct apply *a = t->data;
    a->task = t;
    task_submit(app, LANE_ACT, t);
    app_hold_drawing(app); /* of a row alone it is over before that could be read, and needs the processor now */
}

bool apply_can_stop(const struct apply *a)
{
    return a->task && a->plan.action->can_be_withdrawn && !a->is_stopping;
}

void apply_stop(struct apply *a)
{
    if (!apply_can_stop(a))
        return;
    a->is_stopping = true;
    atomic_store(&a->task->cancelled, true); /* heeded between two steps: no statement is broken off */
}

bool apply_was_stopped(const struct apply *a, const struct error *e)
{
    return a->is_stopping && e->code == ERR_CANCELLED;
}

bool apply_is_unknown(const struct error *e)
{
    return e->code == ERR_UNKNOWN;
}

static void draw_progress(const struct apply *a, const struct view *v, int width, bool is_ascii)
{
    char bar[CHART_BYTES], speed[RATE_TEXT], text[APPLY_WHAT + RATE_TEXT + 64];
    chart_bar(bar, (int64_t)(a->step * 100 / a->steps), width, is_ascii);
    draw_text(v, 2, 2, width, ROLE_GOOD, bar);
    snprintf(text, sizeof text, _("%s: %zu of %zu"), a->what, a->step, a->steps);
    if (*rate_describe(&a->rate, a->steps - a->step, speed) && a->step < a->steps)
        snprintf(text + strlen(text), sizeof text - strlen(text), ", %s", speed);
    draw_wrapped(v, 3, 2, width, 2, ROLE_DIM, text);
}

void apply_draw(const struct apply *a, const struct view *v, bool is_ascii)
{
    bool can_stop = apply_can_stop(a);
    const struct draw_hint hints[] = { { can_stop ? verb_key("dialog.stop") : NULL, _("Stop") },
                                       { "esc", _("Close, it goes on") } };
    int width = v->width - 4;
    struct arena *arena = arena_new();
    draw_text(v, 1, 2, width, ROLE_DIALOG, a->plan.summary ? say(arena, a->plan.summary) : _("Applying…"));
    arena_free(arena);
    if (a->steps)
        draw_progress(a, v, width, is_ascii);
    if (can_stop)
        draw_text(v, v->height - 3, 2, width, ROLE_DIM, _("Stop withdraws what has not begun."));
    else if (a->is_stopping)
        draw_text(v, v->height - 3, 2, width, ROLE_WARN, _("Stopping: what has begun comes to its end."));
    draw_hints(v, v->height - 2, 2, width, hints, sizeof hints / sizeof *hints);
}

int apply_error_height(const struct view *v, const struct error *e, const char *kept, int width)
{
    const struct error said = said_error(e);
    const char *const texts[] = { said.what, said.why, kept, said.hint };
    int rows = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        rows += texts[i][0] ? draw_wrapped_lines(v, width, texts[i]) : 0;
    return rows;
}

void apply_draw_error(const struct view *v, const struct error *e, const char *kept)
{
    const struct error said = said_error(e);
    const struct {
        const char *text;
        enum theme_role role;
    } parts[] = { { said.what, ROLE_BAD }, { said.why, ROLE_DIALOG }, { kept, ROLE_WARN }, { said.hint, ROLE_INFO } };
    int y = 1, width = v->width - 4, last = v->height - 2;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && y < last; i++)
        if (parts[i].text[0])
            y += draw_wrapped(v, y, 2, width, last - y, parts[i].role, parts[i].text);
}
