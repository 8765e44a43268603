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
    columns_lay_out(&l, &pane, NULL, 0, 120);
    EXPECT(&l, 120, NAME, PHONE, LEFT, NOTE);
    assert_int_equal(l.places[0].width, 30);
    assert_int_equal(l.places[3].x + l.places[3].width, 120);
    assert_false(l.has_more);
}

static void test_the_least_important_goes_first(void **state)
{
    struct columns_layout l;
    (void)state;
    columns_lay_out(&l, &pane, NULL, 0, 60);
    EXPECT(&l, 60, NAME, PHONE, LEFT);
    assert_true(l.has_more);
    columns_lay_out(&l, &pane, NULL, 0, 30);
    EXPECT(&l, 30, NAME, PHONE);
    columns_lay_out(&l, &pane, NULL, 0, 12);
    EXPECT(&l, 12, NAME);
}

static void test_figures_are_not_cut_where_texts_can_give_way(void **state)
{
    struct columns_layout l;
    (void)state;
    columns_lay_out(&l, &pane, NULL, 0, 70);
    EXPECT(&l, 70, NAME, PHONE, LEFT, NOTE);
    assert_int_equal(l.places[1].width, 15);
    assert_int_equal(l.places[2].width, 10);
}

static void test_scrolled_columns_follow_the_frozen_ones(void **state)
{
    struct columns_layout l;
    (void)state;
    assert_int_equal(columns_scrollable(&pane, NULL), 2);
    columns_lay_out(&l, &pane, NULL, 1, 60);
    EXPECT(&l, 60, NAME, LEFT);
    assert_true(l.has_more);
    columns_lay_out(&l, &pane, NULL, 2, 60);
    EXPECT(&l, 60, NAME, NOTE);
    assert_false(l.has_more);
}

static void test_a_click_finds_its_column(void **state)
{
    struct columns_layout l;
    (void)state;
    columns_lay_out(&l, &pane, NULL, 0, 120);
    assert_int_equal(columns_at(&l, 0), NAME);
    assert_int_equal(columns_at(&l, 29), NAME);
    assert_int_equal(columns_at(&l, 30), -1);
    assert_int_equal(columns_at(&l, 32), PHONE);
    assert_int_equal(columns_at(&l, 500), -1);
}

static void test_chosen_columns_stand_in_their_order_and_width(void **state)
{
    struct columns_layout l;
    struct columns_choice choice;
    char text[COLUMNS_TEXT], unknown[COLUMNS_NAME];
    (void)state;
    columns_parse(&choice, &pane, "hidden:20,gone:4,note:9999,name,lost", unknown);
    assert_string_equal(unknown, "gone");
    columns_write(&choice, &pane, text);
    assert_string_equal(text, "hidden:20,note,name");
    columns_lay_out(&l, &pane, &choice, 0, 120);
    EXPECT(&l, 120, HIDDEN, NOTE, NAME);
    assert_int_equal(l.places[0].width, 20);
    columns_lay_out(&l, &pane, &choice, 0, 40);
    EXPECT(&l, 40, HIDDEN, NOTE);
    assert_int_equal(l.places[0].width, 20);
    assert_true(l.has_more);
}

static const char *const states[] = { "paid", "part_refunded", NULL };

static void test_the_words_of_a_column_are_never_cut(void **state)
{
    static const struct column two[] = {
        { .name = "name", .type = COL_TEXT, .width = 30, .min_width = 10, .priority = 0 },
        { .name = "state", .type = COL_CHOICE, .choices = states, .width = 6, .min_width = 4, .priority = 1 },
    };
    static const struct pane p = { .name = "test", .columns = two, .column_count = 2 };
    const int word = (int)sizeof "part refunded" - 1;
    struct columns_layout l;
    (void)state;
    columns_lay_out(&l, &p, NULL, 0, 80);
    assert_int_equal(l.places[1].width, word);
    columns_lay_out(&l, &p, NULL, 0, 30);
    assert_int_equal(l.places[1].width, word);
    assert_int_equal(l.places[0].width, 30 - word - COLUMNS_GAP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wide_screen_shows_all_and_leaves_nothing_over),
        cmocka_unit_test(test_the_least_important_goes_first),
        cmocka_unit_test(test_figures_are_not_cut_where_texts_can_give_way),
        cmocka_unit_test(test_scrolled_columns_follow_the_frozen_ones),
        cmocka_unit_test(test_a_click_finds_its_column),
        cmocka_unit_test(test_chosen_columns_stand_in_their_order_and_width),
        cmocka_unit_test(test_the_words_of_a_column_are_never_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
