/* Lamps and findings. */
#include "tests/unit/model/router_bench.h"

#include "model/engine/heartbeat.h"
#include "model/worker/check.h"
#include "model/worker/health.h"

static struct router_bench b;

static int begin(void **state)
{
    (void)state;
    router_bench_open(&b);
    return 0;
}

static int end(void **state)
{
    (void)state;
    router_bench_close(&b);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    if (!b.bench)
        return 0;
    router_bench_clean(&b);
    ask(b.bench, "DELETE FROM console.worker");
    return 0;
}

static void need_database(void)
{
    if (!b.bench)
        skip();
}

static struct health read_health(void)
{
    struct error e = { .code = ERR_NONE };
    struct health h;
    if (!health_read(&b.bench->ctx, &h, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(h.count, 2);
    return h;
}

static void expect_lamp(const struct health_lamp *lamp, enum lamp state, const char *part)
{
    if (lamp->state != state || !strstr(lamp->detail, part))
        fail_msg("%s: %d %s, not %d %s", lamp->name, (int)lamp->state, lamp->detail, (int)state, part);
}

static void router_lamp_follows_its_state(void **state)
{
    (void)state;
    need_database();
    expect_lamp(&read_health().lamps[0], LAMP_UNKNOWN, "not asked yet");
    assert_true(routers_probe(&b.bench->ctx, "main", NULL));
    expect_lamp(&read_health().lamps[0], LAMP_GOOD, "RouterOS 7.16");
    expect_lamp(&read_health().lamps[0], LAMP_GOOD, "clear text");
    ask(b.bench, "UPDATE console.router_sync_state SET clock_skew_s = -4000");
    expect_lamp(&read_health().lamps[0], LAMP_WARN, "clock is off by 66 min");
    ask(b.bench, "UPDATE console.router_sync_state SET state = 'down', last_error = E'no\\u001b way'");
    expect_lamp(&read_health().lamps[0], LAMP_BAD, "no\\e way");
    ask(b.bench, "UPDATE console.router_sync_state SET checked_at = clock_timestamp() - interval '5 min'");
    expect_lamp(&read_health().lamps[0], LAMP_WARN, "not asked for 5 min");
}

static void insecure_tls_is_shown(void **state)
{
    (void)state;
    need_database();
    assert_true(routers_probe(&b.bench->ctx, "main", NULL));
    b.router.tls = true;
    b.router.insecure = true;
    expect_lamp(&read_health().lamps[0], LAMP_GOOD, "TLS not verified");
    b.router.insecure = false;
    assert_null(strstr(read_health().lamps[0].detail, "TLS"));
    b.router.tls = false;
}

static void worker_lamp_follows_the_heartbeat(void **state)
{
    (void)state;
    need_database();
    expect_lamp(&read_health().lamps[1], LAMP_WARN, "no worker is running");
    assert_true(worker_heartbeat(&b.bench->ctx, "act", NULL));
    expect_lamp(&read_health().lamps[1], LAMP_WARN, "no worker is running");
    ask(b.bench, "UPDATE console.worker SET kind = 'worker'");
    expect_lamp(&read_health().lamps[1], LAMP_GOOD, "heartbeat");
    ask(b.bench, "UPDATE console.worker SET heartbeat_at = clock_timestamp() - interval '4 min'");
    expect_lamp(&read_health().lamps[1], LAMP_WARN, "no heartbeat for 4 min");
}

static void outbox_is_counted(void **state)
{
    (void)state;
    need_database();
    ask(b.bench, "INSERT INTO console.outbox (target, effect, entity_type, entity_id) "
                 "SELECT 'router:main', 'sync_user', 'user', gen_random_uuid() FROM generate_series(1, 3)");
    ask(b.bench, "UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now() "
                 "WHERE id IN (SELECT id FROM console.outbox ORDER BY id LIMIT 2)");
    ask(b.bench, "UPDATE console.outbox SET state = 'failed', worker_id = NULL, lease_until = NULL "
                 "WHERE id = (SELECT min(id) FROM console.outbox)");
    struct health h = read_health();
    assert_int_equal(h.outbox_waiting, 2);
    assert_int_equal(h.outbox_failed, 1);
}

/* The finding of that name, NULL where there is none. */
static const struct finding *finding(const char *name)
{
    struct error e = { .code = ERR_NONE };
    struct finding *findings;
    size_t count;
    if (!health_check(&b.bench->ctx, &findings, &count, &e))
        fail_msg("%s: %s", e.what, e.why);
    for (size_t i = 0; i < count; i++)
        if (strcmp(findings[i].name, name) == 0)
            return &findings[i];
    return NULL;
}

/* What is sold, without which a hotspot is not set up. */
static void make_package(void)
{
    ask(b.bench, "WITH profile AS (INSERT INTO public.package_profiles (id, profile_name) "
                 "VALUES (gen_random_uuid(), 'default') RETURNING id) "
                 "INSERT INTO public.packages (id, name, price, data_quota_gb, profile_id) "
                 "SELECT gen_random_uuid(), 'Paket', 5000, 2, p.id FROM profile p");
}

static void remove_package(void)
{
    ask(b.bench, "DELETE FROM public.packages; DELETE FROM public.package_profiles");
}

static void what_is_not_set_up_is_found(void **state)
{
    (void)state;
    need_database();
    assert_string_equal(finding("setup:package")->mend, "hotspot-console setup package");
    assert_null(finding("setup:customer")); /* not before there is something to sell */
    assert_null(finding("setup:router"));
    make_package();
    assert_null(finding("setup:package"));
    assert_string_equal(finding("setup:customer")->mend, "hotspot-console setup customer");
    remove_package();
}

static void nothing_is_found_where_all_is_well(void **state)
{
    (void)state;
    need_database();
    struct finding *findings;
    size_t count;
    assert_true(worker_heartbeat(&b.bench->ctx, "worker", NULL));
    make_package();
    new_debt(b.bench, new_user(b.bench, NULL), 500, 100, "NULL");
    assert_true(health_check(&b.bench->ctx, &findings, &count, NULL));
    if (count)
        fail_msg("%s: %s", findings[0].name, findings[0].example);
    ask(b.bench, "DELETE FROM public.user_quota_debts; UPDATE public.users SET manual_debt_mb = 0");
    remove_package();
}

static void expect_finding(const char *name)
{
    const struct finding *f = finding(name);
    if (!f)
        fail_msg("%s was not found", name);
    assert_int_equal(f->count, 1);
    assert_true(*f->what && *f->mend && *f->example);
    assert_false(f->is_unreachable);
}

/* As an adopted database may have it: without the stricter rules. */
static void broken_rules_are_found(void **state)
{
    (void)state;
    need_database();
    ask(b.bench,
        "ALTER TABLE public.users DROP CONSTRAINT users_quota_not_negative; "
        "ALTER TABLE public.users DISABLE TRIGGER USER; ALTER TABLE public.user_quota_debts DISABLE TRIGGER USER; "
        "ALTER TABLE public.user_quota_debts DROP CONSTRAINT debts_amounts; "
        "ALTER TABLE public.daily_usage_logs DROP CONSTRAINT usage_not_negative");
    const char *user = new_user(b.bench, "manual_debt_mb = 5");
    expect_finding("manual_debt_is_ledger_sum");
    ask(b.bench, "UPDATE public.users SET manual_debt_mb = 0, total_quota_used_mb = -1");
    assert_null(finding("manual_debt_is_ledger_sum"));
    expect_finding("quota_not_negative");
    ask(b.bench,
        "INSERT INTO public.user_quota_debts (id, user_id, amount_mb, paid_mb, is_paid) "
        "VALUES (gen_random_uuid(), '%s', 10, 11, true)",
        user);
    expect_finding("debt_paid_within_amount");
    ask(b.bench, "INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb) VALUES ('%s', now(), -1)", user);
    expect_finding("usage_not_negative");
    ask(b.bench, "DELETE FROM public.user_quota_debts");
}

static void double_charges_are_found(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    ask(b.bench, "INSERT INTO public.package_profiles (id, profile_name) VALUES ('%s', 'x')", user);
    ask(b.bench, "INSERT INTO public.packages (id, name, price, profile_id) VALUES ('%s', 'x', 1, '%s')", user, user);
    ask(b.bench,
        "INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount) "
        "SELECT gen_random_uuid(), '%s', '%s', 'o' || i, 1 FROM generate_series(1, 2) i",
        user, user);
    expect_finding("one_open_charge");
    ask(b.bench, "UPDATE public.transactions SET expiry_time = now() - interval '1 d' WHERE midtrans_order_id = 'o1'");
    assert_null(finding("one_open_charge"));
    ask(b.bench, "DELETE FROM public.transactions; DELETE FROM public.packages; DELETE FROM public.package_profiles");
}

/* What a router says in the probe is found by the same check. */
static void what_keeps_a_router_from_its_work_is_found(void **state)
{
    (void)state;
    need_database();
    static const char *const names[] = { "router_runs_hotspot", "router_not_flagged", "router_policies",
                                         "router_counters_move" };
    be_version(&b, "7.25.1");
    for (size_t i = 0; i < 4; i++)
        assert_null(finding(names[i]));
    sim_do(&b.sim, "{\"do\":\"options\",\"policies\":[\"read\",\"write\"],"
                   "\"device_mode\":{\"mode\":\"home\",\"hotspot\":\"no\",\"flagged\":\"yes\"}}");
    sim_do(&b.sim, "{\"do\":\"drop\"}");
    for (size_t i = 0; i < 3; i++)
        expect_finding(names[i]);
    ask(b.bench, "UPDATE console.router_sync_state SET last_usage_at = now(), "
                 "counters_moved_at = now() - interval '2 h'");
    expect_finding(names[3]);
}

static void silent_router_is_unreachable(void **state)
{
    (void)state;
    need_database();
    assert_null(finding("router:main"));
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":false}");
    const struct finding *f = finding("router:main");
    assert_non_null(f);
    assert_true(f->is_unreachable);
}

static void missing_worker_is_found(void **state)
{
    (void)state;
    need_database();
    assert_non_null(finding("worker_running"));
    assert_true(worker_heartbeat(&b.bench->ctx, "worker", NULL));
    assert_null(finding("worker_running"));
}

static void wrong_schema_is_a_finding(void **state)
{
    (void)state;
    need_database();
    ask(b.bench,
        "UPDATE console.migration SET name = name || '_' WHERE name = (SELECT max(name) FROM console.migration)");
    expect_finding("schema");
    ask(b.bench,
        "UPDATE console.migration SET name = left(name, -1) WHERE name = (SELECT max(name) FROM console.migration)");
    assert_null(finding("schema"));
}

#define TEST(f) cmocka_unit_test_setup(f, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(router_lamp_follows_its_state),
        TEST(insecure_tls_is_shown),
        TEST(worker_lamp_follows_the_heartbeat),
        TEST(outbox_is_counted),
        TEST(what_is_not_set_up_is_found),
        TEST(nothing_is_found_where_all_is_well),
        TEST(double_charges_are_found),
        TEST(silent_router_is_unreachable),
        TEST(missing_worker_is_found),
        TEST(wrong_schema_is_a_finding),
        TEST(what_keeps_a_router_from_its_work_is_found),
        TEST(broken_rules_are_found),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
