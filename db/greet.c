/* What a connection is told before it is used.
 *
 * Behind a pooler two statements may run in two sessions, and a session serves others too: what is set for the session
 * would be lost, or be theirs. A pooler is known by its greeting: the process id in it is not that of the server's
 * process. Whether it pools sessions or transactions can't be known for sure, so behind any the program is content
 * with what holds behind each: nothing is prepared, no notification expected, and settings are for the transaction. */
#include "db/greet.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "db/failure.h"

#include <stdlib.h>

enum {
    GREETING_MS = 5000
};

/* Dates are read as ISO. JIT is for long reports: here it would only delay the first rows. Leases and conditional
 * updates count on READ COMMITTED. Names are looked up where nobody else may create any. A backslash in a text is one:
 * functions are read anew in each session. */
static const struct {
    const char *name, *value;
} settings[] = {
    { "search_path", DB_NAMES_PATH },
    { "DateStyle", "ISO" },
    { "jit", "off" },
    { "default_transaction_isolation", "read committed" },
    { "standard_conforming_strings", "on" },
    { "default_transaction_read_only", "on" }, /* the last: of those alone that only read */
};

static int setting_count(const struct db *db)
{
    return (int)(sizeof settings / sizeof *settings) - !db->only_reads;
}

void db_only_read(struct db *db)
{
    db->only_reads = true;
}

const char *greet_options(const struct db *db, struct arena *a)
{
    struct strbuf all = { .arena = a };
    for (int i = 0; i < setting_count(db); i++) {
        strbuf_printf(&all, "%s-c %s=", i ? " " : "", settings[i].name);
        for (const char *c = settings[i].value; *c; c++)
            strbuf_printf(&all, "%s%c", *c == ' ' ? "\\" : "", *c);
    }
    return strbuf_text(&all);
}

/* set_config() and not SET: it can be one condition's. */
static void add_settings(const struct db *db, struct strbuf *sql, const char *condition, const char *is_local)
{
    for (int i = 0; i < setting_count(db); i++)
        strbuf_printf(sql, ", CASE WHEN %s THEN pg_catalog.set_config('%s', '%s', %s) END", condition, settings[i].name,
                      settings[i].value, is_local);
}

int greet_timeout_ms(const struct db *db)
{
    return db->deadline_ms > 0 && db->operators_ms > 0 ? db->operators_ms : db->deadline_ms;
}

const char *greet_begin(const struct db *db, struct arena *a, const char *level)
{
    struct strbuf sql = { .arena = a };
    strbuf_printf(&sql, "BEGIN ISOLATION LEVEL %s%s", level, db->only_reads ? " READ ONLY" : "");
    if (!db->is_pooled)
        return strbuf_text(&sql);
    strbuf_printf(&sql, "; SELECT pg_catalog.set_config('statement_timeout', '%d', true)", greet_timeout_ms(db));
    add_settings(db, &sql, "true", "true");
    return strbuf_text(&sql);
}

/* Columns: whether this is a session of our own, the operator's statement_timeout, and what was set: only in our own.
 * Every name has its schema: the path is not set yet. */
static const char *greeting(const struct db *db, struct arena *a)
{
    struct strbuf sql = { .arena = a };
    const char *is_own = db->trusts_session ? "true"
                                            : arena_printf(a, "pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) %d",
                                                           PQbackendPID(db->conn));
    strbuf_printf(&sql,
                  "SELECT %s, t.setting, CASE WHEN %s AND t.setting OPERATOR(pg_catalog.=) '0'"
                  " THEN pg_catalog.set_config(t.name, '%d', false) END",
                  is_own, is_own, db->deadline_ms);
    add_settings(db, &sql, is_own, "false");
    strbuf_add(&sql, " FROM pg_catalog.pg_settings t WHERE t.name OPERATOR(pg_catalog.=) 'statement_timeout'");
    return strbuf_text(&sql);
}

/* Statement pooling lets no transaction be: said by a pooler as it ends the connection. */
static bool try_transaction(struct db *db, struct error *e)
{
    PGresult *r = query_plainly(db, "BEGIN", "BEGIN", GREETING_MS, e);
    bool ok = r != NULL;
    PQclear(r);
    r = ok ? query_plainly(db, "ROLLBACK", "ROLLBACK", GREETING_MS, e) : NULL;
    ok = r != NULL;
    PQclear(r);
    return ok;
}

static bool read_greeting(struct db *db, struct error *e)
{
    struct arena *a = arena_new();
    PGresult *r = query_plainly(db, greeting(db, a), "the greeting", GREETING_MS, e);
    arena_free(a);
    if (!r)
        return false;
    db->is_pooled = *PQgetvalue(r, 0, 0) != 't';
    db->operators_ms = atoi(PQgetvalue(r, 0, 1));
    db->deadline_in_force_ms = db->operators_ms > 0 ? db->operators_ms : db->deadline_ms;
    PQclear(r);
    return true;
}

/* What is taken here proves nothing about the connection, as statements do. */
bool greet(struct db *db, struct error *e)
{
    int failures = db->failures;
    struct error why = { .code = ERR_NONE };
    bool ok = read_greeting(db, &why) && (!db->is_pooled || try_transaction(db, &why));
    db->proved = false;
    if (ok) {
        db->failures = failures;
        return true;
    }
    failure_of_pooler(&why);
    if (db->conn)
        db_drop_connection(db);
    db->last_error = why;
    if (e)
        *e = why;
    return false;
}
