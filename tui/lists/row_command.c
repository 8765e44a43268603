/* From a row to what it is about. */
#include "tui/lists/row_command.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/lists/pane.h"
#include "model/lists/row_user.h"
#include "tui/app/app_state.h"
#include "tui/app/room.h"
#include "tui/app/task.h"
#include "tui/app/toast.h"

#include <string.h>

struct asked {
    const struct row_question *question;
    const struct pane *pane;
    const char *id;
    struct row_subject subject;
};

const struct row_command *row_command_find(const char *command)
{
    SCREEN_ROOM_EACH (row_command, c, row_commands, command)
        if (strcmp(c->command, command) == 0)
            return c;
    return NULL;
}

bool row_is_about_customer(const struct pane *p)
{
    return p->user;
}

bool row_read_customer(struct context *ctx, const struct pane *p, const char *row_id, struct row_subject *s,
                       struct error *e)
{
    struct row_user user = { .id = NULL };
    bool ok = row_read_user(ctx, p, row_id, &user, e);
    *s = (struct row_subject){ .id = user.id, .name = user.name };
    return ok;
}

static void ask_run(struct context *ctx, struct task *t)
{
    struct asked *a = t->data;
    t->ok = a->question->read(ctx, a->pane, a->id, &a->subject, &t->error);
}

static void ask_done(struct app *app, struct task *t)
{
    const struct asked *a = t->data;
    if (app->top != t->owner)
        return; /* the operator has gone on to something else */
    if (t->ok)
        a->question->open(app, &a->subject);
    else if (t->error.code == ERR_REFUSED)
        app_toast(app, TOAST_INFO, "%s", said_error(&t->error).what);
    else
        app_toast_error(app, &t->error);
}

void row_ask(struct view *v, const struct screen_row *row, const struct row_question *q)
{
    struct task *t = task_new();
    struct asked *a = ARENA_NEW(t->arena, struct asked);
    *a = (struct asked){ .question = q, .pane = row->pane, .id = arena_strdup(t->arena, row->id) };
    t->data = a;
    t->run = ask_run;
    t->done = ask_done;
    t->owner = v;
    task_submit(v->app, LANE_READ, t);
}
