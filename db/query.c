/* Running statements and transactions on a connection. */
#include "base/arena.h"
#include "base/embedded.h"
#include "db/db.h"
#include "db/exchange.h"
#include "db/failure.h"
#include "db/greet.h"
#include "db/handle.h"
#include "db/later.h"
#include "db/result.h"
#include "db/statement.h"
#include "db/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A COMMIT may have to check and to write much. */
enum {
    COMMIT_MS = 60000
};

/* What is being sent, for the error that may come of it. */
struct request {
    const char *name;
    const char *text; /* NULL: it changes nothing, whatever becomes of it */
    int64_t began;
};

/* A lamp is to say in time that nobody answers, whatever the operator lets others take. */
static int64_t limit_of(const struct db *db)
{
    bool waits_longer = db->deadline_ms > DB_WATCH_MS && db->operators_ms > db->deadline_ms;
    return waits_longer ? db->operators_ms : db->deadline_ms;
}

static struct request request_start(struct db *db, const char *name, const char *text, int64_t limit_ms)
{
    db->sqlstate[0] = '\0';
    db->plan_is_stale = false;
    exchange_limit(db, limit_ms);
    return (struct request){ .name = name, .text = text, .began = db_now_ms() };
}

static const char *sqlstate_of(const PGresult *r)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    return state ? state : "";
}

static bool is_success(const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

/* The connection broke or keeps silent. Outside a transaction a change may have been made. */
static bool fail_lost(struct db *db, const struct request *q, const PGresult *r, enum error_code code, struct error *e)
{
    struct error lost;
    bool open_question = db->transaction == DB_TX_NONE && q->text && statement_may_write(q->text);
    const char *message = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (!message)
        message = "the server closed it";
    snprintf(db->sqlstate, sizeof db->sqlstate, "%s", *sqlstate_of(r) ? sqlstate_of(r) : "08006");
    if (code != ERR_UNREACHABLE)
        message = "the server keeps silent";
    error_set(&db->last_error, ERR_UNREACHABLE, "the connection to the database is lost", "%s: %s", q->name, message);
    lost = db->last_error;
    lost.code = code;
    if (open_question) {
        lost.code = ERR_UNKNOWN;
        error_hint(&lost, "it may have been done or not: look before doing it again");
    }
    db_drop_connection(db);
    if (e)
        *e = lost;
    return false;
}

/* The server ended it: who wanted that? */
static bool fail_ended(const struct db *db, const struct request *q, const PGresult *r, bool cancelled, struct error *e)
{
    int64_t took = db_now_ms() - q->began;
    int timeout = greet_timeout_ms(db);
    if (!cancelled && timeout > 0 && took >= timeout - 1)
        return error_set(e, ERR_TIMEOUT, "the database took too long", "%s: no answer within %d ms", q->name, timeout);
    return failure_of_statement(r, q->name, e);
}

static bool fail(struct db *db, const struct request *q, const PGresult *r, bool cancelled, struct error *e)
{
    const char *state = sqlstate_of(r);
    if (!r) {
        const char *why = PQerrorMessage(db->conn);
        return error_set(e, ERR_INTERNAL, "the database can't run it", "%s: %.*s", q->name, (int)strcspn(why, "\n"),
                         why);
    }
    snprintf(db->sqlstate, sizeof db->sqlstate, "%s", state);
    if (strcmp(state, "57014") == 0)
        return fail_ended(db, q, r, cancelled, e);
    failure_of_statement(r, q->name, e);
    db->plan_is_stale = failure_is_of_plan(r);
    if (db->plan_is_stale && e) {
        e->code = ERR_REFUSED;
        error_hint(e, "somebody changes the tables just now: try again");
    }
    return false;
}

/* Takes r; gives it back where the statement succeeded. */
static PGresult *judge(struct db *db, const struct request *q, PGresult *r, bool silent, struct error *e)
{
    bool cancelled = exchange_is_cancelled(db);
    exchange_settle(db, &silent);
    bool lost = silent || PQstatus(db->conn) != CONNECTION_OK || failure_ends_connection(sqlstate_of(r));
    if (r && is_success(r)) {
        db->proved = true;
        db->failures = 0;
        return r;
    }
    if (lost)
        fail_lost(db, q, r, !silent ? ERR_UNREACHABLE : cancelled ? ERR_CANCELLED : ERR_TIMEOUT, e);
    else
        fail(db, q, r, cancelled, e);
    PQclear(r);
    return NULL;
}

static PGresult *finish(struct db *db, const struct request *q, int sent, struct error *e)
{
    bool silent = false;
    PGresult *r = sent ? exchange_rest(db, &silent) : NULL;
    return judge(db, q, r, silent, e);
}

PGresult *query_plainly(struct db *db, const char *sql, const char *name, int limit_ms, struct error *e)
{
    struct request q = request_start(db, name, sql, limit_ms);
    exchange_start(db);
    PGresult *r = finish(db, &q, PQsendQuery(db->conn, sql), e);
    exchange_end(db);
    return r;
}

static bool run_simply(struct db *db, const char *sql, const char *name, int limit_ms, struct error *e)
{
    PGresult *r = query_plainly(db, sql, name, limit_ms, e);
    PQclear(r);
    return r != NULL;
}

/* Behind a pooler it is for the transaction alone, and begins with it. */
static bool apply_deadline(struct db *db, struct error *e)
{
    int wanted = greet_timeout_ms(db);
    if (db->deadline_in_force_ms == wanted || PQtransactionStatus(db->conn) == PQTRANS_INERROR ||
        (db->is_pooled && db->transaction == DB_TX_NONE))
        return true;
    char sql[64];
    snprintf(sql, sizeof sql, "SET %s statement_timeout = %d", db->is_pooled ? "LOCAL" : "SESSION", wanted);
    if (!run_simply(db, sql, "statement_timeout", DB_WATCH_MS, e))
        return false;
    db->deadline_in_force_ms = wanted;
    db->deadline_set_in_transaction |= db->transaction == DB_TX_OPEN;
    return true;
}

static bool make_ready(struct db *db, struct error *e)
{
    return db_ready(db, e) && apply_deadline(db, e) && zone_follow(db, e);
}

/* A cancel that came between two messages counts as well. */
static bool may_send(const struct db *db, const char *name, struct error *e)
{
    return !exchange_is_cancelled(db) || error_set(e, ERR_CANCELLED, "the statement was cancelled", "%s", name);
}

static bool prepare(struct db *db, const char *statement, const char *text, const char *name, struct error *e)
{
    if (!may_send(db, name, e))
        return false;
    struct request q = request_start(db, name, NULL, limit_of(db));
    PGresult *r = finish(db, &q, PQsendPrepare(db->conn, statement, text, 0, NULL), e);
    PQclear(r);
    return r != NULL;
}

static PGresult *execute(struct db *db, const char *statement, const struct call *c, struct error *e)
{
    if (!may_send(db, c->name, e))
        return NULL;
    struct request q = request_start(db, c->name, c->text, limit_of(db));
    return finish(db, &q, PQsendQueryPrepared(db->conn, statement, c->count, c->params, NULL, NULL, 0), e);
}

static const char usual_level[] = "READ COMMITTED", one_moment[] = "REPEATABLE READ";

static bool begin_now(struct db *db, const char *level, struct error *e)
{
    struct arena *a = arena_new();
    bool ok = run_simply(db, greet_begin(db, a, level), "BEGIN", DB_WATCH_MS, e);
    arena_free(a);
    if (db->is_pooled)
        db->deadline_in_force_ms = greet_timeout_ms(db);
    return ok;
}

/* The end of a transaction that holds one statement alone: whether that was done is as open as it would be without. */
static bool end_alone(struct db *db, const struct call *c, bool ok, struct error *e)
{
    if (!db->conn)
        return false;
    struct error unseen;
    char sqlstate[sizeof db->sqlstate]; /* why it is rolled back */
    memcpy(sqlstate, db->sqlstate, sizeof sqlstate);
    struct request q = request_start(db, c->name, c->text, COMMIT_MS);
    PGresult *r = finish(db, &q, PQsendQuery(db->conn, ok ? "COMMIT" : "ROLLBACK"), ok ? e : &unseen);
    PQclear(r);
    if (!ok)
        memcpy(db->sqlstate, sqlstate, sizeof sqlstate);
    return r && ok;
}

static PGresult *send_unprepared(struct db *db, const struct call *c, struct error *e)
{
    if (!may_send(db, c->name, e))
        return NULL;
    struct request q = request_start(db, c->name, c->text, limit_of(db));
    int sent = PQsendQueryParams(db->conn, c->text, c->count, NULL, c->params, NULL, NULL, 0);
    return finish(db, &q, sent, e);
}

/* In a transaction of its own where none is open: its settings hold in there. */
static PGresult *run_unprepared(struct db *db, const struct call *c, struct error *e)
{
    bool is_alone = db->transaction == DB_TX_NONE;
    if (is_alone && !begin_now(db, usual_level, e))
        return NULL;
    PGresult *r = send_unprepared(db, c, e);
    if (!is_alone || end_alone(db, c, r != NULL, e))
        return r;
    PQclear(r);
    return NULL;
}

const char *db_sql(const char *name)
{
    const struct embedded_file *file = statement_find(name);
    return file ? statement_body(file->text) : NULL;
}

/* A place for one more text: that of the one used longest ago, where all are taken. */
static struct statement_text *place_text(struct db *db, const char *sql, struct error *e)
{
    struct statement_text *slot = statement_text_slot(&db->statements, sql);
    if (slot->text && strcmp(slot->text, sql) == 0)
        return slot;
    if (slot->text) {
        char forget[32];
        snprintf(forget, sizeof forget, "DEALLOCATE \"%s\"", slot->name);
        if (!run_simply(db, forget, "a listing", DB_WATCH_MS, e))
            return NULL;
        statement_text_drop(slot);
    }
    if (!prepare(db, slot->name, sql, "a listing", e))
        return NULL;
    statement_text_keep(&db->statements, slot, sql);
    return slot;
}

/* The name under which it is prepared; NULL and e on failure. */
static const char *place(struct db *db, const struct call *c, struct error *e)
{
    if (!c->file) {
        const struct statement_text *slot = place_text(db, c->text, e);
        return slot ? slot->name : NULL;
    }
    bool *prepared = statement_is_prepared(&db->statements, c->file);
    *prepared = *prepared || prepare(db, c->name, c->text, c->name, e);
    return *prepared ? c->name : NULL;
}

/* The server forgets what is prepared, and so do we. */
static bool forget_prepared(struct db *db, struct error *e)
{
    statements_forget(&db->statements);
    return run_simply(db, "DEALLOCATE ALL", "DEALLOCATE", DB_WATCH_MS, e);
}

/* All statements of a group are known to the server before the first goes out. */
static bool place_group(struct db *db, const struct call *const *calls, const char **names, int count, struct error *e)
{
    for (int i = 0; i < count; i++) {
        names[i] = NULL;
        if (!calls[i]->is_command && !(names[i] = place(db, calls[i], e)))
            return false;
    }
    return true;
}

static bool send_group(struct db *db, const struct call *const *calls, const char *const *names, int count)
{
    bool sent = PQenterPipelineMode(db->conn);
    for (int i = 0; sent && i < count; i++) {
        const struct call *c = calls[i];
        sent = names[i] ? PQsendQueryPrepared(db->conn, names[i], c->count, c->params, NULL, NULL, 0)
                        : PQsendQueryParams(db->conn, c->text, c->count, NULL, c->params, NULL, NULL, 0);
    }
    return sent && PQpipelineSync(db->conn);
}

/* The answer of the last, or of the first that failed, which *at then is; what follows it was not done. */
static PGresult *hear_group(struct db *db, const struct call *const *calls, int count, int *at, bool *silent)
{
    PGresult *kept = NULL;
    bool has_failed = false;
    for (int i = 0; i < count && !*silent && PQstatus(db->conn) == CONNECTION_OK; i++) {
        PGresult *r = exchange_rest(db, silent);
        if (has_failed) {
            PQclear(r);
            continue;
        }
        *at = i;
        has_failed = !r || !is_success(r);
        if (has_failed || i == count - 1)
            kept = r;
        else if (calls[i]->result)
            *calls[i]->result = result_wrap(r);
        else
            PQclear(r);
    }
    return kept;
}

/* The mark behind the last answer. */
static void leave_group(struct db *db, bool *silent)
{
    if (*silent || PQstatus(db->conn) != CONNECTION_OK)
        return;
    PQclear(exchange_next(db, silent));
    PQexitPipelineMode(db->conn);
}

/* Where the connection breaks and no transaction is open: what may have been done. */
static const char *text_in_question(const struct call *const *calls, int count)
{
    for (int i = 0; i < count; i++)
        if (statement_may_write(calls[i]->text))
            return calls[i]->text;
    return calls[count - 1]->text;
}

static PGresult *run_group(struct db *db, const struct call *last, int limit_ms, struct error *e)
{
    const struct call *calls[LATER_MOST + 1];
    const char *names[LATER_MOST + 1];
    int count = 0, at = 0;
    bool silent = false;
    while (count < db->later.count) {
        calls[count] = &db->later.calls[count];
        count++;
    }
    calls[count++] = last;
    if (!place_group(db, calls, names, count, e) || !may_send(db, last->name, e))
        return NULL;
    struct request q = request_start(db, last->name, text_in_question(calls, count), limit_ms);
    PGresult *r = send_group(db, calls, names, count) ? hear_group(db, calls, count, &at, &silent) : NULL;
    leave_group(db, &silent);
    q.name = calls[at]->name;
    return judge(db, &q, r, silent, e);
}

static PGresult *run_prepared(struct db *db, const struct call *c, struct error *e)
{
    if (db->later.count > 0)
        return run_group(db, c, (int)limit_of(db), e);
    const char *statement = place(db, c, e);
    return statement ? execute(db, statement, c, e) : NULL;
}

/* The portal's own upgrade may change a table under a statement that is prepared, and who shares the connection may
 * drop it: then it is prepared anew. A transaction is lost by that, and its author repeats it: db_may_repeat(). */
static struct db_result *run(struct db *db, const struct call *c, struct error *e)
{
    PGresult *r = NULL;
    exchange_start(db);
    if (make_ready(db, e)) {
        r = db->is_pooled ? run_unprepared(db, c, e) : run_prepared(db, c, e);
        if (!r && db->plan_is_stale && db->transaction == DB_TX_NONE && forget_prepared(db, e))
            r = run_prepared(db, c, e);
    }
    later_forget(&db->later);
    exchange_end(db);
    return r ? result_wrap(r) : NULL;
}

struct db_result *db_query(struct db *db, const char *name, const char *const *params, int count, struct error *e)
{
    const struct embedded_file *file = statement_find(name);
    if (!file) {
        error_set(e, ERR_INTERNAL, "the database can't run it", "there is no db/%s.sql", name);
        return NULL;
    }
    return run(db, &(struct call){ file, name, statement_body(file->text), params, count, NULL, false }, e);
}

struct db_result *db_text(struct db *db, const char *sql, const char *const *params, int count, struct error *e)
{
    return run(db, &(struct call){ NULL, "a listing", sql, params, count, NULL, false }, e);
}

bool db_run(struct db *db, const char *name, const char *const *params, int count, int64_t *rows, struct error *e)
{
    struct db_result *r = db_query(db, name, params, count, e);
    if (!r)
        return false;
    if (rows)
        *rows = db_changed(r);
    db_result_free(r);
    return true;
}

bool db_later(struct db *db, const char *name, const char *const *params, int count, struct db_result **result,
              struct error *e)
{
    const struct embedded_file *file = statement_find(name);
    if (file && db->conn && !db->is_pooled) {
        const struct call c = { file, name, statement_body(file->text), params, count, result, false };
        if (later_put(&db->later, &c))
            return true;
    }
    struct db_result *r = db_query(db, name, params, count, e);
    if (result)
        *result = r;
    else
        db_result_free(r);
    return r != NULL;
}

bool db_send_waiting(struct db *db, struct error *e)
{
    if (db->later.count == 0)
        return true;
    struct call last = db->later.calls[--db->later.count];
    struct db_result *r = run(db, &last, e);
    if (last.result)
        *last.result = r;
    else
        db_result_free(r);
    return r != NULL;
}

bool db_script(struct db *db, const char *sql, const char *what, struct error *e)
{
    exchange_start(db);
    bool ok = make_ready(db, e) && may_send(db, what, e) && run_simply(db, sql, what, (int)limit_of(db), e);
    exchange_end(db);
    return ok;
}

struct stream {
    bool (*row)(void *ctx, const struct db_result *r);
    void *ctx;
    bool stopped;
};

static void give_row(struct db *db, struct stream *s, PGresult *r)
{
    struct db_result one = { .pg = r };
    if (s->stopped || s->row(s->ctx, &one))
        return;
    s->stopped = true;
    /* A cancel would spoil the transaction around it: there the rest is read and thrown away. */
    if (PQtransactionStatus(db->conn) == PQTRANS_ACTIVE && db->transaction == DB_TX_NONE)
        exchange_send_cancel(db);
}

/* Row after row the server shows that it is there: each has the whole limit. */
static PGresult *read_stream(struct db *db, struct stream *s, bool *silent)
{
    PGresult *end = NULL, *r;
    while ((r = exchange_next(db, silent))) {
        bool is_row = PQresultStatus(r) == PGRES_SINGLE_TUPLE;
        if (is_row)
            give_row(db, s, r);
        if (is_row && !exchange_is_cancelled(db))
            exchange_limit(db, limit_of(db));
        if (is_row || end)
            PQclear(r);
        else
            end = r;
    }
    return end;
}

static bool stream_now(struct db *db, const struct call *c, struct stream *s, struct error *e)
{
    bool silent = false;
    if (!may_send(db, c->name, e))
        return false;
    struct request q = request_start(db, c->name, c->text, limit_of(db));
    int sent =
        PQsendQueryParams(db->conn, c->text, c->count, NULL, c->params, NULL, NULL, 0) && PQsetSingleRowMode(db->conn);
    PGresult *end = sent ? read_stream(db, s, &silent) : NULL;
    bool was_stopped = s->stopped && !silent && strcmp(sqlstate_of(end), "57014") == 0;
    if (was_stopped)
        exchange_settle(db, &silent);
    else
        end = judge(db, &q, end, silent, e);
    PQclear(end);
    return end != NULL;
}

bool db_stream(struct db *db, const char *sql, const char *const *params, int count,
               bool (*row)(void *ctx, const struct db_result *r), void *ctx, struct error *e)
{
    struct stream s = { .row = row, .ctx = ctx };
    struct call c = { NULL, "an export", sql, params, count, NULL, false };
    exchange_start(db);
    bool is_alone = db->transaction == DB_TX_NONE;
    bool ok = make_ready(db, e);
    bool has_begun = ok && db->is_pooled && is_alone && (ok = begin_now(db, usual_level, e));
    ok = ok && stream_now(db, &c, &s, e);
    if (has_begun)
        ok = end_alone(db, &c, ok && !s.stopped, e) || (ok && s.stopped);
    exchange_end(db);
    return ok;
}

/* Until its end, every failure ends it: what the server had to say of it, or that it does not answer. */
static bool copy_fail(struct db *db, const char *why, bool silent, struct error *e)
{
    struct request q = { .name = "a copy", .text = NULL, .began = db_now_ms() };
    silent = silent || PQstatus(db->conn) != CONNECTION_OK || PQputCopyEnd(db->conn, why) != 1;
    exchange_limit(db, DB_WATCH_MS);
    PGresult *r = silent ? NULL : exchange_rest(db, &silent);
    PQclear(judge(db, &q, r, silent, e));
    exchange_end(db);
    return false;
}

bool db_copy_begin(struct db *db, const char *sql, struct error *e)
{
    bool silent = false;
    if (db->transaction != DB_TX_OPEN)
        return error_set(e, ERR_INTERNAL, "the database can't run it", "COPY: no transaction is open");
    exchange_start(db);
    if (!make_ready(db, e) || !may_send(db, "a copy", e)) {
        exchange_end(db);
        return false;
    }
    struct request q = request_start(db, "a copy", sql, limit_of(db));
    PGresult *r = PQsendQuery(db->conn, sql) ? exchange_next(db, &silent) : NULL;
    if (r && PQresultStatus(r) == PGRES_COPY_IN) {
        PQclear(r);
        return true;
    }
    PGresult *more = silent ? NULL : exchange_rest(db, &silent);
    PQclear(more);
    PQclear(judge(db, &q, r, silent, e));
    exchange_end(db);
    return false;
}

bool db_copy_put(struct db *db, const char *bytes, size_t length, struct error *e)
{
    bool silent = false;
    exchange_limit(db, limit_of(db));
    if (PQputCopyData(db->conn, bytes, (int)length) == 1 && exchange_flush(db, &silent))
        return true;
    return copy_fail(db, "given up", silent, e);
}

bool db_copy_end(struct db *db, int64_t *rows, struct error *e)
{
    bool silent = false;
    struct request q = request_start(db, "a copy", NULL, limit_of(db));
    PGresult *r = PQputCopyEnd(db->conn, NULL) == 1 ? exchange_rest(db, &silent) : NULL;
    r = judge(db, &q, r, silent, e);
    if (r && rows)
        *rows = strtoll(PQcmdTuples(r), NULL, 10);
    PQclear(r);
    exchange_end(db);
    return r != NULL;
}

void db_copy_abandon(struct db *db)
{
    struct error unseen;
    copy_fail(db, "given up", false, &unseen);
}

/* Only on a connection that is there: what makes it ready has its own round trips. */
static bool begin_later(struct db *db, struct error *e)
{
    static const char text[] = "BEGIN ISOLATION LEVEL READ COMMITTED";
    const struct call c = { NULL, "BEGIN", text, NULL, 0, NULL, true };
    return !db->is_pooled && !db->only_reads ? later_put(&db->later, &c) : begin_now(db, usual_level, e);
}

static bool begin(struct db *db, const char *level, struct error *e)
{
    if (db->transaction == DB_TX_OPEN)
        return error_set(e, ERR_INTERNAL, "the database can't run it", "BEGIN: a transaction is open already");
    db->transaction = DB_TX_NONE;
    exchange_start(db);
    if (make_ready(db, e) && db_send_waiting(db, e) && (level ? begin_now(db, level, e) : begin_later(db, e)))
        db->transaction = DB_TX_OPEN;
    exchange_end(db);
    return db->transaction == DB_TX_OPEN;
}

bool db_begin(struct db *db, struct error *e)
{
    return begin(db, usual_level, e);
}

bool db_begin_later(struct db *db, struct error *e)
{
    return begin(db, NULL, e);
}

bool db_begin_moment(struct db *db, struct error *e)
{
    return begin(db, one_moment, e);
}

/* The transaction is over; what was set in it stays or goes with it. */
static void leave_transaction(struct db *db, bool committed)
{
    if (db->deadline_set_in_transaction && !committed)
        db->deadline_in_force_ms = -1;
    db->deadline_set_in_transaction = false;
}

/* With what waits, in one round trip. What of it fails keeps the commit from being done. */
static PGresult *commit_with_waiting(struct db *db, struct error *e)
{
    static const struct call commit = { .name = "COMMIT", .text = "COMMIT", .is_command = true };
    int64_t limit_ms = limit_of(db);
    exchange_start(db);
    PGresult *r = NULL;
    if (apply_deadline(db, e)) {
        db->transaction = DB_TX_NONE;
        r = run_group(db, &commit, limit_ms > 0 && limit_ms < COMMIT_MS ? COMMIT_MS : (int)limit_ms, e);
    }
    later_forget(&db->later);
    exchange_end(db);
    return r;
}

/* What was asked before it has failed, or was never sent. */
static void roll_back_rest(struct db *db)
{
    if (!db->conn || PQtransactionStatus(db->conn) == PQTRANS_IDLE)
        return;
    db->transaction = DB_TX_OPEN;
    db_rollback(db);
}

bool db_commit(struct db *db, struct error *e)
{
    if (db->transaction == DB_TX_NONE)
        return error_set(e, ERR_INTERNAL, "the database can't run it", "COMMIT: no transaction is open");
    if (!db_ready(db, e)) {
        db_rollback(db);
        return false;
    }
    bool has_waiting = db->later.count > 0;
    PGresult *r;
    if (has_waiting) {
        r = commit_with_waiting(db, e);
        if (!r)
            roll_back_rest(db);
    } else {
        db->transaction = DB_TX_NONE;
        r = query_plainly(db, "COMMIT", "COMMIT", COMMIT_MS, e);
    }
    bool committed = r && strcmp(PQcmdStatus(r), "COMMIT") == 0;
    if (r && !committed)
        error_set(e, ERR_REFUSED, "the database refused it",
                  "a statement failed, so the whole transaction was rolled back");
    PQclear(r);
    leave_transaction(db, committed);
    return committed;
}

/* Why it is rolled back is still to be told afterwards. */
void db_rollback(struct db *db)
{
    bool open = db->transaction == DB_TX_OPEN && db->conn, is_stale = db->plan_is_stale;
    char sqlstate[sizeof db->sqlstate];
    struct error unseen;
    db->transaction = DB_TX_NONE;
    later_forget(&db->later);
    if (!open || PQtransactionStatus(db->conn) == PQTRANS_IDLE) /* it has not begun */
        return;
    memcpy(sqlstate, db->sqlstate, sizeof sqlstate);
    bool done =
        run_simply(db, "ROLLBACK", "ROLLBACK", DB_WATCH_MS, &unseen) && (!is_stale || forget_prepared(db, &unseen));
    leave_transaction(db, false);
    if (!done && db->conn)
        db_drop_connection(db);
    db->plan_is_stale = is_stale;
    memcpy(db->sqlstate, sqlstate, sizeof sqlstate);
}
