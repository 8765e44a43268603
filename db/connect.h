/* Making one connection: settings merged into the connection string, hosts tried in turn. */
#ifndef DB_CONNECT_H
#define DB_CONNECT_H

#include "db/handle.h"

/* A connection as greet() takes it, sending without blocking; what authentication takes. At most 5 s a
 * lookup and 5 s an address (connect_timeout, where given), for many addresses as for two. NULL and e on failure;
 * db->sqlstate as far as a server answered. */
PGconn *connect_open(struct db *db, struct error *e);

/* Whether the server answers there, be it with a refusal; behind a pooler it has to take a statement. */
bool connect_probe(struct db *db);

#endif
