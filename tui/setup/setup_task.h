/* What a set-up does off the UI thread: looking how far all is, reading what a step's fields begin with, testing,
 * writing. Each finds all anew in the configuration and the database. */
#ifndef TUI_SETUP_SETUP_TASK_H
#define TUI_SETUP_SETUP_TASK_H

#include "model/setup/setup.h"
#include "tui/app/task.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SETUP_LINES = 64, /* said by one of them, at most */
    SETUP_STEPS = 16
};

struct setup_line {
    enum setup_tone tone;
    const char *text;
};

enum setup_work {
    SETUP_LOOK,
    SETUP_READ,
    SETUP_TRY,
    SETUP_WRITE,
    SETUP_PASTE
};

struct setup_offer {
    struct action_choice *choices;
    size_t count;
};

/* The data of such a task. Its texts live in the task's arena. */
struct setup_job {
    enum setup_work work;
    const char *file;
    bool read_only;
    const struct setup_step *step; /* but for SETUP_LOOK */
    const char **names, **values;  /* what was typed */
    size_t count;
    struct setup_wait wait;

    struct setup_line lines[SETUP_LINES]; /* filled: what was said */
    size_t line_count;
    struct setup_look looks[SETUP_STEPS]; /* SETUP_LOOK: in the order of the steps */
    const char *const *begun;             /* SETUP_READ: an entry a field */
    struct setup_offer *offers;           /* SETUP_READ: the same; of fields without choices empty */
    struct setup_question question;       /* SETUP_TRY */
    const char *language;                 /* of the configuration as it is now; NULL: none */
};

/* On the lane that suits it; names and values are copied. The owner's done is given the task, with the job as data. */
struct setup_job *setup_task_new(struct task **t, enum setup_work work, const char *file, bool read_only,
                                 const struct setup_step *step);
void setup_task_give(struct task *t, const char *name, const char *value);
void setup_task_submit(struct app *app, struct task *t);

#endif
