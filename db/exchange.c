/* One statement sent, its answer awaited.
 *
 * A cancel from another thread only sets a state and wakes this one, which sends the request to
 * the server itself: so a cancel never meets a connection that is being replaced, and never ends
 * a later statement than the one that it was meant for. */
#include "db/exchange.h"

#include "db/cancel.h"
#include "db/db.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>

/* The server's own statement_timeout comes first; this is for one that is gone or stopped. A statement that may take
 * long is not waited for that long where nobody is there any more: that is asked by another connection. */
enum {
    GRACE_MS = 5000,
    PROBE_EVERY_MS = 5000,
    MOST_PROBES_FAILED = 3,
    MOST_PROBES_FAILED_SHARED = 12 /* all sessions of a pooler may be at work for a while */
};

void exchange_start(struct db *db)
{
    eventfd_t count;
    if (db->depth++ > 0)
        return;
    eventfd_read(db->wake, &count);
    atomic_store(&db->activity, DB_RUNNING);
    atomic_fetch_add(&db->exchanges, 1);
}

unsigned db_exchanges(const struct db *db)
{
    return atomic_load(&db->exchanges);
}

void exchange_end(struct db *db)
{
    if (--db->depth == 0)
        atomic_store(&db->activity, DB_IDLE);
}

bool exchange_is_cancelled(const struct db *db)
{
    return atomic_load(&db->activity) == DB_CANCELLING;
}

void db_cancel(struct db *db)
{
    int running = DB_RUNNING;
    if (atomic_compare_exchange_strong(&db->activity, &running, DB_CANCELLING))
        eventfd_write(db->wake, 1);
}

void db_end_by(struct db *db, int64_t at_ms)
{
    atomic_store(&db->end_by, at_ms);
    eventfd_write(db->wake, 1);
}

bool db_has_to_end(const struct db *db)
{
    int64_t end_by = atomic_load(&db->end_by);
    return end_by > 0 && db_now_ms() >= end_by;
}

void exchange_send_cancel(struct db *db)
{
    if (!db->cancel)
        db->cancel = cancel_send(db->conn);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void exchange_settle(struct db *db, bool *silent)
{
    struct cancel *c = db->cancel;
    int64_t end_by = atomic_load(&db->end_by), until = db_now_ms() + GRACE_MS;
    db->cancel = NULL;
    *silent |= !cancel_end(c, end_by > 0 ? earlier(until, end_by) : until);
}

/* The program's own end comes first. */
static int poll_timeout(const struct db *db, int64_t until)
{
    int64_t end_by = atomic_load(&db->end_by);
    int64_t left = earlier(until, end_by > 0 ? end_by : INT64_MAX) - db_now_ms();
    return left <= 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

enum wait_end exchange_wait(struct db *db, int fd, short events, int64_t until)
{
    struct pollfd fds[] = { { .fd = fd, .events = events }, { .fd = db->wake, .events = POLLIN } };
    for (;;) {
        int n = poll(fds, 2, poll_timeout(db, until));
        if (n < 0 && errno != EINTR)
            return WAIT_OVER;
        if (n > 0 && fds[1].revents) {
            eventfd_t count;
            eventfd_read(db->wake, &count);
            if (exchange_is_cancelled(db))
                return WAIT_CANCELLED;
        }
        if (n > 0 && fds[0].revents)
            return WAIT_READY;
        if (db_now_ms() >= until || db_has_to_end(db))
            return WAIT_OVER;
    }
}

void exchange_limit(struct db *db, int64_t limit_ms)
{
    db->limit_at = limit_ms > 0 ? db_now_ms() + limit_ms + GRACE_MS : INT64_MAX;
    db->probe_at = db_now_ms() + PROBE_EVERY_MS;
    db->probes_failed = 0;
}

/* False where the server could not be reached several times in a row. */
static bool probe(struct db *db)
{
    db->probes_failed = db->probe(db) ? 0 : db->probes_failed + 1;
    db->probe_at = db_now_ms() + PROBE_EVERY_MS;
    if (exchange_is_cancelled(db)) /* what woke the probe is meant for the statement */
        eventfd_write(db->wake, 1);
    return db->probes_failed < (db_shares_sessions(db) ? MOST_PROBES_FAILED_SHARED : MOST_PROBES_FAILED);
}

/* False when it is over: nobody answers any more. What is left to be sent is sent as far as it goes. */
static bool wait_for_input(struct db *db)
{
    int unsent = PQflush(db->conn);
    short events = unsent > 0 ? POLLIN | POLLOUT : POLLIN;
    if (unsent < 0)
        return true; /* PQgetResult() tells why */
    switch (exchange_wait(db, PQsocket(db->conn), events, earlier(db->limit_at, db->probe_at))) {
    case WAIT_CANCELLED:
        exchange_send_cancel(db);
        db->limit_at = db_now_ms() + GRACE_MS;
        return true;
    case WAIT_READY:
        PQconsumeInput(db->conn); /* where it fails the connection is bad, and PQgetResult() tells why */
        return true;
    case WAIT_OVER:
        break;
    }
    return db_now_ms() < db->limit_at && !db_has_to_end(db) && probe(db);
}

PGresult *exchange_next(struct db *db, bool *silent)
{
    while (PQstatus(db->conn) == CONNECTION_OK && PQisBusy(db->conn)) {
        if (!wait_for_input(db)) {
            *silent = true;
            return NULL;
        }
    }
    return PQgetResult(db->conn);
}

bool exchange_flush(struct db *db, bool *silent)
{
    int unsent = PQflush(db->conn);
    while (unsent > 0 && !exchange_is_cancelled(db)) {
        if (!wait_for_input(db)) {
            *silent = true;
            return false;
        }
        unsent = PQflush(db->conn);
    }
    return unsent == 0 && !exchange_is_cancelled(db);
}

PGresult *exchange_rest(struct db *db, bool *silent)
{
    PGresult *kept = NULL, *r;
    while ((r = exchange_next(db, silent))) {
        bool kept_is_error = kept && PQresultStatus(kept) == PGRES_FATAL_ERROR;
        PQclear(kept_is_error ? r : kept);
        kept = kept_is_error ? kept : r;
    }
    if (*silent) {
        PQclear(kept);
        return NULL;
    }
    return kept;
}
