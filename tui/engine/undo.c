/* Taking back the last change: which one it was is looked up, then the undo is an action like any
 * other, with its plan shown before anything is touched. */
#include "tui/engine/undo.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/action.h"
#include "model/engine/audit_entry.h"
#include "tui/app/app.h"
#include "tui/app/task.h"
#include "tui/app/toast.h"

struct last {
    struct audit_operation op;
    bool found;
};

static void last_run(struct context *ctx, struct task *t)
{
    struct last *last = t->data;
    t->ok = audit_read_last_operation(ctx, &last->op, &last->found, &t->error);
}

static void last_done(struct app *app, struct task *t)
{
    const struct last *last = t->data;
    const struct action *undo = action_find("audit.undo");
    if (!t->ok) {
        app_toast_error(app, &t->error);
        return;
    }
    if (!last->found || !undo) {
        app_toast(app, TOAST_INFO, "%s", _("You have changed nothing that is not taken back already."));
        return;
    }
    const struct action *done = action_find(last->op.action);
    const struct selection one = { .ids = &last->op.id, .id_count = 1, .filter = "" };
    app_start_action(app, undo, &one,
                     arena_printf(t->arena, _("%s, %lld rows, %s"), done ? _(done->label) : last->op.action,
                                  (long long)last->op.item_count, last->op.at));
}

void undo_last(struct app *app)
{
    struct task *t = task_new();
    t->data = ARENA_NEW(t->arena, struct last);
    t->run = last_run;
    t->done = last_done;
    task_submit(app, LANE_READ, t);
}
