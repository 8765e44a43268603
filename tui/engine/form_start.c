/* What a form begins with, read on a lane. */
#include "tui/engine/form_start.h"

#include "base/arena.h"
#include "model/engine/saying.h"
#include "model/lists/row_user.h"

#include <string.h>

struct offer {
    struct action_choice *choices;
    size_t count;
};

struct start {
    const struct action *action;
    const struct pane *pane;    /* of the row; NULL: the action's own */
    const char *id;             /* NULL: not one row, or none of its values is asked for */
    const char *const *present; /* filled, where there is an id */
    struct offer *offers;       /* filled, an entry an argument */
};

/* The one row whose values the form begins with; NULL: there is none. */
static const char *row_of(const struct action *a, const struct selection *s)
{
    if (!a->values_sql)
        return NULL;
    return a->makes_new ? s->row : s->ids && s->id_count == 1 ? s->ids[0] : NULL;
}

bool form_start_is_needed(const struct action *a, const struct selection *s)
{
    for (size_t i = 0; i < a->arg_count; i++)
        if (a->args[i].choices_sql)
            return true;
    return a->arg_count && row_of(a, s);
}

/* The row of the action's own pane: a row of another one stands for its user. */
static bool read_present(struct context *ctx, struct start *s, struct error *e)
{
    struct row_user user = { .id = s->id };
    if (s->pane && !action_knows_rows_of(s->action, s->pane) && !row_read_user(ctx, s->pane, s->id, &user, e))
        return false;
    return action_read_values(ctx, s->action, user.id, &s->present, e);
}

static void start_run(struct context *ctx, struct task *t)
{
    struct start *s = t->data;
    t->ok = true;
    for (size_t i = 0; t->ok && i < s->action->arg_count; i++) {
        const struct action_arg *arg = &s->action->args[i];
        if (arg->choices_sql)
            t->ok = action_read_choices(ctx, arg, &s->offers[i].choices, &s->offers[i].count, &t->error);
    }
    if (!t->ok || !s->id)
        return;
    t->ok = read_present(ctx, s, &t->error);
    /* a row that tells nothing, or is gone, leaves such a form as empty as it begins elsewhere */
    if (!t->ok && s->action->makes_new && t->error.code == ERR_REFUSED) {
        t->ok = true;
        s->id = NULL;
    }
}

struct task *form_start_task(const struct action *a, const struct selection *s)
{
    struct task *t = task_new();
    struct start *start = ARENA_NEW(t->arena, struct start);
    *start = (struct start){ .action = a, .pane = s->pane };
    start->id = arena_strdup(t->arena, row_of(a, s));
    start->offers = ARENA_ARRAY(t->arena, struct offer, a->arg_count + 1);
    t->data = start;
    t->run = start_run;
    return t;
}

/* Of what is made anew or answered nothing stands there yet: what the row tells is as good as given. */
static const char *const *given_or_told(struct arena *a, const struct start *s, const char *const *given)
{
    const char **values = ARENA_ARRAY(a, const char *, s->action->arg_count + 1);
    for (size_t i = 0; i < s->action->arg_count; i++)
        values[i] = given && given[i] ? given[i] : s->present[i];
    return values;
}

struct form *form_start_make(const struct task *t, struct arena *a, const char *const *given, bool is_ascii)
{
    const struct start *s = t->data;
    bool is_of_row = s->id && (s->action->makes_new || s->action->sends_values);
    struct form *f = form_new(a, s->action, is_of_row ? given_or_told(a, s, given) : given, is_ascii);
    for (size_t i = 0; i < s->action->arg_count; i++)
        for (size_t k = 0; k < s->offers[i].count; k++)
            s->offers[i].choices[k].label = say(a, s->offers[i].choices[k].label);
    for (size_t i = 0; i < s->action->arg_count; i++)
        if (s->action->args[i].choices_sql)
            form_offer(f, a, i, s->offers[i].choices, s->offers[i].count);
    if (s->id && !is_of_row)
        form_show_present(f, s->present);
    return f;
}
