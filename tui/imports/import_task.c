/* What an import does off the UI thread. */
#include "tui/imports/import_task.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/app/toast.h"

#include <stdio.h>

void import_progress_note(struct app *app, struct import_progress *p, const char *what, size_t done, size_t total)
{
    snprintf(p->what, sizeof p->what, "%s", what);
    p->done = total && done > total ? total : done;
    p->total = total;
    rate_note(&p->rate, p->done, app->now_ms);
}

static void run_reading(struct context *lane, struct task *t)
{
    struct import_reading *r = t->data;
    struct context ctx = *lane;
    ctx.arena = t->arena;
    t->ok = r->resumed ? import_find(&ctx, r->resumed, &r->import, &t->error)
                       : import_stage(&ctx, r->kind, r->file, r->existing, &r->import, &t->error);
    if (t->ok && r->import.is_done)
        t->ok = error_set(&t->error, ERR_REFUSED, "nothing is imported", "it was written already, by operation %s",
                          r->import.operation_id);
    t->ok = t->ok && import_check(&ctx, &r->import, &r->verdict, &t->error);
}

void import_read_begin(struct app *app, struct view *owner, struct task *t,
                       void (*done)(struct app *app, struct task *t),
                       void (*progress)(struct app *app, struct task *t, const char *what, size_t done, size_t total))
{
    t->run = run_reading;
    t->done = done;
    t->progress = progress;
    t->owner = owner;
    task_submit(app, LANE_EXPORT, t);
}

static void run_left(struct context *lane, struct task *t)
{
    struct import_left *l = t->data;
    struct context ctx = *lane;
    ctx.arena = t->arena;
    t->ok = import_find_last(&ctx, &l->import, &l->is_there, &t->error);
}

void import_left_begin(struct app *app, struct view *owner, void (*done)(struct app *app, struct task *t))
{
    struct task *t = task_new();
    t->data = ARENA_NEW(t->arena, struct import_left);
    t->run = run_left;
    t->done = done;
    t->owner = owner;
    task_submit(app, LANE_READ, t);
}

/* The faulty lines first: where they can't be kept, nothing is written. */
static void run_writing(struct context *lane, struct task *t)
{
    struct import_writing *w = t->data;
    struct context ctx = *lane;
    ctx.arena = t->arena;
    t->ok = (!w->rejects || import_write_faults(&ctx, &w->import, w->rejects, &t->error)) &&
            import_write(&ctx, &w->import, &w->verdict, w->rejects != NULL, &w->result, &t->error);
}

static void note_writing(struct app *app, struct task *t, const char *what, size_t done, size_t total)
{
    struct import_writing *w = t->data;
    import_progress_note(app, &w->progress, what, done, total);
    if (w->view)
        app_redraw(app, w->view);
}

static void writing_done(struct app *app, struct task *t)
{
    struct import_writing *w = t->data;
    struct arena *a = arena_new();
    w->task = NULL;
    if (t->ok)
        app_toast(app, TOAST_GOOD, "%s", say(a, w->result.summary));
    else if (w->is_stopping && t->error.code == ERR_CANCELLED)
        app_toast(app, TOAST_INFO, "%s", _("Stopped: nothing was imported"));
    else
        app_toast_error(app, &t->error);
    if (t->ok && w->rejects)
        app_toast(app, TOAST_WARN, _("%lld faulty lines in %s"), (long long)w->verdict.faulty, w->rejects);
    if (w->view)
        w->ended(w->view, t->ok, &t->error);
    arena_free(a);
}

void import_write_begin(struct app *app, struct task *t)
{
    struct import_writing *w = t->data;
    t->run = run_writing;
    t->done = writing_done;
    t->progress = note_writing;
    t->owner = NULL;
    w->task = t;
    task_submit(app, LANE_ACT, t);
}

void import_write_stop(struct import_writing *w)
{
    if (!w->task)
        return;
    w->is_stopping = true;
    atomic_store(&w->task->cancelled, true);
}
