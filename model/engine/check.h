/* Invariants over the data: what may never be so, declared by the rooms, and what was found of it. */
#ifndef MODEL_ENGINE_CHECK_H
#define MODEL_ENGINE_CHECK_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct check {
    const char *name;        /* "manual_debt_is_ledger_sum" */
    const char *sql;         /* db/NAME.sql without parameters; columns count, example: of the rows that break it */
    const char *what, *mend; /* what is wrong, and what to do; translatable */
};

/* A check that tells each thing that breaks it, and may repair it. */
struct probe {
    const char *name;   /* as of a check; no check has it */
    const char *sql;    /* db/NAME.sql without parameters; columns key, label, present, repaired (NULL: that one has no
                           repair), user_id, since. console.mend_NAME(operation, key) repairs one */
    const char *what;   /* what is wrong; translatable */
    const char *mend;   /* what to do, or what a repair does; translatable */
};

struct finding {
    const char *name; /* "manual_debt_is_ledger_sum" */
    const char *what; /* what is wrong */
    const char *mend; /* what to do */
    int64_t count;
    const char *example;
    bool is_unreachable; /* something outside did not answer: exit 3 */
};

/* Room for findings, in ctx->arena. */
struct findings {
    struct context *ctx;
    struct finding *items;
    size_t count;
};
struct findings findings_new(struct context *ctx, size_t beside_the_data); /* so many more may be added */
void findings_add(struct findings *f, const struct finding *finding);
/* Looks for rows that break one rule. */
bool findings_look(struct findings *f, const struct check *check, struct error *e);
/* All rules of all rooms, and the audit's chain. False only when the database fails. */
bool findings_look_at_data(struct findings *f, struct error *e);

/* The same for a caller who adds nothing. findings live in ctx->arena. */
bool check_data(struct context *ctx, struct finding **findings, size_t *count, struct error *e);

#endif
