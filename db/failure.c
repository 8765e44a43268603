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
    { "22", ERR_REFUSED, REFUSED, NULL },
    { "P0001", ERR_REFUSED, REFUSED, NULL },
    { "40", ERR_REFUSED, REFUSED, AGAIN_HINT },
    { "55P03", ERR_REFUSED, REFUSED, AGAIN_HINT },
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
    { "08P01", ERR_CONFIG, CANT_CONNECT,
      "behind PgBouncer set ignore_startup_parameters = options, or connect to PostgreSQL itself" },
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
    return set_error(e, find_meaning(of_connections, sqlstate), why);
}

bool failure_ends_connection(const char *sqlstate)
{
    return strncmp(sqlstate, "57P", 3) == 0 || (strncmp(sqlstate, "08", 2) == 0 && strcmp(sqlstate, "08P01") != 0);
}

bool failure_is_final(const char *sqlstate)
{
    return strncmp(sqlstate, "28", 2) == 0 || strcmp(sqlstate, "3D000") == 0;
}
