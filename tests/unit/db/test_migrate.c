/* migrate.h against real databases: fresh, adopted, refused, enforced, interrupted. */
#include "tests/unit/db/scratch.h"

#include "base/embedded.h"
#include "db/migrate.h"

#include <pthread.h>
#include <sys/wait.h>

#define APPLICATION "test_migrate"
#define USER_A "00000000-0000-4000-8000-00000000000a"
#define USER_B "00000000-0000-4000-8000-00000000000b"

/* The portal's tables as its programs see them; our own indexes are left out. */
#define PORTAL_CATALOGUE                                                                                               \
    "SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM ("                                                        \
    "  SELECT a.attrelid::regclass || a.attname || a.attnum || format_type(a.atttypid, a.atttypmod) || a.attnotnull "  \
    "||"                                                                                                               \
    "         coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS line"                                                   \
    "    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"                                                    \
    "    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"                                      \
    "   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0"                            \
    "  UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = "                 \
    "'public'::regnamespace"                                                                                           \
    "  UNION ALL SELECT tgname || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"                       \
    "                                                          AND tgrelid IN (SELECT oid FROM pg_class WHERE "        \
    "relnamespace = 'public'::regnamespace)"                                                                           \
    "  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'hc\\_%') x"

struct seen {
    int states[4], findings, kill_after;
    char missing[2048];
    void (*at_report)(const char *name);
};

/* For what a report does to the database meanwhile. */
static PGconn *meddler;

struct fixture {
    struct scratch scratch;
    struct db *db;
    struct seen seen;
    struct error e;
};

static int make_database(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f || !scratch_open(&f->scratch)) {
        free(f);
        return 0;
    }
    f->db = db_new(f->scratch.conninfo, APPLICATION);
    *state = f;
    return 0;
}

static int drop_database(void **state)
{
    struct fixture *f = *state;
    if (!f)
        return 0;
    db_free(f->db);
    scratch_close(&f->scratch);
    free(f);
    *state = NULL;
    return 0;
}

static struct fixture *fixture(void **state)
{
    if (!*state)
        skip();
    return *state;
}

static void load_file(PGconn *conn, const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("can't open %s", path);
    static char text[65536];
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    scratch_ask(conn, text);
}

static void load_portal(const struct fixture *f)
{
    load_file(f->scratch.admin, "tests/data/portal.sql");
}

static const char *ask(const struct fixture *f, const char *sql)
{
    return scratch_ask(f->scratch.admin, sql);
}

static void expect(const struct fixture *f, const char *sql, const char *expected)
{
    const char *value = ask(f, sql);
    if (strcmp(value, expected) != 0)
        fail_msg("%s: %s, not %s", sql, value, expected);
}

/* The statement is refused for that reason. */
static void expect_refusal(const struct fixture *f, const char *sql, const char *reason)
{
    PGresult *r = PQexec(f->scratch.admin, sql);
    assert_int_equal(PQresultStatus(r), PGRES_FATAL_ERROR);
    if (!strstr(PQresultErrorMessage(r), reason))
        fail_msg("%s: %s", sql, PQresultErrorMessage(r));
    PQclear(r);
}

static void report(void *ctx, const char *name, enum migrate_state state)
{
    struct seen *s = ctx;
    s->states[state]++;
    if (s->at_report)
        s->at_report(name);
    if (state == MIGRATE_APPLIED && --s->kill_after == 0)
        _exit(0);
}

static void note_finding(void *ctx, const char *finding)
{
    struct seen *s = ctx;
    size_t length = strlen(s->missing);
    s->findings++;
    snprintf(s->missing + length, sizeof s->missing - length, "%s\n", finding);
}

static bool run(struct fixture *f, struct migrate_options options)
{
    void (*at_report)(const char *name) = f->seen.at_report;
    f->seen = (struct seen){ .at_report = at_report };
    error_clear(&f->e);
    options.report = report;
    options.finding = note_finding;
    options.ctx = &f->seen;
    return migrate_run(f->db, &options, &f->e);
}

static void run_well(struct fixture *f, struct migrate_options options)
{
    char text[1024];
    if (!run(f, options))
        fail_msg("%s", error_text(&f->e, text, sizeof text));
}

static void expect_failure_code(const struct fixture *f, enum error_code code, const char *part)
{
    char text[1024];
    error_text(&f->e, text, sizeof text);
    if (f->e.code != code || !strstr(text, part))
        fail_msg("code %d: %s", f->e.code, text);
}

static int migrations(void)
{
    int count = 0;
    for (size_t i = 0; i < embedded_file_count; i++)
        count += strncmp(embedded_files[i].path, "db/migrations/", 14) == 0;
    return count;
}

static void add_people(const struct fixture *f)
{
    ask(f,
        "INSERT INTO users (id, phone_number, full_name, is_active, approval_status, manual_debt_mb) VALUES "
        "('" USER_A "', '+6281', 'Ana', true, 'APPROVED', 300), ('" USER_B "', '+6282', 'Budi', true, 'APPROVED', 0);"
        "INSERT INTO user_quota_debts (id, user_id, amount_mb, paid_mb) VALUES "
        "(gen_random_uuid(), '" USER_A "', 200, 50), (gen_random_uuid(), '" USER_A "', 150, 0)");
}

static void empty_database_is_created(void **state)
{
    struct fixture *f = fixture(state);
    assert_false(migrate_verify(f->db, &f->e));
    expect_failure_code(f, ERR_CONFIG, "hotspot-console migrate");
    run_well(f, (struct migrate_options){ 0 });
    assert_int_equal(f->seen.states[MIGRATE_APPLIED], migrations());
    assert_true(migrate_verify(f->db, &f->e));
    expect(f, "SELECT DISTINCT how FROM console.migration", "fresh");
    expect(f, "SELECT count(*) FROM console.migration WHERE version <> ''",
           ask(f, "SELECT count(*) FROM console.migration"));
}

static void second_run_changes_nothing(void **state)
{
    struct fixture *f = fixture(state);
    run_well(f, (struct migrate_options){ 0 });
    char before[64];
    snprintf(before, sizeof before, "%.63s", ask(f, "SELECT max(applied_at) FROM console.migration"));
    run_well(f, (struct migrate_options){ 0 });
    assert_int_equal(f->seen.states[MIGRATE_DONE_BEFORE], migrations());
    expect(f, "SELECT max(applied_at) FROM console.migration", before);
    run_well(f, (struct migrate_options){ .enforce = true });
    assert_int_equal(f->seen.states[MIGRATE_DONE_BEFORE], migrations());
}

static void dry_run_changes_nothing(void **state)
{
    struct fixture *f = fixture(state);
    run_well(f, (struct migrate_options){ .dry_run = true });
    assert_int_equal(f->seen.states[MIGRATE_WOULD_APPLY], migrations());
    expect(f, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", "0");
    expect(f, "SELECT count(*) FROM pg_namespace WHERE nspname = 'console'", "0");
}

#define COLUMNS_OF(tables)                                                                                             \
    "SELECT md5(string_agg(a.attrelid::regclass || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) "   \
    "|| ' ' || a.attnotnull,"                                                                                          \
    " E'\\n' ORDER BY a.attrelid::regclass::text, a.attname)) FROM pg_attribute a WHERE a.attnum > 0 AND "             \
    "a.attrelid::regclass::text = ANY ('{" tables "}')"
#define COMMON_TABLES                                                                                                  \
    "users,package_profiles,packages,user_quota_debts,user_devices,transactions,transaction_events,"                   \
    "quota_mutation_ledger,daily_usage_logs,application_settings,admin_action_logs"

static void fresh_tables_are_the_portals(void **state)
{
    struct fixture *f = fixture(state);
    struct scratch portal;
    run_well(f, (struct migrate_options){ 0 });
    assert_true(scratch_open(&portal));
    load_file(portal.admin, "tests/data/portal.sql");
    char theirs[64];
    snprintf(theirs, sizeof theirs, "%.63s", scratch_ask(portal.admin, COLUMNS_OF(COMMON_TABLES)));
    expect(f, COLUMNS_OF(COMMON_TABLES), theirs);
    scratch_close(&portal);
}

/* What a running portal writes, with ids of its own. */
static void portal_goes_on(const struct fixture *f)
{
    ask(f, "INSERT INTO users (id, phone_number, full_name) VALUES ('" USER_A "', '+6281', 'Ana'), ('" USER_B
           "', '+6282', 'Budi')");
    ask(f, "INSERT INTO package_profiles (id, profile_name) VALUES ('" USER_A "', 'default');"
           "INSERT INTO packages (id, name, price, profile_id) VALUES ('" USER_A "', '10 GB', 100000, '" USER_A "');"
           "INSERT INTO transactions (id, user_id, package_id, midtrans_order_id, amount) VALUES ('" USER_A
           "', '" USER_A "', '" USER_A "', 'O-1', 5);"
           "INSERT INTO user_devices (id, user_id, mac_address) VALUES ('" USER_A "', '" USER_A "', 'AA:BB');"
           "INSERT INTO daily_usage_logs (user_id, log_date, usage_mb) VALUES ('" USER_A "', '2024-05-01', 1.5)");
    /* Debt and its sum in separate transactions, as a portal without our rule may do. */
    ask(f, "INSERT INTO user_quota_debts (id, user_id, amount_mb) VALUES ('" USER_A "', '" USER_A "', 100)");
    ask(f, "UPDATE users SET manual_debt_mb = 100 WHERE id = '" USER_A "'");
    ask(f, "UPDATE users SET role = 'GUEST', total_quota_used_mb = 12.34 WHERE id = '" USER_B "'");
    ask(f, "DELETE FROM users WHERE id = '" USER_A "'");
    expect(f, "SELECT count(*) FROM user_quota_debts", "0");
    expect(f, "SELECT count(*) FROM transactions WHERE user_id IS NULL", "1");
}

static void portal_is_adopted_and_goes_on(void **state)
{
    struct fixture *f = fixture(state);
    char before[64];
    load_portal(f);
    ask(f, "ALTER TABLE users ADD shoe_size integer; CREATE TABLE more (id int)");
    snprintf(before, sizeof before, "%.63s", ask(f, PORTAL_CATALOGUE));
    run_well(f, (struct migrate_options){ 0 });
    assert_int_equal(f->seen.states[MIGRATE_NOT_FOR_THIS_DATABASE], 2);
    assert_int_equal(f->seen.states[MIGRATE_APPLIED], migrations() - 2);
    expect(f, PORTAL_CATALOGUE, before);
    expect(f, "SELECT count(*) > 3 FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'hc\\_%'", "t");
    expect(f, "SELECT DISTINCT how FROM console.migration", "adopted");
    assert_true(migrate_verify(f->db, &f->e));
    portal_goes_on(f);
    run_well(f, (struct migrate_options){ 0 });
    assert_int_equal(f->seen.states[MIGRATE_APPLIED], 0);
}

static void what_is_missing_is_told_exactly(void **state)
{
    struct fixture *f = fixture(state);
    load_portal(f);
    ask(f,
        "ALTER TABLE users DROP manual_debt_mb, ALTER total_quota_used_mb TYPE double precision, ALTER is_blocked DROP "
        "NOT NULL,"
        " ALTER full_name TYPE text, ALTER phone_number TYPE varchar(40), ALTER mikrotik_server_name TYPE varchar(20);"
        "ALTER TABLE user_quota_debts ADD branch integer NOT NULL, ALTER note SET NOT NULL, ALTER created_at DROP "
        "DEFAULT;"
        "ALTER TABLE daily_usage_logs DROP CONSTRAINT uq_daily_usage_logs_user_log_date;"
        "DROP TABLE application_settings");
    char before[64];
    snprintf(before, sizeof before, "%.63s", ask(f, PORTAL_CATALOGUE));
    assert_false(run(f, (struct migrate_options){ 0 }));
    expect_failure_code(f, ERR_REFUSED, "9 found: table application_settings is missing");
    assert_string_equal(f->seen.missing,
                        "table application_settings is missing\n"
                        "daily_usage_logs has no unique index on (log_date, user_id)\n"
                        "user_quota_debts.created_at has no default\n"
                        "user_quota_debts.note refuses NULL\n"
                        "user_quota_debts.branch refuses NULL and has no default: the console can't add rows\n"
                        "users.is_blocked may be NULL\n"
                        "users.manual_debt_mb is missing (bigint)\n"
                        "users.mikrotik_server_name is character varying(20), not character varying(100)\n"
                        "users.total_quota_used_mb is double precision, not numeric(15,2)\n");
    expect(f, PORTAL_CATALOGUE, before);
    expect(f, "SELECT count(*) FROM pg_namespace WHERE nspname = 'console'", "0");
}

static void tampered_and_newer_migrations_are_refused(void **state)
{
    struct fixture *f = fixture(state);
    run_well(f, (struct migrate_options){ 0 });
    ask(f, "UPDATE console.migration SET checksum = repeat('0', 64) WHERE name LIKE '0002%'");
    assert_false(run(f, (struct migrate_options){ 0 }));
    expect_failure_code(f, ERR_REFUSED, "0002_console");
    assert_false(migrate_verify(f->db, &f->e));
    expect_failure_code(f, ERR_CONFIG, "0002_console");
    ask(f, "INSERT INTO console.migration (name, checksum, version, how) VALUES ('9999_future', repeat('0', 64), "
           "'9.9', 'fresh')");
    assert_false(run(f, (struct migrate_options){ 0 }));
    expect_failure_code(f, ERR_REFUSED, "9999_future");
    assert_false(migrate_verify(f->db, &f->e));
    expect_failure_code(f, ERR_CONFIG, "newer");
    ask(f, "DELETE FROM console.migration WHERE name LIKE '9999%' OR name LIKE '0002%'");
    assert_false(migrate_verify(f->db, &f->e));
    expect_failure_code(f, ERR_CONFIG, "0002_console was not applied");
}

static void *migrate_in_thread(void *conninfo)
{
    struct error e;
    struct db *db = db_new(conninfo, APPLICATION);
    bool ok = migrate_run(db, &(struct migrate_options){ 0 }, &e);
    db_free(db);
    return ok ? conninfo : NULL;
}

static void migrators_take_turns(void **state)
{
    struct fixture *f = fixture(state);
    pthread_t threads[3];
    load_portal(f);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, migrate_in_thread, f->scratch.conninfo), 0);
    for (int i = 0; i < 3; i++) {
        void *done = NULL;
        pthread_join(threads[i], &done);
        assert_non_null(done);
    }
    assert_true(migrate_verify(f->db, &f->e));
    expect(f,
           "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
           "WHERE l.locktype = 'advisory' AND d.datname = current_database()",
           "0");
}

static void migrator_waits_for_the_other(void **state)
{
    struct fixture *f = fixture(state);
    pthread_t thread;
    void *done = NULL;
    PGconn *other = scratch_connect(f->scratch.conninfo);
    scratch_ask(other, "BEGIN");
    scratch_ask(other, "SELECT pg_advisory_xact_lock(x'686f7473706f74'::bigint)");
    assert_int_equal(pthread_create(&thread, NULL, migrate_in_thread, f->scratch.conninfo), 0);
    scratch_wait_for(f->scratch.admin,
                     "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                     "AND application_name = 'hotspot-console migrate' AND query LIKE 'ROLLBACK%'",
                     "1");
    expect(f, "SELECT to_regclass('console.migration') IS NULL", "t");
    scratch_ask(other, "COMMIT");
    PQfinish(other);
    pthread_join(thread, &done);
    assert_non_null(done);
    assert_true(migrate_verify(f->db, &f->e));
}

static void enforcing_refuses_dirty_data(void **state)
{
    struct fixture *f = fixture(state);
    load_portal(f);
    add_people(f);
    run_well(f, (struct migrate_options){ 0 });
    ask(f, "UPDATE users SET role = 'GUEST', manual_debt_mb = 7 WHERE id = '" USER_B "'");
    assert_false(run(f, (struct migrate_options){ .enforce = true }));
    expect_failure_code(f, ERR_REFUSED, "2 found");
    assert_string_equal(f->seen.missing,
                        "users_role_known: 1 rows (GUEST)\nmanual_debt_is_ledger_sum: 1 rows (user " USER_B ")\n");
    expect(f, "SELECT count(*) FROM console.migration WHERE how = 'enforced'", "0");
    expect(f, "SELECT to_regclass('console.debt_check') IS NULL", "t");
}

static void owe_meanwhile(const char *name)
{
    if (strcmp(name, "0002_console") == 0)
        scratch_ask(meddler, "UPDATE users SET manual_debt_mb = 7 WHERE id = '" USER_B "'");
}

static void enforcing_refuses_what_comes_in_meanwhile(void **state)
{
    struct fixture *f = fixture(state);
    load_portal(f);
    add_people(f);
    meddler = f->scratch.admin;
    f->seen.at_report = owe_meanwhile;
    assert_false(run(f, (struct migrate_options){ .enforce = true }));
    expect_failure_code(f, ERR_REFUSED, "manual_debt_is_ledger_sum");
    expect(f, "SELECT to_regclass('console.debt_check') IS NULL", "t");
}

static void expect_debt_rule(const struct fixture *f)
{
    expect_refusal(f, "UPDATE users SET manual_debt_mb = 301 WHERE id = '" USER_A "'", "manual_debt_mb is 301");
    expect_refusal(f,
                   "INSERT INTO user_quota_debts (id, user_id, amount_mb) VALUES (gen_random_uuid(), '" USER_B "', 5)",
                   "sum to 5");
    expect_refusal(f, "DELETE FROM user_quota_debts WHERE paid_mb = 0 AND user_id = '" USER_A "'", "sum to 150");
    ask(f, "BEGIN");
    ask(f, "UPDATE users SET manual_debt_mb = 305 WHERE id = '" USER_A "'");
    ask(f, "INSERT INTO user_quota_debts (id, user_id, amount_mb) VALUES (gen_random_uuid(), '" USER_A "', 5)");
    ask(f, "COMMIT");
    expect(f, "SELECT manual_debt_mb FROM users WHERE id = '" USER_A "'", "305");
    ask(f, "UPDATE users SET full_name = 'Ana B.', total_quota_used_mb = 1.01");
    expect(f, "SELECT count(*) FROM console.debt_check", "0");
    expect_refusal(f, "DELETE FROM users WHERE id = '" USER_A "'", "user_quota_debts_user_id_fkey");
    expect_refusal(f, "UPDATE users SET role = 'GUEST'", "users_role_known");
}

static void enforcing_clean_data_holds_from_then_on(void **state)
{
    struct fixture *f = fixture(state);
    load_portal(f);
    add_people(f);
    run_well(f, (struct migrate_options){ .enforce = true });
    expect(f, "SELECT string_agg(name, ',') FROM console.migration WHERE how = 'enforced'", "0003_rules");
    assert_true(migrate_verify(f->db, &f->e));
    expect_debt_rule(f);
    run_well(f, (struct migrate_options){ 0 });
    assert_int_equal(f->seen.states[MIGRATE_APPLIED], 0);
}

static void fresh_database_ties_debts_to_their_sum(void **state)
{
    struct fixture *f = fixture(state);
    run_well(f, (struct migrate_options){ 0 });
    add_people(f);
    expect_debt_rule(f);
}

static void kill_after(struct fixture *f, int count)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct error e;
        struct seen s = { .kill_after = count };
        struct db *db = db_new(f->scratch.conninfo, APPLICATION);
        migrate_run(db, &(struct migrate_options){ .report = report, .ctx = &s }, &e);
        _exit(1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void killed_migrator_is_resumed(void **state)
{
    struct fixture *f = fixture(state);
    char count[16];
    for (int i = 1; i < migrations(); i++) {
        kill_after(f, 1);
        snprintf(count, sizeof count, "%d", i);
        expect(f, "SELECT count(*) FROM console.migration", count);
    }
    run_well(f, (struct migrate_options){ 0 });
    assert_int_equal(f->seen.states[MIGRATE_DONE_BEFORE], migrations() - 1);
    assert_int_equal(f->seen.states[MIGRATE_APPLIED], 1);
    expect(f, "SELECT DISTINCT how FROM console.migration", "fresh");
    assert_true(migrate_verify(f->db, &f->e));
}

static void terminate_lock(const char *name)
{
    (void)name;
    scratch_terminate(meddler, "hotspot-console migrate");
}

static void terminate_migrator(const char *name)
{
    (void)name;
    scratch_terminate(meddler, APPLICATION);
}

static void lost_lock_stops_the_migration(void **state)
{
    struct fixture *f = fixture(state);
    meddler = f->scratch.admin;
    f->seen.at_report = terminate_lock;
    assert_false(run(f, (struct migrate_options){ 0 }));
    assert_int_equal(f->e.code, ERR_UNREACHABLE);
    expect(f, "SELECT string_agg(name, ',') FROM console.migration", "0001_portal");
    f->seen.at_report = NULL;
    run_well(f, (struct migrate_options){ 0 });
    assert_true(migrate_verify(f->db, &f->e));
}

static void lost_connection_is_replaced_between_migrations(void **state)
{
    struct fixture *f = fixture(state);
    meddler = f->scratch.admin;
    f->seen.at_report = terminate_migrator;
    run_well(f, (struct migrate_options){ 0 });
    assert_int_equal(f->seen.states[MIGRATE_APPLIED], migrations());
    assert_true(migrate_verify(f->db, &f->e));
}

static void unfinished_indexes_are_built_again(void **state)
{
    struct fixture *f = fixture(state);
    load_portal(f);
    ask(f, "CREATE INDEX hc_users_name ON users (lower(full_name), id);"
           "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'hc_users_name'::regclass;"
           "CREATE INDEX hc_leftover ON users (id); UPDATE pg_index SET indisvalid = false WHERE indexrelid = "
           "'hc_leftover'::regclass");
    run_well(f, (struct migrate_options){ 0 });
    expect(f, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'hc_users_name'::regclass", "t");
    expect(f, "SELECT to_regclass('hc_leftover') IS NULL", "t");
}

static void failing_migration_leaves_nothing_behind(void **state)
{
    struct fixture *f = fixture(state);
    ask(f, "CREATE SCHEMA console; CREATE TABLE console.outbox (id int)");
    assert_false(run(f, (struct migrate_options){ 0 }));
    expect_failure_code(f, ERR_REFUSED, "0002_console");
    expect(f, "SELECT string_agg(name, ',') FROM console.migration", "0001_portal");
    expect(f, "SELECT to_regclass('console.router') IS NULL", "t");
    ask(f, "DROP TABLE console.outbox");
    run_well(f, (struct migrate_options){ 0 });
    assert_true(migrate_verify(f->db, &f->e));
}

static void deadline_of_the_caller_comes_back(void **state)
{
    struct fixture *f = fixture(state);
    db_set_deadline_ms(f->db, 1234);
    run_well(f, (struct migrate_options){ 0 });
    struct db_result *r = db_text(f->db, "SELECT current_setting('statement_timeout')", NULL, 0, &f->e);
    assert_non_null(r);
    assert_string_equal(db_value(r, 0, 0), "1234ms");
    db_result_free(r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_database, drop_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(empty_database_is_created),
        TEST(second_run_changes_nothing),
        TEST(dry_run_changes_nothing),
        TEST(fresh_tables_are_the_portals),
        TEST(portal_is_adopted_and_goes_on),
        TEST(what_is_missing_is_told_exactly),
        TEST(tampered_and_newer_migrations_are_refused),
        TEST(migrators_take_turns),
        TEST(migrator_waits_for_the_other),
        TEST(enforcing_refuses_dirty_data),
        TEST(enforcing_refuses_what_comes_in_meanwhile),
        TEST(enforcing_clean_data_holds_from_then_on),
        TEST(fresh_database_ties_debts_to_their_sum),
        TEST(killed_migrator_is_resumed),
        TEST(lost_lock_stops_the_migration),
        TEST(lost_connection_is_replaced_between_migrations),
        TEST(unfinished_indexes_are_built_again),
        TEST(failing_migration_leaves_nothing_behind),
        TEST(deadline_of_the_caller_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
