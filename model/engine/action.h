/* Actions: everything that changes something, declared once, by the room that it belongs to.
 *
 * Key bindings, palette, help, `act`, man page and footer are drawn from these tables. An action works
 * on one row, on marked rows and on all that match a filter, by the same set-based SQL:
 * db/NAME_plan.sql shows, where NAME is the action's `sql`; db/NAME_apply.sql writes the audit, that is
 * what stood before and what shall stand after, and the shared db/operation_*.sql carry out what it says of
 * users and debt items. What else it changes, and outbox rows of its own, db/NAME_apply.sql writes too. */
#ifndef MODEL_ENGINE_ACTION_H
#define MODEL_ENGINE_ACTION_H

#include "model/engine/confirm.h"
#include "model/lists/pane.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum arg_type {
    ARG_TEXT,
    ARG_MB,
    ARG_RP,
    ARG_DATE,
    ARG_CHOICE,
    ARG_INT,
    ARG_UUID,
    ARG_PHONE, /* in any form; travels as it is stored */
    ARG_MAC    /* likewise */
};

struct action_arg {
    const char *name, *label, *help;
    const char *const *also; /* other names that scripts may use for it; NULL: none */
    enum arg_type type;
    bool is_required;
    const char *fallback;     /* in the form and where it is left out; NULL: none */
    int64_t minimum, maximum; /* ARG_MB in cmb, ARG_RP, ARG_INT; ARG_TEXT: length in characters */
    const char *const *choices;
    const char *choices_sql; /* db/NAME.sql: what there is to choose from now, columns value and label; the plan
                                refuses what is none of them */
    bool takes_part;         /* ARG_MB, ARG_RP: or a part of what there is, "50%"; travels so */
    bool takes_mb;           /* ARG_RP: or quota, "10GB"; travels as "10240MB" */
    bool is_secret;          /* typed unseen; by a command line only from a file */
    bool is_goods;           /* what is sold, a line each: the audit says that it was given, not what it is */
    bool is_list;            /* ARG_TEXT: several, with commas between; a form takes them a line each */
    const char *counted_by;  /* an ARG_INT before it: where that is given, so many lines it must have; NULL: none */
    const char *const
        *gathers;   /* two arguments before it of which a form makes a further line, as in CODE:2; NULL: none */
    bool may_clear; /* "-" takes away what stands there; travels as "-" */
};

/* Where a form asks step by step: of what comes next, and what the database must say of it before it goes on. */
struct action_step {
    const char *label;
    size_t arg_count; /* of the action's arguments, from where the step before ends */
    const char
        *check_sql; /* db/NAME.sql: its arguments as parameters, column refusal (NULL: none); NULL: nothing to ask */
};

/* Where money is paid, by the method. */
enum paid_where {
    PAID_AT_GATEWAY = 1,
    PAID_AT_COUNTER = 2,
    PAID_FROM_BALANCE = 4,
    PAID_ANYWHERE = 7
};

enum action_role {
    ROLE_VIEWER,
    ROLE_OPERATOR,
    ROLE_ADMIN
};

struct action {
    const char *name;       /* "users.block": pane.verb */
    const char *also;       /* another name for it; NULL: none */
    const char *label;      /* "Block" */
    const char *help;       /* one line: what it does */
    const char *sql;        /* "user_block": stem of its queries */
    const char *pane;       /* the pane whose filter language and rows its selection uses: "users" */
    const char *entity;     /* what it changes: a name in model/engine/entity.h */
    const char *counts;     /* the entity of what it makes instead, whose audit rows are counted; NULL: none */
    const char *values_sql; /* db/NAME.sql: what stands in one row ($1 its id) now, a column an argument (what comes
                               after them has none), for the form; NULL: the form begins with the fallbacks */
    bool sends_values;      /* what values_sql tells is an offer: it is sent as if it had been typed, not left out as it
                               stands */
    const struct action_arg *args;
    size_t arg_count;
    const struct action_step *steps; /* all its arguments, in their order; NULL: a form asks for all at once */
    size_t step_count;
    enum reverse reverse;                  /* how it is taken back, which decides what confirms it on a screen */
    const char *const *taken_back_by;      /* REVERSE_ACTION: names of actions, NULL-terminated */
    const unsigned char *taken_back_where; /* of each of these: by which ways to pay (enum paid_where), by its argument
                                              method; NULL: by all */
    const char *word;                      /* REVERSE_NONE: what is typed, a verb in small letters */
    bool wants_yes;                        /* by `act`, as what wants its word: action_wants_yes() */
    enum action_role role;
    bool syncs_router;      /* every user that it changed is brought to his router */
    bool may_open_access;   /* only those whose access it changed are: settled debts may lift a block */
    bool has_effects;       /* apply writes outbox rows of its own */
    const char *opens;      /* a pane: where it made or found one row of it (the audit row of that entity), its
                               detail is opened when it is done */
    bool is_internal;       /* the program's own: in no palette, no help, not for act */
    const char *report_sql; /* it changes nothing: db/NAME.sql tells, without parameters, in columns as they are
                               called. No plan, no selection; for act alone */
    bool selects_itself;    /* its plan finds the rows; without a selection $1 of the plan is NULL: all */
    bool makes_new;         /* a row of its entity, from its arguments alone: it takes no selection, $1 of its plan is
                               NULL, and the id that its plan gives is that of the row that its apply makes. Its form
                               begins with what values_sql tells of the row it is begun on: its pane's, one of begins_on, or a customer */
    const char *const *begins_on; /* with makes_new: panes whose rows values_sql knows, too, by their own ids;
                                     NULL-terminated. NULL: none */
    bool takes_debts;       /* on users: the id of a debt item stands for its user */
    bool can_be_withdrawn;  /* it is nothing but its effects: stopped halfway, those not begun are cancelled */
    const char *done;       /* "blocked": for "12 users blocked" */
    bool changes_quota;     /* of quota or debt: apply writes the portal's ledger, and may touch debt items */
    bool changes_devices;   /* of customers: who is let in, and what follows on the routers, as the audit says */
    bool comes_in_parts;    /* its ids are parts of a whole, each written by itself, with the users that it makes or
                               changes: only its undo carries out what the audit says of users */
    bool changes_record;    /* of customers: who and where they are, whether they are let in, their role, as the audit
                              says;    hotspot accounts follow to another name or router */
    /* What its plan tells of is brought into the database first: a source is read into its staging tables, and nothing
     * else is changed. NULL: nothing is */
    bool (*gather)(struct context *ctx, const char *const *args, struct error *e);
    bool is_of_one;         /* run over and over, for a row each: its statements are planned once for a connection */
    bool takes_baseline;    /* the devices' counters count anew from what the router says */
};

/* Of all rooms; NULL: no more. */
const struct action *action_at(size_t i);
size_t action_count(void);
const struct action *action_find(const char *name);                /* by either name; NULL: none */
size_t action_arg_index(const struct action *a, const char *name); /* arg_count: it has none */

struct selection {
    const struct pane *pane; /* whose rows and filter these are; NULL: the action's own. Rows of another pane
                                stand for their users, see pane.user */
    const char *const *ids;  /* NULL: by filter */
    size_t id_count;
    const char *filter; /* with ids NULL: all that match; "" is all, and must be meant. NULL: none was made,
                           for an action that selects itself */
    const char *row;    /* of pane: what an action by its arguments is begun on; NULL: nothing. For its form alone */
};

/* On a screen: none of the program's own, and no report. */
bool action_is_offered(const struct action *a);

/* Without a selection, it is for what it finds or makes itself. */
bool action_needs_rows(const struct action *a);

/* Whether it works on the rows of that pane: on what they are, or on the users that they are about. */
bool action_fits(const struct action *a, const struct pane *p);
bool action_is_of_pane(const struct action *a, const struct pane *p); /* on what they are */
/* Whether it can be begun on a row of that pane: it works on it, or its form begins with what the row tells. */
bool action_begins_on(const struct action *a, const struct pane *p);
bool action_knows_rows_of(const struct action *a, const struct pane *p); /* its form, by their own ids */

/* Whether these can be ids of the action's own rows, as far as their shape tells; ids may be NULL. Asks nobody. */
bool action_check_ids(const struct action *a, const char *const *ids, size_t count, struct error *e);

struct many;
struct plan_sample {
    const char *id, *label;     /* who */
    const char *before, *after; /* "active · 3.2 GB of 10.0 GB · debt 0" */
    const char *refusal;        /* NULL: will be changed */
};

struct plan {
    const struct action *action;
    const char *const *args;    /* in the order of action->args; normalised; NULL = left out */
    const char *selection_text; /* "status:blocked" or "3 marked": for preview and audit */
    const char *const *ids;     /* frozen: what will be changed */
    size_t id_count;
    const char *const *terms; /* of each id: what is booked, as "Rp 50.000 · 10.00 GB · 30 days"; each may be NULL, and
                                 so may all: nothing is */
    size_t stands_for; /* rows behind a single id: what an operation changed, that is undone; 0: each is its own row */
    const struct many *many;        /* in place of ids where there are a great many; NULL: there are not */
    const char *const *refused_ids; /* where many: none of them */
    size_t refused_count;           /* rows of the selection that a rule keeps out */
    struct plan_sample *samples;    /* the first of both, at most 20 */
    size_t sample_count;
    const char *at;           /* when it was made, by the database's clock; NULL: in parts, or an undo's */
    const char *summary;      /* "Block 12 users" */
    const char *const *notes; /* further lines: sums, what follows on the router; NULL-terminated */
};

struct action_result {
    char operation_id[40];
    size_t changed;
    size_t outbox_count;                                  /* router effects written */
    size_t effects_done, effects_waiting, effects_failed; /* after the drain */
    size_t effects_withdrawn;                             /* it was stopped before they began */
    char opened_id[64];                                   /* of the row that action.opens speaks of; empty: none */
    char effect_error[256];
    const char *summary; /* "12 users blocked; router main: 12 synced" */
};

/* Checks values against the declaration. given: count pairs name, value. ERR_USAGE for an unknown
 * or missing one, or one out of bounds; values come out normalised, in ctx->arena. */
bool action_parse_args(struct context *ctx, const struct action *a, const char *const *names, const char *const *values,
                       size_t count, const char *const **args, struct error *e);

/* Lines of a text that hold something. */
size_t action_line_count(const char *text);

/* What the database says of the arguments of step i: values as action_parse_args() gives them, of that step alone.
 * ERR_REFUSED with the reason. */
bool action_check_step(struct context *ctx, const struct action *a, size_t step, const char *const *values,
                       struct error *e);

/* What confirms it on a screen, and how many rows that is about. */
enum confirm action_confirm(const struct plan *plan);
size_t action_rows(const struct plan *plan);

bool action_is_undoable(const struct action *a);

/* Whether the i-th of taken_back_by does so where it was done with these arguments; args may be NULL. */
bool action_is_taken_back_by(const struct action *a, const char *const *args, size_t i);

/* By `act` only with --yes, or by a person who types its word, or how many rows where it has none. */
bool action_wants_yes(const struct action *a);

/* Whether this session may change anything: ERR_REFUSED with what it takes where it may not. */
bool action_may_change(const struct context *ctx, struct error *e);

/* What would change; changes nothing. Everything lives in ctx->arena. An empty plan (nobody
 * matches, or all refused) is a success with id_count 0. */
bool action_plan(struct context *ctx, const struct action *a, const struct selection *s, const char *const *args,
                 struct plan *plan, struct error *e);

/* One transaction: rows, ledger, audit, outbox. What it would book on other terms than the plan says is refused whole:
 * ERR_REFUSED with both. operation_id: a uuid made by the caller before
 * the first try, so that after ERR_UNKNOWN a second call with the same one adopts what was
 * committed instead of doing it twice. Then drains what it wrote (ctx->routers set) and fills result.
 * A failed effect is no failure of the action: it stays in the outbox, result says so. */
bool action_apply(struct context *ctx, const struct plan *plan, const char *operation_id, struct action_result *result,
                  struct error *e);

/* Of the selection, what an action that was applied left as it was: what the plan refused, what had changed meanwhile,
 * and what has an effect that failed. Rows of the action's own pane, or users. In ctx->arena. */
bool action_read_left(struct context *ctx, const struct plan *plan, const struct action_result *result,
                      const char *const **ids, size_t *count, struct error *e);

/* What stands now in the one row that an action is about to change, an entry an argument (NULL: nothing), for
 * the form; needs a->values_sql. A row that is gone: ERR_REFUSED. In ctx->arena. */
bool action_read_values(struct context *ctx, const struct action *a, const char *id, const char *const **values,
                        struct error *e);

struct action_choice {
    const char *value, *label;
};
/* What there is to choose for an argument with choices_sql. In ctx->arena. */
bool action_read_choices(struct context *ctx, const struct action_arg *arg, struct action_choice **choices,
                         size_t *count, struct error *e);

/* The inverse of an operation, which a row of the audit may stand for by its number; user by user, and
 * only where the present still is its "after". Refused where that is nobody. Itself an operation
 * ("audit.undo"). */
bool action_undo(struct context *ctx, const char *operation_id, const char *new_operation_id,
                 struct action_result *result, struct error *e);

void action_new_id(char out[40]); /* a random uuid */
bool action_is_uuid(const char *text);

#endif
