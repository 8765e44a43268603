/* Why somebody is blocked, in words. */
#include "tui/widgets/block_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_cause_that_is_known_is_told(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    assert_string_equal(block_text(a, "debt_limit", "quota_auto_debt_limit|x", NULL),
                        "by the automatic debt limit: quota_auto_debt_limit|x");
    assert_string_equal(block_text(a, "month_end", "quota_debt_end_of_month|x", "2026-01-31 23:00"),
                        "for a debt at the end of the month, since 2026-01-31 23:00: quota_debt_end_of_month|x");
    assert_string_equal(block_text(a, "isolir", "isolir_tagihan|x", NULL), "for an overdue invoice: isolir_tagihan|x");
    arena_free(a);
}

static void anything_else_is_shown_as_it_is(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    assert_string_equal(block_text(a, NULL, "tunggakan_overdue|x", NULL), "tunggakan_overdue|x");
    assert_string_equal(block_text(a, "new_cause", "x", "today"), "since today: x");
    assert_string_equal(block_text(a, NULL, "", NULL), "-");
    assert_string_equal(block_text(a, NULL, NULL, NULL), "-");
    arena_free(a);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cause_that_is_known_is_told),
        cmocka_unit_test(anything_else_is_shown_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
