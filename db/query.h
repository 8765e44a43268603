/* Statements by the simple protocol, for the files of this floor. */
#ifndef DB_QUERY_H
#define DB_QUERY_H

#include "db/handle.h"

/* On the connection as it is, in at most limit_ms and some seconds; name: for an error. NULL and e on failure. */
PGresult *query_plainly(struct db *db, const char *sql, const char *name, int limit_ms, struct error *e);

#endif
