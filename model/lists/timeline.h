/* Everything that happened to one user, newest first, in one list: quota and debt (the portal's ledger and
 * the console's), settlements, payments, what routers were told, what operators did. One entry for one thing
 * that happened: an operation that left rows in several tables is one. */
#ifndef MODEL_LISTS_TIMELINE_H
#define MODEL_LISTS_TIMELINE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct pane;

/* A kind of entry, declared by the room that writes what it tells of. */
struct timeline_kind {
    const char *name;  /* "payment" */
    const char *found; /* db/NAME.sql: which stand on a page; NULL: it is the operations, which the page begins with */
    const char *told;  /* db/NAME.sql: what they say; $1 user, $2 their ids; columns id, pane_id, actor, what, changes,
                          has_failed */
    const char *pane;  /* whose row pane_id is; NULL: none is */
    const char *entry; /* db/NAME.sql: tells one whole where it has no row in the pane, $1 its id; columns label, text;
                          NULL: all have */
    const struct pane *page; /* of such a page: a name, a heading, and the kind's name as its entity */
    const char *format;      /* how it is called, with %s for what it says; translatable; NULL: as it says itself */
    const char *(*words)(const char *what); /* what it says in the operator's language; NULL: as it stands */
    bool has_choice;                        /* its actor is no person but a choice, like a way to pay */
    bool has_uuid;                          /* its ids are; else they are numbers */
};

struct timeline_entry {
    const struct timeline_kind *kind;
    const char *key;                         /* opaque: where the next page goes on */
    const char *id;                          /* of the row in its pane or table */
    const char *pane;                        /* the pane whose detail shows it; NULL: timeline_read_entry() does */
    const char *at, *actor, *what, *changes; /* as the database has them; changes: what it was and became */
    bool has_failed;                         /* it needs to be looked at */
};

const struct timeline_kind *timeline_kind_find(const char *name); /* NULL: none of that name */

/* The statement that finds a page, with what every room finds in it; $1 to $6 as in db/lists/timeline_page.sql. In the
 * arena. */
const char *timeline_page_sql(struct arena *a);

/* Up to limit entries older than the one whose key is given (NULL: the newest). In ctx->arena. A user that is
 * gone: ERR_REFUSED. */
bool timeline_read(struct context *ctx, const char *user_id, const char *after_key, size_t limit,
                   struct timeline_entry **entries, size_t *count, struct error *e);

/* One of them whole, as label and text pairs, for those without a pane. In ctx->arena; one that is gone:
 * ERR_REFUSED. */
struct timeline_fact {
    const char *label, *text;
};
bool timeline_read_entry(struct context *ctx, const struct timeline_kind *kind, const char *id,
                         struct timeline_fact **facts, size_t *count, struct error *e);

#endif
