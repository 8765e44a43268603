/* One operation: the transaction that every action and every undo is carried out in. Private to the
 * files of actions. */
#ifndef MODEL_ENGINE_ACTION_OPERATION_H
#define MODEL_ENGINE_ACTION_OPERATION_H

#include "model/engine/action.h"
#include "model/engine/outbox_ahead.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PLAN_MOST_SAMPLES = 20 /* rows of which a plan says what they are before and after */
};

/* Columns of every db/NAME_plan.sql; the last only where something is booked. */
enum {
    PLAN_ID,
    PLAN_REFUSAL,
    PLAN_LABEL,
    PLAN_BEFORE,
    PLAN_AFTER,
    PLAN_NOTE,
    PLAN_TERMS
};

struct db_result;
struct plan_sample plan_take_sample(struct arena *a, const struct db_result *r, int row);
void plan_add_note(struct arena *a, struct plan *plan, const char *text);
void plan_note_sync(struct arena *a, struct plan *plan); /* that the router follows */
/* Of all rows with texts those that are shown; the counts are known. */
void plan_take_samples(const struct plan_sample *told, size_t count, struct arena *a, struct plan *plan);

enum {
    OPERATION_WISHES = 4 /* statements that ask something of the routers */
};

struct operation {
    struct context *ctx;
    const char *id;
    const struct action *action; /* what is recorded */
    const struct action *rules;  /* whose rules say what is written: of an undo, the action undone */
    const char *args;            /* a JSON object */
    const char *selection;
    const char *undo_of;     /* NULL: no undo */
    const struct plan *plan; /* NULL: an undo */
    size_t asked;            /* users that it was asked for */

    /* Filled by operation_run(): */
    bool was_there; /* it had been committed before */
    size_t changed, outbox_count;
    const char *at, *hash;

    /* While it is written: answers that nobody has looked at yet. NULL: not there */
    struct db_result *opening, *opened,
        *wishes[OPERATION_WISHES]; /* opened: of operation_opened.sql, kept until its end */
    size_t wish_count;
    struct db_result *applied; /* of a row alone: what its own statement changed */
    struct db_result *counted, *sealed;
    struct outbox_ahead ahead;  /* until the drain is over */
    bool was_opened, is_opened; /* was: it was tried; is: nobody had done so before */
    bool is_lost;               /* the answer to a commit was */
    bool is_certain;            /* of a row alone: it was answered that something is changed, before all was asked */
};

/* Runs it, or finds that it has been run before. After a connection that broke in the commit it is
 * looked up, or done if it is not there; deadlocks are tried again. */
bool operation_run(struct operation *op, struct error *e);

/* In the transaction that operation_run() has begun: the audit rows, and what they say is done. */
bool operation_write(struct operation *op, struct error *e);

/* Whether anything was changed, once all of it was answered. Refused, with the reason, where nothing was. */
bool operation_has_changed(struct operation *op, struct error *e);

/* What is done over and over for a row each is planned once for a connection, with all that the functions do that it
 * calls, and goes out at once as far as no answer is waited for. */
bool operation_is_of_one(const struct operation *op);

/* Whether what the action's own statement booked is what was planned; ERR_REFUSED with both where it is not. */
bool terms_hold(const struct operation *op, const struct db_result *applied, struct error *e);

/* Whether its row was made by it: known as soon as anything that followed was answered. */
bool operation_is_open(struct operation *op);

/* One shared statement; $1 is the operation. rows may be NULL. */
bool operation_step(const struct operation *op, const char *name, int64_t *rows, struct error *e);

/* What an action's rows are called in the audit, by which they are counted. */
const char *operation_counts(const struct action *rules);

/* Whether it asks for something outside that who applied it does at once. */
bool operation_drains(const struct operation *op);

/* What follows the commit: the audit file, the drain of the outbox, the words. Fails nothing. */
void operation_finish(struct operation *op, struct action_result *result);

/* Refuses at once where nothing may be changed, or the id is no uuid. */
bool operation_is_allowed(const struct context *ctx, const char *operation_id, struct error *e);

/* "12 users", "1 user". */
const char *action_count_text(struct arena *a, size_t count, const char *entity);

bool action_is_undo(const struct action *a);
bool action_takes_many(const struct action *a);

/* What stands in console.operation; all in the arena. */
struct operation_record {
    const char *action, *actor, *selection, *at, *hash, *undone_by;
    size_t item_count;
};
/* found false: there is none of that id. */
bool operation_look_up(struct context *ctx, const char *id, struct operation_record *record, bool *found,
                       struct error *e);

/* May it be undone? ERR_REFUSED where not, ERR_USAGE where there is no such operation. rules: the
 * action that it was. */
bool undo_check(struct context *ctx, const char *operation_id, struct operation_record *record,
                const struct action **rules, struct error *e);

/* action_plan() for audit.undo. */
bool undo_plan(struct context *ctx, const struct action *a, const char *const *row_ids, size_t count, struct plan *plan,
               struct error *e);

/* Reads the rows of a db/NAME_plan.sql, run with these parameters, into samples, notes and counts; ids
 * may be NULL. */
bool plan_read(struct context *ctx, const char *query, const char *const *params, int count, const char ***ids,
               struct plan *plan, struct error *e);

/* The same, where damaged rows among these ids would make it fail: they are refused, and the others planned. params[0]
 * is the array of ids; NULL: the plan finds its rows itself. */
bool plan_read_sound(struct context *ctx, const char *query, const char **params, int count, const char *const *ids,
                     size_t id_count, const char ***changed, struct plan *plan, struct error *e);

#endif
