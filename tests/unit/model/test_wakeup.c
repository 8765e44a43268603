/* Waiting between two looks: calls end it, but never before a moment has passed; the end ends it at once. */
#include "base/clock.h"
#include "model/worker/wakeup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum {
    LONG_MS = 60000 /* longer than any of this may take */
};

static struct wakeup w;

static int begin(void **state)
{
    (void)state;
    wakeup_init(&w);
    return 0;
}

static int end(void **state)
{
    (void)state;
    wakeup_destroy(&w);
    return 0;
}

/* How long it waited. */
static int64_t waited(struct waiter *self, int64_t wait_ms, bool has_failed, bool *goes_on)
{
    int64_t from = clock_ms();
    *goes_on = wakeup_wait(&w, self, wait_ms, has_failed);
    return clock_ms() - from;
}

static void whatever_is_asked_for_there_is_a_pause(void **state)
{
    static const int64_t asked[] = { 0, -1, 1, INT64_MIN / 2 };
    struct waiter self = { 0 };
    bool goes_on;
    (void)state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        assert_true(waited(&self, asked[i], false, &goes_on) >= CLOCK_LEAST_WAIT_MS);
        assert_true(goes_on);
    }
}

/* A few looks at once, so that what comes seldom is not kept waiting; then no faster than the least wait. */
static void who_calls_himself_has_a_pause_too(void **state)
{
    enum {
        LOOKS = WAKEUP_AT_ONCE + 6
    };
    struct waiter self = { 0 };
    bool goes_on;
    int64_t at_once = INT64_MAX, all = 0; /* the shortest: others may have waited for a processor */
    (void)state;
    for (int i = 0; i < LOOKS; i++) {
        wakeup_call(&w);
        int64_t ms = waited(&self, LONG_MS, false, &goes_on);
        assert_true(ms < LONG_MS / 2);
        assert_int_equal(self.seen, w.calls);
        all += ms;
        if (i < WAKEUP_AT_ONCE && ms < at_once)
            at_once = ms;
    }
    assert_true(all >= (LOOKS - WAKEUP_AT_ONCE) * CLOCK_LEAST_WAIT_MS - 2);
    assert_true(at_once < CLOCK_LEAST_WAIT_MS / 2);
    wakeup_call(&w);
    assert_true(waited(&self, LONG_MS, true, &goes_on) >= WAKEUP_AFTER_FAILURE_MS);
}

/* Only what makes a thread call itself for nothing has to pause. */
static void who_ends_work_has_no_pause(void **state)
{
    enum {
        LOOKS = 3 * WAKEUP_AT_ONCE
    };
    struct waiter self = { 0 };
    bool goes_on;
    int64_t least = INT64_MAX;
    (void)state;
    for (int i = 0; i < LOOKS; i++) {
        wakeup_call(&w);
        waiter_has_done(&self);
        int64_t ms = waited(&self, LONG_MS, false, &goes_on);
        if (i >= WAKEUP_AT_ONCE && ms < least)
            least = ms;
    }
    assert_true(least < CLOCK_LEAST_WAIT_MS / 2);
}

static void *call(void *arg)
{
    wakeup_call(arg);
    return NULL;
}

static void *call_the_end(void *arg)
{
    wakeup_end(arg);
    return NULL;
}

static void a_call_of_another_thread_ends_the_wait(void **state)
{
    pthread_t caller;
    struct waiter self = { 0 };
    bool goes_on;
    (void)state;
    assert_int_equal(pthread_create(&caller, NULL, call, &w), 0);
    assert_true(waited(&self, LONG_MS, false, &goes_on) < LONG_MS / 2);
    assert_true(goes_on);
    assert_int_equal(self.seen, 1);
    pthread_join(caller, NULL);
}

static void the_end_waits_for_nothing(void **state)
{
    pthread_t caller;
    struct waiter self = { 0 };
    bool goes_on;
    (void)state;
    assert_int_equal(pthread_create(&caller, NULL, call_the_end, &w), 0);
    assert_true(waited(&self, LONG_MS, true, &goes_on) < LONG_MS / 2);
    assert_false(goes_on);
    assert_true(waited(&self, LONG_MS, true, &goes_on) < LONG_MS / 2);
    pthread_join(caller, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whatever_is_asked_for_there_is_a_pause, begin, end),
        cmocka_unit_test_setup_teardown(who_calls_himself_has_a_pause_too, begin, end),
        cmocka_unit_test_setup_teardown(who_ends_work_has_no_pause, begin, end),
        cmocka_unit_test_setup_teardown(a_call_of_another_thread_ends_the_wait, begin, end),
        cmocka_unit_test_setup_teardown(the_end_waits_for_nothing, begin, end),
    };
    return cmocka_run_group_tests_name("wakeup", tests, NULL, NULL);
}
