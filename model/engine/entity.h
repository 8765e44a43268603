/* What actions change, declared by the rooms, and what an operation must do before it changes it. */
#ifndef MODEL_ENGINE_ENTITY_H
#define MODEL_ENGINE_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

struct entity {
    const char *name;        /* as in the audit: "user" */
    const char *one, *many;  /* "12 users": translatable */
    const char *channels;    /* as a text[]: the panes that are told when one changed; NULL: those of users */
    bool is_uuid;            /* its ids are; else they are texts */
    const char *lock_users;  /* db/NAME.sql that locks the users concerned, $1 ids; NULL: none are */
    const char *lock_debts;  /* the same for their debt items, after the users */
    const char *undo_lock;   /* db/NAME.sql that locks what an operation changed of it, $1 the one that is undone; NULL:
                                its   users and debts are all */
    const char *undo_sql;    /* db/NAME.sql: carries out what an undo's audit says of it, $1 operation; NULL: what an
                                action does that makes it is carried out for all */
    const char *unmake_sql;  /* db/NAME.sql: removes what an undo's audit says was made, $1 operation; NULL: no action
                                that  is undone makes any (makes_new) */
    bool stands_alone;       /* an undo takes it back by itself, not what a customer has (console.undone_with) */
    const char *unknown_sql; /* db/NAME.sql: the first of some ids that is none; NULL: the plan tells */
    const char *damaged_sql; /* db/NAME.sql: of some ids those that can't be reckoned with, and why; NULL: not known */
};

const char *entity_channels(const char *name);
const struct entity *entity_find(const char *name); /* never NULL for the entity of an action */

#endif
