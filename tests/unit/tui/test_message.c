/* The message log: the newest first, so many and no more, and nothing in it that a terminal would obey. */
#include "base/error.h"
#include "tui/app/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct message_log kept;

static int empty(void **state)
{
    (void)state;
    message_free_all(&kept);
    memset(&kept, 0, sizeof kept);
    return 0;
}

static void newest_comes_first(void **state)
{
    (void)state;
    assert_int_equal(message_count(&kept), 0);
    message_note(&kept, TOAST_INFO, "first");
    message_note(&kept, TOAST_WARN, "second");
    assert_int_equal(message_count(&kept), 2);
    assert_string_equal(message_at(&kept, 0).text, "second");
    assert_int_equal(message_at(&kept, 0).level, TOAST_WARN);
    assert_string_equal(message_at(&kept, 1).text, "first");
}

static void oldest_goes_when_it_is_full(void **state)
{
    char text[32];
    (void)state;
    for (int i = 0; i < MESSAGES_KEPT + 3; i++) {
        snprintf(text, sizeof text, "message %d", i);
        message_note(&kept, TOAST_INFO, text);
    }
    assert_int_equal(message_count(&kept), MESSAGES_KEPT);
    assert_string_equal(message_at(&kept, 0).text, text);
    assert_string_equal(message_at(&kept, MESSAGES_KEPT - 1).text, "message 3");
}

static void what_comes_from_outside_is_made_safe(void **state)
{
    struct error e = { 0 };
    (void)state;
    message_note(&kept, TOAST_INFO, "a\x1b[2Jb");
    assert_null(strchr(message_at(&kept, 0).text, '\x1b'));
    error_set(&e, ERR_REFUSED, "it was refused", "by %s", "\x1b]0;x\x07");
    message_note_error(&kept, &e);
    assert_int_equal(message_at(&kept, 0).level, TOAST_BAD);
    assert_non_null(strstr(message_at(&kept, 0).text, "it was refused"));
    assert_null(strchr(message_at(&kept, 0).text, '\x1b'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(newest_comes_first, empty, empty),
        cmocka_unit_test_setup_teardown(oldest_goes_when_it_is_full, empty, empty),
        cmocka_unit_test_setup_teardown(what_comes_from_outside_is_made_safe, empty, empty),
    };
    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
