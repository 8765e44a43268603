/* One statement sent, its answer awaited: awake for a cancel and for a server that keeps silent. */
#ifndef DB_EXCHANGE_H
#define DB_EXCHANGE_H

#include "db/handle.h"

/* From here until exchange_end() a db_cancel() of another thread counts. */
void exchange_start(struct db *db);
/* True where a cancel came in between. */
bool exchange_end(struct db *db);

/* The next result of the statement in flight, NULL at its end. *silent is set where the server
 * did not answer within the deadline and some seconds: then the connection is of no more use. */
PGresult *exchange_next(struct db *db, bool *silent);

/* All results: the first that is an error, else the last. NULL: nothing came. */
PGresult *exchange_rest(struct db *db, bool *silent);

/* Asks the server to end the statement in flight. */
void exchange_send_cancel(struct db *db);

#endif
