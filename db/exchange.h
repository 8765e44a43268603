/* One statement sent, its answer awaited: awake for a cancel and for a server that keeps silent. */
#ifndef DB_EXCHANGE_H
#define DB_EXCHANGE_H

#include "db/handle.h"

/* From here until the exchange_end() that belongs to it a db_cancel() of another thread counts, over all statements
 * that are sent in between. May be nested: the outermost counts. */
void exchange_start(struct db *db);
void exchange_end(struct db *db);
bool exchange_is_cancelled(const struct db *db);

enum wait_end {
    WAIT_READY,
    WAIT_OVER,      /* nothing came until then, or the program ends */
    WAIT_CANCELLED, /* by db_cancel() */
};

/* Waits for one descriptor (events as of poll) until then, on db_now_ms(). */
enum wait_end exchange_wait(struct db *db, int fd, short events, int64_t until);

/* What is sent next may take so long, then some seconds; 0: no bound but that the server can be reached. */
void exchange_limit(struct db *db, int64_t limit_ms);

/* The next result of the statement in flight, NULL at its end. *silent is set where the server
 * did not answer within the limit: then the connection is of no more use. */
PGresult *exchange_next(struct db *db, bool *silent);

/* What was put into the connection goes out, as far as the server takes it. False where it does not: the connection
 * broke, it was cancelled, or *silent. */
bool exchange_flush(struct db *db, bool *silent);

/* All results: the first that is an error, else the last. NULL: nothing came. */
PGresult *exchange_rest(struct db *db, bool *silent);

/* Asks the server to end the statement in flight. */
void exchange_send_cancel(struct db *db);

/* After the last result: a request to cancel has gone its way, and meets no later statement. Else *silent. */
void exchange_settle(struct db *db, bool *silent);

#endif
