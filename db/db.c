/* One PostgreSQL connection: its handle. ready.c makes it, query.c runs statements on it. */
#include "db/db.h"

#include "db/cancel.h"
#include "db/failure.h"
#include "db/handle.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum {
    BACKOFF_FIRST_MS = 500,
    BACKOFF_LAST_MS = 30000
};

int64_t db_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static char *copy_text(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        abort();
    return copy;
}

struct db *db_new(const char *conninfo, const char *application_name)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        abort();
    db->conninfo = copy_text(conninfo);
    db->application = copy_text(application_name);
    db->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    atomic_init(&db->activity, DB_IDLE);
    atomic_init(&db->end_by, 0);
    db->deadline_ms = DB_JOB_MS;
    statements_init(&db->statements);
    return db;
}

void db_free(struct db *db)
{
    if (!db)
        return;
    PQfinish(db->conn); /* the cancel of a statement has been settled, or dropped with its connection */
    statements_free(&db->statements);
    later_free(&db->later);
    for (size_t i = 0; i < db->channel_count; i++)
        free(db->channels[i]);
    free(db->channels);
    if (db->wake >= 0)
        close(db->wake);
    explicit_bzero(db->conninfo, strlen(db->conninfo));
    free(db->conninfo);
    free(db->application);
    free(db);
}

static int backoff_ms(int failures)
{
    int ms = BACKOFF_FIRST_MS;
    for (int i = 1; i < failures && ms < BACKOFF_LAST_MS; i++)
        ms *= 2;
    if (ms > BACKOFF_LAST_MS)
        ms = BACKOFF_LAST_MS;
    /* Many consoles lose the same server at the same moment: they come back one by one. */
    unsigned jitter = 0;
    if (getrandom(&jitter, sizeof jitter, GRND_NONBLOCK) < 0)
        jitter = (unsigned)db_now_ms();
    return ms - ms / 4 + (int)(jitter % (unsigned)(ms / 4 + 1));
}

void db_delay_next_try(struct db *db)
{
    db->failures++;
    db->retry_at = db_now_ms() + backoff_ms(db->failures);
}

/* Who is not connected again at once is told why: it may have gone before anything was asked. */
static void note_loss(struct db *db)
{
    if (db->last_error.code != ERR_NONE)
        return;
    error_set(&db->last_error, ERR_UNREACHABLE, "the connection to the database is lost", NULL);
    error_hint(&db->last_error, "the server ended it; the next try connects again");
}

void db_drop_connection(struct db *db)
{
    PQfinish(db->conn);
    db->conn = NULL;
    db->plan_is_stale = false;
    cancel_end(db->cancel, 0);
    db->cancel = NULL;
    statements_forget(&db->statements);
    if (db->transaction == DB_TX_OPEN)
        db->transaction = DB_TX_LOST;
    /* One that has worked is replaced at once; one that never did counts as a failure. */
    if (!db->proved) {
        note_loss(db);
        db_delay_next_try(db);
    }
    db->proved = false;
    db->zone_until = 0;
}

void db_rest(struct db *db)
{
    if (!db->conn || db->transaction != DB_TX_NONE)
        return;
    db->proved = true; /* that it goes is no failure */
    db_drop_connection(db);
}

int db_retry_in_ms(const struct db *db)
{
    int64_t left = db->conn ? 0 : db->retry_at - db_now_ms();
    return left > 0 ? (int)left : 0;
}

void db_retry_now(struct db *db)
{
    db->failures = 0;
    db->retry_at = 0;
}

void db_set_deadline_ms(struct db *db, int ms)
{
    db->deadline_ms = ms > 0 ? ms : 0;
}

bool db_is_connected(const struct db *db)
{
    return db->conn != NULL;
}

const char *db_sqlstate(const struct db *db)
{
    return db->sqlstate;
}

bool db_may_repeat(const struct db *db)
{
    return db->plan_is_stale || strcmp(db->sqlstate, "40001") == 0 || strcmp(db->sqlstate, "40P01") == 0;
}

bool db_is_of_data(const struct db *db)
{
    return failure_is_of_data(db->sqlstate);
}

bool db_is_pooled(const struct db *db)
{
    return db->is_pooled;
}

const char *db_password(const struct db *db)
{
    const char *password = db->conn ? PQpass(db->conn) : NULL;
    return password && *password ? password : NULL;
}

int db_server_version(const struct db *db)
{
    return db->conn ? PQserverVersion(db->conn) : 0;
}

bool db_shares_sessions(const struct db *db)
{
    return db->is_pooled && !db->trusts_session;
}

bool db_has_hung_up(const struct db *db)
{
    struct pollfd fd = { .fd = PQsocket(db->conn), .events = POLLRDHUP };
    return PQstatus(db->conn) != CONNECTION_OK || poll(&fd, 1, 0) > 0;
}
