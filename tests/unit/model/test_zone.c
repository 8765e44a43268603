/* One clock: every session speaks in the zone that is set, and every day is one of that zone's. */
#include "base/calendar.h"
#include "tests/unit/model/action_bench.h"

#include "base/arena.h"
#include "db/handle.h"
#include "model/engine/check.h"
#include "model/settings/zone.h"

static struct bench *b;

static void need_database(void)
{
    if (!b)
        skip();
}

static const struct {
    const char *name, *word;
    int hours;
} zones[] = { { "Asia/Jakarta", "WIB", 7 }, { "Asia/Makassar", "WITA", 8 }, { "Asia/Jayapura", "WIT", 9 } };
#define EACH_ZONE(i) for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)

/* As the portal does it: nobody is told. */
static void portal_sets(const char *zone)
{
    ask(b,
        "INSERT INTO public.application_settings VALUES ('APP_TIMEZONE', '%s') "
        "ON CONFLICT (setting_key) DO UPDATE SET setting_value = excluded.setting_value",
        zone);
}

static const char *in_session(const char *sql)
{
    struct error e = { .code = ERR_NONE };
    struct db_result *r = db_text(b->ctx.db, sql, NULL, 0, &e);
    if (!r)
        fail_msg("%s: %s", sql, e.why);
    const char *value = arena_strdup(b->ctx.arena, db_value(r, 0, 0));
    db_result_free(r);
    return value;
}
#define SESSION_ZONE "SELECT current_setting('TimeZone')"

static void sessions_speak_in_the_zone_whatever_server_and_host_have(void **state)
{
    (void)state;
    need_database();
    setenv("PGTZ", "America/New_York", 1);
    ask(b, "ALTER DATABASE %s SET timezone = 'Pacific/Auckland'", b->scratch.name);
    EACH_ZONE(i)
    {
        portal_sets(zones[i].name);
        struct db *db = db_new(b->scratch.conninfo, "fresh");
        struct db_result *r = db_text(db, "SELECT '2026-11-27 00:30'::timestamptz AT TIME ZONE 'UTC'", NULL, 0, NULL);
        assert_string_equal(db_value(r, 0, 0), arena_printf(b->ctx.arena, "2026-11-26 %d:30:00", 24 - zones[i].hours));
        db_result_free(r);
        db_free(db);
        assert_int_equal(db_zone_offset_s(), zones[i].hours * 3600);
    }
    unsetenv("PGTZ");
    ask(b, "ALTER DATABASE %s RESET timezone", b->scratch.name);
}

static void a_change_is_followed_when_it_is_heard_or_half_a_minute_later(void **state)
{
    (void)state;
    need_database();
    assert_string_equal(in_session(SESSION_ZONE), "Asia/Jakarta");
    portal_sets("Asia/Makassar");
    zone_hear("users");
    assert_string_equal(in_session(SESSION_ZONE), "Asia/Jakarta");
    assert_in_range(b->ctx.db->zone_until, db_now_ms(), db_now_ms() + 30000);
    b->ctx.db->zone_until = db_now_ms();
    assert_string_equal(in_session(SESSION_ZONE), "Asia/Makassar");
    portal_sets("Asia/Jayapura");
    zone_hear("settings");
    assert_string_equal(in_session(SESSION_ZONE), "Asia/Jayapura");
    struct calendar local;
    assert_true(zone_time(1795710600, &local)); /* 2026-11-26 16:30 in UTC */
    assert_int_equal(local.day * 10000 + local.hour * 100 + local.minute, 270130);
}

/* A pooler, or a statement that failed, may have left the session in a transaction. */
static void a_transaction_keeps_the_zone_that_it_began_with(void **state)
{
    (void)state;
    need_database();
    assert_true(db_begin(b->ctx.db, NULL));
    assert_true(db_run(b->ctx.db, "operation_settings", DB_PARAMS(b->ctx.actor, NULL), NULL, NULL));
    zone_hear("settings");
    assert_string_equal(in_session(SESSION_ZONE), "UTC");
    assert_string_equal(in_session("SELECT console.zone()"), "Asia/Jakarta");
    assert_true(db_commit(b->ctx.db, NULL));
    assert_string_equal(in_session(SESSION_ZONE), "Asia/Jakarta");
    portal_sets("Asia/Makassar");
    assert_string_equal(in_session("SELECT console.zone()"), "Asia/Makassar");
}

static void times_are_followed_by_the_zones_own_word(void **state)
{
    (void)state;
    need_database();
    EACH_ZONE(i)
    {
        portal_sets(zones[i].name);
        assert_string_equal(ask(b, "SELECT console.message_time('2026-11-26 16:30+00')"),
                            arena_printf(b->ctx.arena, "%s:30 %s",
                                         zones[i].hours == 7   ? "26-11-2026 23"
                                         : zones[i].hours == 8 ? "27-11-2026 00"
                                                               : "27-11-2026 01",
                                         zones[i].word));
    }
    portal_sets("Australia/Darwin");
    assert_string_equal(ask(b, "SELECT console.message_time('2026-11-26 16:30+00')"), "27-11-2026 02:00 UTC+09:30");
    portal_sets("America/St_Johns");
    assert_string_equal(ask(b, "SELECT console.message_time('2026-11-26 16:30+00')"), "26-11-2026 13:00 UTC-03:30");
    assert_string_equal(ask(b, "SELECT console.message_time(NULL)"), "-");
}

/* It is a later day in the one than in the other at every moment. */
static void today_is_the_zones(void **state)
{
    static const char *const extremes[] = { "Etc/GMT+12", "Pacific/Kiritimati" };
    (void)state;
    need_database();
    ask(b, "INSERT INTO console.setting_value (key, value) VALUES ('debt_due_days', '3')");
    for (int i = 0; i < 2; i++) {
        portal_sets(extremes[i]);
        const char *today = ask(b, "SELECT (now() AT TIME ZONE '%s')::date", extremes[i]);
        const char *user = new_user(b, NULL);
        run_on(b, "debts.add", user, "mb", "1024");
        assert_string_equal(
            ask(b, "SELECT debt_date || ' ' || due_date FROM public.user_quota_debts WHERE user_id = '%s'", user),
            ask(b, "SELECT '%s ' || date '%s' + 3", today, today));
        assert_string_equal(ask(b, "SELECT console.today()"), today);
    }
    assert_true(atoi(ask(b, "SELECT max(debt_date) - min(debt_date) FROM public.user_quota_debts")) > 0);
}

static void a_last_day_is_valid_to_its_end_and_kept_in_utc(void **state)
{
    (void)state;
    need_database();
    EACH_ZONE(i)
    {
        portal_sets(zones[i].name);
        const char *user = new_user(b, "quota_expiry_date = '2031-01-09 18:00+00'");
        struct plan plan = make_plan(&b->ctx, "quota.set_expiry", &(struct selection){ .ids = &user, .id_count = 1 },
                                     "until", "2031-01-31");
        assert_non_null(
            strstr(plan.samples[0].before, arena_printf(b->ctx.arena, "until 2031-01-10 0%d:00", zones[i].hours - 6)));
        assert_non_null(strstr(plan.samples[0].after, "until 2031-01-31 23:59"));
        carry_out_plan(b, &plan);
        const char *kept =
            ask(b, "SELECT after ->> 'quota_expiry_date' FROM console.audit_log WHERE entity_id = '%s'", user);
        assert_string_equal(kept, arena_printf(b->ctx.arena, "2031-01-31T%d:59:59.999999+00:00", 23 - zones[i].hours));
        assert_string_equal(ask(b, "SELECT console.audit_value_text('%s')", kept), "2031-01-31 23:59:59");
        assert_string_equal(
            ask(b, "SELECT console.change_text(before, after) FROM console.audit_log WHERE entity_id = '%s'", user),
            arena_printf(b->ctx.arena, "valid until 2031-01-10 0%d:00 → 2031-01-31 23:59", zones[i].hours - 6));
    }
}

static const struct finding *zone_finding(void)
{
    struct finding *findings;
    size_t count;
    assert_true(check_data(&b->ctx, &findings, &count, NULL));
    for (size_t i = 0; i < count; i++)
        if (strcmp(findings[i].name, "time_zone_is_known") == 0)
            return &findings[i];
    return NULL;
}

static void what_is_no_zone_gives_way_and_is_found(void **state)
{
    static const char *const wrong[] = { "Asia/Atlantis", "WITA",  "asia/makassar",
                                         "'; --",         "<X>-5", "posix/Asia/Jakarta" };
    (void)state;
    need_database();
    assert_null(zone_finding());
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *escaped = PQescapeLiteral(b->scratch.admin, wrong[i], strlen(wrong[i]));
        ask(b,
            "INSERT INTO public.application_settings VALUES ('APP_TIMEZONE', %s) "
            "ON CONFLICT (setting_key) DO UPDATE SET setting_value = excluded.setting_value",
            escaped);
        PQfreemem(escaped);
        db_zone_changed();
        assert_string_equal(in_session(SESSION_ZONE), "Asia/Jakarta");
        assert_string_equal(ask(b, "SELECT console.zone()"), "Asia/Jakarta");
        assert_non_null(strstr(zone_finding()->example, strcmp(wrong[i], "'; --") ? wrong[i] : "; --"));
        const char *key = "APP_TIMEZONE";
        struct plan plan =
            make_plan(&b->ctx, "settings.set", &(struct selection){ .ids = &key, .id_count = 1 }, "value", wrong[i]);
        assert_int_equal(plan.id_count, 0);
        assert_non_null(strstr(plan.samples[0].refusal, "no time zone"));
    }
    run_on(b, "settings.set", "APP_TIMEZONE", "value", "Asia/Makassar");
    assert_null(zone_finding());
    db_zone_changed();
    assert_string_equal(in_session(SESSION_ZONE), "Asia/Makassar");
}

/* One that came with a dump from a newer server: sessions go on, and `check` tells. */
static void a_zone_that_the_server_has_lost_stops_nobody(void **state)
{
    (void)state;
    need_database();
    ask(b, "INSERT INTO console.time_zone VALUES ('Mars/Olympus')");
    portal_sets("Mars/Olympus");
    db_zone_changed();
    assert_string_equal(in_session(SESSION_ZONE), "Asia/Jakarta");
    assert_non_null(zone_finding());
    ask(b, "SELECT console.learn_time_zones()");
    assert_string_equal(ask(b, "SELECT console.zone()"), "Asia/Jakarta");
    assert_non_null(zone_finding());
}

static void no_function_names_a_zone_of_its_own(void **state)
{
    (void)state;
    need_database();
    assert_string_equal(ask(b, "SELECT coalesce(string_agg(p.proname, ' ' ORDER BY p.proname), '') FROM pg_proc p "
                               "WHERE p.pronamespace = 'console'::regnamespace AND p.prokind = 'f' "
                               "AND pg_get_functiondef(p.oid) ~ '(Asia|America|Etc|Pacific)/'"),
                        "zone_in_force zone_word");
}

static int open_bench(void **state)
{
    (void)state;
    b = bench_open();
    return 0;
}

static int close_bench(void **state)
{
    (void)state;
    bench_close(b);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sessions_speak_in_the_zone_whatever_server_and_host_have),
        TEST(a_change_is_followed_when_it_is_heard_or_half_a_minute_later),
        TEST(a_transaction_keeps_the_zone_that_it_began_with),
        TEST(times_are_followed_by_the_zones_own_word),
        TEST(today_is_the_zones),
        TEST(a_last_day_is_valid_to_its_end_and_kept_in_utc),
        TEST(what_is_no_zone_gives_way_and_is_found),
        TEST(a_zone_that_the_server_has_lost_stops_nobody),
        TEST(no_function_names_a_zone_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
