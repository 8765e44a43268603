/* What curses sends, in fewer bytes: the same screen. */
#include "tui/terminal/squeeze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *given, const char *wanted)
{
    char bytes[512];
    size_t length = strlen(given);
    memcpy(bytes, given, length);
    size_t left = squeeze(bytes, length);
    assert_in_range(left, 0, length);
    bytes[left] = '\0';
    assert_string_equal(bytes, wanted);
}

static void jumps_within_a_row_are_short(void **state)
{
    (void)state;
    expect("\x1b[4;10Habc\x1b[4;20Hx", "\x1b[4;10Habc\x1b[7Cx");
    expect("\x1b[4;10Habc\x1b[4;14Hx", "\x1b[4;10Habc\x1b[Cx");
    expect("\x1b[4;50Habc\x1b[4;9Hx", "\x1b[4;50Habc\x1b[9Gx");
    expect("\x1b[4;50Habc\x1b[4;1Hx", "\x1b[4;50Habc\rx");
    expect("\x1b[4;100Ha\x1b[105Gb", "\x1b[4;100Ha\x1b[4Cb");
    expect("\x1b[4;10H\x1b[33mabc\x1b[39m\x1b[5X\x1b[4;120H!", "\x1b[4;10H\x1b[33mabc\x1b[39m\x1b[5X\x1b[120G!");
}

static void another_row_is_gone_to_as_it_was(void **state)
{
    (void)state;
    expect("\x1b[4;10Ha\x1b[5;20Hx", "\x1b[4;10Ha\x1b[5;20Hx");
    expect("\x1b[4;10Ha\n\x1b[4;20Hx", "\x1b[4;10Ha\n\x1b[4;20Hx");
    expect("\x1b[4;10Ha\x1b[6d\x1b[4;20Hx", "\x1b[4;10Ha\x1b[6d\x1b[4;20Hx");
    expect("\x1b[4;10Ha\x1b[6d\x1b[6;20Hx", "\x1b[4;10Ha\x1b[6d\x1b[9Cx");
    expect("x\x1b[1;20Hx", "x\x1b[1;20Hx"); /* where it was before is not known */
}

static void columns_are_counted_where_they_are_certain(void **state)
{
    (void)state;
    expect("\x1b[4;10H\xe4\xb8\xad\x1b[4;20Hx", "\x1b[4;10H\xe4\xb8\xad\x1b[20Gx");
    expect("\x1b[4;10Hab\b\x1b[4;20Hx", "\x1b[4;10Hab\b\x1b[20Gx");
    expect("\x1b[4;10Ha\x1b[3Cb\x1b[4;20Hx", "\x1b[4;10Ha\x1b[3Cb\x1b[5Cx");
    expect("\x1b[4;10Ha\rb\x1b[4;11Hx", "\x1b[4;10Ha\rb\x1b[9Cx");
}

static void what_is_not_known_makes_all_uncertain(void **state)
{
    static const char save_cursor[] = { '\x1b', '7', '\0' };
    const char *const others[] = { "\x1b[2;5r", "\x1b[A", "\x1b[2J", "\x1b(0", save_cursor, "\x1b[?25l", "\t", "\v" };
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char text[64];
        snprintf(text, sizeof text, "\x1b[4;10Ha%s\x1b[4;20Hx", others[i]);
        expect(text, text);
    }
}

static void torn_ends_are_left_alone(void **state)
{
    static const char *const ends[] = {
        "\x1b", "\x1b[", "\x1b[4", "\x1b[4;", "\x1b[4;20", "\x1b[99999999999999999999;1"
    };
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char text[64];
        snprintf(text, sizeof text, "\x1b[4;10Ha%s", ends[i]);
        expect(text, text);
    }
    expect("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jumps_within_a_row_are_short),
        cmocka_unit_test(another_row_is_gone_to_as_it_was),
        cmocka_unit_test(columns_are_counted_where_they_are_certain),
        cmocka_unit_test(what_is_not_known_makes_all_uncertain),
        cmocka_unit_test(torn_ends_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
