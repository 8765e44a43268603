/* Running statements and transactions on a connection. */
#include "base/embedded.h"
#include "db/db.h"
#include "db/exchange.h"
#include "db/failure.h"
#include "db/handle.h"
#include "db/result.h"
#include "db/statement.h"
#include "db/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is being sent, for the error that may come of it. */
struct request {
    const char *name;
    const char *text; /* NULL: it changes nothing, whatever becomes of it */
    int64_t began;
};

static struct request request_start(struct db *db, const char *name, const char *text)
{
    db->sqlstate[0] = '\0';
    exchange_start(db);
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
    if (!cancelled && db->deadline_ms > 0 && took >= db->deadline_ms - 1)
        return error_set(e, ERR_TIMEOUT, "the database took too long", "%s: no answer within %d ms", q->name,
                         db->deadline_ms);
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
    /* What was prepared no longer fits the tables, or is forgotten: a new connection prepares anew. */
    if (strcmp(state, "26000") == 0 || strcmp(state, "0A000") == 0)
        db_drop_connection(db);
    return false;
}

/* Takes r; gives it back where the statement succeeded. */
static PGresult *judge(struct db *db, const struct request *q, PGresult *r, bool silent, struct error *e)
{
    bool cancelled = exchange_end(db);
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

static PGresult *run_simple(struct db *db, const char *sql, const char *name, struct error *e)
{
    struct request q = request_start(db, name, sql);
    return finish(db, &q, PQsendQuery(db->conn, sql), e);
}

static bool run_simply(struct db *db, const char *sql, const char *name, struct error *e)
{
    PGresult *r = run_simple(db, sql, name, e);
    PQclear(r);
    return r != NULL;
}

static bool apply_deadline(struct db *db, struct error *e)
{
    if (db->deadline_in_force_ms == db->deadline_ms || PQtransactionStatus(db->conn) == PQTRANS_INERROR)
        return true;
    char sql[64];
    snprintf(sql, sizeof sql, "SET statement_timeout = %d", db->deadline_ms);
    if (!run_simply(db, sql, "statement_timeout", e))
        return false;
    db->deadline_in_force_ms = db->deadline_ms;
    db->deadline_set_in_transaction |= db->transaction == DB_TX_OPEN;
    return true;
}

static bool make_ready(struct db *db, struct error *e)
{
    return db_ready(db, e) && apply_deadline(db, e) && zone_follow(db, e);
}

static bool prepare(struct db *db, const char *statement, const char *text, const char *name, struct error *e)
{
    struct request q = request_start(db, name, NULL);
    PGresult *r = finish(db, &q, PQsendPrepare(db->conn, statement, text, 0, NULL), e);
    PQclear(r);
    return r != NULL;
}

static struct db_result *execute(struct db *db, const char *statement, const struct request *what,
                                 const char *const *params, int count, struct error *e)
{
    struct request q = request_start(db, what->name, what->text);
    int sent = PQsendQueryPrepared(db->conn, statement, count, params, NULL, NULL, 0);
    PGresult *r = finish(db, &q, sent, e);
    return r ? result_wrap(r) : NULL;
}

const char *db_sql(const char *name)
{
    const struct embedded_file *file = statement_find(name);
    return file ? statement_body(file->text) : NULL;
}

struct db_result *db_query(struct db *db, const char *name, const char *const *params, int count, struct error *e)
{
    const struct embedded_file *file = statement_find(name);
    if (!file) {
        error_set(e, ERR_INTERNAL, "the database can't run it", "there is no db/%s.sql", name);
        return NULL;
    }
    if (!make_ready(db, e))
        return NULL;
    struct request what = { .name = name, .text = statement_body(file->text) };
    bool *prepared = statement_is_prepared(&db->statements, file);
    if (!*prepared && !prepare(db, name, what.text, name, e))
        return NULL;
    *prepared = true;
    return execute(db, name, &what, params, count, e);
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
        if (!run_simply(db, forget, "a listing", e))
            return NULL;
        statement_text_drop(slot);
    }
    if (!prepare(db, slot->name, sql, "a listing", e))
        return NULL;
    statement_text_keep(&db->statements, slot, sql);
    return slot;
}

struct db_result *db_text(struct db *db, const char *sql, const char *const *params, int count, struct error *e)
{
    if (!make_ready(db, e))
        return NULL;
    struct statement_text *slot = place_text(db, sql, e);
    if (!slot)
        return NULL;
    return execute(db, slot->name, &(struct request){ .name = "a listing", .text = sql }, params, count, e);
}

bool db_run(struct db *db, const char *name, const char *const *params, int count, int64_t *rows, struct error *e)
{
    struct db_result *r = db_query(db, name, params, count, e);
    if (!r)
        return false;
    if (rows)
        *rows = strtoll(PQcmdTuples(r->pg), NULL, 10);
    db_result_free(r);
    return true;
}

bool db_script(struct db *db, const char *sql, const char *what, struct error *e)
{
    return make_ready(db, e) && run_simply(db, sql, what, e);
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
    if (db->transaction == DB_TX_NONE)
        exchange_send_cancel(db);
}

static PGresult *read_stream(struct db *db, struct stream *s, bool *silent)
{
    PGresult *end = NULL, *r;
    while ((r = exchange_next(db, silent))) {
        bool is_row = PQresultStatus(r) == PGRES_SINGLE_TUPLE;
        if (is_row)
            give_row(db, s, r);
        if (is_row || end)
            PQclear(r);
        else
            end = r;
    }
    return end;
}

bool db_stream(struct db *db, const char *sql, const char *const *params, int count,
               bool (*row)(void *ctx, const struct db_result *r), void *ctx, struct error *e)
{
    if (!make_ready(db, e))
        return false;
    struct stream s = { .row = row, .ctx = ctx };
    bool silent = false;
    struct request q = request_start(db, "an export", sql);
    int sent = PQsendQueryParams(db->conn, sql, count, NULL, params, NULL, NULL, 0) && PQsetSingleRowMode(db->conn);
    PGresult *end = sent ? read_stream(db, &s, &silent) : NULL;
    if (s.stopped && strcmp(sqlstate_of(end), "57014") == 0) {
        exchange_end(db);
        PQclear(end);
        return true;
    }
    end = judge(db, &q, end, silent, e);
    PQclear(end);
    return end != NULL;
}

bool db_begin(struct db *db, struct error *e)
{
    if (db->transaction == DB_TX_OPEN)
        return error_set(e, ERR_INTERNAL, "the database can't run it", "BEGIN: a transaction is open already");
    db->transaction = DB_TX_NONE;
    if (!make_ready(db, e) || !run_simply(db, "BEGIN", "BEGIN", e))
        return false;
    db->transaction = DB_TX_OPEN;
    return true;
}

/* The transaction is over; what was set in it stays or goes with it. */
static void leave_transaction(struct db *db, bool committed)
{
    if (db->deadline_set_in_transaction && !committed)
        db->deadline_in_force_ms = -1;
    db->deadline_set_in_transaction = false;
}

bool db_commit(struct db *db, struct error *e)
{
    if (db->transaction == DB_TX_NONE)
        return error_set(e, ERR_INTERNAL, "the database can't run it", "COMMIT: no transaction is open");
    bool usable = db_ready(db, e);
    db->transaction = DB_TX_NONE;
    if (!usable)
        return false;
    PGresult *r = run_simple(db, "COMMIT", "COMMIT", e);
    bool committed = r && strcmp(PQcmdStatus(r), "COMMIT") == 0;
    if (r && !committed)
        error_set(e, ERR_REFUSED, "the database refused it",
                  "a statement failed, so the whole transaction was rolled back");
    PQclear(r);
    leave_transaction(db, committed);
    return committed;
}

void db_rollback(struct db *db)
{
    bool open = db->transaction == DB_TX_OPEN && db->conn;
    db->transaction = DB_TX_NONE;
    if (!open)
        return;
    struct error unseen;
    bool done = run_simply(db, "ROLLBACK", "ROLLBACK", &unseen);
    leave_transaction(db, false);
    if (!done && db->conn)
        db_drop_connection(db);
}
