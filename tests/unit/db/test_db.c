/* db.h against a real server: results, failures, cancel, deadline, loss, notifications. */
#include "tests/unit/db/scratch.h"

#include "base/arena.h"
#include "db/connect.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#define APPLICATION "test_db"

static struct scratch scratch;
static bool have_server;

/* Stands before that of libc: a name server that keeps silent, and one that knows names of the test's. */
static sem_t nobody_answers;
static atomic_int looked_up;
int getaddrinfo(const char *host, const char *port, const struct addrinfo *want, struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (host && strcmp(host, "silent.test") == 0)
        atomic_fetch_add(&looked_up, 1);
    while (host && strcmp(host, "silent.test") == 0 && sem_wait(&nobody_answers) != 0)
        ;
    if (host && strcmp(host, "two.test") == 0)
        return real("127.0.0.1", port, want, found) || real("127.0.0.2", port, want, &(*found)->ai_next);
    return real(host && strcmp(host, "silent.test") == 0 ? "127.0.0.1" : host, port, want, found);
}

static int open_scratch(void **state)
{
    (void)state;
    have_server = scratch_open(&scratch);
    return 0;
}

static int close_scratch(void **state)
{
    (void)state;
    if (have_server)
        scratch_close(&scratch);
    return 0;
}

static int open_handle(void **state)
{
    if (!have_server)
        return 0;
    scratch_ask(scratch.admin, "DROP TABLE IF EXISTS item; CREATE TABLE item (id int PRIMARY KEY, "
                               "name text CONSTRAINT name_is_short CHECK (length(name) < 9), secret text)");
    *state = db_new(scratch.conninfo, APPLICATION);
    return 0;
}

static int close_handle(void **state)
{
    db_free(*state);
    *state = NULL;
    return 0;
}

static struct db *handle(void **state)
{
    if (!have_server)
        skip();
    return *state;
}

static struct db_result *get(struct db *db, const char *sql, const char *const *params, int count)
{
    struct error e;
    char text[1024];
    error_clear(&e);
    struct db_result *r = db_text(db, sql, params, count, &e);
    if (!r)
        fail_msg("%s: %s", sql, error_text(&e, text, sizeof text));
    return r;
}

static void must_give(struct db *db, const char *sql, const char *expected)
{
    struct db_result *r = get(db, sql, NULL, 0);
    assert_string_equal(db_value(r, 0, 0), expected);
    db_result_free(r);
}

static void must_fail(struct db *db, const char *sql, enum error_code code, const char *part)
{
    struct error e;
    error_clear(&e);
    struct db_result *r = db_text(db, sql, NULL, 0, &e);
    assert_null(r);
    if (e.code != code || !strstr(e.why, part))
        fail_msg("%s: code %d, %s: %s", sql, e.code, e.what, e.why);
}

static void lose_connection(void)
{
    scratch_terminate(scratch.admin, APPLICATION);
}

static void values_arrive_as_they_are(void **state)
{
    struct db *db = handle(state);
    struct db_result *r = get(db, "SELECT $1::text AS a, $2::text AS b, $3::bigint AS c, $4::boolean AS d, 1.50 AS e",
                              DB_PARAMS("o'\"\\ \xe2\x82\xac", NULL, "-9223372036854775808", "t"));
    assert_int_equal(db_rows(r), 1);
    assert_int_equal(db_columns(r), 5);
    assert_string_equal(db_column_name(r, 1), "b");
    assert_string_equal(db_value(r, 0, 0), "o'\"\\ \xe2\x82\xac");
    assert_true(db_is_null(r, 0, 1));
    assert_string_equal(db_value(r, 0, 1), "");
    assert_int_equal(db_int64(r, 0, 1), 0);
    assert_true(db_int64(r, 0, 2) == INT64_MIN);
    assert_true(db_bool(r, 0, 3));
    assert_false(db_bool(r, 0, 1));
    assert_int_equal(db_int64(r, 0, 4), 0);
    db_result_free(r);
}

static void arrays_keep_their_items(void **state)
{
    struct db *db = handle(state);
    static const char *const items[] = { "plain", "", "NULL", "a\"b", "c\\d", "{e,f}", " g ", NULL, "new\nline" };
    size_t count = sizeof items / sizeof *items;
    struct arena *a = arena_new();
    struct db_result *r = get(db, "SELECT * FROM unnest($1::text[]) WITH ORDINALITY AS x (item, n) ORDER BY n",
                              DB_PARAMS(db_array(a, items, count)));
    assert_int_equal(db_rows(r), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(db_is_null(r, (int)i, 0), items[i] == NULL);
        assert_string_equal(db_value(r, (int)i, 0), items[i] ? items[i] : "");
    }
    db_result_free(r);
    assert_string_equal(db_array(a, NULL, 0), "{}");
    arena_free(a);
}

static void named_statement_is_prepared_once(void **state)
{
    struct db *db = handle(state);
    struct error e;
    for (int i = 0; i < 3; i++) {
        struct db_result *r = db_query(db, "catalogue", NULL, 0, &e);
        assert_non_null(r);
        db_result_free(r);
    }
    must_give(db, "SELECT count(*) FROM pg_prepared_statements WHERE name = 'catalogue'", "1");
    must_give(db, "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE name = 'catalogue'", "3");
    assert_null(db_query(db, "no_such_statement", NULL, 0, &e));
    assert_int_equal(e.code, ERR_INTERNAL);
    assert_non_null(strstr(e.why, "no_such_statement"));
    assert_null(db_sql("no_such_statement"));
    assert_int_not_equal(strncmp(db_sql("catalogue"), "--", 2), 0);
}

static void only_the_last_texts_stay_prepared(void **state)
{
    struct db *db = handle(state);
    char sql[64], expected[16];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 40; i++) {
            snprintf(sql, sizeof sql, "SELECT %d", i);
            snprintf(expected, sizeof expected, "%d", i);
            must_give(db, sql, expected);
            must_give(db, "SELECT 'used every time'", "used every time");
        }
    }
    must_give(db, "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE '~%'", "32");
    must_give(db,
              "SELECT generic_plans + custom_plans FROM pg_prepared_statements "
              "WHERE statement = 'SELECT ''used every time'''",
              "80");
}

static void settings_hold_without_a_round_trip(void **state)
{
    struct db *db = handle(state);
    db_set_deadline_ms(db, 4321);
    must_give(db, "SELECT current_setting('statement_timeout')", "4321ms");
    must_give(db, "SELECT current_setting('DateStyle') || current_setting('client_encoding')", "ISO, MDYUTF8");
    must_give(db, "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()", APPLICATION);
}

static struct db *open_with(const char *setting)
{
    char conninfo[700];
    snprintf(conninfo, sizeof conninfo, "%s %s", scratch.conninfo, setting);
    return db_new(conninfo, APPLICATION);
}

static void options_of_the_operator_are_kept(void **state)
{
    handle(state);
    struct db *db = open_with("options='-c work_mem=7MB' application_name=mine");
    must_give(db, "SELECT current_setting('work_mem')", "7MB");
    must_give(db, "SELECT current_setting('application_name')", "mine");
    db_free(db);
}

#define TIMEOUT "SELECT current_setting('statement_timeout')"

/* Shorter or longer than ours, wherever it was set; where it was not, ours holds. */
static void a_statement_timeout_of_the_operator_is_kept(void **state)
{
    struct db *db = handle(state), *given = open_with("options='-c statement_timeout=3s'");
    must_give(db, TIMEOUT, "2min");
    must_give(given, TIMEOUT, "3s");
    db_set_deadline_ms(given, DB_SCREEN_MS);
    must_give(given, TIMEOUT, "3s");
    db_set_deadline_ms(given, 0); /* none may end it, say of an index that is built */
    must_give(given, TIMEOUT, "0");
    db_free(given);
    char sql[128];
    snprintf(sql, sizeof sql, "ALTER DATABASE %s SET statement_timeout = '10min'", scratch.name);
    scratch_ask(scratch.admin, sql);
    given = open_with("");
    must_give(given, TIMEOUT, "10min");
    db_set_deadline_ms(given, DB_WATCH_MS);
    must_give(given, TIMEOUT, "10min");
    db_free(given);
    setenv("PGOPTIONS", "-c statement_timeout=7s", 1);
    given = open_with("");
    must_give(given, TIMEOUT, "7s");
    db_free(given);
    unsetenv("PGOPTIONS");
    snprintf(sql, sizeof sql, "ALTER DATABASE %s RESET statement_timeout", scratch.name);
    scratch_ask(scratch.admin, sql);
}

static void the_operators_timeout_is_told(void **state)
{
    handle(state);
    struct db *db = open_with("options='-c statement_timeout=50ms'");
    must_fail(db, "SELECT pg_sleep(30)", ERR_TIMEOUT, "50 ms");
    db_free(db);
}

/* Whatever the operator's options say, on each connection, and after a RESET. */
static void names_are_looked_up_where_nobody_else_creates_any(void **state)
{
    handle(state);
    char conninfo[700];
    struct error e;
    snprintf(conninfo, sizeof conninfo, "%s options='-c search_path=public'", scratch.conninfo);
    struct db *db = db_new(conninfo, APPLICATION);
    must_give(db, "SELECT array_to_string(current_schemas(true), ' ')", "pg_catalog");
    must_give(db, "SELECT replace(current_setting('search_path'), ' ', '')", "pg_catalog,pg_temp");
    db_result_free(get(db, "RESET search_path", NULL, 0));
    must_give(db, "SELECT replace(current_setting('search_path'), ' ', '')", "pg_catalog,pg_temp");
    lose_connection();
    assert_true(db_ready(db, &e));
    must_give(db, "SELECT replace(current_setting('search_path'), ' ', '')", "pg_catalog,pg_temp");
    db_free(db);
}

static void transaction_is_all_or_nothing(void **state)
{
    struct db *db = handle(state);
    struct error e;
    assert_true(db_begin(db, &e));
    db_result_free(get(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0));
    db_rollback(db);
    must_give(db, "SELECT count(*) FROM public.item", "0");
    assert_true(db_begin(db, &e));
    assert_false(db_begin(db, &e));
    db_result_free(get(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0));
    assert_true(db_commit(db, &e));
    assert_string_equal(scratch_ask(scratch.admin, "SELECT count(*) FROM public.item"), "1");
    assert_false(db_commit(db, &e));
    assert_int_equal(e.code, ERR_INTERNAL);
}

static void failed_transaction_cannot_be_committed(void **state)
{
    struct db *db = handle(state);
    struct error e;
    assert_true(db_begin(db, &e));
    db_result_free(get(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0));
    must_fail(db, "SELECT 1/0", ERR_REFUSED, "division by zero");
    db_set_deadline_ms(db, 777);
    must_fail(db, "SELECT 1", ERR_REFUSED, "aborted");
    assert_false(db_commit(db, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    must_give(db, "SELECT count(*) FROM public.item", "0");
    must_give(db, "SELECT current_setting('statement_timeout')", "777ms");
}

static void deadline_set_in_a_rolled_back_transaction_holds(void **state)
{
    struct db *db = handle(state);
    struct error e;
    assert_true(db_begin(db, &e));
    db_set_deadline_ms(db, 5555);
    must_give(db, "SELECT current_setting('statement_timeout')", "5555ms");
    db_rollback(db);
    must_give(db, "SELECT current_setting('statement_timeout')", "5555ms");
}

static void what_waits_goes_out_with_the_next(void **state)
{
    struct db *db = handle(state);
    struct db_result *first = NULL, *second = NULL;
    struct error e;
    assert_true(db_ready(db, &e));
    assert_true(db_begin_later(db, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("force_generic_plan"), &first, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("force_custom_plan"), &second, &e));
    assert_null(first);
    assert_string_equal(scratch_ask(scratch.admin,
                                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = '" APPLICATION
                                    "' AND state <> 'idle'"),
                        "0");
    must_give(db, "SELECT current_setting('plan_cache_mode')", "force_custom_plan");
    assert_string_equal(db_value(first, 0, 0), "force_generic_plan");
    assert_int_equal(db_changed(second), 1);
    db_result_free(first);
    db_result_free(second);
    assert_true(db_commit(db, &e));
    must_give(db, "SELECT current_setting('plan_cache_mode')", "auto");
}

static void what_waits_fails_what_it_goes_out_with(void **state)
{
    struct db *db = handle(state);
    struct db_result *before = NULL, *after = NULL;
    struct error e;
    assert_true(db_ready(db, &e));
    assert_true(db_begin_later(db, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("auto"), &before, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("nonsense"), NULL, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("auto"), &after, &e));
    assert_null(db_text(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0, &e));
    assert_non_null(strstr(e.why, "operation_plans"));
    assert_string_equal(db_sqlstate(db), "22023");
    assert_non_null(before);
    assert_null(after);
    db_result_free(before);
    must_fail(db, "SELECT 1", ERR_REFUSED, "aborted");
    db_rollback(db);
    must_give(db, "SELECT count(*) FROM public.item", "0");

    assert_true(db_begin_later(db, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("nonsense"), NULL, &e));
    assert_false(db_commit(db, &e));
    must_give(db, "SELECT 1", "1");
}

/* One round trip: what fails on the way keeps the commit from being done, and what fails in the commit is told as its.
 */
static void a_commit_goes_out_with_what_waits(void **state)
{
    struct db *db = handle(state);
    struct db_result *said = NULL;
    struct error e;
    assert_true(db_ready(db, &e));
    assert_true(db_begin_later(db, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("auto"), &said, &e));
    unsigned before = db_exchanges(db);
    assert_true(db_commit(db, &e));
    assert_int_equal(db_exchanges(db) - before, 1);
    assert_string_equal(db_value(said, 0, 0), "auto");
    db_result_free(said);

    scratch_ask(scratch.admin, "CREATE TABLE public.pair (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    assert_true(db_begin_later(db, &e));
    db_result_free(get(db, "INSERT INTO public.pair VALUES (1), (1)", NULL, 0));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("auto"), NULL, &e));
    assert_false(db_commit(db, &e));
    assert_string_equal(db_sqlstate(db), "23505");
    assert_non_null(strstr(e.why, "COMMIT"));
    must_give(db, "SELECT count(*) FROM public.pair", "0");

    assert_true(db_begin_later(db, &e));
    db_result_free(get(db, "INSERT INTO public.pair VALUES (2)", NULL, 0));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("nonsense"), NULL, &e));
    assert_false(db_commit(db, &e));
    assert_string_equal(db_sqlstate(db), "22023");
    must_give(db, "SELECT count(*) FROM public.pair", "0");
    scratch_ask(scratch.admin, "DROP TABLE public.pair");
}

static void what_waits_is_forgotten_by_a_rollback(void **state)
{
    struct db *db = handle(state);
    struct error e;
    assert_true(db_ready(db, &e));
    assert_true(db_begin_later(db, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("nonsense"), NULL, &e));
    db_rollback(db);
    must_give(db, "SELECT 1", "1");
    assert_true(db_begin_later(db, &e));
    assert_true(db_later(db, "operation_plans", DB_PARAMS("auto"), NULL, &e));
    scratch_ask(scratch.admin,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '" APPLICATION "'");
    assert_null(db_text(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_null(db_text(db, "SELECT 1", NULL, 0, &e));
    db_rollback(db);
    must_give(db, "SELECT count(*) FROM public.item", "0");
}

static void more_waits_than_there_is_room_for(void **state)
{
    struct db *db = handle(state);
    struct db_result *r[40] = { NULL };
    struct error e;
    assert_true(db_ready(db, &e));
    assert_true(db_begin_later(db, &e));
    for (int i = 0; i < 40; i++)
        assert_true(db_later(db, "operation_plans", DB_PARAMS("auto"), &r[i], &e));
    assert_true(db_commit(db, &e));
    for (int i = 0; i < 40; i++) {
        assert_non_null(r[i]);
        db_result_free(r[i]);
    }
}

static void failures_say_what_they_are(void **state)
{
    struct db *db = handle(state);
    struct error e;
    db_result_free(get(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0));
    must_fail(db, "INSERT INTO public.item VALUES (1)", ERR_REFUSED, "item_pkey");
    assert_string_equal(db_sqlstate(db), "23505");
    must_fail(db, "INSERT INTO public.item VALUES (2, 'much too long')", ERR_REFUSED, "name_is_short");
    must_fail(db, "SELECT * FROM nowhere", ERR_CONFIG, "nowhere");
    must_fail(db, "SELECT nothing FROM public.item", ERR_CONFIG, "nothing");
    must_fail(db, "SELECT console.nothing()", ERR_CONFIG, "console");
    must_fail(db, "SELEC 1", ERR_INTERNAL, "syntax");
    must_fail(db, "SELECT $1::int", ERR_INTERNAL, "08P01");
    assert_true(db_is_connected(db));
    must_fail(db, "DO $$BEGIN RAISE SQLSTATE '40001'; END$$", ERR_REFUSED, "40001");
    must_fail(db, "SELECT 'x'::uuid", ERR_REFUSED, "uuid");
    error_clear(&e);
    assert_null(db_text(db, "SELECT * FROM nowhere", NULL, 0, &e));
    assert_non_null(strstr(e.hint, "hotspot-console migrate"));
    scratch_ask(scratch.admin, "DROP ROLE IF EXISTS hc_check_nobody; CREATE ROLE hc_check_nobody");
    db_result_free(get(db, "SET ROLE hc_check_nobody", NULL, 0));
    must_fail(db, "SELECT * FROM public.item", ERR_REFUSED, "permission denied");
    db_result_free(get(db, "RESET ROLE", NULL, 0));
    scratch_ask(scratch.admin, "DROP ROLE hc_check_nobody");
    must_give(db, "SELECT 'usable'", "usable");
}

static void secrets_of_a_refused_row_are_not_told(void **state)
{
    struct db *db = handle(state);
    struct error e;
    char text[1024];
    assert_null(db_text(db, "INSERT INTO public.item VALUES (3, 'much too long', 'hunter2')", NULL, 0, &e));
    assert_null(strstr(error_text(&e, text, sizeof text), "hunter2"));
}

static bool take_three(void *ctx, const struct db_result *r)
{
    int64_t *sum = ctx;
    assert_int_equal(db_rows(r), 1);
    *sum += db_int64(r, 0, 0);
    return db_int64(r, 0, 0) < 3;
}

static bool take_all(void *ctx, const struct db_result *r)
{
    *(int64_t *)ctx += db_int64(r, 0, 0);
    return true;
}

static void stream_stops_early(void **state)
{
    struct db *db = handle(state);
    struct error e;
    int64_t sum = 0, began = scratch_now_ms();
    assert_true(db_stream(db, "SELECT generate_series(1, $1::int)", DB_PARAMS("20000000"), take_three, &sum, &e));
    assert_int_equal(sum, 6);
    assert_true(scratch_now_ms() - began < 4000);
    must_give(db, "SELECT 'usable'", "usable");
    sum = 0;
    assert_true(db_begin(db, &e));
    assert_true(db_stream(db, "SELECT * FROM generate_series(1, 1000)", NULL, 0, take_three, &sum, &e));
    must_give(db, "SELECT 'the transaction too'", "the transaction too");
    assert_true(db_commit(db, &e));
    assert_int_equal(sum, 6);
}

static void stream_gives_all_rows_and_failures(void **state)
{
    struct db *db = handle(state);
    struct error e;
    int64_t sum = 0;
    assert_true(db_stream(db, "SELECT * FROM generate_series(1, 1000)", NULL, 0, take_all, &sum, &e));
    assert_int_equal(sum, 500500);
    sum = 0;
    assert_true(db_stream(db, "SELECT 1 WHERE false", NULL, 0, take_all, &sum, &e));
    assert_int_equal(sum, 0);
    assert_false(db_stream(db, "SELECT 10 / (5 - n) FROM generate_series(1, 9) n", NULL, 0, take_all, &sum, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_int_equal(sum, 2 + 3 + 5 + 10);
    must_give(db, "SELECT 'usable'", "usable");
}

static void *cancel_soon(void *db)
{
    PGconn *admin = scratch_connect(scratch.conninfo);
    scratch_wait_for(admin,
                     "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                     "state = 'active' AND wait_event = 'PgSleep'", /* no longer being prepared */
                     "1");
    db_cancel(db);
    PQfinish(admin);
    return NULL;
}

static void cancel_ends_the_statement(void **state)
{
    struct db *db = handle(state);
    pthread_t thread;
    must_give(db, "SELECT 1", "1");
    db_cancel(db); /* nothing runs: nothing happens */
    must_give(db, "SELECT 'later statement'", "later statement");
    db_set_deadline_ms(db, 60000);
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, db), 0);
    int64_t began = scratch_now_ms();
    must_fail(db, "SELECT pg_sleep(30)", ERR_CANCELLED, "cancel");
    assert_true(scratch_now_ms() - began < SCRATCH_DEADLINE_MS);
    pthread_join(thread, NULL);
    must_give(db, "SELECT 'usable'", "usable");
}

static void *cancel_while_preparing(void *db)
{
    PGconn *admin = scratch_connect(scratch.conninfo);
    scratch_wait_for(
        admin,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = '" APPLICATION
        "' AND wait_event_type = 'Lock'",
        "1");
    db_cancel(db);
    scratch_ask(admin, "SELECT 1");
    PQfinish(admin);
    return NULL;
}

/* PREPARE waits for a lock; the cancel that meets it there is not forgotten when EXECUTE is sent. */
static void a_cancel_counts_until_the_call_is_over(void **state)
{
    struct db *db = handle(state);
    pthread_t thread;
    PGconn *holder = scratch_connect(scratch.conninfo);
    scratch_ask(holder, "BEGIN; LOCK TABLE item");
    assert_int_equal(pthread_create(&thread, NULL, cancel_while_preparing, db), 0);
    must_fail(db, "SELECT count(*) FROM public.item", ERR_CANCELLED, "cancel");
    pthread_join(thread, NULL);
    scratch_ask(holder, "COMMIT");
    PQfinish(holder);
    must_give(db, "SELECT count(*) FROM public.item", "0");
}

static void *cancel_when_waiting(void *db)
{
    while (atomic_load(&looked_up) < 2)
        scratch_nap();
    db_cancel(db);
    return NULL;
}

/* A name server that keeps silent holds nobody up longer than a host may take, and not even so long who is cancelled.
 */
static void a_silent_name_server_is_given_up(void **state)
{
    handle(state);
    struct error e;
    pthread_t thread;
    struct db *db = open_with("host=silent.test connect_timeout=1");
    int64_t began = scratch_now_ms();
    assert_false(db_ready(db, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_non_null(strstr(e.why, "name server"));
    assert_true(scratch_now_ms() - began < 10000);
    db_free(db);
    db = open_with("host=silent.test connect_timeout=600");
    assert_int_equal(pthread_create(&thread, NULL, cancel_when_waiting, db), 0);
    assert_false(db_ready(db, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    pthread_join(thread, NULL);
    db_free(db);
    sem_post(&nobody_answers);
    sem_post(&nobody_answers);
}

/* The server's process is stopped: the connection stays, and nothing comes. */
static pid_t stop_backend(struct db *db)
{
    struct db_result *r = get(db, "SELECT pg_backend_pid()", NULL, 0);
    pid_t pid = (pid_t)db_int64(r, 0, 0);
    db_result_free(r);
    assert_int_equal(kill(pid, SIGSTOP), 0);
    return pid;
}

static void a_silent_server_is_given_up_whatever_is_asked(void **state)
{
    for (int what = 0; what < 4; what++) {
        struct db *db = handle(state);
        struct error e;
        db_set_deadline_ms(db, 100);
        if (what > 1)
            assert_true(db_begin(db, &e));
        pid_t pid = stop_backend(db);
        int64_t began = scratch_now_ms();
        if (what == 0)
            must_fail(db, "SELECT 1", ERR_TIMEOUT, "silent");
        else if (what == 1)
            assert_false(db_listen(db, "channel", &e));
        else if (what == 2)
            assert_false(db_stream(db, "SELECT 1", NULL, 0, take_all, &(int64_t){ 0 }, &e));
        else
            db_rollback(db);
        kill(pid, SIGCONT);
        assert_true(scratch_now_ms() - began < 20000);
        assert_false(db_is_connected(db));
        db_rollback(db);
        db_retry_now(db);
        must_give(db, "SELECT 'usable'", "usable");
    }
}

/* Much more than the socket takes, to a server that reads none of it. */
static void a_server_that_reads_nothing_is_given_up(void **state)
{
    struct db *db = handle(state);
    struct error e;
    size_t size = 32u << 20;
    char *much = malloc(size + 1);
    assert_non_null(much);
    memset(much, 'x', size);
    much[size] = '\0';
    must_give(db, "SELECT 1", "1");
    db_set_deadline_ms(db, 100);
    pid_t pid = stop_backend(db);
    assert_null(db_text(db, "SELECT length($1::text)", DB_PARAMS(much), &e));
    assert_int_equal(e.code, ERR_TIMEOUT);
    kill(pid, SIGCONT);
    db_set_deadline_ms(db, 20000);
    db_retry_now(db);
    struct db_result *r = get(db, "SELECT length($1::text)", DB_PARAMS(much));
    assert_int_equal(db_int64(r, 0, 0), size);
    db_result_free(r);
    free(much);
}

static void *end_program(void *db)
{
    PGconn *admin = scratch_connect(scratch.conninfo);
    scratch_wait_for(admin,
                     "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                     "state = 'active' AND wait_event = 'PgSleep'",
                     "1");
    db_end_by(db, scratch_now_ms() + 50);
    PQfinish(admin);
    return NULL;
}

static void the_programs_end_ends_every_wait(void **state)
{
    struct db *db = handle(state);
    struct error e;
    pthread_t thread;
    must_give(db, "SELECT 1", "1");
    assert_int_equal(pthread_create(&thread, NULL, end_program, db), 0);
    int64_t began = scratch_now_ms();
    must_fail(db, "SELECT pg_sleep(60)", ERR_TIMEOUT, "");
    assert_true(scratch_now_ms() - began < SCRATCH_DEADLINE_MS);
    pthread_join(thread, NULL);
    assert_false(db_ready(db, &e));
    assert_non_null(strstr(e.why, "program ends"));
}

/* Somebody changes the table under a prepared statement, or drops what is prepared. */
static void what_is_prepared_follows_the_tables(void **state)
{
    struct db *db = handle(state);
    static const char *const changes[] = { "ALTER TABLE item ADD COLUMN more int",
                                           "ALTER TABLE item DROP COLUMN more" };
    scratch_ask(scratch.admin, "INSERT INTO item VALUES (1, 'one')");
    for (int i = 0; i < 2; i++) {
        db_result_free(get(db, "SELECT * FROM public.item", NULL, 0));
        scratch_ask(scratch.admin, changes[i]);
        struct db_result *r = get(db, "SELECT * FROM public.item", NULL, 0);
        assert_int_equal(db_columns(r), i == 0 ? 4 : 3);
        db_result_free(r);
        db_result_free(get(db, "DISCARD ALL", NULL, 0));
        must_give(db, "SELECT name FROM public.item", "one");
        must_give(db, "SELECT name FROM public.item", "one");
    }
}

/* Within a transaction nothing is half done: it says that it may be repeated, and then it goes. */
static void a_transaction_on_changed_tables_may_be_repeated(void **state)
{
    struct db *db = handle(state);
    struct error e;
    db_result_free(get(db, "SELECT * FROM public.item", NULL, 0));
    assert_true(db_begin(db, &e));
    db_rollback(db);
    scratch_ask(scratch.admin, "ALTER TABLE item ADD COLUMN more int");
    assert_true(db_begin(db, &e));
    must_fail(db, "SELECT * FROM public.item", ERR_REFUSED, "cached plan");
    db_rollback(db);
    assert_true(db_may_repeat(db));
    assert_true(db_begin(db, &e));
    db_result_free(get(db, "SELECT * FROM public.item", NULL, 0));
    assert_true(db_commit(db, &e));
    assert_false(db_may_repeat(db));
}

struct canceller {
    struct db *db;
    atomic_bool stop;
};

static void *cancel_all_the_time(void *ctx)
{
    struct canceller *c = ctx;
    while (!atomic_load(&c->stop))
        db_cancel(c->db);
    return NULL;
}

static void cancels_at_any_moment_do_no_harm(void **state)
{
    struct db *db = handle(state);
    struct canceller c = { .db = db };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_all_the_time, &c), 0);
    for (int i = 0; i < 60; i++) {
        struct error e;
        if (i % 20 == 19)
            lose_connection();
        struct db_result *r = db_text(db, "SELECT count(*) FROM generate_series(1, 2000)", NULL, 0, &e);
        if (!r && e.code != ERR_CANCELLED && e.code != ERR_UNREACHABLE)
            fail_msg("%d %s: %s", e.code, e.what, e.why);
        db_result_free(r);
        db_retry_now(db);
    }
    atomic_store(&c.stop, true);
    pthread_join(thread, NULL);
    must_give(db, "SELECT 'usable'", "usable");
}

/* Before a statement has shown that it is of use: the next try is delayed, and says why. */
static void a_loss_before_the_first_statement_is_told(void **state)
{
    struct db *db = handle(state);
    struct error e;
    assert_true(db_ready(db, &e));
    lose_connection();
    error_clear(&e);
    assert_null(db_text(db, "SELECT 1", NULL, 0, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_non_null(strstr(e.what, "connection to the database is lost"));
    assert_true(db_retry_in_ms(db) > 0);
    db_retry_now(db);
    must_give(db, "SELECT 1", "1");
}

static void deadline_ends_the_statement(void **state)
{
    struct db *db = handle(state);
    must_give(db, "SELECT 1", "1");
    db_set_deadline_ms(db, 50);
    must_fail(db, "SELECT pg_sleep(30)", ERR_TIMEOUT, "50 ms");
    db_set_deadline_ms(db, 0);
    must_give(db, "SELECT current_setting('statement_timeout')", "0");
}

static void loss_is_noticed_and_mended(void **state)
{
    struct db *db = handle(state);
    struct error e;
    db_set_deadline_ms(db, 4321);
    must_give(db, "SELECT 1", "1");
    struct db_result *r = db_query(db, "catalogue", NULL, 0, &e);
    assert_non_null(r);
    db_result_free(r);
    lose_connection();
    assert_true(db_ready(db, &e));
    must_give(db, "SELECT current_setting('statement_timeout')", "4321ms");
    r = db_query(db, "catalogue", NULL, 0, &e);
    assert_non_null(r);
    db_result_free(r);
    must_fail(db, "SELECT pg_terminate_backend(pg_backend_pid())", ERR_UNREACHABLE, "");
    assert_false(db_is_connected(db));
    assert_int_equal(db_socket(db), -1);
    assert_int_equal(db_retry_in_ms(db), 0);
    assert_true(db_ready(db, &e));
}

/* No failure: what asks next connects at once, and its settings hold. A transaction is not left for it. */
static void a_rest_costs_nothing_but_the_connection(void **state)
{
    struct db *db = handle(state);
    struct error e;
    db_set_deadline_ms(db, 4321);
    for (int i = 0; i < 3; i++) {
        assert_true(db_ready(db, &e));
        db_rest(db);
        assert_false(db_is_connected(db));
        assert_int_equal(db_retry_in_ms(db), 0);
    }
    must_give(db, "SELECT current_setting('statement_timeout')", "4321ms");
    assert_true(db_begin(db, &e));
    db_rest(db);
    assert_true(db_is_connected(db));
    assert_true(db_commit(db, &e));
}

static void lost_transaction_is_never_half_done(void **state)
{
    struct db *db = handle(state);
    struct error e;
    assert_true(db_begin(db, &e));
    db_result_free(get(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0));
    lose_connection();
    must_fail(db, "INSERT INTO public.item VALUES (2, 'two')", ERR_UNREACHABLE, "");
    assert_false(db_ready(db, &e));
    must_fail(db, "INSERT INTO public.item VALUES (3, 'three')", ERR_UNREACHABLE, "");
    assert_false(db_commit(db, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    must_give(db, "SELECT count(*) FROM public.item", "0");
    assert_true(db_begin(db, &e));
    lose_connection();
    db_rollback(db);
    must_give(db, "SELECT 'usable'", "usable");
}

/* The server goes down while it is at it: whether it was done is not known. */
static void loss_on_the_way_leaves_it_open(void **state)
{
    struct db *db = handle(state);
    struct error e;
    scratch_ask(scratch.admin, "CREATE OR REPLACE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
                               "$$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END$$;"
                               "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED "
                               "FOR EACH ROW EXECUTE FUNCTION die()");
    assert_true(db_begin(db, &e));
    db_result_free(get(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0));
    assert_false(db_commit(db, &e));
    assert_int_equal(e.code, ERR_UNKNOWN);
    assert_true(db_ready(db, &e));
    assert_null(db_text(db, "INSERT INTO public.item VALUES (1, 'one')", NULL, 0, &e));
    assert_int_equal(e.code, ERR_UNKNOWN);
    assert_true(db_ready(db, &e));
}

/* Ends the connection before each step of a sequence in turn: it is done as a whole or not at all. */
static void loss_at_every_step_loses_nothing(void **state)
{
    struct db *db = handle(state);
    for (int at = 0; at < 5; at++) {
        struct error e;
        bool done = false;
        scratch_ask(scratch.admin, "TRUNCATE item");
        must_give(db, "SELECT 1", "1");
        for (int step = 0; step < 5; step++) {
            if (step == at)
                lose_connection();
            if (step == 0 && !db_begin(db, &e))
                break;
            struct db_result *r = NULL;
            if (step == 1 && !(r = db_text(db, "INSERT INTO public.item VALUES (1)", NULL, 0, &e)))
                break;
            if (step == 2 && !(r = db_text(db, "INSERT INTO public.item VALUES (2)", NULL, 0, &e)))
                break;
            db_result_free(r);
            if (step == 3)
                done = db_commit(db, &e);
        }
        db_rollback(db);
        db_retry_now(db);
        assert_string_equal(scratch_ask(scratch.admin, "SELECT count(*) FROM public.item"), done ? "2" : "0");
        assert_int_equal(done, at == 0 || at == 4);
    }
}

static void back_off_holds_and_can_be_skipped(void **state)
{
    (void)state;
    struct error e, again;
    struct db *db = db_new("host=/nonexistent-directory dbname=x", APPLICATION);
    assert_int_equal(db_retry_in_ms(db), 0);
    assert_false(db_ready(db, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_in_range(db_retry_in_ms(db), 1, 500);
    assert_false(db_ready(db, &again));
    assert_string_equal(again.why, e.why);
    int64_t until = scratch_now_ms() + SCRATCH_DEADLINE_MS;
    while (db_retry_in_ms(db) > 0 && scratch_now_ms() < until)
        scratch_nap();
    assert_false(db_ready(db, &e));
    assert_in_range(db_retry_in_ms(db), 501, 1000); /* doubled, a quarter less at most */
    db_retry_now(db);
    assert_int_equal(db_retry_in_ms(db), 0);
    db_free(db);
}

static void wrong_settings_are_told_without_secrets(void **state)
{
    handle(state);
    char conninfo[700], text[1024];
    static const struct {
        const char *setting;
        enum error_code code;
        const char *part;
    } cases[] = {
        { "dbname=hc_no_such_database", ERR_CONFIG, "hc_no_such_database" },
        { "user=hc_no_such_role", ERR_CONFIG, "hc_no_such_role" },
        { "password=hunter2 and more", ERR_CONFIG, "connection string" },
        { "hots=hunter2", ERR_CONFIG, "libpq" },
        { "dbnam=hunter2", ERR_CONFIG, "did you mean dbname=" },
        { "host=u:hunter2@db", ERR_CONFIG, "%40" },
        { "options='-c no_such_setting=1'", ERR_CONFIG, "no_such_setting" },
        { "options='-c work_mem'", ERR_CONFIG, "requires a value" },
        { "host=127.0.0.1 port=1 password=hunter2", ERR_UNREACHABLE, "127.0.0.1" },
        { "host=127.0.0.1,127.0.0.2,127.0.0.3 port=1,2", ERR_CONFIG, "lists" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error e;
        snprintf(conninfo, sizeof conninfo, "%s %s", scratch.conninfo, cases[i].setting);
        struct db *db = db_new(conninfo, APPLICATION);
        assert_false(db_ready(db, &e));
        error_text(&e, text, sizeof text);
        if (e.code != cases[i].code || !strstr(text, cases[i].part) || strstr(text, "hunter2") || !*e.hint)
            fail_msg("%s: code %d, %s", cases[i].setting, e.code, text);
        db_free(db);
    }
}

static void the_next_host_is_tried(void **state)
{
    handle(state);
    char conninfo[1024], hosts[256];
    snprintf(hosts, sizeof hosts, "%s", PQhost(scratch.admin));
    snprintf(conninfo, sizeof conninfo, "%s host=/nonexistent-directory,%s", scratch.conninfo, hosts);
    struct db *db = db_new(conninfo, APPLICATION);
    must_give(db, "SELECT 1", "1");
    db_free(db);
}

/* A server that takes the connection and says nothing: the others get their turn all the same. */
static void silent_host_is_given_up(void **state)
{
    handle(state);
    char folder[] = "/tmp/hc-silent-XXXXXX", conninfo[1024];
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    assert_non_null(mkdtemp(folder));
    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.%s", folder, PQport(scratch.admin));
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 5), 0);
    snprintf(conninfo, sizeof conninfo, "%s host=%s,%s connect_timeout=1", scratch.conninfo, folder,
             PQhost(scratch.admin));
    struct db *db = db_new(conninfo, APPLICATION);
    must_give(db, "SELECT 1", "1");
    db_free(db);
    close(listener);
    unlink(address.sun_path);
    rmdir(folder);
}

static int listen_at(const char *address, in_port_t port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = port };
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_int_equal(inet_pton(AF_INET, address, &at.sin_addr), 1);
    assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(listener, 5), 0);
    return listener;
}

static void accept_one(int listener)
{
    int taken = accept(listener, NULL, NULL);
    assert_true(taken >= 0);
    close(taken);
}

/* The server that moved: its name has the old address, where nobody answers, beside the new one. */
static void each_address_of_a_name_gets_its_turn(void **state)
{
    handle(state);
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    struct error e;
    char setting[80];
    int first = listen_at("127.0.0.1", 0);
    assert_int_equal(getsockname(first, (struct sockaddr *)&at, &size), 0);
    int second = listen_at("127.0.0.2", at.sin_port);
    snprintf(setting, sizeof setting, "host=two.test port=%d connect_timeout=1", ntohs(at.sin_port));
    struct db *db = open_with(setting);
    assert_false(db_ready(db, &e));
    assert_non_null(strstr(e.why, "two.test: no answer within 1 s"));
    accept_one(first);
    accept_one(second);
    db_free(db);
    close(first);
    close(second);
}

/* As a pooler whose server keeps silent: it lets one in, and what is asked then is answered by nobody. */
static void *let_one_in(void *listener)
{
    static const char hello[] = "R\0\0\0\b\0\0\0\0Z\0\0\0\5I";
    char startup[2048];
    struct pollfd fd = { .fd = *(int *)listener, .events = POLLIN };
    int taken = poll(&fd, 1, SCRATCH_DEADLINE_MS) > 0 ? accept(fd.fd, NULL, NULL) : -1;
    if (taken >= 0 && read(taken, startup, sizeof startup) > 0 && write(taken, hello, sizeof hello - 1) > 0)
        while (read(taken, startup, sizeof startup) > 0)
            ;
    close(taken);
    return NULL;
}

static void a_pooler_that_lets_in_is_no_server_that_answers(void **state)
{
    handle(state);
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    char setting[120];
    int listener = listen_at("127.0.0.1", 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
    snprintf(setting, sizeof setting, "host=127.0.0.1 port=%d sslmode=disable gssencmode=disable", ntohs(at.sin_port));
    struct db *db = open_with(setting);
    for (int pooled = 0; pooled < 2; pooled++) {
        pthread_t server;
        db->is_pooled = pooled;
        assert_int_equal(pthread_create(&server, NULL, let_one_in, &listener), 0);
        assert_true(connect_probe(db) == !pooled);
        pthread_join(server, NULL);
    }
    db_free(db);
    close(listener);
}

struct heard {
    int count;
    char channel[64], payload[64];
};

static void hear(void *ctx, const char *channel, const char *payload)
{
    struct heard *h = ctx;
    h->count++;
    snprintf(h->channel, sizeof h->channel, "%s", channel);
    snprintf(h->payload, sizeof h->payload, "%s", payload);
}

static void wait_to_hear(struct db *db, struct heard *h, int count)
{
    struct error e;
    int64_t until = scratch_now_ms() + SCRATCH_DEADLINE_MS;
    while (h->count < count && scratch_now_ms() < until) {
        struct pollfd fd = { .fd = db_socket(db), .events = POLLIN };
        poll(&fd, 1, 100);
        assert_true(db_notifications(db, hear, h, &e));
    }
    assert_int_equal(h->count, count);
}

static void notifications_come_in_also_after_a_loss(void **state)
{
    struct db *db = handle(state);
    struct error e;
    struct heard h = { 0 };
    assert_true(db_listen(db, "Odd \"channel\"", &e));
    assert_true(db_listen(db, "Odd \"channel\"", &e));
    scratch_ask(scratch.admin, "NOTIFY \"Odd \"\"channel\"\"\", 'first'");
    wait_to_hear(db, &h, 1);
    assert_string_equal(h.channel, "Odd \"channel\"");
    assert_string_equal(h.payload, "first");
    lose_connection();
    assert_false(db_notifications(db, hear, &h, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_true(db_ready(db, &e));
    scratch_ask(scratch.admin, "NOTIFY \"Odd \"\"channel\"\"\", 'second'");
    assert_true(db_ready(db, &e)); /* must not swallow it */
    wait_to_hear(db, &h, 2);
    assert_string_equal(h.payload, "second");
}

/* Runs with stderr in a file; the bytes that came there. */
static ssize_t noise_of(bool (*act)(struct db *db), struct db *db, bool *done)
{
    char path[] = "/tmp/hc-notices-XXXXXX", found[256];
    int file = mkstemp(path), kept = dup(STDERR_FILENO);
    assert_true(file >= 0 && kept >= 0);
    dup2(file, STDERR_FILENO);
    *done = act(db);
    dup2(kept, STDERR_FILENO);
    close(kept);
    ssize_t n = pread(file, found, sizeof found, 0);
    close(file);
    unlink(path);
    return n;
}

static bool raise_notices(struct db *db)
{
    struct error e;
    struct db_result *r = db_text(db, "DO $$BEGIN RAISE NOTICE 'noise'; RAISE WARNING 'noise'; END$$", NULL, 0, &e);
    db_result_free(r);
    return r != NULL;
}

static bool become_ready(struct db *db)
{
    return db_ready(db, NULL);
}

static void notices_stay_off_the_screen(void **state)
{
    struct db *db = handle(state);
    bool done;
    assert_int_equal(noise_of(raise_notices, db, &done), 0);
    assert_true(done);
    /* A warning that the server sends while connecting. */
    scratch_ask(scratch.admin, "UPDATE pg_database SET datcollversion = '0' WHERE datname = current_database()");
    db_set_deadline_ms(db, 0);
    lose_connection();
    assert_int_equal(noise_of(become_ready, db, &done), 0);
    assert_true(done);
}

static void open_password_file_is_not_used_and_makes_no_noise(void **state)
{
    handle(state);
    char path[] = "/tmp/hc-passfile-XXXXXX", conninfo[700];
    int file = mkstemp(path);
    bool done;
    assert_true(file >= 0 && fchmod(file, 0644) == 0);
    close(file);
    snprintf(conninfo, sizeof conninfo, "%s passfile=%s", scratch.conninfo, path);
    struct db *db = db_new(conninfo, APPLICATION);
    assert_int_equal(noise_of(become_ready, db, &done), 0);
    assert_true(done);
    db_free(db);
    unlink(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_handle, close_handle)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_arrive_as_they_are),
        TEST(arrays_keep_their_items),
        TEST(named_statement_is_prepared_once),
        TEST(only_the_last_texts_stay_prepared),
        TEST(settings_hold_without_a_round_trip),
        TEST(options_of_the_operator_are_kept),
        TEST(a_statement_timeout_of_the_operator_is_kept),
        TEST(the_operators_timeout_is_told),
        TEST(names_are_looked_up_where_nobody_else_creates_any),
        TEST(transaction_is_all_or_nothing),
        TEST(failed_transaction_cannot_be_committed),
        TEST(deadline_set_in_a_rolled_back_transaction_holds),
        TEST(what_waits_goes_out_with_the_next),
        TEST(what_waits_fails_what_it_goes_out_with),
        TEST(a_commit_goes_out_with_what_waits),
        TEST(what_waits_is_forgotten_by_a_rollback),
        TEST(more_waits_than_there_is_room_for),
        TEST(failures_say_what_they_are),
        TEST(secrets_of_a_refused_row_are_not_told),
        TEST(stream_stops_early),
        TEST(stream_gives_all_rows_and_failures),
        TEST(cancel_ends_the_statement),
        TEST(a_cancel_counts_until_the_call_is_over),
        TEST(a_silent_name_server_is_given_up),
        TEST(a_silent_server_is_given_up_whatever_is_asked),
        TEST(a_server_that_reads_nothing_is_given_up),
        TEST(the_programs_end_ends_every_wait),
        TEST(what_is_prepared_follows_the_tables),
        TEST(a_transaction_on_changed_tables_may_be_repeated),
        TEST(cancels_at_any_moment_do_no_harm),
        TEST(a_loss_before_the_first_statement_is_told),
        TEST(deadline_ends_the_statement),
        TEST(loss_is_noticed_and_mended),
        TEST(a_rest_costs_nothing_but_the_connection),
        TEST(lost_transaction_is_never_half_done),
        TEST(loss_on_the_way_leaves_it_open),
        TEST(loss_at_every_step_loses_nothing),
        TEST(back_off_holds_and_can_be_skipped),
        TEST(wrong_settings_are_told_without_secrets),
        TEST(the_next_host_is_tried),
        TEST(silent_host_is_given_up),
        TEST(each_address_of_a_name_gets_its_turn),
        TEST(a_pooler_that_lets_in_is_no_server_that_answers),
        TEST(notifications_come_in_also_after_a_loss),
        TEST(notices_stay_off_the_screen),
        TEST(open_password_file_is_not_used_and_makes_no_noise),
    };
    return cmocka_run_group_tests(tests, open_scratch, close_scratch);
}
