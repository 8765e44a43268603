/* A user's timeline: each thing once, newest first, page by page without loss, told in words. */
#include "model/lists/timeline.h"

#include "tests/unit/model/action_bench.h"

#include <stddef.h>

enum {
    ALL = 10000,
    MOST_ENTRIES = 400
};

static struct timeline_entry *read_page(struct bench *b, const char *user, const char *after, size_t limit,
                                        size_t *count)
{
    struct timeline_entry *entries;
    struct error e = { .code = ERR_NONE };
    if (!timeline_read(&b->ctx, user, after, limit, &entries, count, &e))
        fail_msg("%s: %s", e.what, e.why);
    return entries;
}

static struct timeline_entry *read_all(struct bench *b, const char *user, size_t *count)
{
    return read_page(b, user, NULL, ALL, count);
}

/* A row of the portal's ledger; at: SQL. */
static void portal_ledger(struct bench *b, const char *user, const char *source, const char *at)
{
    ask(b,
        "INSERT INTO public.quota_mutation_ledger (id, user_id, source, before_state, after_state, created_at) VALUES "
        "(gen_random_uuid(), '%s', '%s', '{\"total_quota_purchased_mb\": 0, \"odd_rp\": 5}', "
        "'{\"total_quota_purchased_mb\": 10240, \"odd_rp\": 200000}', %s)",
        user, source, at);
}

static void portal_action(struct bench *b, const char *user, const char *what, const char *at)
{
    ask(b,
        "INSERT INTO public.admin_action_logs (id, target_user_id, action_type, details, created_at) VALUES "
        "(gen_random_uuid(), '%s', '%s', 'by phone', %s)",
        user, what, at);
}

static const char *payment(struct bench *b, const char *user, const char *order, const char *status, const char *at)
{
    return ask(b,
               "INSERT INTO public.transactions (id, user_id, midtrans_order_id, amount, status, payment_method, "
               "created_at) VALUES (gen_random_uuid(), '%s', '%s', 200000, '%s', 'qris', %s) RETURNING id",
               user, order, status, at);
}

static void router_effect(struct bench *b, const char *user, int number, const char *at)
{
    ask(b,
        "INSERT INTO console.outbox (target, effect, entity_type, entity_id, created_at) VALUES "
        "('router:r%d', 'sync_user', 'user', '%s', %s)",
        number, user, at);
}

static void operation_is_one_entry_that_tells_all(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    size_t count;
    new_debt(b, user, 5120, 0, "'2026-01-01'");
    ask(b, "UPDATE public.user_quota_debts SET price_rp = 100000 WHERE user_id = '%s'", user);
    run_on(b, "quota.inject", user, "mb", "10GB");
    assert_int_equal(atoi(ask(b, "SELECT count(*) FROM console.audit_log WHERE action = 'quota.inject'")), 2);
    struct timeline_entry *n = read_all(b, user, &count);
    assert_int_equal(count, 1);
    assert_string_equal(n->kind->name, "operation");
    assert_string_equal(n->what, "quota.inject");
    assert_string_equal(n->actor, "siti@kasir-1");
    assert_string_equal(n->changes,
                        "bought 10 GB → 15 GB, manual debt 5 GB → 0 MB; debt paid by quota 5 GB (Rp 100.000); "
                        "router main: waiting");
    assert_string_equal(n->pane, "audit");
    assert_string_equal(n->id, ask(b, "SELECT id FROM console.audit_log WHERE entity_type = 'user'"));
    assert_false(n->has_failed);
}

static void set_outbox(struct bench *b, const char *state)
{
    ask(b, "UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now()");
    ask(b, "UPDATE console.outbox SET state = '%s', worker_id = NULL, lease_until = NULL, %s", state,
        strcmp(state, "done") == 0 ? "last_error = NULL, done_at = now()" : "last_error = 'address list is full'");
}

static void operation_says_whether_the_router_followed(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    size_t count;
    run_on(b, "users.block", user, "reason", "late");
    assert_string_equal(read_all(b, user, &count)->changes, "blocked no → yes, reason - → late; router main: waiting");
    set_outbox(b, "failed");
    assert_string_equal(read_all(b, user, &count)->changes,
                        "blocked no → yes, reason - → late; router main: failed: address list is full");
    assert_true(read_all(b, user, &count)->has_failed);
    ask(b, "UPDATE console.outbox SET state = 'pending'");
    set_outbox(b, "done");
    struct timeline_entry *n = read_all(b, user, &count);
    assert_int_equal(count, 1);
    assert_string_equal(n->changes, "blocked no → yes, reason - → late; router main: done");
    assert_false(n->has_failed);
}

static void change_of_a_debt_item_alone_is_told(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 20480, 0, "'2026-01-01'");
    size_t count;
    run_on(b, "debts.edit", debt, "note", "lent");
    struct timeline_entry *n = read_all(b, user, &count);
    assert_int_equal(count, 1);
    assert_string_equal(n->what, "debts.edit");
    assert_string_equal(n->changes, "debt of 20 GB: note - → lent");
    assert_string_equal(n->id, ask(b, "SELECT id FROM console.audit_log WHERE entity_id = '%s'", debt));
}

static void unlimited_debt_has_no_megabytes(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 1, 0, "'2026-01-01'");
    size_t count;
    ask(b, "UPDATE public.user_quota_debts SET price_rp = 200000 WHERE id = '%s'", debt);
    run_on(b, "debts.settle", debt, NULL, NULL);
    const char *changes = read_all(b, user, &count)->changes;
    assert_non_null(strstr(changes, "settled Unlimited (Rp 200.000)"));
}

static void undo_shows_on_both_sides(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *other = new_user(b, NULL), *both[] = { user, other };
    struct action_result result;
    struct error e = { .code = ERR_NONE };
    char undo[40];
    size_t count;
    new_debt(b, user, 5120, 0, "'2026-01-01'");
    struct action_result first = run_action(b, "quota.inject", both, 2, "mb", "1GB");
    ask(b, "UPDATE public.users SET total_quota_purchased_mb = 1 WHERE id = '%s'", other);
    action_new_id(undo);
    if (!action_undo(&b->ctx, first.operation_id, undo, &result, &e))
        fail_msg("%s: %s", e.what, e.why);
    struct timeline_entry *n = read_all(b, user, &count);
    assert_int_equal(count, 2);
    assert_string_equal(n[0].what, "audit.undo");
    assert_non_null(strstr(n[0].changes, "takes back quota.inject of "));
    assert_non_null(strstr(n[0].changes, "manual debt 4 GB → 5 GB"));
    assert_non_null(strstr(n[0].changes, "owed again 1 GB"));
    assert_non_null(strstr(n[1].changes, "taken back "));
    assert_non_null(strstr(n[1].changes, " by siti@kasir-1"));
    /* of the other the change stands: it was not taken back */
    n = read_all(b, other, &count);
    assert_int_equal(count, 1);
    assert_null(strstr(n->changes, "taken back"));
}

static void user_of_the_portal_alone_has_a_history(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *other = new_user(b, NULL);
    size_t count;
    portal_ledger(b, user, "portal.purchase", "now() - interval '3 days'");
    ask(b,
        "INSERT INTO public.quota_mutation_ledger (id, user_id, actor_user_id, source, before_state, after_state, "
        "created_at) VALUES (gen_random_uuid(), '%s', '%s', 'portal.odd', '{\"a\": \"\\u0000\"}', '[1]', "
        "now() - interval '4 days')",
        user, other);
    portal_action(b, user, "RESET_PASSWORD", "now() - interval '2 days'");
    const char *id = payment(b, user, "BELI-1", "EXPIRED", "now() - interval '1 day'");
    ask(b,
        "INSERT INTO public.transaction_events (id, transaction_id, source, event_type, status, created_at) VALUES "
        "(gen_random_uuid(), '%s', 'MIDTRANS_WEBHOOK', 'settlement', 'SUCCESS', '2026-03-01 10:00+00')",
        id);
    portal_ledger(b, other, "portal.other", "now()");
    struct timeline_entry *n = read_all(b, user, &count);
    assert_int_equal(count, 4);
    assert_string_equal(n[0].kind->name, "payment");
    assert_string_equal(n[0].what, "BELI-1");
    assert_non_null(strstr(n[0].changes, "Rp 200.000, EXPIRED"));
    assert_non_null(strstr(n[0].changes, "but MIDTRANS_WEBHOOK said SUCCESS 2026-03-01"));
    assert_true(n[0].has_failed);
    assert_string_equal(n[1].kind->name, "portal");
    assert_string_equal(n[1].changes, "by phone");
    assert_string_equal(n[2].changes, "bought 0 MB → 10 GB, odd Rp 5 → Rp 200.000");
    assert_null(n[2].pane);
    assert_string_equal(n[3].what, "portal.odd");
    assert_non_null(strstr(n[3].actor, "Budi"));
}

static void effect_of_nobodys_operation_is_an_entry(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *other = new_user(b, NULL);
    size_t count;
    router_effect(b, user, 1, "now()");
    struct action_result r = run_on(b, "users.block", other, "reason", "late");
    ask(b,
        "INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, created_at) VALUES "
        "('%s', 'router:r2', 'kick', 'user', '%s', now() - interval '1 hour')",
        r.operation_id, user);
    struct timeline_entry *n = read_all(b, user, &count);
    assert_int_equal(count, 2);
    assert_string_equal(n[0].what, "sync_user");
    assert_null(n[0].actor);
    assert_string_equal(n[0].pane, "outbox");
    assert_string_equal(n[0].changes, "router r1: waiting");
    assert_string_equal(n[1].what, "kick");
    assert_string_equal(n[1].actor, "siti@kasir-1");
}

static void settlement_without_an_audit_row_is_an_entry(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL), *other = new_user(b, NULL);
    const char *debt = new_debt(b, user, 20480, 0, "'2026-01-01'");
    size_t count;
    struct action_result r = run_on(b, "users.block", other, "reason", "late");
    ask(b,
        "INSERT INTO console.debt_payment (operation_id, actor, debt_id, user_id, kind, mb, rp, note) VALUES "
        "('%s', 'gateway', '%s', '%s', 'settled', 1500, 20000, 'DEBT-1')",
        r.operation_id, debt, user);
    struct timeline_entry *n = read_all(b, user, &count);
    assert_int_equal(count, 1);
    assert_string_equal(n->kind->name, "settlement");
    assert_string_equal(n->pane, "debts");
    assert_string_equal(n->id, debt);
    assert_string_equal(n->changes, "1500 MB (Rp 20.000): DEBT-1");
}

/* All kinds, many at the very same moment, and operations as the most recent of all. */
static const char *busy_user(struct bench *b)
{
    const char *user = new_user(b, NULL), *at[] = { "'2026-02-01 10:00+00'", "'2026-02-01 10:00+00'", "now()" };
    struct action_result last = { .changed = 0 };
    for (int i = 0; i < 24; i++) {
        portal_ledger(b, user, "portal.tick", at[i % 3]);
        portal_action(b, user, "TICK", at[i % 3]);
        router_effect(b, user, i, at[i % 3]);
        payment(b, user, arena_printf(b->ctx.arena, "%.8s-%d", user, i), "SUCCESS", at[i % 3]);
        last = run_on(b, "quota.inject", user, "mb", "1GB");
    }
    const char *other = new_user(b, NULL);
    last = run_on(b, "users.block", other, "reason", "late");
    for (int i = 0; i < 12; i++)
        ask(b,
            "INSERT INTO console.debt_payment (operation_id, at, actor, debt_id, user_id, kind, mb) VALUES "
            "('%s', %s, 'gateway', gen_random_uuid(), '%s', 'settled', 5)",
            last.operation_id, at[i % 3], user);
    return user;
}

static void pages_lose_and_repeat_nothing(void **state)
{
    struct bench *b = *state;
    const char *user = busy_user(b);
    size_t whole, page;
    struct timeline_entry *all = read_all(b, user, &whole);
    assert_int_equal(whole, 24 * 5 + 12);
    for (size_t i = 1; i < whole; i++) {
        assert_true(strcmp(all[i - 1].at, all[i].at) >= 0);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(all[k].key, all[i].key);
    }
    for (size_t limit = 1; limit < 40; limit += 6) {
        const char *after = NULL;
        size_t seen = 0;
        for (;; after = all[seen - 1].key) {
            struct timeline_entry *part = read_page(b, user, after, limit, &page);
            if (!page)
                break;
            assert_true(page <= limit && seen + page <= whole);
            for (size_t i = 0; i < page; i++, seen++) {
                assert_string_equal(part[i].key, all[seen].key);
                assert_string_equal(part[i].id, all[seen].id);
            }
        }
        assert_int_equal(seen, whole);
    }
}

static void new_entries_do_not_move_the_next_page(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    size_t count;
    for (int i = 0; i < 6; i++)
        portal_action(b, user, "OLD", "now() - interval '1 day'");
    struct timeline_entry *first = read_page(b, user, NULL, 3, &count);
    portal_action(b, user, "NEW", "now()");
    struct timeline_entry *next = read_page(b, user, first[2].key, 3, &count);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(next[i].what, "OLD");
        for (size_t k = 0; k < 3; k++)
            assert_string_not_equal(next[i].id, first[k].id);
    }
}

static const char *fact(const struct timeline_fact *facts, size_t count, const char *label)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(facts[i].label, label) == 0)
            return facts[i].text;
    fail_msg("no %s", label);
    return NULL;
}

static void entries_without_a_pane_open_whole(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    struct timeline_fact *facts;
    struct error e = { .code = ERR_NONE };
    size_t count, n;
    portal_ledger(b, user, "portal.purchase", "now()");
    portal_action(b, user, "RESET_PASSWORD", "now() - interval '1 hour'");
    const char *id = payment(b, user, "BELI-9", "SUCCESS", "now() - interval '2 hours'");
    ask(b,
        "INSERT INTO public.transaction_events (id, transaction_id, source, event_type, status, created_at) VALUES "
        "(gen_random_uuid(), '%s', 'APP', 'charge', 'PENDING', '2026-03-01 10:00+00')",
        id);
    struct timeline_entry *entries = read_all(b, user, &n);
    assert_int_equal(n, 3);
    assert_true(timeline_read_entry(&b->ctx, entries[0].kind, entries[0].id, &facts, &count, &e));
    assert_string_equal(fact(facts, count, "source"), "portal.purchase");
    assert_string_equal(fact(facts, count, "changed"), "bought 0 MB → 10 GB, odd Rp 5 → Rp 200.000");
    assert_true(timeline_read_entry(&b->ctx, entries[1].kind, entries[1].id, &facts, &count, &e));
    assert_string_equal(fact(facts, count, "details"), "by phone");
    assert_true(timeline_read_entry(&b->ctx, entries[2].kind, entries[2].id, &facts, &count, &e));
    assert_string_equal(fact(facts, count, "amount"), "Rp 200.000");
    assert_string_equal(facts[count - 1].text, "APP charge PENDING");

    assert_false(timeline_read_entry(&b->ctx, timeline_kind_find("payment"), user, &facts, &count, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_false(timeline_read_entry(&b->ctx, timeline_kind_find("operation"), "1", &facts, &count, &e));
    assert_int_equal(e.code, ERR_USAGE);
}

static void nobody_and_nothing_differ(void **state)
{
    static const char *const bad[] = { "", "2026", "2026-01-01 9 5", "2026-01-01 -1 5", "2026-01-01 12 5" };
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    struct timeline_entry *entries;
    struct error e = { .code = ERR_NONE };
    size_t count = 7;
    read_all(b, user, &count);
    assert_int_equal(count, 0);
    assert_false(timeline_read(&b->ctx, "00000000-0000-4000-8000-00000000dead", NULL, 5, &entries, &count, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_true(e.hint[0] != '\0');
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(timeline_read(&b->ctx, user, bad[i], 5, &entries, &count, &e));
        assert_int_equal(e.code, ERR_USAGE);
    }
    assert_false(timeline_read(&b->ctx, "'; drop table users; --", NULL, 5, &entries, &count, &e));
    read_all(b, user, &count); /* the connection has survived it */
}

/* On statistics as they are after a while, no branch may go through a table. */
static void every_branch_reads_an_index(void **state)
{
    struct bench *b = *state;
    const char *user = new_user(b, NULL);
    ask(b, "SET session_replication_role = replica;"
           "INSERT INTO public.users (id, phone_number, full_name) "
           "SELECT md5(i::text)::uuid, '+999' || i, 'N' FROM generate_series(1, 300) i;"
           "INSERT INTO public.quota_mutation_ledger (id, user_id, source) "
           "SELECT gen_random_uuid(), u.id, 'x' FROM public.users u, generate_series(1, 20);"
           "INSERT INTO public.transactions (id, user_id, midtrans_order_id, amount) "
           "SELECT gen_random_uuid(), u.id, gen_random_uuid()::text, 1 FROM public.users u, generate_series(1, 20);"
           "INSERT INTO console.charge (order_id, kind, gateway, user_id, subject, amount_rp, state, actor) "
           "SELECT midtrans_order_id, 'package', 'midtrans', user_id, 'x', 1, 'paid', 'x' FROM public.transactions;"
           "INSERT INTO public.admin_action_logs (id, target_user_id, action_type) "
           "SELECT gen_random_uuid(), u.id, 'x' FROM public.users u, generate_series(1, 20);"
           "INSERT INTO console.operation (id, actor, action) "
           "SELECT md5(i::text)::uuid, 'a', 'x' FROM generate_series(1, 20) i;"
           "INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id) "
           "SELECT o.id, 'a', 'x', 'user', u.id FROM console.operation o, public.users u;"
           "INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id) "
           "SELECT o.id, 'router:' || o.id, 'x', 'user', u.id FROM console.operation o, public.users u;"
           "INSERT INTO console.debt_payment (operation_id, actor, debt_id, user_id, kind, mb) "
           "SELECT o.id, 'a', u.id, u.id, 'settled', 1 FROM console.operation o, public.users u;"
           "INSERT INTO console.notice (user_id, event, occasion, state, carried_by) "
           "SELECT u.id, 'welcome', i::text, 'handed', 1 FROM public.users u, generate_series(1, 20) i;"
           "SET session_replication_role = origin; ANALYZE");
    PGresult *r = PQexec(b->scratch.admin,
                         arena_printf(b->ctx.arena, "PREPARE page (uuid, timestamptz, int, bigint, uuid, int) AS %s",
                                      timeline_page_sql(b->ctx.arena)));
    assert_int_equal(PQresultStatus(r), PGRES_COMMAND_OK);
    PQclear(r);
    r = PQexec(b->scratch.admin,
               arena_printf(b->ctx.arena, "EXPLAIN EXECUTE page ('%s', 'infinity', -1, NULL, NULL, 50)", user));
    assert_true(PQntuples(r) > 10);
    for (int i = 0; i < PQntuples(r); i++)
        if (strstr(PQgetvalue(r, i, 0), "Seq Scan"))
            fail_msg("%s", PQgetvalue(r, i, 0));
    PQclear(r);
}

static int open_bench(void **state)
{
    *state = bench_open();
    return 0;
}

static int close_bench(void **state)
{
    bench_close(*state);
    return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(operation_is_one_entry_that_tells_all),
        TEST(operation_says_whether_the_router_followed),
        TEST(change_of_a_debt_item_alone_is_told),
        TEST(unlimited_debt_has_no_megabytes),
        TEST(undo_shows_on_both_sides),
        TEST(user_of_the_portal_alone_has_a_history),
        TEST(effect_of_nobodys_operation_is_an_entry),
        TEST(settlement_without_an_audit_row_is_an_entry),
        TEST(pages_lose_and_repeat_nothing),
        TEST(new_entries_do_not_move_the_next_page),
        TEST(entries_without_a_pane_open_whole),
        TEST(nobody_and_nothing_differ),
        TEST(every_branch_reads_an_index),
    };
    if (!getenv("HC_TEST_DATABASE")) {
        fputs("SKIPPED: HC_TEST_DATABASE names no server\n", stderr);
        return 0;
    }
    return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
