/* One statement sent, its answer awaited.
 *
 * A cancel from another thread only sets a state and wakes this one, which sends the request to
 * the server itself: so a cancel never waits for the network, never meets a connection that is
 * being replaced, and never ends a later statement than the one that it was meant for. */
#include "db/exchange.h"

#include "db/db.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>

/* The server's own statement_timeout comes first; this is for one that is gone or stopped. */
enum {
    GRACE_MS = 5000
};

void exchange_start(struct db *db)
{
    eventfd_t count;
    eventfd_read(db->wake, &count);
    atomic_store(&db->activity, DB_RUNNING);
}

bool exchange_end(struct db *db)
{
    return atomic_exchange(&db->activity, DB_IDLE) == DB_CANCELLING;
}

void db_cancel(struct db *db)
{
    int running = DB_RUNNING;
    if (atomic_compare_exchange_strong(&db->activity, &running, DB_CANCELLING))
        eventfd_write(db->wake, 1);
}

void exchange_send_cancel(struct db *db)
{
    char why[256];
    PGcancel *cancel = PQgetCancel(db->conn);
    if (!cancel)
        return;
    PQcancel(cancel, why, sizeof why);
    PQfreeCancel(cancel);
}

static int poll_timeout(int64_t until)
{
    int64_t left = until - db_now_ms();
    return until == INT64_MAX ? -1 : left <= 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

/* False when nothing came until then. */
static bool wait_for_input(struct db *db, int64_t *until)
{
    struct pollfd fds[] = { { .fd = PQsocket(db->conn), .events = POLLIN }, { .fd = db->wake, .events = POLLIN } };
    int n = poll(fds, 2, poll_timeout(*until));
    if (n < 0)
        return errno == EINTR;
    if (fds[1].revents) {
        eventfd_t count;
        eventfd_read(db->wake, &count);
        if (atomic_load(&db->activity) == DB_CANCELLING) {
            exchange_send_cancel(db);
            *until = db_now_ms() + GRACE_MS;
        }
    }
    if (fds[0].revents && !PQconsumeInput(db->conn))
        return true; /* the connection is bad now, and PQgetResult() tells why */
    return n > 0 || db_now_ms() < *until;
}

PGresult *exchange_next(struct db *db, bool *silent)
{
    int64_t until = db->deadline_ms > 0 ? db_now_ms() + db->deadline_ms + GRACE_MS : INT64_MAX;
    while (PQstatus(db->conn) == CONNECTION_OK && PQisBusy(db->conn)) {
        if (!wait_for_input(db, &until)) {
            *silent = true;
            return NULL;
        }
    }
    return PQgetResult(db->conn);
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
