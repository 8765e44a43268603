/* One PostgreSQL connection: named statements, typed results, transactions, reconnection.
 *
 * A struct db belongs to one thread at a time; only db_cancel() may come from another. SQL is
 * never built from values: they travel as parameters, in text form. Every statement is a file
 * db/NAME.sql, embedded at build and prepared once per connection on first use. What the model
 * composes from its own tables (columns, filters) goes through db_text(), which prepares it too
 * and keeps the last few. Behind a pooler nothing is prepared, and a statement outside of a
 * transaction gets one of its own.
 *
 * A lost connection: the call that noticed fails with ERR_UNREACHABLE (or ERR_UNKNOWN where a
 * COMMIT may have gone through); the next db_ready() connects again, not sooner than the
 * back-off allows (0.5 s doubling to 30 s, with jitter). */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_result;

/* Makes the handle and does not connect. conninfo: any libpq connection string, several hosts
 * too; password from the string, PGPASSFILE or the environment as libpq does. application_name
 * is shown in pg_stat_activity. Never NULL. */
struct db *db_new(const char *conninfo, const char *application_name);
void db_free(struct db *db); /* NULL is allowed; closes */
/* Before it connects: whatever is asked, the server changes nothing. */
void db_only_read(struct db *db);

/* Connected and usable. Connects when it is not; while the back-off runs it fails at once with
 * the last error. The wait for a connection is bounded (5 s an address). */
bool db_ready(struct db *db, struct error *e);
/* Milliseconds until the next try is allowed, 0 when connected or allowed now. */
int db_retry_in_ms(const struct db *db);
/* Forget the back-off: an operator asked to try now. */
void db_retry_now(struct db *db);
bool db_is_connected(const struct db *db);
/* Nothing is asked for a while: the connection goes, the handle with its settings stays, and the next db_ready()
 * connects again. Not in a transaction. */
void db_rest(struct db *db);

/* The last second of the server's certificate, since 1970; false: the connection has none, or there is no connection.
 */
bool db_certificate_end(struct db *db, int64_t *until_s);

/* From any thread: changes with every statement that the handle's own one begins. */
unsigned db_exchanges(const struct db *db);

/* From any thread: ends the call that is under way now, its connecting included, which then fails with
 * ERR_CANCELLED. */
void db_cancel(struct db *db);

/* From any thread: the program ends. What still waits at that time (clock_ms()) is given up, and nothing is begun
 * afterwards. */
void db_end_by(struct db *db, int64_t at_ms);
bool db_has_to_end(const struct db *db);

/* What a statement may take, by who waits for it. */
enum {
    DB_WATCH_MS = 5000,   /* a lamp, a heartbeat */
    DB_SCREEN_MS = 30000, /* somebody who looks at the screen */
    DB_JOB_MS = 120000,   /* the worker: unless another is set */
    DB_BULK_MS = 900000   /* exports, actions on many */
};

/* Statement deadline for what follows on this handle; 0 = none. Survives reconnection. A statement_timeout that the
 * operator has set (in the connection string, PGOPTIONS, for the role, for the database) stays in force at the server
 * instead; a longer one is waited for, but by a DB_WATCH_MS. Where the server keeps silent the call fails some seconds
 * later than its deadline; one that can't be reached any more ends the wait within a minute, whatever the deadline. */
void db_set_deadline_ms(struct db *db, int ms);

/* params: count texts, NULL = SQL NULL. The result is the caller's: db_result_free(). NULL and e
 * on failure. A failed statement inside a transaction leaves it to be rolled back. */
struct db_result *db_query(struct db *db, const char *name, const char *const *params, int count, struct error *e);
struct db_result *db_text(struct db *db, const char *sql, const char *const *params, int count, struct error *e);
/* The same where only success or the number of rows matters (rows may be NULL). */
bool db_run(struct db *db, const char *name, const char *const *params, int count, int64_t *rows, struct error *e);

/* Asked together with what is asked next on this handle, in their order and in one round trip: where it fails, that is
 * what fails, by its name, and what follows is not done. *result (NULL: nobody wants it) is there once that one was
 * answered, and the caller's; NULL where it was not reached. Outside a transaction they are one. Nothing but what
 * db_query() and its like ask, a commit or a rollback may follow; a rollback forgets what waits. */
bool db_later(struct db *db, const char *name, const char *const *params, int count, struct db_result **result,
              struct error *e);
/* What waits is asked now; true where nothing does. */
bool db_send_waiting(struct db *db, struct error *e);

#define DB_PARAMS(...)                                                                                                 \
    ((const char *const[]){ __VA_ARGS__ }), (int)(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* Row after row, for exports and big reads: constant memory. row returns false to stop early
 * (the rest is cancelled; that is no error). The result given holds exactly one row. */
bool db_stream(struct db *db, const char *sql, const char *const *params, int count,
               bool (*row)(void *ctx, const struct db_result *r), void *ctx, struct error *e);

/* COPY … FROM STDIN, in an open transaction: begun, given bytes in the text form of COPY (lines need not be whole), and
 * ended or abandoned. Constant memory. Whatever fails has ended it, and leaves the transaction to be rolled back; so
 * does abandoning it. Nothing else may be asked in between. */
bool db_copy_begin(struct db *db, const char *sql, struct error *e);
bool db_copy_put(struct db *db, const char *bytes, size_t length, struct error *e);
bool db_copy_end(struct db *db, int64_t *rows, struct error *e); /* rows may be NULL */
void db_copy_abandon(struct db *db);

/* The embedded text of db/NAME.sql, without its leading comment; NULL if there is none. */
const char *db_sql(const char *name);

bool db_begin(struct db *db, struct error *e);
bool db_begin_later(struct db *db, struct error *e);  /* with the first of its statements: see db_later() */
bool db_begin_moment(struct db *db, struct error *e); /* all its statements see one moment; for reading */
/* With what waits, in one round trip: what of that fails keeps it from being done. ERR_UNKNOWN when the connection
 * broke on the way. */
bool db_commit(struct db *db, struct error *e);
void db_rollback(struct db *db); /* quiet: also where the connection is gone */

int db_rows(const struct db_result *r);
int db_columns(const struct db_result *r);
int64_t db_changed(const struct db_result *r); /* the rows that the statement found or wrote */
const char *db_column_name(const struct db_result *r, int column);
/* What the values of a column are; what is none of these is a text. */
enum db_kind {
    DB_TEXT,
    DB_INTEGER,
    DB_BOOL,
    DB_TIME
};
enum db_kind db_column_kind(const struct db_result *r, int column);
bool db_is_null(const struct db_result *r, int row, int column);
const char *db_value(const struct db_result *r, int row, int column); /* "" for NULL; lives as long as r */
int64_t db_int64(const struct db_result *r, int row, int column);     /* 0 for NULL or no number */
bool db_bool(const struct db_result *r, int row, int column);
void db_result_free(struct db_result *r); /* NULL is allowed */

/* LISTEN on this connection; after a reconnection db_ready() listens again by itself. Behind a
 * pooler nothing is heard: poll as well. */
bool db_listen(struct db *db, const char *channel, struct error *e);
int db_socket(const struct db *db); /* for poll(); -1 when not connected */
/* Reads what has come in; calls note for each. False when the connection is gone. */
bool db_notifications(struct db *db, void (*note)(void *ctx, const char *channel, const char *payload), void *ctx,
                      struct error *e);

/* Every session speaks in the zone of console.zone(): its times come with that zone's offset, days and times without
 * one are taken for that zone's. A change reaches a session within 30 s of use; at once in a process that says so. */
void db_zone_changed(void);
/* Not this one: none of its times is shown. */
void db_ignore_zone(struct db *db);
/* Seconds that the zone is ahead of UTC now, as a session of this process last heard; before that, WIB's. */
long db_zone_offset_s(void);

/* SQLSTATE of the last failure on this handle, "" where there was none. */
const char *db_sqlstate(const struct db *db);

/* The last failure came of what others did at that moment, and left nothing behind: the same transaction, from its
 * beginning, may go now. */
bool db_may_repeat(const struct db *db);
/* Whether the last statement failed over a figure or a time that can't be held: some row is damaged. */
bool db_is_of_data(const struct db *db);

/* The password that this connection was made with, wherever it stood; NULL: none. For another program that is to
 * connect to the same place: never for a log, a screen or a command line. */
const char *db_password(const struct db *db);
/* 150020: the server's version, as libpq says it; 0: not connected. */
int db_server_version(const struct db *db);

/* A pooler stands between this connection and the server. */
bool db_is_pooled(const struct db *db);

/* "{a,b}" for a uuid[] or text[] parameter, quoted as PostgreSQL wants it. */
struct arena;
char *db_array(struct arena *a, const char *const *items, size_t count);

#endif
