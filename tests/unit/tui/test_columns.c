/* Which columns are shown: by priority where the screen is narrow, in their order when scrolled. */
#include "tui/widgets/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NAME, PHONE, HIDDEN, LEFT, NOTE };

static const struct column columns[] = {
    [NAME] = { .name = "name", .type = COL_TEXT, .flags = COLUMN_FROZEN, .width = 30, .min_width = 10, .priority = 0 },
    [PHONE] = { .name = "phone", .type = COL_PHONE, .width = 15, .min_width = 12, .priority = 1 },
    [HIDDEN] = { .name = "hidden", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 9, .min_width = 9 },
    [LEFT] = { .name = "left", .type = COL_MB, .width = 10, .min_width = 8, .priority = 2 },
    [NOTE] = { .name = "note", .type = COL_TEXT, .width = 20, .min_width = 10, .priority = 9 },
};
static const struct pane pane = { .name = "test", .columns = columns, .column_count = sizeof columns / sizeof *columns };

static void expect_columns(const struct columns_layout *l, const size_t *wanted, size_t count, int width)
{
    assert_int_equal(l->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(l->places[i].column, wanted[i]);
        assert_true(l->places[i].x + l->places[i].width <= width);
        if (i)
            assert_int_equal(l->places[i].x, l->places[i - 1].x + l->places[i - 1].width + COLUMNS_GAP);
    }
}

#define EXPECT(l, width, ...)                                                                                          \
    expect_columns((l), (size_t[]){ __VA_ARGS__ }, sizeof((size_t[]){ __VA_ARGS__ }) / sizeof(size_t), (width))

static void test_a_wide_screen_shows_all_and_leaves_nothing_over(void **state)
{
    struct columns_layout l;
    (void)state;
    columns_lay_out(&l, &pane, 0, 120);
    EXPECT(&l, 120, NAME, PHONE, LEFT, NOTE);
    assert_int_equal(l.places[0].width, 30);
    assert_int_equal(l.places[3].x + l.places[3].width, 120);
    assert_false(l.has_more);
}

static void test_the_least_important_goes_first(void **state)
{
    struct columns_layout l;
    (void)state;
    columns_lay_out(&l, &pane, 0, 60);
    EXPECT(&l, 60, NAME, PHONE, LEFT);
    assert_true(l.has_more);
    columns_lay_out(&l, &pane, 0, 30);
    EXPECT(&l, 30, NAME, PHONE);
    columns_lay_out(&l, &pane, 0, 12);
    EXPECT(&l, 12, NAME);
}

static void test_figures_are_not_cut_where_texts_can_give_way(void **state)
{
    struct columns_layout l;
    (void)state;
    columns_lay_out(&l, &pane, 0, 70);
    EXPECT(&l, 70, NAME, PHONE, LEFT, NOTE);
    assert_int_equal(l.places[1].width, 15);
    assert_int_equal(l.places[2].width, 10);
}

static void test_scrolled_columns_follow_the_frozen_ones(void **state)
{
    struct columns_layout l;
    (void)state;
    assert_int_equal(columns_scrollable(&pane), 2);
    columns_lay_out(&l, &pane, 1, 60);
    EXPECT(&l, 60, NAME, LEFT);
    assert_true(l.has_more);
    columns_lay_out(&l, &pane, 2, 60);
    EXPECT(&l, 60, NAME, NOTE);
    assert_false(l.has_more);
}

static void test_a_click_finds_its_column(void **state)
{
    struct columns_layout l;
    (void)state;
    columns_lay_out(&l, &pane, 0, 120);
    assert_int_equal(columns_at(&l, 0), NAME);
    assert_int_equal(columns_at(&l, 29), NAME);
    assert_int_equal(columns_at(&l, 30), -1);
    assert_int_equal(columns_at(&l, 32), PHONE);
    assert_int_equal(columns_at(&l, 500), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wide_screen_shows_all_and_leaves_nothing_over),
        cmocka_unit_test(test_the_least_important_goes_first),
        cmocka_unit_test(test_figures_are_not_cut_where_texts_can_give_way),
        cmocka_unit_test(test_scrolled_columns_follow_the_frozen_ones),
        cmocka_unit_test(test_a_click_finds_its_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
