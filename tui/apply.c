/* A plan that is being applied. */
#include "tui/apply.h"

#include "base/i18n.h"
#include "tui/app.h"
#include "tui/draw.h"

#include <stdio.h>
#include <string.h>

static void apply_run(struct context *ctx, struct task *t)
{
    struct apply *a = t->data;
    t->ok = action_apply(ctx, &a->plan, a->operation_id, &a->result, &t->error);
}

static void apply_progress(struct app *app, struct task *t, const char *what, size_t done, size_t total)
{
    struct apply *a = t->data;
    snprintf(a->what, sizeof a->what, "%s", what);
    a->step = done;
    a->steps = total;
    if (a->dialog)
        app_redraw(app, a->dialog);
}

static void tell_result(struct app *app, const struct action_result *r)
{
    const char *summary = r->summary && *r->summary ? r->summary : _("Done.");
    const char *reason = r->effect_error[0] ? r->effect_error : _("none was given");
    if (r->effects_failed)
        app_toast(app, TOAST_BAD, _("%s. What failed stands in the outbox. Reason: %s"), summary, reason);
    else if (r->effects_waiting && r->effect_error[0])
        app_toast(app, TOAST_WARN, _("%s. The worker will finish it. Reason: %s"), summary, reason);
    else if (r->effects_waiting)
        app_toast(app, TOAST_WARN, _("%s. The worker will finish it."), summary);
    else
        app_toast(app, TOAST_GOOD, "%s", summary);
}

static void apply_done(struct app *app, struct task *t)
{
    struct apply *a = t->data;
    if (t->ok)
        tell_result(app, &a->result);
    else
        app_toast_error(app, &t->error);
    if (a->dialog)
        a->ended(a->dialog, t);
}

void apply_begin(struct app *app, struct task *t)
{
    t->run = apply_run;
    t->done = apply_done;
    t->progress = apply_progress;
    t->owner = NULL;
    task_submit(app, LANE_ACT, t);
}

bool apply_is_unknown(const struct error *e)
{
    return e->code == ERR_UNKNOWN;
}

static void draw_bar(const struct view *v, int y, int width, const struct apply *a, bool is_ascii)
{
    size_t step = a->step < a->steps ? a->step : a->steps;
    int room = width - 2, full = (int)((unsigned long long)room * step / a->steps);
    draw_text(v, y, 2, 1, ROLE_DIALOG, "[");
    for (int i = 0; i < room; i++)
        draw_text(v, y, 3 + i, 1, i < full ? ROLE_GOOD : ROLE_DIM, i >= full ? "." : is_ascii ? "#" : "█");
    draw_text(v, y, 3 + room, 1, ROLE_DIALOG, "]");
}

void apply_draw(const struct apply *a, const struct view *v, bool is_ascii)
{
    const struct draw_hint hints[] = { { "esc", _("Close; it goes on, and its end is told") } };
    int width = v->width - 4;
    draw_text(v, 1, 2, width, ROLE_DIALOG, a->plan.summary ? a->plan.summary : _("Applying…"));
    if (a->steps) {
        draw_bar(v, 2, width, a, is_ascii);
        draw_printf(v, 3, 2, width, ROLE_DIM, _("%s: %zu of %zu"), a->what, a->step, a->steps);
    }
    draw_hints(v, v->height - 2, 2, width, hints, 1);
}

int apply_error_height(const struct view *v, const struct error *e, const char *kept, int width)
{
    const char *const texts[] = { e->what, e->why, kept, e->hint };
    int rows = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        rows += texts[i][0] ? draw_wrapped_lines(v, width, texts[i]) : 0;
    return rows;
}

void apply_draw_error(const struct view *v, const struct error *e, const char *kept)
{
    const struct {
        const char *text;
        enum theme_role role;
    } parts[] = { { e->what, ROLE_BAD }, { e->why, ROLE_DIALOG }, { kept, ROLE_WARN }, { e->hint, ROLE_INFO } };
    int y = 1, width = v->width - 4, last = v->height - 2;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && y < last; i++)
        if (parts[i].text[0])
            y += draw_wrapped(v, y, 2, width, last - y, parts[i].role, parts[i].text);
}
