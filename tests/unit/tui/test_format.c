/* Cells as the screen shows them, by the type of their column. */
#include "tui/widgets/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int64_t now = 1763712000; /* 2025-11-21 08:00:00 UTC */

static const char *cell(enum column_type type, const char *value)
{
    static char out[FORMAT_BYTES];
    struct column c = { .name = "c", .type = type };
    return format_cell(out, &c, value, now);
}

static void set_zone(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
}

static void test_amounts(void **state)
{
    (void)state;
    assert_string_equal(cell(COL_MB, "10240.00"), "10.0 GB");
    assert_string_equal(cell(COL_MB, "104.05"), "104.1 MB");
    assert_string_equal(cell(COL_RP, "200000"), "Rp 200,000");
    assert_string_equal(cell(COL_INT, "42"), "42");
}

static void test_nothing_is_nothing(void **state)
{
    (void)state;
    assert_string_equal(cell(COL_MB, NULL), "");
    assert_string_equal(cell(COL_TIME, NULL), "");
    assert_string_equal(cell(COL_TEXT, ""), "");
}

static void test_what_is_no_such_value_is_shown_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(cell(COL_MB, "NaN"), "NaN");
    assert_string_equal(cell(COL_RP, "12x"), "12x");
    assert_string_equal(cell(COL_TIME, "infinity"), "infinity");
    assert_string_equal(cell(COL_TIME, "2025-11-21 08:00:00"), "2025-11-21 08:00:00"); /* no zone: no time */
    assert_string_equal(cell(COL_BOOL, "maybe"), "maybe");
}

static void test_times_are_short_and_in_the_zone_they_came_in(void **state)
{
    (void)state;
    assert_string_equal(cell(COL_TIME, "2040-02-29 07:03:59+07"), "2040-02-29"); /* beyond 32 bits */
    assert_string_equal(cell(COL_TIME, "2100-12-31 23:59:59+07"), "2100-12-31");
    set_zone("EST5"); /* where the terminal stands makes no difference */
    assert_string_equal(cell(COL_TIME, "2025-11-21 07:03:59.123456+00"), "07:03");
    assert_string_equal(cell(COL_TIME, "2025-11-20 23:30:00+00"), "20 Nov 23:30");
    assert_string_equal(cell(COL_TIME, "2024-11-21 07:03:00+00"), "2024-11-21");
    assert_string_equal(cell(COL_TIME, "2025-11-21 01:03:00-03:30"), "01:03");
    assert_string_equal(cell(COL_TIME, "2025-11-21 06:30:00+07"), "06:30");
}

static void test_phones_and_truths(void **state)
{
    (void)state;
    assert_string_equal(cell(COL_PHONE, "+6281234567890"), "081234567890");
    assert_string_equal(cell(COL_PHONE, "+6281234567890123456789012345678901234567890"),
                        "+6281234567890123456789012345678901234567890");
    assert_string_equal(cell(COL_BOOL, "t"), "yes");
    assert_string_equal(cell(COL_BOOL, "f"), "no");
}

static void test_states_are_words(void **state)
{
    (void)state;
    assert_string_equal(cell(COL_CHOICE, "habis"), "used up");
    assert_string_equal(cell(COL_CHOICE, "part_refunded"), "part refunded");
    assert_string_equal(cell(COL_CHOICE, "account_disabled"), "User disabled");
    assert_string_equal(cell(COL_CHOICE, "of_another_release"), "of_another_release");
    assert_string_equal(cell(COL_TEXT, "habis"), "habis");
}

static void test_long_text_is_cut_not_overrun(void **state)
{
    char text[2 * FORMAT_BYTES];
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(strlen(cell(COL_TEXT, text)), FORMAT_BYTES - 1);
}

static void test_colours_are_for_what_needs_a_look(void **state)
{
    struct column status = { .type = COL_CHOICE }, text = { .type = COL_TEXT };
    (void)state;
    assert_int_equal(format_role(&status, "blocked"), ROLE_BAD);
    assert_int_equal(format_role(&status, "habis"), ROLE_WARN);
    assert_int_equal(format_role(&status, "active"), ROLE_TEXT);
    assert_int_equal(format_role(&status, NULL), ROLE_TEXT);
    assert_int_equal(format_role(&text, "blocked"), ROLE_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_nothing_is_nothing),
        cmocka_unit_test(test_what_is_no_such_value_is_shown_as_it_is),
        cmocka_unit_test(test_times_are_short_and_in_the_zone_they_came_in),
        cmocka_unit_test(test_phones_and_truths),
        cmocka_unit_test(test_states_are_words),
        cmocka_unit_test(test_long_text_is_cut_not_overrun),
        cmocka_unit_test(test_colours_are_for_what_needs_a_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
