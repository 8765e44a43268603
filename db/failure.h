/* What a failure at the database means for this program: SQLSTATE to struct error. */
#ifndef DB_FAILURE_H
#define DB_FAILURE_H

#include "base/error.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* A statement failed. statement names it. Always false. */
bool failure_of_statement(const PGresult *r, const char *statement, struct error *e);

/* A connection could not be made; message as libpq keeps it, with verbosity VERBOSE. sqlstate
 * (6 bytes) is "" where the server said nothing. Always false. */
bool failure_of_connection(const char *message, char *sqlstate, struct error *e);

/* The connection is gone, says this SQLSTATE. */
bool failure_ends_connection(const char *sqlstate);

/* Trying another host is no use. */
bool failure_is_final(const char *sqlstate);

#endif
