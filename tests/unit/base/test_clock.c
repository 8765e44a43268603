/* The monotonic clock: what data ask for is never waited for without a pause. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void no_wait_is_shorter_than_the_least(void **state)
{
    (void)state;
    assert_int_equal(clock_wait_ms(INT64_MIN), CLOCK_LEAST_WAIT_MS);
    assert_int_equal(clock_wait_ms(0), CLOCK_LEAST_WAIT_MS);
    assert_int_equal(clock_wait_ms(CLOCK_LEAST_WAIT_MS - 1), CLOCK_LEAST_WAIT_MS);
    assert_int_equal(clock_wait_ms(CLOCK_LEAST_WAIT_MS + 1), CLOCK_LEAST_WAIT_MS + 1);
    assert_int_equal(clock_wait_ms(86400000), 86400000);
}

static void a_pause_takes_its_time(void **state)
{
    (void)state;
    int64_t from = clock_ms();
    clock_pause(-1);
    assert_true(clock_ms() - from >= CLOCK_LEAST_WAIT_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_wait_is_shorter_than_the_least),
        cmocka_unit_test(a_pause_takes_its_time),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
