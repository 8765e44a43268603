/* The chart of use over days: scale, heights, what fits, what is drawn. */
#include "tui/customers/day_chart.h"

#include "base/arena.h"
#include "base/text.h"
#include "model/values/amount.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void scale_ends_at_a_round_figure(void **state)
{
    const int64_t mb = CMB_PER_MB, gb = CMB_PER_GB;
    (void)state;
    assert_int_equal(day_chart_top(0), mb);
    assert_int_equal(day_chart_top(1), mb);
    assert_int_equal(day_chart_top(mb), mb);
    assert_int_equal(day_chart_top(mb + 1), 2 * mb);
    assert_int_equal(day_chart_top(70 * mb), 80 * mb);
    assert_int_equal(day_chart_top(800 * mb + 1), gb);
    assert_int_equal(day_chart_top(gb + 1), 2 * gb);
    assert_int_equal(day_chart_top(9 * gb), 10 * gb);
    assert_int_equal(day_chart_top(INT64_C(999999999999999)),
                     INT64_C(10000000000) * gb); /* the most that the database holds */
    for (int64_t peak = 1; peak < INT64_C(1000000000000000); peak = peak * 3 + 1) {
        int64_t top = day_chart_top(peak);
        assert_true(top >= peak && (top == mb || top < 3 * peak));
        assert_int_equal(top % DAY_CHART_ROWS, 0);
    }
}

static void heights_are_half_up_and_never_lost(void **state)
{
    const int most = DAY_CHART_ROWS * DAY_CHART_LEVELS;
    const int64_t largest = INT64_C(1024000000000000);
    (void)state;
    assert_int_equal(day_chart_level(0, 3200), 0);
    assert_int_equal(day_chart_level(1, 3200), 1);
    assert_int_equal(day_chart_level(149, 3200), 1);
    assert_int_equal(day_chart_level(150, 3200), 2);
    assert_int_equal(day_chart_level(3149, 3200), most - 1);
    assert_int_equal(day_chart_level(3150, 3200), most);
    assert_int_equal(day_chart_level(3200, 3200), most);
    assert_int_equal(day_chart_level(9999, 3200), most);
    assert_int_equal(day_chart_level(largest, largest), most);
    assert_int_equal(day_chart_level(largest / 2, largest), most / 2);
    assert_int_equal(day_chart_level(5, 0), 0);
}

static void days_that_do_not_fit_are_left_out(void **state)
{
    (void)state;
    struct day_chart_fit f = day_chart_fit(30, 67);
    assert_int_equal(f.days, 30);
    assert_int_equal(f.pitch, 2);
    assert_int_equal(f.bar, 1);
    f = day_chart_fit(30, 27);
    assert_int_equal(f.days, 27);
    assert_int_equal(f.pitch, 1);
    assert_int_equal(f.bar, 1);
    f = day_chart_fit(3, 67);
    assert_int_equal(f.days, 3);
    assert_int_equal(f.pitch, 3);
    assert_int_equal(day_chart_fit(30, 0).days, 0);
    assert_int_equal(day_chart_fit(30, -5).days, 0);
    assert_int_equal(day_chart_fit(0, 50).days, 0);
}

static const char *text_of(const struct lines *l, size_t line, int cell)
{
    const char *text = l->items[line].cells[cell].text;
    return text ? text : "";
}

static void bars_stand_over_their_dates(void **state)
{
    struct usage_day days[] = { { .date = "2026-11-20", .cmb = 0 },
                                { .date = "2026-11-21", .cmb = 100, .has_log = true } };
    struct lines l = { .arena = arena_new() };
    (void)state;
    day_chart_write(&l, 2, 40, true, days, 2);
    assert_int_equal(l.count, DAY_CHART_ROWS + 1);
    assert_string_equal(text_of(&l, 0, 0), "  1.0 MB");
    assert_string_equal(text_of(&l, 2, 0), "  0.5 MB");
    assert_string_equal(text_of(&l, 0, 1), "   ## ");
    assert_string_equal(text_of(&l, 3, 1), "__ ## ");
    assert_string_equal(text_of(&l, 4, 0), "        21 Nov"); /* ends under the bar of its day */

    lines_clear(&l);
    day_chart_write(&l, 2, 40, false, days, 2);
    assert_string_equal(text_of(&l, 3, 1), "·· ██ ");
    days[1].cmb = 1;
    days[0].cmb = 50;
    lines_clear(&l);
    day_chart_write(&l, 2, 40, false, days, 2);
    assert_string_equal(text_of(&l, 0, 1), "      ");
    assert_string_equal(text_of(&l, 1, 1), "      ");
    assert_string_equal(text_of(&l, 2, 1), "██    ");
    assert_string_equal(text_of(&l, 3, 1), "██ ▁▁ ");
    arena_free(l.arena);
}

static void no_line_is_wider_than_its_place(void **state)
{
    struct usage_day days[30];
    (void)state;
    for (int i = 0; i < 30; i++)
        days[i] = (struct usage_day){ .date = "2026-11-21", .cmb = (int64_t)i * i * i * 7919 };
    for (int width = 0; width < 130; width++) {
        struct lines l = { .arena = arena_new() };
        day_chart_write(&l, 2, width, width % 2, days, 30);
        assert_int_equal(l.count, width > DAY_CHART_SCALE ? DAY_CHART_ROWS + 1 : 0);
        for (size_t i = 0; i < l.count; i++) {
            assert_true(text_width(text_of(&l, i, 0)) <= (i < DAY_CHART_ROWS ? DAY_CHART_SCALE : width));
            assert_true(text_width(text_of(&l, i, 1)) <= width - DAY_CHART_SCALE);
        }
        arena_free(l.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scale_ends_at_a_round_figure),      cmocka_unit_test(heights_are_half_up_and_never_lost),
        cmocka_unit_test(days_that_do_not_fit_are_left_out), cmocka_unit_test(bars_stand_over_their_dates),
        cmocka_unit_test(no_line_is_wider_than_its_place),
    };
    return cmocka_run_group_tests_name("day chart", tests, NULL, NULL);
}
