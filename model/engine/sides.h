/* A customer as the database, the router and the gateways have it, fact by fact, for reading side by side. The rooms
 * that know of one fill it in, by what they hand in with their looks (engine/symptom.h). */
#ifndef MODEL_ENGINE_SIDES_H
#define MODEL_ENGINE_SIDES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SIDES_MOST = 60
};

struct side {
    const char *what;                        /* translatable, or a name from outside */
    const char *database, *router, *gateway; /* NULL: there is nothing to be said */
    const char *pane, *id;                   /* the row that it is about; NULL: none */
    bool differs;
};

struct sides {
    struct arena *arena;
    const char *user_id, *full_name;
    const char *router;       /* that serves the customer; NULL: none does */
    const char *router_error; /* why it has nothing to say, in English; NULL: it answered, or was not asked */
    const char *gateway_error;
    struct side items[SIDES_MOST];
    size_t count;
    bool was_asked;
};

/* One more; where there is no room for it, the last again. */
struct side *sides_add(struct sides *s, const char *what);

#endif
