/* Usage sync: what a reading of the router's counters adds, and what it must not add. */
#include "tests/unit/model/router_fixture.h"

#include "model/routers/usage.h"
#include "model/routers/usage_apply.h"

#define MAC "AA:BB:CC:00:00:01"
#define MB 1048576L

static struct usage_tally apply_at(const char *read_at, const char *mac, const char *id, int64_t bytes, int uptime)
{
    struct error e = { .code = ERR_NONE };
    struct usage_tally tally = { 0 };
    struct host h = { .id = id, .bytes = bytes, .uptime_s = uptime };
    snprintf(h.mac, sizeof h.mac, "%s", mac);
    if (!usage_apply(&b.bench->ctx, "main", read_at, &h, 1, &tally, &e))
        fail_msg("%s: %s", e.what, e.why);
    return tally;
}

static struct usage_tally apply(const char *id, int64_t bytes, int uptime)
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

#define BASELINE "last_bytes_total = 1048576, last_hotspot_host_id = '*1', last_hotspot_uptime_seconds = 900"

/* A device as it was read last: 1 MB in row *1, 900 s old. */
static const char *user_with_baseline(void)
{
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, BASELINE);
    return user;
}

static void a_new_host_row_counts_from_zero(void **state)
{
    (void)state;
    need_database();
    const char *user = user_with_baseline();
    assert_int_equal(apply("*2", 50 * MB, 1000).rebaselined, 0);
    assert_string_equal(used(user), "50.00");
    assert_string_equal(baseline(), "52428800 *2");
    apply("*2", 51 * MB, 1060);
    assert_string_equal(used(user), "51.00");
}

/* At 1 Gbit/s not quite 11 s carry less than 1312 MB. */
static void what_no_line_can_carry_only_rebaselines(void **state)
{
    (void)state;
    need_database();
    const char *user = user_with_baseline();
    struct usage_tally t = apply("*2", 1312 * MB, 10);
    assert_int_equal(t.rebaselined, 1);
    assert_int_equal(t.devices, 1);
    assert_int_equal(t.users_changed, 0);
    assert_string_equal(used(user), "0.00");
    apply("*2", 1313 * MB, 20);
    assert_string_equal(used(user), "1.00");
    ask(b.bench, "INSERT INTO console.setting_value (key, value) VALUES ('usage_line_mbit', '10')");
    assert_int_equal(apply("*3", 1400 * MB, 60).rebaselined, 1);
    ask(b.bench, "DELETE FROM console.setting_value WHERE key = 'usage_line_mbit'");
    assert_string_equal(used(user), "1.00");
}

static void a_shorter_uptime_is_a_new_row(void **state)
{
    (void)state;
    need_database();
    const char *user = user_with_baseline();
    apply("*1", 50 * MB, 30);
    assert_string_equal(used(user), "50.00");
}

/* While a device changes its address it has two rows; when the younger goes, it is read from the older again. */
static void a_row_that_it_comes_back_to_is_not_counted_twice(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    apply("*1", 90 * MB, 9000);
    apply("*2", 2 * MB, 30);
    assert_string_equal(used(user), "92.00");
    assert_int_equal(apply("*1", 91 * MB, 9120).rebaselined, 0);
    assert_string_equal(used(user), "93.00");
    apply("*2", 5 * MB, 150);
    assert_string_equal(used(user), "96.00");
    apply("*1", 4 * MB, 20); /* the router has started anew meanwhile, and gave the id again */
    assert_string_equal(used(user), "100.00");
}

static void an_uptime_that_wavers_counts_on(void **state)
{
    (void)state;
    need_database();
    const char *user = user_with_baseline();
    apply("*1", 50 * MB, 895);
    assert_string_equal(used(user), "49.00");
    apply("*1", 60 * MB, 889);
    assert_string_equal(used(user), "109.00");
}

/* Some routers leave it empty: it is not 0, and the one that is known stays. */
static void an_uptime_that_is_not_said_counts_on(void **state)
{
    (void)state;
    need_database();
    const char *user = user_with_baseline();
    apply("*1", 2 * MB, HOST_UNSAID);
    assert_string_equal(used(user), "1.00");
    assert_string_equal(ask(b.bench, "SELECT last_hotspot_uptime_seconds FROM public.user_devices"), "900");
    assert_int_equal(apply("*1", 2 * MB, HOST_UNSAID).devices, 0);
    assert_int_equal(apply("*2", 3 * MB, HOST_UNSAID).rebaselined, 1); /* nothing says that it fits */
    assert_string_equal(used(user), "1.00");
    assert_string_equal(ask(b.bench, "SELECT last_hotspot_uptime_seconds IS NULL FROM public.user_devices"), "t");
}

/* Older portals did not note it. */
static void a_missing_host_id_is_no_reset(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, "last_bytes_total = 1048576, last_hotspot_host_id = NULL");
    apply("*1", 5 * MB, 60);
    assert_string_equal(used(user), "4.00");
    assert_string_equal(baseline(), "5242880 *1");
}

static void reset_counters_of(const char *device)
{
    ask(b.bench, "UPDATE public.user_devices SET last_bytes_updated_at = clock_timestamp() WHERE id = '%s'", device);
    ask(b.bench,
        "INSERT INTO console.counter_reset SELECT id, last_bytes_updated_at FROM public.user_devices "
        "WHERE id = '%s'",
        device);
}

/* The seed incident: a reset user must not be shown the traffic from before the reset. */
static void reset_takes_counters_as_they_are(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    reset_counters_of(new_device(&b, user, MAC, "last_bytes_total = 0"));
    apply("*1", 104 * MB, 900);
    assert_string_equal(used(user), "0.00");
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.counter_reset"), "0");
    apply("*1", 106 * MB, 960);
    assert_string_equal(used(user), "2.00");
}

static void a_reset_takes_a_counter_that_stands_still(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    reset_counters_of(new_device(&b, user, MAC, BASELINE));
    assert_int_equal(apply("*1", MB, 960).devices, 1);
    apply("*1", 3 * MB, 1020);
    assert_string_equal(used(user), "2.00");
}

/* What a portal has read since a reset is the baseline. */
static void a_portals_reading_ends_a_reset(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    reset_counters_of(new_device(&b, user, MAC, BASELINE));
    ask(b.bench,
        "UPDATE public.user_devices SET last_bytes_total = 2097152, last_bytes_updated_at = clock_timestamp()");
    apply("*1", 3 * MB, 960);
    assert_string_equal(used(user), "1.00");
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.counter_reset"), "0");
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

static void unknown_macs_are_counted_and_charged_to_nobody(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, "is_authorized = false");
    const char *at = usage_begin(&b.bench->ctx, NULL);
    assert_int_equal(apply_at(at, MAC, "*1", MB, 60).unknown, 0); /* known, though it does not count */
    struct usage_tally t = apply_at(at, "DA:A1:19:00:00:07", "*2", 50 * MB, 60);
    assert_int_equal(t.unknown, 1);
    assert_int_equal(t.devices, 0);
    assert_string_equal(ask(b.bench, "SELECT sum(total_quota_used_mb) FROM public.users"), "0.00");
}

/* A lease that ran out gives a customer the address of another: the traffic goes by the MAC. */
static void recycled_addresses_change_nothing(void **state)
{
    (void)state;
    need_database();
    const char *before = new_user(b.bench, NULL), *now = new_user(b.bench, NULL);
    new_device(&b, before, MAC, "ip_address = '10.0.0.5'");
    new_device(&b, now, "AA:BB:CC:00:00:02", NULL);
    struct host hosts[] = {
        { .id = "*1", .address = "10.0.0.6", .mac = MAC, .bytes = 2 * MB, .uptime_s = 60 },
        { .id = "*2", .address = "10.0.0.5", .mac = "AA:BB:CC:00:00:02", .bytes = 3 * MB, .uptime_s = 60 }
    };
    struct usage_tally tally;
    assert_true(usage_apply(&b.bench->ctx, "main", usage_begin(&b.bench->ctx, NULL), hosts, 2, &tally, NULL));
    assert_string_equal(used(before), "2.00");
    assert_string_equal(used(now), "3.00");
}

/* Two rows of one MAC while it changes its address: the younger is in use. */
static void of_two_rows_of_a_mac_the_younger_counts(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    struct host hosts[] = { { .id = "*1", .mac = MAC, .bytes = 90 * MB, .uptime_s = 9000 },
                            { .id = "*2", .mac = MAC, .bytes = MB, .uptime_s = 5 } };
    struct usage_tally tally;
    assert_true(usage_apply(&b.bench->ctx, "main", usage_begin(&b.bench->ctx, NULL), hosts, 2, &tally, NULL));
    assert_string_equal(used(user), "1.00");
    assert_string_equal(baseline(), "1048576 *2");
}

/* A day ends at midnight in the zone that is set, whatever the session's zone. */
static void a_day_is_the_zones(void **state)
{
    (void)state;
    need_database();
    static const struct {
        const char *zone;
        int hour; /* of midnight, in UTC */
    } cases[] = { { "Asia/Jakarta", 17 }, { "Asia/Makassar", 16 }, { "Asia/Jayapura", 15 } };
    static const char *const zone = "INSERT INTO public.application_settings VALUES ('APP_TIMEZONE', '%s') "
                                    "ON CONFLICT (setting_key) DO UPDATE SET setting_value = excluded.setting_value";
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        scratch_ask(b.bench->scratch.admin, arena_printf(b.bench->ctx.arena, zone, cases[c].zone));
        const char *mac = arena_printf(b.bench->ctx.arena, "AA:BB:CC:00:00:%02zX", c);
        const char *user = new_user(b.bench, NULL);
        new_device(&b, user, mac, NULL);
        const struct {
            const char *day, *rest;
            int hour;
            int64_t bytes;
        } readings[] = { { "2026-02-28", "59:59", cases[c].hour - 1, MB },
                         { "2026-02-28", "00:00", cases[c].hour, 3 * MB },
                         { "2026-03-01", "59:59.9", cases[c].hour - 1, 7 * MB } };
        for (int i = 0; i < 3; i++) {
            const char *at =
                arena_printf(b.bench->ctx.arena, "%s %d:%s+00", readings[i].day, readings[i].hour, readings[i].rest);
            apply_at(at, mac, "*1", readings[i].bytes, 60 + i);
            ask(b.bench, "UPDATE public.user_devices SET last_bytes_updated_at = '%s'", at);
        }
        assert_string_equal(ask(b.bench,
                                "SELECT string_agg(log_date || ' ' || usage_mb, ', ' ORDER BY log_date) "
                                "FROM public.daily_usage_logs WHERE user_id = '%s'",
                                user),
                            "2026-02-28 1.00, 2026-03-01 6.00");
    }
}

/* 10 TB in bytes a float could not hold to the last one, and 0.01 MB less one byte. */
static void large_counters_are_exact(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    apply("*1", 10995116277760 + 10485, 60);
    assert_string_equal(used(user), "10485760.00");
    apply("*1", 10995116277760 + 10486, 61);
    assert_string_equal(used(user), "10485760.01");
}

static void ten_thousand_hosts_go_in_one_statement(void **state)
{
    (void)state;
    need_database();
    enum {
        HOSTS = 10000
    };
    struct arena *a = arena_new();
    struct host *hosts = ARENA_ARRAY(a, struct host, HOSTS);
    struct usage_tally tally;
    ask(b.bench, "INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status, "
                 "mikrotik_server_name, total_quota_purchased_mb) "
                 "SELECT gen_random_uuid(), '+6285' || lpad(i::text, 8, '0'), 'x', true, 'APPROVED', 'hs1', 1 "
                 "FROM generate_series(0, 4999) i");
    ask(b.bench, "INSERT INTO public.user_devices (id, user_id, mac_address) SELECT gen_random_uuid(), u.id, "
                 "upper(regexp_replace('02' || lpad(to_hex(right(u.phone_number, 8)::integer * 2 + k), 10, '0'), "
                 "'(..)(?=.)', '\\1:', 'g')) FROM public.users u CROSS JOIN generate_series(0, 1) k");
    ask(b.bench, "ANALYZE public.users"); /* as the server does by itself within a minute */
    ask(b.bench, "ANALYZE public.user_devices");
    for (int i = 0; i < HOSTS; i++) {
        hosts[i] = (struct host){ .id = arena_printf(a, "*%X", i), .bytes = i * 10486L, .uptime_s = 60 };
        snprintf(hosts[i].mac, sizeof hosts[i].mac, "02:00:00:00:%02X:%02X", i >> 8, i & 255);
    }
    struct error e = { .code = ERR_NONE };
    if (!usage_apply(&b.bench->ctx, "main", usage_begin(&b.bench->ctx, NULL), hosts, HOSTS, &tally, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(tally.devices, HOSTS);
    assert_int_equal(tally.users_changed, 5000);
    assert_int_equal(tally.unknown, 0);
    /* host i used 0.01 MB i times, a grain being 10485.76 bytes */
    assert_string_equal(ask(b.bench, "SELECT sum(total_quota_used_mb) FROM public.users"), "499950.00");
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox"), "4975");
    /* The next minutes take no numbers of the table's, which would be used up in a year, and hardly any room: what is
     * over is used again, but for a minute in which somebody else was just connecting to the server. */
    const char *numbers = "SELECT last_value FROM public.daily_usage_logs_id_seq", *taken = ask(b.bench, "%s", numbers);
    const char *room = ask(b.bench, "SELECT pg_relation_size('public.daily_usage_logs')");
    for (int again = 1; again <= 5; again++) {
        for (int i = 0; i < HOSTS; i++)
            hosts[i].bytes += 10486L;
        assert_true(usage_apply(&b.bench->ctx, "main", usage_begin(&b.bench->ctx, NULL), hosts, HOSTS, &tally, NULL));
        assert_int_equal(tally.users_changed, 5000);
    }
    assert_string_equal(ask(b.bench, "%s", numbers), taken);
    assert_string_equal(ask(b.bench,
                            "SELECT pg_relation_size('public.daily_usage_logs') <= 4 * %s AND sum(usage_mb) = 500450 "
                            "FROM public.daily_usage_logs",
                            room),
                        "t");
    arena_free(a);
}

static bool counters_moved(void)
{
    return *ask(b.bench, "SELECT counters_moved_at >= last_usage_at - interval '1 s' FROM console.router_sync_state") ==
           't';
}

/* Devices are there and no counter moves: the hint of traffic that passes the hotspot by. */
static void counters_that_stand_still_are_noted(void **state)
{
    (void)state;
    need_database();
    new_device(&b, new_user(b.bench, NULL), MAC, NULL);
    ask(b.bench, "INSERT INTO console.router_sync_state (router, state, counters_moved_at) "
                 "VALUES ('main', 'up', now() - interval '2 h')");
    apply("*1", MB, 60);
    assert_true(counters_moved());
    ask(b.bench, "UPDATE console.router_sync_state SET counters_moved_at = now() - interval '2 h'");
    apply("*1", MB, 120);
    assert_false(counters_moved());
    apply_at(usage_begin(&b.bench->ctx, NULL), "DA:A1:19:00:00:07", "*2", MB, 60); /* nobody's: nothing to say */
    assert_true(counters_moved());
}

static void a_counter_that_cannot_be_read_is_not_zero(void **state)
{
    (void)state;
    need_database();
    struct usage_tally t;
    const char *user = user_with_baseline();
    json_decref(sim_order(&b.sim,
                          "{\"do\":\"row\",\"path\":\"/ip/hotspot/host\",\"verb\":\"add\",\"values\":"
                          "{\"mac-address\":\"%s\",\"bytes-in\":\"?\",\"bytes-out\":\"5\"}}",
                          MAC));
    assert_true(usage_sync(&b.bench->ctx, "main", &t, NULL));
    assert_int_equal(t.devices, 0);
    assert_string_equal(used(user), "0.00");
    assert_string_equal(baseline(), "1048576 *1");
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

static void what_was_paid_for_through_the_offset_uses_no_quota_up(void **state)
{
    (void)state;
    need_database();
    const char *user =
        new_user(b.bench, "total_quota_purchased_mb = 100, total_quota_used_mb = 109, auto_debt_offset_mb = 10");
    new_device(&b, user, MAC, NULL);
    apply("*1", MB / 2, 60);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox"), "0");
    apply("*1", MB, 120); /* 110 MB: nothing is left */
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
    assert_int_equal(t.unknown, 1);
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
        TEST(a_new_host_row_counts_from_zero),
        TEST(what_no_line_can_carry_only_rebaselines),
        TEST(a_shorter_uptime_is_a_new_row),
        TEST(a_row_that_it_comes_back_to_is_not_counted_twice),
        TEST(an_uptime_that_wavers_counts_on),
        TEST(an_uptime_that_is_not_said_counts_on),
        TEST(a_missing_host_id_is_no_reset),
        TEST(reset_takes_counters_as_they_are),
        TEST(a_reset_takes_a_counter_that_stands_still),
        TEST(a_portals_reading_ends_a_reset),
        TEST(remainders_are_carried),
        TEST(older_reading_is_left_out),
        TEST(mac_of_two_users_is_the_last_ones),
        TEST(others_do_not_count),
        TEST(unknown_macs_are_counted_and_charged_to_nobody),
        TEST(recycled_addresses_change_nothing),
        TEST(of_two_rows_of_a_mac_the_younger_counts),
        TEST(a_day_is_the_zones),
        TEST(large_counters_are_exact),
        TEST(ten_thousand_hosts_go_in_one_statement),
        TEST(counters_that_stand_still_are_noted),
        TEST(a_counter_that_cannot_be_read_is_not_zero),
        TEST(used_up_quota_asks_for_a_sync),
        TEST(what_was_paid_for_through_the_offset_uses_no_quota_up),
        TEST(hosts_are_read_from_the_router),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
