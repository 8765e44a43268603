/* Making one connection.
 *
 * Done with PQconnectStart, not PQconnectdb, for three reasons: it can be cut short, notices that the
 * server sends while connecting must not reach stderr (it is the operator's screen), and libpq tells the
 * SQLSTATE of a refused connection only in verbose messages. The hosts are tried here one by one, each with
 * its own deadline, since libpq keeps none in this mode. */
#include "db/connect.h"

#include "base/arena.h"
#include "base/credential.h"
#include "base/text.h"
#include "db/db.h"
#include "db/exchange.h"
#include "db/failure.h"
#include "db/greet.h"
#include "db/resolve.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CANT_READ "can't read the setting database"

enum {
    MAX_KEYWORDS = 80,
    HOST_WAIT_S = 5
};

struct plan {
    struct db *db;
    struct arena *arena;
    PQconninfoOption *given;
    const char *keys[MAX_KEYWORDS + 1], *values[MAX_KEYWORDS + 1];
    int count;
    int wait_ms;               /* for one address */
    int passfile_fd;           /* a copy of it in memory; -1: none */
    const char *open_passfile; /* a password file that libpq would not take; NULL: none */
};

/* As libpq would take it: from the string, else from the environment. */
static const char *given_value(const struct plan *p, const char *key)
{
    for (const PQconninfoOption *o = p->given; o->keyword; o++) {
        if (strcmp(o->keyword, key) == 0)
            return o->val ? o->val : o->envvar ? getenv(o->envvar) : NULL;
    }
    return NULL;
}

static void set(struct plan *p, const char *key, const char *value)
{
    int i = 0;
    while (i < p->count && strcmp(p->keys[i], key) != 0)
        i++;
    if (i == MAX_KEYWORDS)
        return;
    p->keys[i] = key;
    p->values[i] = value;
    if (i == p->count)
        p->count++;
}

static void set_default(struct plan *p, const char *key, const char *value)
{
    if (!given_value(p, key))
        set(p, key, value);
}

/* libpq would not take a file that root owns and an access list opens to us: it gets a copy in memory, of our own. */
static void take_credential(struct plan *p, const char *file)
{
    char bytes[4096];
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, bytes, sizeof bytes) : -1;
    if (fd >= 0)
        close(fd);
    p->passfile_fd = length > 0 ? memfd_create("passfile", MFD_CLOEXEC) : -1;
    bool ok = p->passfile_fd >= 0 && fchmod(p->passfile_fd, S_IRUSR | S_IWUSR) == 0 &&
              write(p->passfile_fd, bytes, (size_t)length) == length;
    explicit_bzero(bytes, sizeof bytes);
    set(p, "passfile", ok ? arena_printf(p->arena, "/proc/self/fd/%d", p->passfile_fd) : file);
}

/* libpq ignores a password file that others can read, and says so on stderr: that is the operator's
 * screen. So it doesn't get to see such a file, and the error, if one comes of it, tells. */
static void check_passfile(struct plan *p)
{
    struct stat s;
    const char *file = given_value(p, "passfile"), *home = getenv("HOME");
    if (!file || !*file)
        file = arena_printf(p->arena, "%s/.pgpass", home ? home : "");
    file = credential_path(p->arena, file);
    if (credential_is(file)) {
        take_credential(p, file);
        return;
    }
    if (stat(file, &s) != 0 || (S_ISREG(s.st_mode) && !(s.st_mode & (S_IRWXG | S_IRWXO))))
        return;
    p->open_passfile = file;
    set(p, "passfile", "/dev/null/none");
}

/* A dead link is noticed within some 30 s although nothing is being sent. */
static void add_settings(struct plan *p)
{
    set(p, "client_encoding", "UTF8");
    check_passfile(p);
    set_default(p, "application_name", p->db->application);
    set_default(p, "keepalives_idle", "15");
    set_default(p, "keepalives_interval", "5");
    set_default(p, "keepalives_count", "3");
    set_default(p, "tcp_user_timeout", "30000");
    const char *wait = given_value(p, "connect_timeout");
    long seconds = wait ? strtol(wait, NULL, 10) : 0;
    p->wait_ms = 1000 * (int)(seconds > 0 && seconds < 3600 ? seconds : HOST_WAIT_S);
}

/* What the operator gives comes first, so that ours is the last word. A pooler that takes no options is told the same
 * by greet() alone; what the operator gave is never left out without a word. */
static void add_options(struct plan *p, bool with_ours)
{
    const char *options = given_value(p, "options");
    bool has_own = options && *options;
    if (with_ours)
        set(p, "options",
            arena_printf(p->arena, "%s%s%s", has_own ? options : "", has_own ? " " : "", greet_options(p->db, p->arena)));
    else
        set(p, "options", options ? options : "");
}

/* What libpq says about a string that it can't read quotes from it, perhaps out of the password: only
 * the keyword that was meant is told. */
static bool refuse_conninfo(struct arena *a, const char *message, struct error *e)
{
    const char *quoted = message ? strchr(message, '"') : NULL;
    const char *word = quoted ? arena_copy(a, quoted + 1, strcspn(quoted + 1, "\"")) : "";
    PQconninfoOption *known = PQconndefaults();
    error_set(e, ERR_CONFIG, CANT_READ, "it is no connection string that libpq understands");
    error_hint(e, "write \"host=… dbname=… user=…\" or postgresql://…; quote values that have spaces in them");
    for (const PQconninfoOption *o = known; o && o->keyword; o++) {
        if (*word && text_distance(word, o->keyword) == 1)
            error_hint(e, "did you mean %s=…?", o->keyword);
    }
    PQconninfoFree(known);
    return false;
}

static bool read_conninfo(struct plan *p, const char *conninfo, struct error *e)
{
    char *message = NULL;
    p->given = PQconninfoParse(conninfo, &message);
    if (!p->given) {
        refuse_conninfo(p->arena, message, e);
        PQfreemem(message);
        return false;
    }
    const char *host = given_value(p, "host");
    if (host && strchr(host, '@')) {
        error_set(e, ERR_CONFIG, CANT_READ, "there is an @ in the name of the host");
        return error_hint(e, "an @ in the password of a postgresql:// address is written %%40");
    }
    for (const PQconninfoOption *o = p->given; o->keyword; o++) {
        if (o->val)
            set(p, o->keyword, o->val);
    }
    return true;
}

static void ignore_notice(void *ctx, const PGresult *r)
{
    (void)ctx;
    (void)r;
}

static void ask_for_password(const struct plan *p, char *sqlstate, struct error *e)
{
    snprintf(sqlstate, 6, "28P01");
    e->code = ERR_CONFIG;
    if (p->open_passfile)
        error_hint(e, "others may read %s, so it was not used: chmod 600 it", p->open_passfile);
    else
        error_hint(e, "name a password file in database: passfile=FILE, readable by you alone");
}

static PGconn *begin(const struct plan *p)
{
    PGconn *conn = PQconnectStartParams(p->keys, p->values, 0);
    if (!conn)
        abort();
    PQsetNoticeReceiver(conn, ignore_notice, NULL);
    PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
    return conn;
}

static bool refuse_silence(const struct plan *p, const PGconn *conn, enum wait_end end, struct error *e)
{
    if (end == WAIT_CANCELLED)
        return error_set(e, ERR_CANCELLED, "can't connect to the database", "cancelled");
    error_set(e, ERR_UNREACHABLE, "can't connect to the database", "%s: no answer within %d s",
              PQhost(conn) ? PQhost(conn) : "the server", p->wait_ms / 1000);
    return error_hint(e, "check the network and the setting database");
}

/* Step by step, until it is made or until then. */
static PGconn *go_on(const struct plan *p, PGconn *conn, int64_t until, struct error *e)
{
    enum wait_end end = WAIT_READY;
    PostgresPollingStatusType step = PQstatus(conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (end == WAIT_READY && (step == PGRES_POLLING_READING || step == PGRES_POLLING_WRITING)) {
        end = exchange_wait(p->db, PQsocket(conn), step == PGRES_POLLING_READING ? POLLIN : POLLOUT, until);
        if (end == WAIT_READY)
            step = PQconnectPoll(conn);
    }
    if (step == PGRES_POLLING_OK && PQsetnonblocking(conn, 1) == 0) {
        PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
        return conn;
    }
    if (step == PGRES_POLLING_FAILED) {
        failure_of_connection(PQerrorMessage(conn), p->db->sqlstate, e);
        if (PQconnectionNeedsPassword(conn))
            ask_for_password(p, p->db->sqlstate, e);
    } else {
        p->db->sqlstate[0] = '\0';
        refuse_silence(p, conn, end, e);
    }
    PQfinish(conn);
    return NULL;
}

static const char *value_of(const struct plan *p, const char *key)
{
    for (int i = 0; i < p->count; i++)
        if (strcmp(p->keys[i], key) == 0)
            return p->values[i];
    return given_value(p, key);
}

static int list_length(const char *list)
{
    int n = 1;
    for (; *list; list++)
        n += *list == ',';
    return n;
}

static const char *list_item(struct arena *a, const char *list, int index)
{
    while (index-- > 0)
        list = strchr(list, ',') + 1;
    return arena_copy(a, list, strcspn(list, ","));
}

/* Whether the next address, or the next host, is of no use any more. */
static bool is_settled(const struct plan *p, const PGconn *conn, const struct error *e)
{
    return conn || failure_is_final(p->db->sqlstate) || e->code == ERR_CANCELLED || db_has_to_end(p->db);
}

/* A pooler may take no options, or not ours: they are not needed. */
static PGconn *try_address(struct plan *p, struct error *e)
{
    int64_t until = db_now_ms() + p->wait_ms;
    p->db->sqlstate[0] = '\0';
    add_options(p, true);
    PGconn *conn = go_on(p, begin(p), until, e);
    if (!conn && failure_is_of_options(p->db->sqlstate, e)) {
        add_options(p, false);
        conn = go_on(p, begin(p), until, e);
    }
    return conn;
}

/* Each has a deadline of its own, for libpq goes on from one that refuses, but not from one that keeps silent. The name
 * stays beside it: a certificate is for that. Many addresses take no longer than two. */
static PGconn *try_addresses(struct plan *p, const struct addresses *found, struct error *e)
{
    int wait_ms = p->wait_ms;
    PGconn *conn = NULL;
    if (found->count > 2)
        p->wait_ms = 2 * wait_ms / found->count;
    for (int i = 0; i < found->count && !is_settled(p, conn, e); i++) {
        set(p, "hostaddr", list_item(p->arena, found->list, i));
        conn = try_address(p, e);
    }
    set(p, "hostaddr", "");
    p->wait_ms = wait_ms;
    return conn;
}

static PGconn *try_host(struct plan *p, struct error *e)
{
    const char *host = value_of(p, "host"), *known = given_value(p, "hostaddr");
    struct addresses found = { .list = NULL };
    p->db->sqlstate[0] = '\0';
    if (host && !(known && *known) && !resolve_host(p->db, p->arena, host, db_now_ms() + p->wait_ms, &found, e))
        return NULL;
    return found.list ? try_addresses(p, &found, e) : try_address(p, e);
}

/* Host number index alone; false where the lists don't fit each other. */
static bool choose_host(struct plan *p, int index, int count)
{
    static const char *const lists[] = { "host", "hostaddr", "port" };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const char *list = given_value(p, lists[i]);
        int length = list ? list_length(list) : 0;
        if (length == count)
            set(p, lists[i], list_item(p->arena, list, index));
        else if (length > 1 || (length == 1 && i < 2))
            return false;
    }
    return true;
}

static PGconn *try_hosts(struct plan *p, struct error *e)
{
    const char *hosts = given_value(p, "hostaddr");
    if (!hosts || !*hosts)
        hosts = given_value(p, "host");
    int count = hosts ? list_length(hosts) : 1;
    for (int i = 0; i < count; i++) {
        if (count > 1 && !choose_host(p, i, count)) {
            error_set(e, ERR_CONFIG, CANT_READ, "the lists of hosts and ports differ in length");
            error_hint(e, "name as many ports as hosts, or one port for all");
            return NULL;
        }
        PGconn *conn = try_host(p, e);
        if (is_settled(p, conn, e))
            return conn;
    }
    return NULL;
}

static PGconn *try_all(struct plan *p, struct error *e)
{
    const char *wanted = given_value(p, "target_session_attrs");
    bool prefer_standby = wanted && strcmp(wanted, "prefer-standby") == 0;
    if (prefer_standby)
        set(p, "target_session_attrs", "standby");
    PGconn *conn = try_hosts(p, e);
    if (!conn && prefer_standby && e->code != ERR_CANCELLED) {
        set(p, "target_session_attrs", "any");
        conn = try_hosts(p, e);
    }
    return conn;
}

PGconn *connect_open(struct db *db, struct error *e)
{
    struct plan p = { .db = db, .arena = arena_new(), .passfile_fd = -1 };
    struct error unseen;
    PGconn *conn = NULL;
    db->sqlstate[0] = '\0';
    if (!e)
        e = &unseen;
    error_clear(e);
    if (read_conninfo(&p, db->conninfo, e)) {
        add_settings(&p);
        conn = try_all(&p, e);
    }
    if (p.passfile_fd >= 0)
        close(p.passfile_fd);
    PQconninfoFree(p.given);
    arena_free(p.arena);
    return conn;
}

static bool answers(struct db *db, PGconn *conn)
{
    int64_t until = db_now_ms() + 1000 * HOST_WAIT_S;
    bool is_there = PQsendQuery(conn, "SELECT") == 1;
    while (is_there && PQisBusy(conn))
        is_there = exchange_wait(db, PQsocket(conn), POLLIN, until) == WAIT_READY && PQconsumeInput(conn);
    PGresult *r = is_there ? PQgetResult(conn) : NULL;
    is_there = PQresultStatus(r) == PGRES_TUPLES_OK;
    PQclear(r);
    return is_there;
}

/* A pooler that lets us in has not asked the server behind it. */
bool connect_probe(struct db *db)
{
    struct error unseen;
    char before[sizeof db->sqlstate];
    memcpy(before, db->sqlstate, sizeof before);
    PGconn *conn = connect_open(db, &unseen);
    bool is_there = db_shares_sessions(db) ? conn && answers(db, conn) : conn || *db->sqlstate;
    memcpy(db->sqlstate, before, sizeof before);
    PQfinish(conn);
    return is_there;
}
