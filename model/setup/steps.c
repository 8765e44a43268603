/* The steps of a set-up in their order, and what is done with any of them. */
#include "base/arena.h"
#include "base/i18n.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/config/config_write.h"
#include "model/setup/step.h"

#include <stdlib.h>
#include <string.h>

static const struct setup_step *const steps[] = {
    &setup_step_database, &setup_step_zone,     &setup_step_router,  &setup_step_midtrans, &setup_step_xendit,
    &setup_step_telegram, &setup_step_whatsapp, &setup_step_package, &setup_step_customer, &setup_step_worker,
};

static bool is_known(const struct setup_step *step)
{
    return !step->action || action_find(step->action);
}

const struct setup_step *setup_step_at(size_t i)
{
    for (size_t at = 0; at < STEP_COUNT(steps); at++)
        if (is_known(steps[at]) && i-- == 0)
            return steps[at];
    return NULL;
}

const struct setup_step *setup_step_find(const char *name)
{
    for (size_t i = 0; setup_step_at(i); i++)
        if (strcmp(setup_step_at(i)->name, name) == 0)
            return setup_step_at(i);
    return NULL;
}

const struct action *setup_fields(const struct setup_step *step)
{
    return step->action ? action_find(step->action) : step->form;
}

struct setup setup_begin(struct arena *a, const char *file, bool read_only)
{
    struct setup s = { .arena = a, .file = file ? file : config_place(a), .read_only = read_only };
    struct error e = { .code = ERR_NONE };
    const char *text = config_text(a, s.file, &e);
    s.is_there = !text || *text;
    s.config = text && !s.is_there ? NULL : config_load(a, s.file, &s.config_error);
    if (!s.config)
        s.config = config_defaults(a, &e);
    if (!s.config)
        abort(); /* the shipped defaults are as they were built */
    return s;
}

void setup_end(struct setup *s)
{
    db_free(s->db);
    s->db = NULL;
}

/* A step that another one waits for is looked at first. */
static struct setup_look look_at_needed(struct setup *s, const struct setup_step *step)
{
    const struct setup_step *needed = step->needs ? setup_step_find(step->needs) : NULL;
    struct setup_look look = needed ? setup_look_at(s, needed) : (struct setup_look){ .state = SETUP_DONE };
    if (look.state != SETUP_DONE)
        look = (struct setup_look){ SETUP_WAITING, arena_printf(s->arena, _("first: %s"), _(needed->label)) };
    return look;
}

struct setup_look setup_look_at(struct setup *s, const struct setup_step *step)
{
    struct error e = { .code = ERR_NONE };
    char text[sizeof e.why + sizeof e.what + sizeof e.hint];
    struct setup_look look = look_at_needed(s, step);
    if (look.state != SETUP_DONE)
        return look;
    look.what = "";
    if (step->look(s, &look, &e))
        return look;
    return (struct setup_look){ SETUP_BROKEN, arena_strdup(s->arena, error_text(&e, text, sizeof text)) };
}

static const char *given_as(const char *name, const char *const *names, const char *const *given, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return given[i];
    return NULL;
}

/* What its fields begin with, where some were given: those stand as they were given. */
static bool fill_beside(struct setup *s, const struct setup_step *step, const char *const *names,
                        const char *const *given, size_t count, const char **values, struct error *e)
{
    const struct action *fields = setup_fields(step);
    for (size_t i = 0; i < fields->arg_count; i++)
        values[i] = given_as(fields->args[i].name, names, given, count);
    if (step->fill && !step->fill(s, values, e))
        return false;
    for (size_t i = 0; i < fields->arg_count; i++) {
        const char *own = given_as(fields->args[i].name, names, given, count);
        values[i] = own ? own : values[i] ? values[i] : fields->args[i].fallback;
    }
    return true;
}

bool setup_fill(struct setup *s, const struct setup_step *step, const char *const **values, struct error *e)
{
    const char **filled = ARENA_ARRAY(s->arena, const char *, setup_fields(step)->arg_count + 1);
    *values = filled;
    return fill_beside(s, step, NULL, NULL, 0, filled, e);
}

static bool are_known(struct setup *s, const struct setup_step *step, const char *const *names,
                      const char *const *given, size_t count, struct error *e)
{
    const struct action *fields = setup_fields(step);
    struct context ctx = { .arena = s->arena };
    const char *const *parsed;
    for (size_t i = 0; i < count; i++)
        if (action_arg_index(fields, names[i]) == fields->arg_count)
            return action_parse_args(&ctx, fields, names, given, count, &parsed, e);
    return true;
}

bool setup_take(struct setup *s, const struct setup_step *step, const char *const *names, const char *const *given,
                size_t count, const char *const **values, struct error *e)
{
    const struct action *fields = setup_fields(step);
    struct context ctx = { .arena = s->arena };
    const char **filled = ARENA_ARRAY(s->arena, const char *, fields->arg_count + 1);
    const char **all_names = ARENA_ARRAY(s->arena, const char *, fields->arg_count + 1);
    const char **all = ARENA_ARRAY(s->arena, const char *, fields->arg_count + 1);
    size_t known = 0;
    if (!are_known(s, step, names, given, count, e) || !fill_beside(s, step, names, given, count, filled, e))
        return false;
    for (size_t i = 0; i < fields->arg_count; i++) {
        if (!filled[i])
            continue;
        all_names[known] = fields->args[i].name;
        all[known++] = filled[i];
    }
    return action_parse_args(&ctx, fields, all_names, all, known, values, e);
}

static bool may_begin(struct setup *s, const struct setup_step *step, struct error *e)
{
    struct setup_look look = look_at_needed(s, step);
    if (look.state == SETUP_DONE)
        return true;
    error_set(e, ERR_REFUSED, _("this step can't be done yet"), "%s", look.what);
    return error_hint(e, "hotspot-console setup %s", step->needs);
}

bool setup_test(struct setup *s, const struct setup_step *step, const char *const *values, struct error *e)
{
    s->question = (struct setup_question){ .text = NULL };
    return may_begin(s, step, e) && (!step->test || step->test(s, values, e));
}

bool setup_apply(struct setup *s, const struct setup_step *step, const char *const *values, struct error *e)
{
    if (s->read_only)
        return error_set(e, ERR_REFUSED, _("nothing was done"), _("this is read-only mode"));
    return step->apply(s, values, e);
}
