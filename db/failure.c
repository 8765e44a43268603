/* What a failure at the database means for this program. */
#include "db/failure.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct meaning {
    const char *sqlstate; /* a whole one or its first characters */
    enum error_code code;
    const char *what, *hint;
};

#define NOT_AS_NEEDED "the database is not as this program needs it"
#define REFUSED "the database refused it"
#define CANT_RUN "the database can't run it"
#define LOST "the connection to the database is lost"
#define CANT_CONNECT "can't connect to the database"
#define MIGRATE_HINT "run: hotspot-console migrate"
#define DAMAGED_HINT "where a row holds a figure or a date beyond all measure, hotspot-console check names it"
#define AGAIN_HINT "somebody else changed the same at that moment: try again"

/* The first that fits. */
static const struct meaning of_statements[] = {
    { "57P04", ERR_CONFIG, "the database was dropped", "correct the setting database" },
    { "57P", ERR_UNREACHABLE, LOST, "the server ended it; the next try connects again" },
    { "57014", ERR_CANCELLED, "the statement was cancelled", NULL },
    { "08P01", ERR_INTERNAL, CANT_RUN, NULL }, /* too few parameters, say */
    { "08", ERR_UNREACHABLE, LOST, NULL },
    { "53300", ERR_UNREACHABLE, CANT_CONNECT, "the server has no connection left: raise max_connections or end some" },
    { "53100", ERR_INTERNAL, "the database can't go on", "its disk is full" },
    { "42501", ERR_REFUSED, REFUSED, "the role of this connection lacks the right: connect as another, or GRANT it" },
    { "25006", ERR_REFUSED, REFUSED, "it is read-only: a standby, or a role for reading" },
    { "25P02", ERR_REFUSED, REFUSED, "a statement before it in the same transaction failed" },
    { "23", ERR_REFUSED, REFUSED, NULL },
    { "22003", ERR_REFUSED, REFUSED, DAMAGED_HINT },
    { "22008", ERR_REFUSED, REFUSED, DAMAGED_HINT },
    { "22", ERR_REFUSED, REFUSED, NULL },
    { "0A000", ERR_REFUSED, REFUSED, DAMAGED_HINT }, /* "cannot convert NaN to bigint" */
    { "P0001", ERR_REFUSED, REFUSED, NULL },
    { "40", ERR_REFUSED, REFUSED, AGAIN_HINT },
    { "55P03", ERR_REFUSED, REFUSED, AGAIN_HINT },
    { "26000", ERR_REFUSED, REFUSED, "what was prepared on this connection is gone: try again" },
    { "42P05", ERR_REFUSED, REFUSED, "what was prepared on this connection is another's: try again" },
    { "42P01", ERR_CONFIG, NOT_AS_NEEDED, MIGRATE_HINT },
    { "42703", ERR_CONFIG, NOT_AS_NEEDED, MIGRATE_HINT },
    { "42883", ERR_CONFIG, NOT_AS_NEEDED, MIGRATE_HINT },
    { "3F000", ERR_CONFIG, NOT_AS_NEEDED, MIGRATE_HINT },
    { "", ERR_INTERNAL, CANT_RUN, NULL },
};

static const struct meaning of_connections[] = {
    { "28P01", ERR_CONFIG, CANT_CONNECT, "check the user and the password (passfile=FILE in database, or ~/.pgpass)" },
    { "28", ERR_CONFIG, CANT_CONNECT, "check the user in database, and pg_hba.conf on the server" },
    { "3D000", ERR_CONFIG, CANT_CONNECT, "create that database, or correct dbname in database" },
    { "42501", ERR_CONFIG, CANT_CONNECT, "GRANT CONNECT on the database to this role" },
    { "08P01", ERR_UNREACHABLE, CANT_CONNECT, "the pooler in between reaches no server: look into its log" },
    { "22023", ERR_CONFIG, CANT_CONNECT, "correct options in database" },
    { "42704", ERR_CONFIG, CANT_CONNECT, "correct options in database" },
    { "42601", ERR_CONFIG, CANT_CONNECT, "correct options in database" },
    { "53300", ERR_UNREACHABLE, CANT_CONNECT, "the server has no connection left: raise max_connections or end some" },
    { "57P03", ERR_UNREACHABLE, CANT_CONNECT, "the server is starting or stopping: wait a little" },
    { "", ERR_UNREACHABLE, CANT_CONNECT, "check that PostgreSQL runs there, and the setting database" },
};

static const struct meaning *find_meaning(const struct meaning *m, const char *sqlstate)
{
    while (strncmp(sqlstate, m->sqlstate, strlen(m->sqlstate)) != 0)
        m++;
    return m;
}

/* PgBouncer has one SQLSTATE for all that it refuses by itself. The first that stands in its words. */
static const struct {
    const char *words;
    struct meaning m;
} of_poolers[] = {
    { "startup parameter",
      { "08P01", ERR_CONFIG, CANT_CONNECT,
        "PgBouncer passes no options on: leave options out of database and PGOPTIONS, and use ALTER ROLE … SET" } },
    { "no such database", { "08P01", ERR_CONFIG, CANT_CONNECT, "name it in [databases] of pgbouncer.ini" } },
    { "no such user", { "08P01", ERR_CONFIG, CANT_CONNECT, "name it in PgBouncer's auth_file" } },
    { "statement pooling",
      { "08P01", ERR_CONFIG, "the pooler in between can't be used",
        "PgBouncer pools statements, and there are transactions: set pool_mode = transaction or session" } },
};

static const struct meaning *find_of_connection(const char *sqlstate, const char *why)
{
    for (size_t i = 0; i < sizeof of_poolers / sizeof *of_poolers; i++)
        if (strcmp(sqlstate, of_poolers[i].m.sqlstate) == 0 && strstr(why, of_poolers[i].words))
            return &of_poolers[i].m;
    return find_meaning(of_connections, sqlstate);
}

static bool set_error(struct error *e, const struct meaning *m, const char *why)
{
    error_set(e, m->code, m->what, "%s", why);
    return m->hint ? error_hint(e, "%s", m->hint) : false;
}

static const char *field(const PGresult *r, int code)
{
    const char *text = PQresultErrorField(r, code);
    return text ? text : "";
}

bool failure_of_statement(const PGresult *r, const char *statement, struct error *e)
{
    const char *sqlstate = field(r, PG_DIAG_SQLSTATE);
    const char *constraint = field(r, PG_DIAG_CONSTRAINT_NAME);
    const char *message = field(r, PG_DIAG_MESSAGE_PRIMARY);
    /* Only these details are told: that of a CHECK holds the whole row, passwords included. */
    bool tells_key = strcmp(sqlstate, "23505") == 0 || strcmp(sqlstate, "23503") == 0;
    const char *detail = tells_key ? field(r, PG_DIAG_MESSAGE_DETAIL) : "";
    char why[384];
    snprintf(why, sizeof why, "%s%s%s%s%s%s (%s%s%s)", message, *detail ? "; " : "", detail,
             *constraint && !strstr(message, constraint) ? " [" : "",
             *constraint && !strstr(message, constraint) ? constraint : "",
             *constraint && !strstr(message, constraint) ? "]" : "", statement, *sqlstate ? ", SQLSTATE " : "",
             sqlstate);
    return set_error(e, find_meaning(of_statements, sqlstate), why);
}

/* "…: FATAL:  28P01: password…": the five characters between the severity and the text. */
static const char *find_sqlstate(const char *message)
{
    for (const char *p = message; (p = strstr(p, ":  ")); p++) {
        const char *s = p + 3;
        size_t n = 0;
        while (n < 5 && (isdigit((unsigned char)s[n]) || isupper((unsigned char)s[n])))
            n++;
        if (n == 5 && strncmp(s + 5, ": ", 2) == 0)
            return s;
    }
    return NULL;
}

/* One line, without the place in the server's source that VERBOSE adds. */
static void flatten(char *text)
{
    char *to = text;
    for (const char *from = text; *from && strncmp(from, "\nLOCATION:", 10) != 0; from++) {
        bool blank = isspace((unsigned char)*from);
        if (!blank)
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    }
    while (to > text && to[-1] == ' ')
        to--;
    *to = '\0';
}

bool failure_of_connection(const char *message, char *sqlstate, struct error *e)
{
    char why[768];
    const char *state = find_sqlstate(message);
    snprintf(sqlstate, 6, "%.5s", state ? state : "");
    if (state)
        snprintf(why, sizeof why, "%.*s%s", (int)(state - message), message, state + 7);
    else
        snprintf(why, sizeof why, "%s", message);
    flatten(why);
    return set_error(e, find_of_connection(sqlstate, why), why);
}

bool failure_of_pooler(struct error *e)
{
    const struct meaning *m = find_of_connection("08P01", e->why);
    struct error as_it_was = *e;
    if (m == find_meaning(of_connections, "08P01"))
        return false;
    return set_error(e, m, as_it_was.why);
}

bool failure_is_of_options(const char *sqlstate, const struct error *e)
{
    return strcmp(sqlstate, "08P01") == 0 && strstr(e->why, "startup parameter");
}

bool failure_is_of_plan(const PGresult *r)
{
    const char *sqlstate = field(r, PG_DIAG_SQLSTATE);
    return strcmp(sqlstate, "26000") == 0 || strcmp(sqlstate, "42P05") == 0 ||
           (strcmp(sqlstate, "0A000") == 0 && strcmp(field(r, PG_DIAG_SOURCE_FUNCTION), "RevalidateCachedQuery") == 0);
}

bool failure_is_of_data(const char *sqlstate)
{
    return strcmp(sqlstate, "22003") == 0 || strcmp(sqlstate, "22008") == 0 || strcmp(sqlstate, "0A000") == 0;
}

bool failure_ends_connection(const char *sqlstate)
{
    return strncmp(sqlstate, "57P", 3) == 0 || (strncmp(sqlstate, "08", 2) == 0 && strcmp(sqlstate, "08P01") != 0);
}

bool failure_is_final(const char *sqlstate)
{
    return strncmp(sqlstate, "28", 2) == 0 || strcmp(sqlstate, "3D000") == 0;
}
