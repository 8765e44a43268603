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
    assert_string_equal(block_text(a, "debt_limit", "quota_debt_limit|auto_debt_mb=512.00|limit_mb=500", NULL),
                        "by the automatic debt limit: automatic debt of 512.00 MB, the limit is 500 MB");
    assert_string_equal(
        block_text(a, "month_end", "quota_manual_debt_end_of_month|month=2026-01|debt_mb=512", "2026-01-31 23:00"),
        "for a debt at the end of the month, since 2026-01-31 23:00: 512 MB of manual debt of 2026-01");
    assert_string_equal(block_text(a, "isolir", "isolir_tagihan|invoice=J-1|jatuh_tempo=2026-01-10|total_rp=100", NULL),
                        "for an overdue invoice: invoice J-1, due 2026-01-10");
    arena_free(a);
}

static void anything_else_is_shown_as_it_is(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    assert_string_equal(block_text(a, NULL, "tunggakan_overdue|x", NULL), "overdue debt");
    assert_string_equal(block_text(a, NULL, "another_word|x", NULL), "another_word|x");
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
