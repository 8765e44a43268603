/* A database for one test program: made in the server that HC_TEST_DATABASE names, dropped at the end. */
#ifndef TESTS_UNIT_DB_SCRATCH_H
#define TESTS_UNIT_DB_SCRATCH_H

#include "db/db.h"

#include <errno.h>
#include <libpq-fe.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define SCRATCH_DEADLINE_MS 10000

struct scratch {
    char name[64];
    char conninfo[512];
    PGconn *admin; /* in the scratch database */
};

static inline int64_t scratch_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline void scratch_nap(void)
{
    nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

/* Runs it or fails the test; "" where it gives no row. */
static inline const char *scratch_ask(PGconn *conn, const char *sql)
{
    static char value[4096];
    PGresult *r = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    snprintf(value, sizeof value, "%s", PQntuples(r) > 0 ? PQgetvalue(r, 0, 0) : "");
    PQclear(r);
    return value;
}

static inline void scratch_wait_for(PGconn *conn, const char *sql, const char *expected)
{
    int64_t until = scratch_now_ms() + SCRATCH_DEADLINE_MS;
    while (strcmp(scratch_ask(conn, sql), expected) != 0) {
        if (scratch_now_ms() > until)
            fail_msg("%s: %s, not %s", sql, scratch_ask(conn, sql), expected);
        scratch_nap();
    }
}

static inline void scratch_quiet(void *ctx, const PGresult *r)
{
    (void)ctx;
    (void)r;
}

static inline PGconn *scratch_connect(const char *conninfo)
{
    PGconn *conn = PQconnectdb(conninfo);
    PQsetNoticeReceiver(conn, scratch_quiet, NULL);
    if (PQstatus(conn) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(conn));
    return conn;
}

static inline void scratch_maintain(const char *format, const char *name)
{
    char sql[160];
    PGconn *conn = scratch_connect(getenv("HC_TEST_DATABASE"));
    snprintf(sql, sizeof sql, format, name);
    scratch_ask(conn, sql);
    PQfinish(conn);
}

/* False and a line on stderr where no server was named. */
static inline bool scratch_open(struct scratch *s)
{
    static int number;
    const char *server = getenv("HC_TEST_DATABASE");
    if (!server) {
        fputs("SKIPPED: HC_TEST_DATABASE names no server\n", stderr);
        return false;
    }
    snprintf(s->name, sizeof s->name, "hc_check_%d_%d", (int)getpid(), ++number);
    snprintf(s->conninfo, sizeof s->conninfo, "%s dbname=%s", server, s->name);
    scratch_maintain("CREATE DATABASE %s TEMPLATE template0", s->name);
    s->admin = scratch_connect(s->conninfo);
    return true;
}

static inline void scratch_close(struct scratch *s)
{
    PQfinish(s->admin);
    scratch_maintain("DROP DATABASE IF EXISTS %s WITH (FORCE)", s->name);
}

/* Ends the backends of that application and waits until they are gone, sockets and all: the server
 * runs on this machine. */
static inline void scratch_terminate(PGconn *admin, const char *application)
{
    int64_t until = scratch_now_ms() + SCRATCH_DEADLINE_MS;
    PGresult *r = PQexecParams(admin,
                               "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity "
                               "WHERE datname = current_database() AND application_name = $1",
                               1, NULL, &application, NULL, NULL, 0);
    assert_int_equal(PQresultStatus(r), PGRES_TUPLES_OK);
    for (int i = 0; i < PQntuples(r); i++) {
        pid_t pid = (pid_t)atoi(PQgetvalue(r, i, 0));
        while (kill(pid, 0) == 0 || errno == EPERM) {
            if (scratch_now_ms() > until)
                fail_msg("backend %d does not end", (int)pid);
            scratch_nap();
        }
    }
    PQclear(r);
}

#endif
