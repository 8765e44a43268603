/* Bars and sparklines: as wide as was asked for, honest at both ends, nothing made up. */
#include "base/text.h"
#include "tui/widgets/chart.h"
#include "tui/widgets/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

static const char *bar(int64_t percent, int columns, bool is_ascii)
{
    static char out[CHART_BYTES];
    chart_bar(out, percent, columns, is_ascii);
    return out;
}

static const char *spark(const char *figures, int columns, bool is_ascii)
{
    static char out[CHART_BYTES];
    if (!chart_spark(out, figures, columns, is_ascii))
        return NULL;
    return out;
}

static void test_a_bar_fills_in_eighths(void **state)
{
    (void)state;
    assert_string_equal(bar(0, 14, false), "········   0 %");
    assert_string_equal(bar(50, 14, false), "████····  50 %");
    assert_string_equal(bar(57, 14, false), "████▌···  57 %");
    assert_string_equal(bar(100, 14, false), "████████ 100 %");
    assert_string_equal(bar(57, 13, true), "####----  57%");
}

static void test_a_bar_tells_begun_from_empty_and_soon_full_from_full(void **state)
{
    (void)state;
    assert_string_equal(bar(1, 14, false), "▏·······   1 %");
    assert_string_equal(bar(99, 14, false), "███████▉  99 %");
    assert_string_equal(bar(1, 13, true), "#-------   1%");
    assert_string_equal(bar(99, 13, true), "#######-  99%");
}

static void test_a_bar_ends_at_its_end_and_the_figure_does_not(void **state)
{
    (void)state;
    assert_string_equal(bar(250, 14, false), "████████ 250 %");
    assert_string_equal(bar(123456, 14, false), "█████ 123456 %");
    assert_string_equal(bar(-5, 14, false), "········  -5 %");
    assert_string_equal(bar(INT64_MAX, 14, false), "9223372036854775807 %");
    assert_string_equal(bar(57, 6, false), " 57 %");
}

static void test_a_bar_is_as_wide_as_its_place(void **state)
{
    (void)state;
    for (int columns = 8; columns <= CHART_MOST; columns++)
        for (int percent = 0; percent <= 110; percent++) {
            assert_int_equal(text_width(bar(percent, columns, false)), columns);
            assert_int_equal(strlen(bar(percent, columns, true)), columns);
        }
    assert_int_equal(text_width(bar(50, 10 * CHART_MOST, false)), CHART_MOST);
}

static void test_a_sparkline_is_scaled_to_its_own_greatest(void **state)
{
    (void)state;
    assert_string_equal(spark("1,2,3,4,5,6,7,8", 8, false), "▁▂▃▄▅▆▇█");
    assert_string_equal(spark("100.00,200,400.00,800", 4, false), "▁▂▄█");
    assert_string_equal(spark("1,2,3,4,5,6,7", 7, true), ".:-=+*#");
    assert_string_equal(spark("0.01", 1, false), "█");
}

static void test_nothing_little_and_unknown_look_different(void **state)
{
    (void)state;
    assert_string_equal(spark("0,0.01,1000,,0.00", 5, false), " ▁█· ");
    assert_string_equal(spark("0,0.01,1000,,0.00", 5, true), " .#_ ");
    assert_string_equal(spark("0,0,0", 3, false), "   ");
    assert_string_equal(spark(",,", 3, false), "···");
}

static void test_the_newest_figures_stand_on_the_right(void **state)
{
    (void)state;
    assert_string_equal(spark("1,8", 5, false), "   ▁█");
    assert_string_equal(spark("1000,1,8", 2, false), "▁█"); /* scaled to what is shown */
    assert_int_equal(text_width(spark("1,2,3", 500, false)), CHART_MOST);
}

static void test_huge_figures_do_not_overflow(void **state)
{
    (void)state;
    assert_string_equal(spark("999999999999999.99,0.01,500000000000000", 3, false), "█▁▅");
}

static void test_what_is_no_row_of_figures_is_refused(void **state)
{
    (void)state;
    assert_null(spark("", 5, false));
    assert_null(spark("1,x,2", 5, false));
    assert_null(spark("1,1e3", 5, false));
    assert_null(spark("1,2", 0, false));
}

static void test_cells_are_drawn_as_charts_and_said_as_figures(void **state)
{
    const struct column percent = { .type = COL_PERCENT }, use = { .type = COL_SPARK }, name = { .type = COL_TEXT };
    const struct format_place place = { .columns = 9 }, ascii = { .columns = 8, .is_ascii = true };
    char out[FORMAT_BYTES];
    (void)state;
    assert_string_equal(format_cell_in(out, &percent, "50", 0, place), "█▌·  50 %");
    assert_string_equal(format_cell_in(out, &percent, "50", 0, ascii), "#--  50%");
    assert_string_equal(format_cell_in(out, &use, "1,,8", 0, ascii), "     ._#");
    assert_string_equal(format_cell_in(out, &name, "50", 0, place), "50");
    assert_string_equal(format_cell(out, &percent, "50", 0), "50 %");
    assert_string_equal(format_cell(out, &use, "1,,8", 0), "1,,8");
}

static void test_what_is_no_figure_is_shown_as_it_is(void **state)
{
    const struct column percent = { .type = COL_PERCENT }, use = { .type = COL_SPARK };
    const struct format_place place = { .columns = 9 };
    char out[FORMAT_BYTES];
    (void)state;
    assert_string_equal(format_cell_in(out, &percent, "n/a", 0, place), "n/a");
    assert_string_equal(format_cell_in(out, &use, "1,lots", 0, place), "1,lots");
    assert_string_equal(format_cell_in(out, &percent, NULL, 0, place), "");
    assert_string_equal(format_cell_in(out, &use, NULL, 0, place), "");
    assert_string_equal(format_cell_in(out, &percent, "", 0, place), "");
}

static void test_the_colour_changes_as_it_fills(void **state)
{
    const struct column percent = { .type = COL_PERCENT };
    (void)state;
    assert_int_equal(format_role(&percent, "0"), ROLE_GOOD);
    assert_int_equal(format_role(&percent, "79"), ROLE_GOOD);
    assert_int_equal(format_role(&percent, "80"), ROLE_WARN);
    assert_int_equal(format_role(&percent, "99"), ROLE_WARN);
    assert_int_equal(format_role(&percent, "100"), ROLE_BAD);
    assert_int_equal(format_role(&percent, "250"), ROLE_BAD);
    assert_int_equal(format_role(&percent, NULL), ROLE_TEXT);
    assert_int_equal(format_role(&percent, "n/a"), ROLE_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bar_fills_in_eighths),
        cmocka_unit_test(test_a_bar_tells_begun_from_empty_and_soon_full_from_full),
        cmocka_unit_test(test_a_bar_ends_at_its_end_and_the_figure_does_not),
        cmocka_unit_test(test_a_bar_is_as_wide_as_its_place),
        cmocka_unit_test(test_a_sparkline_is_scaled_to_its_own_greatest),
        cmocka_unit_test(test_nothing_little_and_unknown_look_different),
        cmocka_unit_test(test_the_newest_figures_stand_on_the_right),
        cmocka_unit_test(test_huge_figures_do_not_overflow),
        cmocka_unit_test(test_what_is_no_row_of_figures_is_refused),
        cmocka_unit_test(test_cells_are_drawn_as_charts_and_said_as_figures),
        cmocka_unit_test(test_what_is_no_figure_is_shown_as_it_is),
        cmocka_unit_test(test_the_colour_changes_as_it_fills),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
