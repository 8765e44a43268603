/* What the way to the bank should be and what a router has of it: private to model/routers/garden*.c. */
#ifndef MODEL_ROUTERS_GARDEN_PLAN_H
#define MODEL_ROUTERS_GARDEN_PLAN_H

#include "base/arena.h"
#include "model/routers/garden_change.h"
#include "model/values/context.h"
#include "model/values/lookup.h"

#include <stdbool.h>
#include <stddef.h>

/* The menus that it stands in. */
enum garden_place {
    GARDEN_HOST,
    GARDEN_ADDRESS,
    GARDEN_LIST,
    GARDEN_PLACES
};

struct garden_menu {
    const char *path, *proplist;
    const char *key;    /* the property that says what is let through */
    const char *action; /* what ours say beside it; NULL: the menu has no actions */
};
extern const struct garden_menu garden_menus[GARDEN_PLACES];

/* An entry that should be there. */
struct garden_want {
    struct garden_want *next;
    enum garden_place place;
    const char *subject;    /* in the form in which a router gives it back */
    bool is_ours, is_there; /* found on the router: an entry of ours, or one that does the same */
};

struct garden {
    struct context *ctx;
    struct arena *arena;
    const char *list; /* address list of the addresses */
    const char *comment;
    struct garden_want *first, **end;
    struct lookup *wanted[GARDEN_PLACES];
    struct garden_change *changes;
    size_t count, room;
    const char **words; /* of the change added last */
    enum garden_place reading;
};

/* garden_want.c: what the settings say. */
bool garden_load(struct garden *g, struct error *e);
/* "103.10.128.7/24" as "103.10.128.0/24"; what is no address and no network in lower case. */
const char *garden_subject(struct arena *a, const char *text, size_t length, bool *is_address);

#endif
