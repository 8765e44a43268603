/* What kind of pooler stands in between, for what needs a session of its own. */
#ifndef DB_POOLER_H
#define DB_POOLER_H

#include "base/error.h"

#include <stdbool.h>

struct db;

/* From here on, also after a reconnection, the handle relies on a session of its own. False and e where the pooler
 * gives each transaction another one. Without a pooler true. Tried, not known: a pooler that happens to give the same
 * session again and again is taken for one that keeps it. */
bool pooler_trust_session(struct db *db, struct error *e);

#endif
