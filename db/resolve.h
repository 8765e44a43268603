/* The addresses of a database's host, looked up within a deadline. */
#ifndef DB_RESOLVE_H
#define DB_RESOLVE_H

#include "db/handle.h"

struct arena;

struct addresses {
    const char *list; /* "192.0.2.1,2001:db8::1", in the arena; NULL: the host needs no lookup */
    int count;
};

/* False and e where nobody answered until then, the name is unknown, or a db_cancel() came. */
bool resolve_host(struct db *db, struct arena *a, const char *host, int64_t until, struct addresses *found,
                  struct error *e);

#endif
