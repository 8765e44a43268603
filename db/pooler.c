/* What kind of pooler stands in between. */
#include "db/pooler.h"

#include "db/db.h"
#include "db/handle.h"

enum {
    ROUNDS = 5
};

static int64_t process_of(struct db *db)
{
    struct error unseen;
    struct db_result *r = db_query(db, "pooler_process", NULL, 0, &unseen);
    int64_t pid = r ? db_int64(r, 0, 0) : 0;
    db_result_free(r);
    return pid;
}

/* While the other holds a transaction open, it holds what this one had, or this one gets something else. */
static bool is_shared(struct db *db, struct db *other)
{
    struct error unseen;
    int64_t before = process_of(db);
    if (!db_begin(other, &unseen))
        return false; /* no second session to be had: the first is kept */
    int64_t others = process_of(other), after = process_of(db);
    db_rollback(other);
    return before != after || before == others;
}

static void begin_anew(struct db *db)
{
    db->trusts_session = true;
    db->proved = true;
    if (db->conn)
        db_drop_connection(db);
}

bool pooler_trust_session(struct db *db, struct error *e)
{
    if (!db_ready(db, e))
        return false;
    if (!db->is_pooled)
        return true;
    struct db *other = db_new(db->conninfo, db->application);
    bool shared = false;
    db_set_deadline_ms(other, DB_WATCH_MS);
    for (int i = 0; i < ROUNDS && !shared; i++)
        shared = is_shared(db, other);
    db_free(other);
    if (shared) {
        error_set(e, ERR_REFUSED, "the pooler in between can't be used",
                  "it gives each transaction another session (pool_mode = transaction)");
        return error_hint(e, "name a connection string that leads to PostgreSQL itself in database_direct");
    }
    begin_anew(db);
    return db_ready(db, e);
}
