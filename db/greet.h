/* What a connection is told before it is used, and whether a pooler stands in between. */
#ifndef DB_GREET_H
#define DB_GREET_H

#include "db/handle.h"

struct arena;

/* For the setting options of a connection string. */
const char *greet_options(const struct db *db, struct arena *a);

/* Tells a new connection our settings, where it is a session of its own; learns the operator's statement_timeout, and
 * whether a pooler stands in between: db->is_pooled. One round trip, three behind a pooler. Where it fails the
 * connection is closed. */
bool greet(struct db *db, struct error *e);

/* The beginning of a transaction: behind a pooler with the settings, which hold in there alone. level: "READ COMMITTED", or
 * another that SQL knows. In the arena. */
const char *greet_begin(const struct db *db, struct arena *a, const char *level);

/* What the server's statement_timeout is to be: the operator's, where he set one. None asked for: none. */
int greet_timeout_ms(const struct db *db);

#endif
