/* Rows of a list that belong together, and the filter for rows like one of them. */
#include "base/arena.h"
#include "tui/lists/filter_like.h"
#include "tui/lists/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct column by_id[] = {
    { .name = "user_id", .type = COL_ID, .flags = COLUMN_HIDDEN },
    { .name = "full_name", .type = COL_TEXT, .flags = COLUMN_GROUP },
    { .name = "kind", .type = COL_CHOICE },
};
static const struct column by_cells[] = {
    { .name = "secret", .type = COL_CHOICE, .flags = COLUMN_HIDDEN },
    { .name = "full_name", .type = COL_TEXT, .flags = COLUMN_GROUP },
    { .name = "phone_number", .type = COL_PHONE, .flags = COLUMN_GROUP },
};
static const struct column ungrouped[] = { { .name = "full_name", .type = COL_TEXT } };

#define PANE(c)                                                                                                        \
    {                                                                                                                  \
        .name = #c, .columns = (c), .column_count = sizeof(c) / sizeof *(c)                                            \
    }
static const struct pane pane_by_id = PANE(by_id), pane_by_cells = PANE(by_cells), pane_ungrouped = PANE(ungrouped);

/* A table that shows these rows from the first on, the cursor on the last. */
static struct table open_table(const struct pane *p, const char *const (*cells)[3], size_t count)
{
    struct table t = { .pane = p, .height = 10, .cursor = (int)count - 1 };
    struct arena *a = arena_new();
    struct listing_page page = { .rows = ARENA_ARRAY(a, struct listing_row, count), .count = count, .at_start = true };
    for (size_t i = 0; i < count; i++)
        page.rows[i] = (struct listing_row){ .id = arena_printf(a, "%zu", i), .key = "", .cells = cells[i] };
    window_replace(&t.window, a, &page, 0);
    return t;
}

static void close_table(struct table *t)
{
    window_clear(&t->window);
}

static const char *const debts[][3] = {
    { "u1", "Siti", "late" }, { "u1", "Siti", "due" }, { "u1", "Siti", "due" }, { "u2", "Siti", "due" },
    { NULL, "", "due" },      { NULL, "", "due" },     { "u3", "Budi", "due" },
};
enum {
    DEBTS = sizeof debts / sizeof debts[0]
};

static void test_rows_of_one_user_continue_the_first(void **state)
{
    struct table t = open_table(&pane_by_id, debts, DEBTS);
    (void)state;
    assert_false(table_is_continued(&t, 0));
    assert_true(table_is_continued(&t, 1));
    assert_true(table_is_continued(&t, 2));
    assert_false(table_is_continued(&t, 3)); /* called the same, and somebody else */
    assert_false(table_is_continued(&t, 5)); /* two rows about nobody are not about the same one */
    assert_false(table_is_continued(&t, DEBTS));
    close_table(&t);
}

static void test_the_first_row_on_the_screen_says_whose_it_is(void **state)
{
    struct table t = open_table(&pane_by_id, debts, DEBTS);
    (void)state;
    t.top = 1;
    assert_false(table_is_continued(&t, 1));
    assert_true(table_is_continued(&t, 2));
    close_table(&t);
}

static void test_the_row_under_the_cursor_says_whose_it_is(void **state)
{
    struct table t = open_table(&pane_by_id, debts, DEBTS);
    (void)state;
    t.cursor = 1;
    assert_false(table_is_continued(&t, 1));
    assert_true(table_is_continued(&t, 2));
    close_table(&t);
}

static void test_without_an_id_all_that_is_grouped_must_agree(void **state)
{
    static const char *const rows[][3] = {
        { "x", "Siti", "0811" }, { "y", "Siti", "0811" }, { "y", "Siti", "0812" }, { "y", NULL, "0812" }, { "", "", "" }
    };
    struct table t = open_table(&pane_by_cells, rows, 5);
    (void)state;
    assert_true(table_is_continued(&t, 1));
    assert_false(table_is_continued(&t, 2));
    assert_false(table_is_continued(&t, 3));
    close_table(&t);
}

static void test_a_pane_without_groups_leaves_nothing_out(void **state)
{
    static const char *const rows[][3] = { { "Siti" }, { "Siti" }, { "Siti" } };
    struct table t = open_table(&pane_ungrouped, rows, 3);
    (void)state;
    assert_false(table_is_continued(&t, 1));
    close_table(&t);
}

/* --- rows like this one --- */

static const char *toggle(struct arena *a, const char *kind, const char *filter)
{
    const char *const cells[] = { "u1", "Siti", kind };
    const struct listing_row row = { .id = "1", .key = "", .cells = cells };
    bool had_it;
    return filter_like_toggle(a, &pane_by_id, &row, filter, &had_it);
}

static void test_the_kind_is_the_first_choice_on_the_list(void **state)
{
    (void)state;
    assert_ptr_equal(filter_like_column(&pane_by_id), &by_id[2]);
    assert_null(filter_like_column(&pane_by_cells));
}

static void test_the_term_comes_and_goes(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(toggle(a, "late", ""), "kind:late");
    assert_string_equal(toggle(a, "late", "budi debt>1GB"), "budi debt>1GB kind:late");
    assert_string_equal(toggle(a, "late", "kind:late"), "");
    assert_string_equal(toggle(a, "late", "budi kind:late"), "budi");
    assert_string_equal(toggle(a, "late", "kind:late budi"), "budi");
    assert_string_equal(toggle(a, "late", "budi kind:late  due<7d"), "budi due<7d");
    arena_free(a);
}

static void test_only_the_whole_term_is_taken_away(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(toggle(a, "late", "kind:later"), "kind:later kind:late");
    assert_string_equal(toggle(a, "late", "-kind:late"), "-kind:late kind:late");
    assert_string_equal(toggle(a, "late", "kind:later kind:late"), "kind:later");
    arena_free(a);
}

static void test_values_are_quoted_where_the_language_needs_it(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(toggle(a, "very late", ""), "kind:\"very late\"");
    assert_string_equal(toggle(a, "a\"b\\c", ""), "kind:\"a\\\"b\\\\c\"");
    assert_string_equal(toggle(a, "a*", ""), "kind:\"a*\"");
    assert_string_equal(toggle(a, NULL, ""), "kind:\"\"");
    assert_string_equal(toggle(a, "very late", "kind:\"very late\" budi"), "budi");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_one_user_continue_the_first),
        cmocka_unit_test(test_the_first_row_on_the_screen_says_whose_it_is),
        cmocka_unit_test(test_the_row_under_the_cursor_says_whose_it_is),
        cmocka_unit_test(test_without_an_id_all_that_is_grouped_must_agree),
        cmocka_unit_test(test_a_pane_without_groups_leaves_nothing_out),
        cmocka_unit_test(test_the_kind_is_the_first_choice_on_the_list),
        cmocka_unit_test(test_the_term_comes_and_goes),
        cmocka_unit_test(test_only_the_whole_term_is_taken_away),
        cmocka_unit_test(test_values_are_quoted_where_the_language_needs_it),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
