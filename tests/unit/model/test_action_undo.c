/* Undo: what it puts back, and where it keeps its hands off; and the audit's chain. */
#include "tests/unit/model/action_bench.h"

#include "model/engine/audit.h"

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

static bool undo(const char *operation, char new_id[40], struct action_result *r, struct error *e)
{
    error_clear(e);
    action_new_id(new_id);
    return action_undo(&b->ctx, operation, new_id, r, e);
}

static struct action_result undo_well(const char *operation)
{
    struct action_result r;
    struct error e;
    char id[40];
    if (!undo(operation, id, &r, &e))
        fail_msg("%s: %s", e.what, e.why);
    return r;
}

/* All that actions touch of a user and his debts, but the times of the last change. */
static const char *picture(const char *user)
{
    return ask(
        b,
        "SELECT (to_jsonb(u) - '{updated_at,manual_debt_updated_at}'::text[])::text || (SELECT "
        "coalesce(jsonb_agg(to_jsonb(d) - 'updated_at' ORDER BY d.id), '[]')::text FROM public.user_quota_debts d "
        "WHERE d.user_id = u.id) FROM public.users u WHERE u.id = '%s'",
        user);
}

static void test_undo_puts_back_what_every_action_changed(void **state)
{
    static const struct {
        const char *action, *name, *value;
    } cases[] = {
        { "users.block", "reason", "x" },     { "quota.inject", "mb", "450" },         { "quota.reset", NULL, NULL },
        { "quota.count_offset", NULL, NULL }, { "quota.reset_with_debt", NULL, NULL }, { "debts.set", "mb", "77" },
        { "debts.set", "mb", "0" },
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *id = new_user(b, "total_quota_used_mb = 10347.25, auto_debt_offset_mb = 7");
        new_debt(b, id, 300, 100, "'2024-01-01'");
        new_debt(b, id, 500, 0, "'2024-02-01'");
        const char *before = picture(id);
        struct action_result done = run_on(b, cases[i].action, id, cases[i].name, cases[i].value);
        assert_string_not_equal(picture(id), before);
        struct action_result r = undo_well(done.operation_id);
        assert_int_equal(r.changed, 1);
        assert_string_equal(picture(id), before);
        assert_int_equal(r.outbox_count, 1);
        assert_int_equal(count_of(b, LEDGER, r.operation_id), strcmp(cases[i].action, "users.block") != 0);
        assert_int_equal(count_of(b, AUDIT, r.operation_id), count_of(b, AUDIT, done.operation_id));
        assert_string_equal(
            ask(b, "SELECT concat_ws('|', action, undo_of = '%s', actor) FROM console.operation WHERE id = '%s'",
                done.operation_id, r.operation_id),
            "audit.undo|t|siti@kasir-1");
    }
}

static void test_unblocking_is_undone_with_reason_and_time(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id =
        new_user(b, "is_blocked = true, blocked_reason = 'late', blocked_at = '2026-01-02 03:04:05.678901+07'");
    const char *before = picture(id);
    struct action_result r, blocked = run_on(b, "users.block", new_user(b, NULL), "reason", "x");
    struct action_result done = run_on(b, "users.unblock", id, NULL, NULL);
    struct error e = { .code = ERR_NONE };
    char op[40];
    /* Another session, with times of its own. */
    ask(b, "ALTER DATABASE %s SET timezone = 'Asia/Jayapura'", b->scratch.name);
    struct context ctx = bench_context(db_new(b->scratch.conninfo, "elsewhere"), &b->config);
    action_new_id(op);
    assert_true(action_undo(&ctx, done.operation_id, op, &r, &e));
    assert_string_equal(picture(id), before);
    action_new_id(op);
    assert_true(action_undo(&ctx, blocked.operation_id, op, &r, &e));
    db_free(ctx.db);
    arena_free(ctx.arena);
}

static void test_a_second_undo_is_refused(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct action_result r, done = run_on(b, "users.block", new_user(b, NULL), "reason", "x");
    struct error e;
    char id[40], other[40];
    assert_true(undo(done.operation_id, id, &r, &e));
    assert_false(undo(done.operation_id, other, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_non_null(strstr(e.why, id));
    /* The same undo, asked for again after an unclear end, is found. */
    error_clear(&e);
    assert_true(action_undo(&b->ctx, done.operation_id, id, &r, &e));
    assert_int_equal(r.changed, 1);
    /* An undo itself has none. */
    assert_false(undo(id, other, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

/* One operation, and as many rows as it changed: they decide how it is confirmed. */
static void test_the_plan_of_an_undo_counts_what_it_puts_back(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[21];
    struct action_result r;
    struct error e;
    char op[40];
    for (size_t i = 0; i < 21; i++)
        ids[i] = new_user(b, NULL);
    struct plan block =
        make_plan(&b->ctx, "users.block", &(struct selection){ .ids = ids, .id_count = 21 }, "reason", "x");
    action_new_id(op);
    assert_true(action_apply(&b->ctx, &block, op, &r, &e));
    const char *operation = op;
    struct plan p =
        make_plan(&b->ctx, "audit.undo", &(struct selection){ .ids = &operation, .id_count = 1 }, NULL, NULL);
    assert_int_equal(p.id_count, 1);
    assert_int_equal(action_rows(&p), 21);
    assert_int_equal(action_confirm(&p), CONFIRM_COUNT);
}

static void test_undo_of_what_has_changed_since_is_refused(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 100");
    struct action_result r, done = run_on(b, "quota.reset", id, NULL, NULL);
    struct error e;
    char op[40];
    ask(b, "UPDATE public.users SET total_quota_used_mb = 12.5 WHERE id = '%s'", id);
    const char *operation = done.operation_id;
    struct plan p =
        make_plan(&b->ctx, "audit.undo", &(struct selection){ .ids = &operation, .id_count = 1 }, NULL, NULL);
    assert_int_equal(p.id_count, 0);
    assert_int_equal(p.refused_count, 1);
    assert_string_equal(p.samples[0].refusal, "has changed since: user total_quota_used_mb is 12.50");
    assert_false(undo(done.operation_id, op, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_int_equal(count_of(b, "console.operation WHERE id", op), 0);
    assert_string_equal(figures(b, id), "10240/12.50/0/0");
    /* It is no dead end: where the present fits again, it is undone. */
    ask(b, "UPDATE public.users SET total_quota_used_mb = 0 WHERE id = '%s'", id);
    undo_well(done.operation_id);
    assert_string_equal(figures(b, id), "10240/100.00/0/0");
}

static void test_a_column_that_was_not_changed_may_change(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    struct action_result done = run_on(b, "users.block", id, "reason", "x");
    ask(b, "UPDATE public.users SET total_quota_used_mb = 12.5, full_name = 'Other' WHERE id = '%s'", id);
    undo_well(done.operation_id);
    assert_string_equal(
        ask(b, "SELECT is_blocked || full_name || total_quota_used_mb FROM public.users WHERE id = '%s'", id),
        "falseOther12.50");
}

static void test_a_debt_paid_since_keeps_its_user_out(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[] = { new_user(b, NULL), new_user(b, NULL), new_user(b, NULL) };
    for (int i = 0; i < 3; i++)
        new_debt(b, ids[i], 300, 100, "'2024-01-01'");
    struct action_result r, done = run_action(b, "debts.set", ids, 3, "mb", "50");
    struct error e;
    char op[40];
    /* The sum stays as it was, the item does not: only the item gives it away. */
    ask(b, "UPDATE public.user_quota_debts SET amount_mb = 60, paid_mb = 10 WHERE user_id = '%s' AND NOT is_paid",
        ids[0]);
    ask(b, "UPDATE public.user_quota_debts SET last_paid_source = 'cash' WHERE user_id = '%s' AND is_paid", ids[2]);
    assert_true(undo(done.operation_id, op, &r, &e));
    assert_int_equal(r.changed, 1);
    assert_non_null(strstr(r.summary, "2 left out: changed since"));
    assert_string_equal(items(b, ids[0]), "100/300p 10/60");
    assert_string_equal(items(b, ids[1]), "100/300");
    assert_string_equal(figures(b, ids[1]), "10240/0.00/0/200");
    assert_string_equal(items(b, ids[2]), "100/300p 0/50");
}

static void test_a_debt_removed_since_keeps_its_user_out(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    const char *debt = new_debt(b, id, 300, 0, "'2024-01-01'");
    struct action_result r, done = run_on(b, "debts.set", id, "mb", "50");
    struct error e;
    char op[40];
    ask(b, "DELETE FROM public.user_quota_debts WHERE id = '%s'", debt);
    const char *operation = done.operation_id;
    struct plan p =
        make_plan(&b->ctx, "audit.undo", &(struct selection){ .ids = &operation, .id_count = 1 }, NULL, NULL);
    assert_string_equal(p.samples[0].refusal, "is gone: user_quota_debt");
    assert_false(undo(done.operation_id, op, &r, &e));
    assert_string_equal(items(b, id), "0/50");
}

static void test_what_can_not_be_undone(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct action_result r, done = run_on(b, "users.sync", new_user(b, NULL), NULL, NULL);
    struct error e;
    char op[40];
    assert_false(undo(done.operation_id, op, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_non_null(strstr(e.why, "users.sync has no undo"));
    assert_false(undo("00000000-0000-4000-8000-000000000001", op, &r, &e));
    assert_int_equal(e.code, ERR_USAGE);
    assert_false(undo("yesterday", op, &r, &e));
    assert_int_equal(e.code, ERR_USAGE);
}

static void test_undo_by_rows_of_the_audit(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[] = { new_user(b, NULL), new_user(b, NULL) }, *rows[3];
    struct action_result one = run_action(b, "users.block", ids, 2, "reason", "x");
    struct action_result two = run_on(b, "users.sync", ids[0], NULL, NULL);
    struct error e = { .code = ERR_NONE };
    struct plan p;
    char op[40];
    rows[0] = ask(b, "SELECT min(id) FROM console.audit_log WHERE operation_id = '%s'", one.operation_id);
    rows[1] = ask(b, "SELECT max(id) FROM console.audit_log WHERE operation_id = '%s'", one.operation_id);
    rows[2] = ask(b, "SELECT max(id) FROM console.audit_log WHERE operation_id = '%s'", two.operation_id);
    assert_false(action_plan(&b->ctx, action_find("audit.undo"), &(struct selection){ .ids = rows, .id_count = 3 },
                             NULL, &p, &e));
    assert_int_equal(e.code, ERR_USAGE);
    assert_non_null(strstr(e.why, "several operations"));
    p = make_plan(&b->ctx, "audit.undo", &(struct selection){ .ids = rows, .id_count = 2 }, NULL, NULL);
    assert_string_equal(p.summary, "Undo users.block of 2 users by siti@kasir-1");
    assert_string_equal(p.ids[0], one.operation_id);
    assert_int_equal(p.sample_count, 2);
    action_new_id(op);
    struct action_result r;
    assert_true(action_apply(&b->ctx, &p, op, &r, &e));
    assert_int_equal(r.changed, 2);
    rows[0] = "999999999";
    assert_false(action_plan(&b->ctx, action_find("audit.undo"), &(struct selection){ .ids = rows, .id_count = 1 },
                             NULL, &p, &e));
    assert_int_equal(e.code, ERR_USAGE);
}

static int64_t broken(void)
{
    struct error e = { .code = ERR_NONE };
    int64_t seq = -1, links = 0;
    if (!audit_verify(&b->ctx, &seq, &links, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(links, atoi(ask(b, "SELECT count(*) FROM console.operation")));
    return seq;
}

/* A change behind the program's back, by somebody who may switch triggers off; the sequence number
 * that is reported must be that of the operation concerned. */
static void tamper(const char *operation, const char *with, const char *back)
{
    const char *seq = ask(b, "SELECT seq FROM console.operation WHERE id = '%s'", operation);
    assert_int_equal(broken(), 0);
    ask(b, "SET session_replication_role = replica");
    ask(b, "%s", with);
    assert_string_equal(ask(b, "SELECT %lld", (long long)broken()), seq);
    ask(b, "%s", back);
    ask(b, "SET session_replication_role = origin");
    assert_int_equal(broken(), 0);
}

static void test_the_chain_shows_every_change(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct arena *a = b->ctx.arena;
    const char *id = new_user(b, NULL);
    run_on(b, "users.sync", id, NULL, NULL);
    struct action_result r = run_on(b, "users.block", id, "reason", "x");
    run_on(b, "users.unblock", id, NULL, NULL);
    const char *op = r.operation_id;
    tamper(op, arena_printf(a, "UPDATE console.audit_log SET actor = 'nobody' WHERE operation_id = '%s'", op),
           arena_printf(a, "UPDATE console.audit_log SET actor = 'siti@kasir-1' WHERE operation_id = '%s'", op));
    tamper(op,
           arena_printf(a, "UPDATE console.audit_log SET after = after || '{\"x\": 1}' WHERE operation_id = '%s'", op),
           arena_printf(a, "UPDATE console.audit_log SET after = after - 'x' WHERE operation_id = '%s'", op));
    tamper(op, arena_printf(a, "UPDATE console.operation SET item_count = 2 WHERE id = '%s'", op),
           arena_printf(a, "UPDATE console.operation SET item_count = 1 WHERE id = '%s'", op));
    tamper(op, arena_printf(a, "UPDATE console.operation SET args = '{}' WHERE id = '%s'", op),
           arena_printf(a, "UPDATE console.operation SET args = '{\"reason\": \"x\"}' WHERE id = '%s'", op));
    tamper(op,
           arena_printf(a,
                        "INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id) "
                        "VALUES ('%s', 'x', 'x', 'user', 'x')",
                        op),
           "DELETE FROM console.audit_log WHERE entity_id = 'x'");
}

static void test_a_lost_end_of_the_chain_is_seen(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct action_result r = run_on(b, "users.sync", new_user(b, NULL), NULL, NULL);
    ask(b, "CREATE TABLE kept AS SELECT * FROM console.audit_log WHERE operation_id = '%s'", r.operation_id);
    ask(b, "CREATE TABLE kept_operation AS SELECT * FROM console.operation WHERE id = '%s'", r.operation_id);
    ask(b, "SET session_replication_role = replica");
    ask(b, "DELETE FROM console.audit_log WHERE operation_id = '%s'", r.operation_id);
    ask(b, "DELETE FROM console.operation WHERE id = '%s'", r.operation_id);
    assert_true(broken() > 0);
    ask(b, "INSERT INTO console.operation OVERRIDING SYSTEM VALUE SELECT * FROM kept_operation");
    ask(b, "INSERT INTO console.audit_log OVERRIDING SYSTEM VALUE SELECT * FROM kept");
    ask(b, "SET session_replication_role = origin");
    assert_int_equal(broken(), 0);
}

/* The statement must fail, with this SQLSTATE. */
static void expect_state(const char *sql, const char *sqlstate)
{
    PGresult *r = PQexec(b->scratch.admin, sql);
    const char *got = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (!got || strcmp(got, sqlstate) != 0)
        fail_msg("%s: %s, not %s", sql, got ? got : "done", sqlstate);
    PQclear(r);
}

static void test_the_audit_is_written_once(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    run_on(b, "users.sync", new_user(b, NULL), NULL, NULL);
    expect_state("UPDATE console.audit_log SET actor = 'x'", "23000");
    expect_state("DELETE FROM console.audit_log", "23000");
    expect_state("UPDATE console.operation SET actor = 'x'", "23000");
    expect_state("UPDATE console.operation SET id = gen_random_uuid()", "23000");
    expect_state("DELETE FROM console.operation", "23000");
    expect_state("INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id) "
                 "VALUES (gen_random_uuid(), 'x', 'x', 'user', 'x')",
                 "23503");
    expect_state("INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id) "
                 "VALUES (gen_random_uuid(), 'router:x', 'sync_user', 'user', gen_random_uuid())",
                 "23503");
}

static int setup(void **state)
{
    (void)state;
    b = bench_open();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bench_close(b);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undo_puts_back_what_every_action_changed),
        cmocka_unit_test(test_unblocking_is_undone_with_reason_and_time),
        cmocka_unit_test(test_a_second_undo_is_refused),
        cmocka_unit_test(test_the_plan_of_an_undo_counts_what_it_puts_back),
        cmocka_unit_test(test_undo_of_what_has_changed_since_is_refused),
        cmocka_unit_test(test_a_column_that_was_not_changed_may_change),
        cmocka_unit_test(test_a_debt_paid_since_keeps_its_user_out),
        cmocka_unit_test(test_a_debt_removed_since_keeps_its_user_out),
        cmocka_unit_test(test_what_can_not_be_undone),
        cmocka_unit_test(test_undo_by_rows_of_the_audit),
        cmocka_unit_test(test_the_chain_shows_every_change),
        cmocka_unit_test(test_a_lost_end_of_the_chain_is_seen),
        cmocka_unit_test(test_the_audit_is_written_once),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
