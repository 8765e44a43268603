/* What a user used day by day, and how long his quota lasts: whole numbers, and days of Jakarta. */
#include "model/customers/usage_history.h"

#include "tests/unit/model/action_bench.h"

#include <stddef.h>

static void quota_lasts_whole_days(void **state)
{
    (void)state;
    assert_int_equal(usage_lasts_days(1000, 100, 10), 100);
    assert_int_equal(usage_lasts_days(999, 100, 10), 99);
    assert_int_equal(usage_lasts_days(9, 100, 10), 0);
    assert_int_equal(usage_lasts_days(0, 100, 10), 0);
    assert_int_equal(usage_lasts_days(100, 0, 10), -1);
    assert_int_equal(usage_lasts_days(100, 100, 0), -1);
    assert_int_equal(usage_lasts_days(-1, 100, 10), -1);
    /* beyond int64 on the way, not in the end */
    assert_int_equal(usage_lasts_days(INT64_MAX, INT64_MAX / 2, 30), 60);
    assert_int_equal(usage_lasts_days(INT64_C(1000000000000000), 3, 30), INT64_C(10000000000000000));
    assert_int_equal(usage_lasts_days(INT64_MAX, 1, 30), INT64_MAX);
}

static void dates_cross_months_and_leap_days(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(usage_date_after(a, "2026-11-21", 8), "2026-11-29");
    assert_string_equal(usage_date_after(a, "2026-12-31", 1), "2027-01-01");
    assert_string_equal(usage_date_after(a, "2028-02-28", 1), "2028-02-29");
    assert_string_equal(usage_date_after(a, "2027-02-28", 1), "2027-03-01");
    assert_string_equal(usage_date_after(a, "2038-01-18", 3), "2038-01-21");
    assert_string_equal(usage_date_after(a, "2028-06-01", USAGE_LASTS_MOST_DAYS), "2038-06-09");
    assert_string_equal(usage_date_after(a, "2099-12-31", 1), "2100-01-01");
    assert_null(usage_date_after(a, "2026-11-21", -1));
    assert_null(usage_date_after(a, "2026-11-21", USAGE_LASTS_MOST_DAYS + 1));
    assert_null(usage_date_after(a, "today", 1));
    arena_free(a);
}

static void sums_are_exact_and_half_up(void **state)
{
    struct usage_day days[] = { { .cmb = 1 }, { .cmb = 7 }, { .cmb = 7 }, { .cmb = 3 } };
    struct usage_history h = { .days = days, .day_count = 4 };
    (void)state;
    usage_history_sum(&h);
    assert_int_equal(h.total_cmb, 18);
    assert_int_equal(h.average_cmb, 5); /* 4.5 */
    assert_int_equal(h.peak, 2);
    h.day_count = 3;
    usage_history_sum(&h);
    assert_int_equal(h.average_cmb, 5);
    days[1].cmb = 6;
    usage_history_sum(&h);
    assert_int_equal(h.average_cmb, 5); /* 4.67 */
    h.day_count = 0;
    usage_history_sum(&h);
    assert_int_equal(h.average_cmb, 0);
}

static void days_without_a_log_are_there_and_zero(void **state)
{
    struct bench *b = *state;
    struct usage_history h;
    struct error e = { .code = ERR_NONE };
    if (!b)
        skip();
    const char *user = new_user(b, "total_quota_used_mb = 240, created_at = now() - interval '90 days'");
    const char *today = ask(b, "SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date");
    ask(b,
        "INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb) VALUES ('%s', '%s'::date, 0.01), "
        "('%s', '%s'::date - 2, 999.99), ('%s', '%s'::date - 29, 0), ('%s', '%s'::date - 30, 5000)",
        user, today, user, today, user, today, user, today);
    assert_true(usage_history_read(&b->ctx, user, USAGE_HISTORY_DAYS, &h, &e));
    assert_int_equal(h.day_count, 30);
    assert_string_equal(h.days[29].date, today);
    assert_int_equal(h.days[29].cmb, 1);
    assert_false(h.days[28].has_log);
    assert_int_equal(h.days[28].cmb, 0);
    assert_int_equal(h.days[27].cmb, 99999);
    assert_true(h.days[0].has_log);
    assert_int_equal(h.total_cmb, 100000);
    assert_int_equal(h.peak, 27);
    assert_int_equal(h.remaining_cmb, 1000000);
    assert_string_equal(h.lasts_until, ask(b, "SELECT '%s'::date + 300", today));
    assert_null(h.expires_on);
}

static void who_is_new_has_fewer_days(void **state)
{
    struct bench *b = *state;
    struct usage_history h;
    struct error e = { .code = ERR_NONE };
    if (!b)
        skip();
    const char *user = new_user(b, "created_at = now() - interval '2 days', is_unlimited_user = true");
    assert_true(usage_history_read(&b->ctx, user, USAGE_HISTORY_DAYS, &h, &e));
    assert_int_equal(h.day_count, 3);
    assert_int_equal(h.remaining_cmb, -1);
    assert_null(h.lasts_until);
    /* the portal may have had him before this account was made */
    ask(b,
        "INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb) "
        "VALUES ('%s', (now() AT TIME ZONE 'Asia/Jakarta')::date - 9, 5)",
        user);
    assert_true(usage_history_read(&b->ctx, user, USAGE_HISTORY_DAYS, &h, &e));
    assert_int_equal(h.day_count, 10);
    assert_true(usage_history_read(&b->ctx, "00000000-0000-4000-8000-00000000dead", 30, &h, &e));
    assert_int_equal(h.day_count, 0);
    assert_false(usage_history_read(&b->ctx, "nobody", 30, &h, &e));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quota_lasts_whole_days),
        cmocka_unit_test(dates_cross_months_and_leap_days),
        cmocka_unit_test(sums_are_exact_and_half_up),
        cmocka_unit_test_setup_teardown(days_without_a_log_are_there_and_zero, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(who_is_new_has_fewer_days, open_bench, close_bench),
    };
    return cmocka_run_group_tests_name("usage history", tests, NULL, NULL);
}
