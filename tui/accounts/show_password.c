/* A customer's hotspot password, to who asks for it: on a dialog of its own, and nowhere else. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/accounts/password.h"
#include "model/lists/row_user.h"
#include "tui/accounts/room.h"
#include "tui/app/app.h"
#include "tui/app/app_state.h"
#include "tui/lists/question.h"

/* The customer is known by the row, whatever it is about. */
static bool read_password(struct context *ctx, const struct pane *p, const char *row_id, struct row_subject *s,
                          struct error *e)
{
    struct row_user user = { .id = NULL };
    struct account_password found;
    if (!row_read_user(ctx, p, row_id, &user, e) || !account_show_password(ctx, user.id, &found, e))
        return false;
    s->id = user.id;
    s->name =
        arena_printf(ctx->arena, _("%s: hotspot user %s, password %s"), found.name, found.account, found.password);
    return true;
}

static void ignore_answer(struct app *app, struct view *owner, bool is_yes)
{
    (void)app;
    (void)owner;
    (void)is_yes;
}

static void show_password(struct app *app, const struct row_subject *s)
{
    question_open(app, app->top,
                  &(const struct question){ .title = _("Hotspot password"),
                                            .text = s->name,
                                            .yes = _("Close"),
                                            .no = _("Close"),
                                            .reverse = REVERSE_REPEAT,
                                            .rows = 1,
                                            .answered = ignore_answer });
}

static void run(struct view *v, const struct screen_row *row)
{
    static const struct row_question question = { read_password, show_password };
    row_ask(v, row, &question);
}

/* Found in the palette: too seldom wanted for a place in the footer. */
static bool leads_nowhere(const struct pane *p)
{
    (void)p;
    return false;
}

const struct row_command accounts_row_commands[] = {
    { "show.password", leads_nowhere, run },
    { NULL, NULL, NULL },
};
