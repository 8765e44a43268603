/* How long a question to the terminal is under way: asked rarely, and never of one that does not answer. */
#include "tui/terminal/trip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void it_is_asked_once_and_then_behind_a_key_now_and_then(void **state)
{
    struct trip t = { 0 };
    (void)state;
    assert_int_equal(trip_ms(&t), -1);
    assert_true(trip_is_due(&t, 1000, false));
    trip_ask(&t, 1000);
    assert_false(trip_is_due(&t, 1100, true));
    trip_answer(&t, 1300);
    assert_int_equal(trip_ms(&t), 300);
    assert_false(trip_is_due(&t, 1000 + TRIP_AGAIN_MS - 1, true));
    assert_false(trip_is_due(&t, 1000 + TRIP_AGAIN_MS, false));
    assert_true(trip_is_due(&t, 1000 + TRIP_AGAIN_MS, true));
}

static void one_slow_answer_is_no_slow_line(void **state)
{
    static const int took[] = { 20, 900, 30, 400, 500, 10 }, told[] = { 20, 20, 30, 30, 400, 10 };
    struct trip t = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof took / sizeof *took; i++) {
        int64_t now = 1000 + (int64_t)i * TRIP_AGAIN_MS;
        assert_true(trip_is_due(&t, now, true));
        trip_ask(&t, now);
        trip_answer(&t, now + took[i]);
        assert_int_equal(trip_ms(&t), told[i]);
    }
}

static void who_does_not_answer_is_left_in_peace(void **state)
{
    struct trip t = { 0 };
    int64_t now = 1000, asked = 0;
    (void)state;
    for (int i = 0; i < 100; i++, now += TRIP_AGAIN_MS)
        if (trip_is_due(&t, now, true)) {
            trip_ask(&t, now);
            asked++;
        }
    assert_int_equal(asked, TRIP_TRIES);
    assert_int_equal(trip_ms(&t), -1);
}

static void an_answer_that_nobody_asked_for_is_nothing(void **state)
{
    struct trip t = { 0 };
    (void)state;
    trip_answer(&t, 5000);
    assert_int_equal(trip_ms(&t), -1);
    trip_ask(&t, 6000);
    trip_answer(&t, 6010);
    trip_answer(&t, 9000);
    assert_int_equal(trip_ms(&t), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_asked_once_and_then_behind_a_key_now_and_then),
        cmocka_unit_test(one_slow_answer_is_no_slow_line),
        cmocka_unit_test(who_does_not_answer_is_left_in_peace),
        cmocka_unit_test(an_answer_that_nobody_asked_for_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
