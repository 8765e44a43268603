/* Statements that wait for the next one: they go out with it, and one round trip answers them all. */
#ifndef DB_LATER_H
#define DB_LATER_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct db_result;
struct embedded_file;

/* What is asked, and with what. */
struct call {
    const struct embedded_file *file; /* NULL: a text */
    const char *name;                 /* for an error */
    const char *text;
    const char *const *params;
    int count;
    struct db_result **result; /* of one that waits; NULL: nobody wants it */
    bool is_command;           /* sent as it is, and never prepared */
};

enum {
    LATER_MOST = 32
};

struct later {
    struct arena *arena; /* of the parameters; NULL: nothing has ever waited */
    struct call calls[LATER_MOST];
    int count;
};

/* Copies the parameters; the rest of the call lives long enough. False where there is no room left. */
bool later_put(struct later *l, const struct call *c);
void later_forget(struct later *l); /* they are not asked any more */
void later_free(struct later *l);

#endif
