/* What is said above the queue: how far it is, how fast, how long it will still take. */
#include "tui/lists/summary.h"

#include "base/arena.h"
#include "tui/pay/qr_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *progress(const struct summary_work *f)
{
    static char out[SUMMARY_TEXT];
    return summary_progress(out, f);
}

static void test_the_bar_is_there_while_something_waits(void **state)
{
    struct summary_work f = { .waiting = 55, .done = 45, .size = 100 };
    (void)state;
    assert_int_equal(summary_percent(&f), 45);
    f.done = 0;
    assert_int_equal(summary_percent(&f), 0);
    f.done = 999;
    f.size = 1000; /* never full while something is left */
    assert_int_equal(summary_percent(&f), 99);
    f.waiting = 1;
    assert_int_equal(summary_percent(&f), 99);
    f.waiting = 0;
    assert_int_equal(summary_percent(&f), -1);
}

static void test_no_run_divides_by_nothing(void **state)
{
    const struct summary_work none = { .waiting = 0 }, odd = { .waiting = 3 };
    (void)state;
    assert_int_equal(summary_percent(&none), -1);
    assert_int_equal(summary_percent(&odd), -1);
}

static void test_a_million_fits(void **state)
{
    const struct summary_work f = { .waiting = 1, .done = INT64_C(999999999), .size = INT64_C(1000000000) };
    (void)state;
    assert_int_equal(summary_percent(&f), 99);
}

static void test_speed_and_time_left(void **state)
{
    struct summary_work f = { .waiting = 48, .per_minute = 118, .wait_s = 24 };
    (void)state;
    assert_string_equal(progress(&f), "48 wait, 118 a minute, 24 s left");
    f.wait_s = 65;
    assert_string_equal(progress(&f), "48 wait, 118 a minute, 1 min 05 s left");
    f.per_minute = 0; /* nothing was completed yet: no speed is made up */
    assert_string_equal(progress(&f), "48 wait, about 1 min 05 s left");
}

static void test_paused_and_empty(void **state)
{
    struct summary_work f = { .waiting = 3, .is_paused = true, .per_minute = 10, .wait_s = 9 };
    (void)state;
    assert_string_equal(progress(&f), "paused; 3 wait");
    f.waiting = 0;
    assert_string_equal(progress(&f), "paused; nothing waits");
    f.is_paused = false;
    assert_string_equal(progress(&f), "nothing waits");
}

static void test_countdown_of_a_link(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(qr_page_countdown(a, 0), "the time is over");
    assert_string_equal(qr_page_countdown(a, -5), "the time is over");
    assert_string_equal(qr_page_countdown(a, 59), "00:59 left");
    assert_string_equal(qr_page_countdown(a, 3599), "59:59 left");
    assert_string_equal(qr_page_countdown(a, 3600), "1:00:00 left");
    assert_string_equal(qr_page_countdown(a, 2 * 86400 - 1), "47:59:59 left");
    assert_string_equal(qr_page_countdown(a, 2 * 86400), "2 days left");
    assert_string_equal(qr_page_countdown(a, 10 * 86400 - 1), "9 days left");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_bar_is_there_while_something_waits),
        cmocka_unit_test(test_no_run_divides_by_nothing),
        cmocka_unit_test(test_a_million_fits),
        cmocka_unit_test(test_speed_and_time_left),
        cmocka_unit_test(test_paused_and_empty),
        cmocka_unit_test(test_countdown_of_a_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
