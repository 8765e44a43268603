/* What a set-up does off the UI thread. */
#include "tui/setup/setup_task.h"

#include "base/arena.h"
#include "model/config/config.h"

enum {
    MOST_FIELDS = 32
};

static void keep_line(void *to, enum setup_tone tone, const char *line)
{
    struct task *t = to;
    struct setup_job *job = t->data;
    if (job->line_count < SETUP_LINES)
        job->lines[job->line_count++] = (struct setup_line){ tone, arena_strdup(t->arena, line) };
}

static bool look_at_all(struct setup *s, struct setup_job *job)
{
    for (size_t i = 0; i < SETUP_STEPS && setup_step_at(i); i++)
        job->looks[i] = setup_look_at(s, setup_step_at(i));
    return true;
}

static bool read_step(struct setup *s, struct setup_job *job, struct error *e)
{
    const struct action *fields = setup_fields(job->step);
    job->offers = ARENA_ARRAY(s->arena, struct setup_offer, fields->arg_count + 1);
    if (!setup_fill(s, job->step, &job->begun, e))
        return false;
    for (size_t i = 0; i < fields->arg_count; i++)
        if (fields->args[i].choices_sql &&
            !setup_choices(s, &fields->args[i], &job->offers[i].choices, &job->offers[i].count, e))
            return false;
    return true;
}

static bool try_step(struct setup *s, struct setup_job *job, struct error *e)
{
    const char *const *values;
    if (!setup_take(s, job->step, job->names, job->values, job->count, &values, e))
        return false;
    if (job->work == SETUP_WRITE)
        return setup_apply(s, job->step, values, e);
    bool ok = setup_test(s, job->step, values, e);
    job->question = s->question;
    return ok;
}

static bool paste_step(struct setup *s, struct setup_job *job, struct error *e)
{
    const char *const *values;
    struct error ignored;
    if (!setup_take(s, job->step, job->names, job->values, job->count, &values, &ignored) &&
        !setup_fill(s, job->step, &values, e))
        return false;
    job->step->paste(s, values);
    return true;
}

static void run(struct context *ctx, struct task *t)
{
    struct setup_job *job = t->data;
    struct setup s = setup_begin(t->arena, job->file, job->read_only);
    (void)ctx;
    s.wait = &job->wait;
    s.say = keep_line;
    s.to = t;
    job->line_count = 0;
    switch (job->work) {
    case SETUP_LOOK:
        t->ok = look_at_all(&s, job);
        break;
    case SETUP_READ:
        t->ok = read_step(&s, job, &t->error);
        break;
    case SETUP_TRY:
    case SETUP_WRITE:
        t->ok = try_step(&s, job, &t->error);
        break;
    case SETUP_PASTE:
        t->ok = paste_step(&s, job, &t->error);
        break;
    }
    job->language = s.config ? arena_strdup(t->arena, s.config->language) : NULL;
    setup_end(&s);
}

static void interrupt(struct task *t)
{
    struct setup_job *job = t->data;
    setup_wait_interrupt(&job->wait);
}

struct setup_job *setup_task_new(struct task **t, enum setup_work work, const char *file, bool read_only,
                                 const struct setup_step *step)
{
    *t = task_new();
    struct setup_job *job = ARENA_NEW((*t)->arena, struct setup_job);
    job->work = work;
    job->file = arena_strdup((*t)->arena, file);
    job->read_only = read_only;
    job->step = step;
    job->names = ARENA_ARRAY((*t)->arena, const char *, MOST_FIELDS);
    job->values = ARENA_ARRAY((*t)->arena, const char *, MOST_FIELDS);
    setup_wait_init(&job->wait);
    (*t)->data = job;
    (*t)->run = run;
    (*t)->interrupt = interrupt;
    (*t)->is_without_db = true;
    return job;
}

void setup_task_give(struct task *t, const char *name, const char *value)
{
    struct setup_job *job = t->data;
    if (job->count == MOST_FIELDS)
        return;
    job->names[job->count] = arena_strdup(t->arena, name);
    job->values[job->count++] = arena_strdup(t->arena, value);
}

/* What writes is finished, whoever leaves; the others end with who asked for them. */
void setup_task_submit(struct app *app, struct task *t)
{
    const struct setup_job *job = t->data;
    task_submit(app, job->work == SETUP_WRITE ? LANE_ACT : job->work == SETUP_LOOK ? LANE_COUNT : LANE_READ, t);
}
