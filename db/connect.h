/* Making one connection: settings merged into the connection string, hosts tried in turn. */
#ifndef DB_CONNECT_H
#define DB_CONNECT_H

#include "base/error.h"

#include <libpq-fe.h>

/* Ready for statements, with statement_timeout set, DateStyle ISO, UTF-8 and DB_NAMES_PATH; one round trip and
 * what authentication takes. At most 5 s a host (connect_timeout, where given). NULL and e on
 * failure; sqlstate (6 bytes) as far as a server answered. */
PGconn *connect_open(const char *conninfo, const char *application, int deadline_ms, char *sqlstate, struct error *e);

#endif
