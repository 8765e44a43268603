/* Speed and time left, from counts that come now and then. */
#include "tui/widgets/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const int64_t start = 1000000;

static const char *describe(const struct rate *r, size_t left)
{
    static char out[RATE_TEXT];
    return rate_describe(r, left, out);
}

static void test_nothing_is_said_before_anything_is_known(void **state)
{
    struct rate r = { 0 };
    (void)state;
    assert_string_equal(describe(&r, 100), "");
    assert_int_equal(rate_seconds_left(&r, 100), -1);
    rate_note(&r, 0, start);
    rate_note(&r, 50, start + 100); /* too short a time to tell */
    assert_string_equal(describe(&r, 50), "");
    rate_note(&r, 0, start + 1000);
    assert_int_equal(rate_seconds_left(&r, 100), -1);
}

static void test_steady_work_is_told_exactly(void **state)
{
    struct rate r = { 0 };
    (void)state;
    for (int s = 0; s <= 5; s++)
        rate_note(&r, (size_t)s * 120, start + s * 1000);
    assert_string_equal(describe(&r, 1200), "120 a second, 10 s left");
    assert_int_equal(rate_seconds_left(&r, 1), 1); /* rounded up: never "0 s" while something is left */
    assert_int_equal(rate_seconds_left(&r, 0), 0);
}

static void test_slow_work_has_a_decimal(void **state)
{
    struct rate r = { 0 };
    (void)state;
    rate_note(&r, 0, start);
    rate_note(&r, 5, start + 2000);
    assert_string_equal(describe(&r, 10), "2.5 a second, 4 s left");
}

static void test_long_times_are_told_in_minutes_and_hours(void **state)
{
    struct rate r = { 0 };
    (void)state;
    rate_note(&r, 0, start);
    rate_note(&r, 10, start + 1000);
    assert_string_equal(describe(&r, 650), "10 a second, 1 min 05 s left");
    assert_string_equal(describe(&r, 36000 + 1200), "10 a second, 1 h 02 min left");
}

static void test_a_jump_is_smoothed(void **state)
{
    struct rate r = { 0 };
    (void)state;
    rate_note(&r, 0, start);
    rate_note(&r, 100, start + 1000);
    rate_note(&r, 600, start + 2000); /* 500 a second, counted a quarter */
    assert_int_equal(r.milli, 200000);
    rate_note(&r, 600, start + 3000);
    assert_int_equal(r.milli, 150000);
}

static void test_the_speed_outlives_a_count_that_begins_anew(void **state)
{
    struct rate r = { 0 };
    (void)state;
    rate_note(&r, 0, start);
    rate_note(&r, 500, start + 1000);
    rate_note(&r, 0, start + 1100);
    assert_int_equal(r.milli, 500000);
    rate_note(&r, 500, start + 2100);
    assert_int_equal(r.milli, 500000);
}

static void test_great_counts_do_not_overflow(void **state)
{
    struct rate r = { 0 };
    (void)state;
    rate_note(&r, 0, start);
    rate_note(&r, 4000000, start + 1000);
    assert_int_equal(rate_seconds_left(&r, 4000000000), 1000); /* what 32 bits can count */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_said_before_anything_is_known),
        cmocka_unit_test(test_steady_work_is_told_exactly),
        cmocka_unit_test(test_slow_work_has_a_decimal),
        cmocka_unit_test(test_long_times_are_told_in_minutes_and_hours),
        cmocka_unit_test(test_a_jump_is_smoothed),
        cmocka_unit_test(test_the_speed_outlives_a_count_that_begins_anew),
        cmocka_unit_test(test_great_counts_do_not_overflow),
    };
    return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
