/* From nothing to a running hotspot, step by step: one table, which the screen, `setup` and `check` walk.
 *
 * A step looks whether it is done, knows what its fields begin with, tests what was typed and, where that works, writes
 * it down. Nothing is kept between two calls but what stands in the configuration and in the database: so a set-up that
 * was left is taken up where it was, by whatever process. */
#ifndef MODEL_SETUP_SETUP_H
#define MODEL_SETUP_SETUP_H

#include "base/error.h"
#include "model/engine/action.h"
#include "model/setup/wait.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct config;
struct db;

enum setup_state {
    SETUP_DONE,
    SETUP_MISSING,
    SETUP_UNSET,   /* not set up, and need not be */
    SETUP_WAITING, /* for another step */
    SETUP_BROKEN   /* set up, and it does not work */
};

struct setup_look {
    enum setup_state state;
    const char *what; /* what is there, or why not: "hotspot on /run/postgresql, PostgreSQL 15.10" */
};

enum setup_tone {
    SETUP_PLAIN,
    SETUP_GOOD,
    SETUP_BAD,
    SETUP_COPY /* a line to paste elsewhere */
};

/* What has to be agreed to before a step goes on: whoever agrees gives that field that value and tries again. */
struct setup_question {
    const char *text; /* NULL: nothing is asked */
    const char *field, *value;
};

struct setup {
    struct arena *arena;
    const char *file;            /* the configuration, be it that it is not there yet */
    const struct config *config; /* as the file has it; the defaults where there is none or it can't be read */
    struct error config_error;   /* ERR_NONE: it could be read, or is not there */
    bool is_there;
    bool read_only;
    struct setup_wait *wait;                                       /* how another thread ends it; NULL: nobody does */
    void (*say)(void *to, enum setup_tone tone, const char *line); /* in the face's language, with texts from outside */
    void *to;
    struct setup_question question; /* of the last test */
    struct db *db;                  /* to the configured database, once it was needed */
};

struct setup_step {
    const char *name, *label; /* "router"; "Router" */
    const char *help;         /* what it is for, a line or two */
    const char *needs;        /* the step that has to be done before; NULL: none */
    bool is_optional;
    const struct action *form; /* its fields are that one's arguments; it is never applied itself. NULL: see action */
    const char *action;        /* it is done by that action, whose arguments are its fields; NULL: form and test */
    size_t asked;              /* the first so many fields are asked on a screen, the others as a question; 0: all */
    bool (*look)(struct setup *s, struct setup_look *look, struct error *e); /* false: it could not be found out */
    /* What the fields begin with; what was given stands there already, and says which one is meant. May be NULL. */
    bool (*fill)(struct setup *s, const char **values, struct error *e);
    /* Changes nothing; false where it does not work. s->question: it may be gone on only when that is agreed to. */
    bool (*test)(struct setup *s, const char *const *values, struct error *e);
    bool (*apply)(struct setup *s, const char *const *values, struct error *e);
    void (*paste)(struct setup *s, const char *const *values); /* says what to paste elsewhere; may be NULL */
};

/* file NULL: where it is, or is to be made. say may be NULL. The rest is the caller's to fill. */
struct setup setup_begin(struct arena *a, const char *file, bool read_only);
void setup_end(struct setup *s);

/* In their order, those that this program can do; NULL: no more. */
const struct setup_step *setup_step_at(size_t i);
const struct setup_step *setup_step_find(const char *name);
const struct action *setup_fields(const struct setup_step *step);

/* Never fails: what can't be found out is SETUP_BROKEN, and says why. */
struct setup_look setup_look_at(struct setup *s, const struct setup_step *step);

/* What there is to choose for a field. */
bool setup_choices(struct setup *s, const struct action_arg *field, struct action_choice **choices, size_t *count,
                   struct error *e);
/* A password that stands in the address of a database, for who types it elsewhere. False: it holds none. */
bool setup_split_address(struct arena *a, const char *address, const char **plain, const char **password);

/* What its fields begin with, an entry an argument (NULL: nothing). A secret that is known is not told. */
bool setup_fill(struct setup *s, const struct setup_step *step, const char *const **values, struct error *e);
/* The same with what was given in its place; checked, and with a value for all that are wanted. */
bool setup_take(struct setup *s, const struct setup_step *step, const char *const *names, const char *const *given,
                size_t count, const char *const **values, struct error *e);

/* True where it works, or where s->question asks something first. */
bool setup_test(struct setup *s, const struct setup_step *step, const char *const *values, struct error *e);
/* After a test that asked nothing. What was done stays. */
bool setup_apply(struct setup *s, const struct setup_step *step, const char *const *values, struct error *e);

#endif
