/* The window on a list, and the set of marks: what is kept, what goes, and where rows are then. */
#include "tui/lists/marks.h"
#include "tui/lists/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* Rows "r<first>" to "r<first + count - 1>". */
static struct arena *make_page(struct listing_page *page, int first, int count, bool at_start, bool at_end)
{
    struct arena *a = arena_new();
    *page = (struct listing_page){ .count = (size_t)count, .at_start = at_start, .at_end = at_end };
    page->rows = ARENA_ARRAY(a, struct listing_row, count);
    for (int i = 0; i < count; i++)
        page->rows[i].id = arena_printf(a, "r%d", first + i);
    return a;
}

static void replace(struct window *w, int first, int count, int64_t base)
{
    struct listing_page page;
    struct arena *a = make_page(&page, first, count, false, false);
    window_replace(w, a, &page, base);
}

static int append(struct window *w, int first, int count, bool at_end)
{
    struct listing_page page;
    struct arena *a = make_page(&page, first, count, false, at_end);
    return window_append(w, a, &page);
}

static int prepend(struct window *w, int first, int count, bool at_start)
{
    struct listing_page page;
    struct arena *a = make_page(&page, first, count, at_start, false);
    return window_prepend(w, a, &page);
}

static void expect_row(const struct window *w, int i, const char *id)
{
    const struct listing_row *row = window_row(w, i);
    assert_non_null(row);
    assert_string_equal(row->id, id);
    assert_int_equal(window_find(w, id), i);
}

static void test_pages_join_without_holes(void **state)
{
    struct window w = { .page_count = 0 };
    (void)state;
    replace(&w, 100, 10, 100);
    assert_int_equal(append(&w, 110, 5, true), 0);
    assert_int_equal(prepend(&w, 80, 20, false), 20);
    assert_int_equal(w.count, 35);
    assert_true(w.at_end);
    assert_false(w.at_start);
    expect_row(&w, 0, "r80");
    expect_row(&w, 20, "r100");
    expect_row(&w, 34, "r114");
    assert_null(window_row(&w, 35));
    assert_null(window_row(&w, -1));
    assert_int_equal(window_find(&w, "r79"), -1);
    assert_int_equal(window_position(&w, 20), 101);
    window_clear(&w);
}

static void test_trimming_drops_whole_pages_and_keeps_positions(void **state)
{
    struct window w = { .page_count = 0 };
    (void)state;
    replace(&w, 0, 10, 0);
    append(&w, 10, 10, false);
    append(&w, 20, 10, true);
    assert_int_equal(window_trim(&w, 9, 30), 0); /* row 9 is wanted, so its page stays */
    assert_int_equal(window_trim(&w, 10, 20), 10);
    assert_int_equal(w.count, 10);
    expect_row(&w, 0, "r10");
    assert_int_equal(window_position(&w, 0), 11);
    assert_false(w.at_start);
    assert_false(w.at_end);
    window_clear(&w);
}

static void test_the_start_puts_positions_right(void **state)
{
    struct window w = { .page_count = 0 };
    (void)state;
    replace(&w, 50, 10, -1);
    assert_int_equal(window_position(&w, 0), -1);
    prepend(&w, 40, 10, true);
    assert_int_equal(window_position(&w, 0), 1);
    replace(&w, 50, 10, 5); /* somebody added rows before: the count was off */
    prepend(&w, 40, 10, false);
    assert_int_equal(window_position(&w, 0), 1);
    window_clear(&w);
}

static void test_a_full_window_drops_the_other_end(void **state)
{
    struct window w = { .page_count = 0 };
    (void)state;
    replace(&w, 0, 1, 0);
    for (int i = 1; i < WINDOW_PAGES; i++)
        assert_int_equal(append(&w, i, 1, false), 0);
    assert_int_equal(append(&w, WINDOW_PAGES, 1, true), -1);
    expect_row(&w, 0, "r1");
    assert_int_equal(prepend(&w, 0, 1, true), 1);
    assert_false(w.at_end);
    assert_int_equal(w.count, WINDOW_PAGES);
    window_clear(&w);
}

static void test_marks_hold_what_was_added(void **state)
{
    struct marks m = { .slots = NULL };
    char id[16];
    (void)state;
    assert_false(marks_has(&m, "1"));
    for (int i = 0; i < 1000; i++) {
        snprintf(id, sizeof id, "%d", i);
        marks_add(&m, id);
        marks_add(&m, id);
    }
    assert_int_equal(m.count, 1000);
    for (int i = 0; i < 1000; i += 2) {
        snprintf(id, sizeof id, "%d", i);
        marks_remove(&m, id);
        marks_remove(&m, id);
    }
    assert_int_equal(m.count, 500);
    for (int i = 0; i < 1000; i++) {
        snprintf(id, sizeof id, "%d", i);
        assert_int_equal(marks_has(&m, id), i % 2);
    }
    const char *ids[500] = { NULL };
    marks_list(&m, ids);
    assert_non_null(ids[499]);
    marks_clear(&m);
    assert_false(marks_has(&m, "1"));
}

static void test_all_marked_holds_every_row(void **state)
{
    struct marks m = { .is_all = true };
    (void)state;
    assert_true(marks_has(&m, "anything"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_join_without_holes),
        cmocka_unit_test(test_trimming_drops_whole_pages_and_keeps_positions),
        cmocka_unit_test(test_the_start_puts_positions_right),
        cmocka_unit_test(test_a_full_window_drops_the_other_end),
        cmocka_unit_test(test_marks_hold_what_was_added),
        cmocka_unit_test(test_all_marked_holds_every_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
