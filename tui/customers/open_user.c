/* From a row of any pane to the customer, or to the invoice, that it is about. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/bill/room.h"
#include "model/customers/room.h"
#include "model/lists/row_user.h"
#include "tui/app/app_state.h"
#include "tui/app/task.h"
#include "tui/console/dialogs.h"

struct question {
    const struct pane *pane;
    const char *id; /* of the row; or a phone number */
    struct row_user user;
    const char *invoice_id;
    void (*open)(struct app *app, const struct question *q); /* with what was read */
};

static void read_user(struct context *ctx, struct task *t)
{
    struct question *q = t->data;
    t->ok = row_read_user(ctx, q->pane, q->id, &q->user, &t->error);
}

static void read_user_of_phone(struct context *ctx, struct task *t)
{
    struct question *q = t->data;
    t->ok = row_read_user_of_phone(ctx, q->id, &q->user, &t->error);
}

static void read_invoice(struct context *ctx, struct task *t)
{
    struct question *q = t->data;
    t->ok = row_read_invoice(ctx, q->pane, q->id, &q->invoice_id, &t->error);
}

static void question_done(struct app *app, struct task *t)
{
    const struct question *q = t->data;
    if (app->top != t->owner)
        return; /* the operator has gone on to something else */
    if (t->ok)
        q->open(app, q);
    else if (t->error.code == ERR_REFUSED)
        app_toast(app, TOAST_INFO, "%s", _(t->error.what));
    else
        app_toast_error(app, &t->error);
}

static void ask(struct view *v, const struct pane *p, const char *row_id,
                void (*run)(struct context *ctx, struct task *t),
                void (*open)(struct app *app, const struct question *q))
{
    struct task *t = task_new();
    struct question *q = ARENA_NEW(t->arena, struct question);
    *q = (struct question){ .pane = p, .id = arena_strdup(t->arena, row_id), .open = open };
    t->data = q;
    t->run = run;
    t->done = question_done;
    t->owner = v;
    task_submit(v->app, LANE_READ, t);
}

void detail_open_user(struct app *app, const char *user_id)
{
    detail_open(app, &pane_users, user_id);
}

static void show_user(struct app *app, const struct question *q)
{
    detail_open_user(app, q->user.id);
}

static void show_timeline(struct app *app, const struct question *q)
{
    timeline_open(app, q->user.id, q->user.name);
}

static void show_invoice(struct app *app, const struct question *q)
{
    detail_open(app, &pane_invoices, q->invoice_id);
}

void open_user_of_row(struct view *v, const struct pane *p, const char *row_id)
{
    ask(v, p, row_id, read_user, show_user);
}

void open_user_of_phone(struct view *v, const char *phone)
{
    ask(v, &pane_users, phone, read_user_of_phone, show_user);
}

void open_timeline_of_row(struct view *v, const struct pane *p, const char *row_id)
{
    ask(v, p, row_id, read_user, show_timeline);
}

void open_invoice_of_row(struct view *v, const struct pane *p, const char *row_id)
{
    ask(v, p, row_id, read_invoice, show_invoice);
}
