/* The inside of a struct db, shared by the files of this floor and by nobody else. */
#ifndef DB_HANDLE_H
#define DB_HANDLE_H

#include "base/error.h"
#include "db/later.h"
#include "db/statement.h"

#include <libpq-fe.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where names are looked up in all our sessions: where nobody else may create any. Our own are written with
 * their schema. pg_temp is named so that it comes last: unnamed it would be searched first. */
#define DB_NAMES_PATH "pg_catalog,pg_temp"

/* What the owner's thread does, for db_cancel() of another thread. */
enum db_activity {
    DB_IDLE,
    DB_RUNNING,
    DB_CANCELLING
};

/* A transaction that went down with its connection stays TX_LOST until it is rolled back, so that
 * what its author still sends is never run outside of it. */
enum db_transaction {
    DB_TX_NONE,
    DB_TX_OPEN,
    DB_TX_LOST
};

struct cancel;

struct db {
    char *conninfo, *application;
    PGconn *conn; /* NULL: not connected */
    struct statements statements;
    struct later later; /* goes out with the next statement */
    int wake;           /* eventfd: another thread wants the statement ended */
    atomic_int activity;
    atomic_uint exchanges; /* statements that were begun: whoever else looks sees that its thread goes on */
    int depth;             /* of exchange_start() */
    atomic_llong end_by;   /* on db_now_ms(): what waits then is given up; 0: nobody ends it */
    struct cancel *cancel; /* of the statement in flight; NULL: none was sent */
    int64_t limit_at;      /* on db_now_ms(): how long the statement in flight is waited for */
    int64_t probe_at;      /* and when to look whether the server is there at all */
    int probes_failed;     /* one after the other */
    bool (*probe)(struct db *db);
    bool only_reads;     /* its transactions are READ ONLY */
    bool is_pooled;      /* a pooler stands in between: see greet.c */
    bool trusts_session; /* it is known to give each connection a session of its own */
    bool plan_is_stale;  /* the last failure was of what is prepared, not of what was asked */
    enum db_transaction transaction;
    int deadline_ms;                  /* as asked for */
    int operators_ms;                 /* the statement_timeout that the operator set; 0: none */
    int deadline_in_force_ms;         /* as the server has it; -1: not known */
    bool deadline_set_in_transaction; /* a rollback takes it back */
    bool proved;                      /* this connection has answered a statement */
    int failures;                     /* connections that failed one after the other */
    int64_t retry_at;                 /* on now_ms(); 0: at once */
    bool ignores_zone;
    int64_t zone_until;   /* on now_ms(): the session's zone is looked up anew; 0: at once */
    unsigned zone_change; /* up to which of the changes that were told it follows */
    struct error last_error;
    char sqlstate[6];
    char **channels;
    size_t channel_count;
};

int64_t db_now_ms(void);

/* By the back-off. */
void db_delay_next_try(struct db *db);

/* Closes after a loss and decides when the next try is allowed. */
void db_drop_connection(struct db *db);

/* Whether a pooler's other clients may hold all sessions that there are, so that one that gets none proves little. */
bool db_shares_sessions(const struct db *db);

/* The server closed its end: seen without a round trip and without reading what else came in. */
bool db_has_hung_up(const struct db *db);

/* Listens to all that was asked for before. False only where the connection broke again. */
bool db_listen_again(struct db *db, struct error *e);

/* By the simple protocol, on the connection as it is, in at most limit_ms and some seconds; name: for an error. NULL
 * and e on failure. */
PGresult *query_plainly(struct db *db, const char *sql, const char *name, int limit_ms, struct error *e);

/* Several statements in one text, without parameters, by the simple protocol: outside a
 * transaction they are one; what: names it in an error. */
bool db_script(struct db *db, const char *sql, const char *what, struct error *e);

#endif
