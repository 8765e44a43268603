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

/* What a pooler answered to the first statement, known by its words, is told as what it is. Always false. */
bool failure_of_pooler(struct error *e);

/* A pooler takes no options with the start of a connection; e as failure_of_connection() made it. */
bool failure_is_of_options(const char *sqlstate, const struct error *e);

/* What was prepared does not fit the tables any more, or is not there: prepared anew it may go. */
bool failure_is_of_plan(const PGresult *r);

/* A figure or a time in the data can't be held or reckoned with, says this SQLSTATE. */
bool failure_is_of_data(const char *sqlstate);

/* The connection is gone, says this SQLSTATE. */
bool failure_ends_connection(const char *sqlstate);

/* Trying another host is no use. */
bool failure_is_final(const char *sqlstate);

#endif
