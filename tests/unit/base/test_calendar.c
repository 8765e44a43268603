/* Days and times beyond what 32 bits hold, on every machine. */
#include "base/calendar.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const char *moment(int64_t seconds)
{
    static char out[2 * CALENDAR_BYTES + 1];
    char date[CALENDAR_BYTES], at[CALENDAR_BYTES];
    struct calendar c;
    assert_true(calendar_of(seconds, &c));
    assert_int_equal(calendar_seconds(&c), seconds);
    snprintf(out, sizeof out, "%s %s", calendar_date(date, &c), calendar_time(at, &c));
    return out;
}

static void moments_are_those_of_the_calendar(void **state)
{
    (void)state;
    assert_string_equal(moment(0), "1970-01-01 00:00:00");
    assert_string_equal(moment(-1), "1969-12-31 23:59:59");
    assert_string_equal(moment(INT32_MAX), "2038-01-19 03:14:07");
    assert_string_equal(moment((int64_t)INT32_MAX + 1), "2038-01-19 03:14:08");
    assert_string_equal(moment(INT64_C(2209032000)), "2040-01-01 12:00:00");
    assert_string_equal(moment(INT64_C(4107542399)), "2100-02-28 23:59:59");
    assert_string_equal(moment(INT64_C(4107542400)), "2100-03-01 00:00:00"); /* no leap year */
    assert_string_equal(moment(INT64_C(951782400)), "2000-02-29 00:00:00");
}

/* Every day of five centuries follows the one before, and is the same there and back. */
static void days_follow_each_other(void **state)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year = 1800, month = 1, day = 1;
    (void)state;
    for (int64_t at = calendar_days(1800, 1, 1); year < 2300; at++) {
        struct calendar c;
        bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        assert_true(calendar_of(at * CALENDAR_DAY_S, &c));
        assert_true(c.year == year && c.month == month && c.day == day);
        assert_int_equal(calendar_days(year, month, day), at);
        day++;
        if (day > lengths[month - 1] + (month == 2 && is_leap)) {
            assert_false(calendar_is_date(year, month, day));
            day = 1;
            year += month == 12;
            month = month % 12 + 1;
        }
    }
}

static void what_is_too_much_runs_over(void **state)
{
    (void)state;
    assert_int_equal(calendar_days(2027, 2, 31), calendar_days(2027, 3, 3));
    assert_int_equal(calendar_days(2026, 13, 1), calendar_days(2027, 1, 1));
    assert_int_equal(calendar_days(2026, 0, 1), calendar_days(2025, 12, 1));
}

static void years_end_somewhere(void **state)
{
    struct calendar c;
    (void)state;
    assert_false(calendar_of(INT64_MAX, &c));
    assert_false(calendar_of(INT64_MIN, &c));
    assert_true(calendar_of(INT64_C(253402300799), &c));
    assert_int_equal(c.year, 9999);
    assert_false(calendar_is_date(2026, 13, 1));
    assert_false(calendar_is_date(2026, 1, 0));
}

/* Whatever is kept in an arena may be of any type. */
static void memory_is_aligned_for_every_type(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    for (size_t size = 1; size < 20000; size = size * 2 + 1)
        assert_int_equal((uintptr_t)arena_alloc(a, size) % _Alignof(max_align_t), 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_those_of_the_calendar), cmocka_unit_test(days_follow_each_other),
        cmocka_unit_test(what_is_too_much_runs_over),        cmocka_unit_test(years_end_somewhere),
        cmocka_unit_test(memory_is_aligned_for_every_type),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
