/* Asking the server to end a statement, without waiting for the network. */
#ifndef DB_CANCEL_H
#define DB_CANCEL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

struct cancel;

/* Sends the request from a thread of its own: libpq waits for the server's end of it as long as that takes.
 * NULL: it can't be sent. */
struct cancel *cancel_send(PGconn *conn);

/* Gives c up; false where the request had not gone through until then (db_now_ms()): it may still end whatever runs
 * on that connection then. NULL is allowed and true. */
bool cancel_end(struct cancel *c, int64_t until);

#endif
