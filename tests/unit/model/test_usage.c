/* Usage sync: what a reading of the router's counters adds, and what it must not add. */
#include "tests/unit/model/router_fixture.h"

#include "model/usage_apply.h"

#define MAC "AA:BB:CC:00:00:01"
#define MB 1048576L

static struct usage_tally apply_at(const char *read_at, const char *mac, const char *id, long bytes, int uptime)
{
    struct error e = { .code = ERR_NONE };
    struct usage_tally tally = { 0 };
    struct host h = { .id = id, .bytes = bytes, .uptime_s = uptime };
    snprintf(h.mac, sizeof h.mac, "%s", mac);
    if (!usage_apply(&b.bench->ctx, "main", read_at, &h, 1, &tally, &e))
        fail_msg("%s: %s", e.what, e.why);
    return tally;
}

static struct usage_tally apply(const char *id, long bytes, int uptime)
{
    return apply_at(usage_begin(&b.bench->ctx, NULL), MAC, id, bytes, uptime);
}

static const char *used(const char *user)
{
    return ask(b.bench, "SELECT total_quota_used_mb FROM public.users WHERE id = '%s'", user);
}

static const char *baseline(void)
{
    return ask(b.bench, "SELECT coalesce(last_bytes_total::text, '-') || ' ' || coalesce(last_hotspot_host_id, '-') "
                        "FROM public.user_devices");
}

static void first_seen_counts_from_zero(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    struct usage_tally t = apply("*1", 3 * MB, 60);
    assert_int_equal(t.devices, 1);
    assert_int_equal(t.users_changed, 1);
    assert_string_equal(used(user), "3.00");
    assert_string_equal(baseline(), "3145728 *1");
}

static void only_the_difference_counts(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    apply("*1", 3 * MB, 60);
    apply("*1", 5 * MB, 120);
    apply("*1", 5 * MB, 180);
    assert_string_equal(used(user), "5.00");
    assert_string_equal(ask(b.bench,
                            "SELECT usage_mb || ' ' || (log_date = (now() AT TIME ZONE 'Asia/Jakarta')::date) "
                            "FROM public.daily_usage_logs WHERE user_id = '%s'",
                            user),
                        "5.00 true");
}

static void lower_counter_is_a_restart(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC,
               "last_bytes_total = 10485760, last_hotspot_host_id = '*1', last_hotspot_uptime_seconds = 900");
    apply("*7", 2 * MB, 10);
    assert_string_equal(used(user), "2.00");
    assert_string_equal(baseline(), "2097152 *7");
}

static void another_host_row_only_rebaselines(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC,
               "last_bytes_total = 1048576, last_hotspot_host_id = '*1', last_hotspot_uptime_seconds = 900");
    apply("*2", 50 * MB, 1000);
    assert_string_equal(used(user), "0.00");
    assert_string_equal(baseline(), "52428800 *2");
    apply("*2", 51 * MB, 1060);
    assert_string_equal(used(user), "1.00");
}

static void shorter_uptime_only_rebaselines(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC,
               "last_bytes_total = 1048576, last_hotspot_host_id = '*1', last_hotspot_uptime_seconds = 900");
    apply("*1", 50 * MB, 30);
    assert_string_equal(used(user), "0.00");
}

/* The seed incident: a reset user must not be shown the traffic from before the reset. */
static void reset_takes_counters_as_they_are(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, "last_bytes_total = 0, last_hotspot_host_id = NULL");
    apply("*1", 104 * MB, 900);
    assert_string_equal(used(user), "0.00");
    apply("*1", 106 * MB, 960);
    assert_string_equal(used(user), "2.00");
}

static void remainders_are_carried(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    for (int i = 1; i <= 1024; i++)
        apply("*1", i * 1024L, i);
    assert_string_equal(used(user), "1.00");
}

/* Both would take a counter for a restarted one and count all of it again. */
static void older_reading_is_left_out(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    const char *before = usage_begin(&b.bench->ctx, NULL);
    apply("*1", 120 * MB, 120);
    apply_at(before, MAC, "*1", 100 * MB, 60);
    assert_string_equal(used(user), "120.00");
}

static void mac_of_two_users_is_the_last_ones(void **state)
{
    (void)state;
    need_database();
    const char *old = new_user(b.bench, NULL), *now = new_user(b.bench, NULL);
    new_device(&b, old, MAC, "last_seen_at = now() - interval '1 d'");
    new_device(&b, now, "aa:bb:cc:00:00:01", NULL);
    apply("*1", MB, 60);
    assert_string_equal(used(old), "0.00");
    assert_string_equal(used(now), "1.00");
}

static void others_do_not_count(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL), *north = new_user(b.bench, "mikrotik_server_name = 'hs2'");
    new_device(&b, user, MAC, "is_authorized = false");
    new_device(&b, north, "AA:BB:CC:00:00:02", NULL);
    const char *at = usage_begin(&b.bench->ctx, NULL);
    apply_at(at, MAC, "*1", MB, 60);
    apply_at(at, "AA:BB:CC:00:00:02", "*2", MB, 60);
    apply_at(at, "AA:BB:CC:00:00:03", "*3", MB, 60);
    assert_string_equal(used(user), "0.00");
    assert_string_equal(used(north), "0.00");
}

static void used_up_quota_asks_for_a_sync(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, "total_quota_purchased_mb = 100, total_quota_used_mb = 99.5");
    new_device(&b, user, MAC, NULL);
    apply("*1", MB / 4, 60);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox"), "0");
    apply("*1", MB, 120);
    assert_string_equal(
        ask(b.bench, "SELECT target || ' ' || effect || ' ' || entity_id || ' ' || state FROM console.outbox"),
        arena_printf(b.bench->ctx.arena, "router:main sync_user %s pending", user));
    apply("*1", 2 * MB, 180);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox"), "1");
}

static void hosts_are_read_from_the_router(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    struct usage_tally t;
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    new_host(&b, MAC, "10.0.0.5", 7 * MB);
    new_host(&b, "AA:BB:CC:00:00:09", "10.0.0.9", 7 * MB);
    ask(b.bench, "INSERT INTO console.router_sync_state (router, state) VALUES ('main', 'up')");
    if (!usage_sync(&b.bench->ctx, "main", &t, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(t.hosts, 2);
    assert_int_equal(t.users_changed, 1);
    assert_string_equal(used(user), "7.00");
    assert_string_equal(ask(b.bench, "SELECT last_usage_at > now() - interval '1 min' FROM console.router_sync_state"),
                        "t");
}

#define TEST(f) cmocka_unit_test_setup(f, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(first_seen_counts_from_zero),
        TEST(only_the_difference_counts),
        TEST(lower_counter_is_a_restart),
        TEST(another_host_row_only_rebaselines),
        TEST(shorter_uptime_only_rebaselines),
        TEST(reset_takes_counters_as_they_are),
        TEST(remainders_are_carried),
        TEST(older_reading_is_left_out),
        TEST(mac_of_two_users_is_the_last_ones),
        TEST(others_do_not_count),
        TEST(used_up_quota_asks_for_a_sync),
        TEST(hosts_are_read_from_the_router),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
