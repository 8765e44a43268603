/* From a row of any pane to the customer that it is about. */
#include "base/arena.h"
#include "model/row_user.h"
#include "tui/app_state.h"
#include "tui/dialogs.h"
#include "tui/task.h"

struct question {
    const struct pane *pane;
    const char *id;
    struct row_user user;
    void (*open)(struct app *app, const struct row_user *user);
};

static void question_run(struct context *ctx, struct task *t)
{
    struct question *q = t->data;
    t->ok = row_read_user(ctx, q->pane, q->id, &q->user, &t->error);
}

static void question_done(struct app *app, struct task *t)
{
    const struct question *q = t->data;
    if (app->top != t->owner)
        return; /* the operator has gone on to something else */
    if (t->ok)
        q->open(app, &q->user);
    else if (t->error.code == ERR_REFUSED)
        app_toast(app, TOAST_INFO, "%s", t->error.what);
    else
        app_toast_error(app, &t->error);
}

static void ask(struct view *v, const struct pane *p, const char *row_id,
                void (*open)(struct app *app, const struct row_user *user))
{
    struct task *t = task_new();
    struct question *q = ARENA_NEW(t->arena, struct question);
    *q = (struct question){ .pane = p, .id = arena_strdup(t->arena, row_id), .open = open };
    t->data = q;
    t->run = question_run;
    t->done = question_done;
    t->owner = v;
    task_submit(v->app, LANE_READ, t);
}

void detail_open_user(struct app *app, const char *user_id)
{
    detail_open(app, &pane_users, user_id);
}

static void show_user(struct app *app, const struct row_user *user)
{
    detail_open_user(app, user->id);
}

static void show_timeline(struct app *app, const struct row_user *user)
{
    timeline_open(app, user->id, user->name);
}

void open_user_of_row(struct view *v, const struct pane *p, const char *row_id)
{
    ask(v, p, row_id, show_user);
}

void open_timeline_of_row(struct view *v, const struct pane *p, const char *row_id)
{
    ask(v, p, row_id, show_timeline);
}
