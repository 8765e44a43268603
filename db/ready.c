/* A connection made, seen to be there, and made again. */
#include "db/connect.h"
#include "db/db.h"
#include "db/exchange.h"
#include "db/greet.h"

static bool connect_now(struct db *db, struct error *e)
{
    db->probe = connect_probe;
    db->conn = connect_open(db, &db->last_error);
    if (!db->conn) {
        if (db->last_error.code != ERR_CANCELLED)
            db_delay_next_try(db);
        if (e)
            *e = db->last_error;
        return false;
    }
    db->deadline_in_force_ms = -1;
    db->deadline_set_in_transaction = false;
    return greet(db, e) && db_listen_again(db, e);
}

static bool refuse_lost_transaction(struct error *e)
{
    error_set(e, ERR_UNREACHABLE, "the connection to the database is lost", "and with it what was not yet committed");
    return error_hint(e, "do it again");
}

static bool refuse_end(struct error *e)
{
    return error_set(e, ERR_UNREACHABLE, "the database was not asked", "the program ends");
}

bool db_ready(struct db *db, struct error *e)
{
    if (db->conn && db_has_hung_up(db))
        db_drop_connection(db);
    if (db->transaction == DB_TX_LOST)
        return refuse_lost_transaction(e);
    if (db_has_to_end(db))
        return refuse_end(e);
    if (db->conn)
        return true;
    if (db_retry_in_ms(db) > 0) {
        if (e)
            *e = db->last_error;
        return false;
    }
    exchange_start(db);
    bool ok = connect_now(db, e);
    exchange_end(db);
    return ok;
}
