/* What a router's words become, whatever it sends. */
#include "model/routers/ros_value.h"

#include "base/calendar.h"
#include "model/routers/ros_version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int64_t seconds(const char *text)
{
    int64_t s;
    return ros_parse_seconds(text, &s) ? s : -1;
}

static void durations(void **state)
{
    (void)state;
    assert_int_equal(seconds("1w2d3h4m5s"), 604800 + 2 * 86400 + 3 * 3600 + 4 * 60 + 5);
    assert_int_equal(seconds("2d03:04:05"), 2 * 86400 + 3 * 3600 + 4 * 60 + 5);
    assert_int_equal(seconds("45"), 45);
    assert_int_equal(seconds("1m2s340ms"), 62);
    assert_int_equal(seconds("999ms"), 0);
    assert_int_equal(seconds("2s15ms300us"), 2);
    assert_int_equal(seconds("00:00:01.230"), 1);
    assert_int_equal(seconds("1d00:00:01.230"), 86401);
    assert_int_equal(seconds("1500ms700ms"), 2);
}

static void what_is_no_duration_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = { "",
                                         "5x",
                                         "1.s",
                                         "03:04:",
                                         ":04",
                                         "-5s",
                                         "never",
                                         "1s ",
                                         "1:2:3:4",
                                         "1:2s",
                                         "99999999999999999999",
                                         "9999999999:9999999999:9999999999:9999999999:9999999999",
                                         "9999999999w9999999999w9999999999w9999999999w9999999999w" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (seconds(texts[i]) != -1)
            fail_msg("%s is %lld seconds", texts[i], (long long)seconds(texts[i]));
}

static int date(const char *text)
{
    struct calendar t = { 0 };
    return ros_parse_date(text, &t) ? t.year * 10000 + t.month * 100 + t.day : 0;
}

static void dates_of_both_kinds(void **state)
{
    (void)state;
    assert_int_equal(date("2025-01-31"), 20250131);
    assert_int_equal(date("jan/31/2025"), 20250131);
    assert_int_equal(date("Dec/01/2019"), 20191201);
    assert_int_equal(date("anf/31/2025"), 0);
    assert_int_equal(date("2025-13-01"), 0);
    assert_int_equal(date("2025-00-01"), 0);
    assert_int_equal(date("jan/00/2025"), 0);
    assert_int_equal(date("2025-01-31x"), 0);
    assert_int_equal(date("31/01/2025"), 0);
    assert_int_equal(date(""), 0);
}

/* A row of one word. */
static struct ros_row row_of(struct ros_word *word, const char *bytes, size_t length)
{
    *word = (struct ros_word){ .bytes = bytes, .length = length };
    return (struct ros_row){ .words = word, .count = 1 };
}
#define ROW(word, text) row_of((word), (text), sizeof(text) - 1)

static void nuls_are_padding(void **state)
{
    (void)state;
    struct ros_word word;
    struct arena *a = arena_new();
    struct ros_row number = ROW(&word, "=n=42\0\0\0");
    assert_int_equal(ros_value_int64(&number, "n"), 42);
    struct ros_row flag = ROW(&word, "=n=true\0");
    assert_true(ros_value_bool(&flag, "n"));
    struct ros_row text = ROW(&word, "=n=hAP\0\0");
    assert_string_equal(ros_value_text(a, &text, "n"), "hAP");
    struct ros_row nothing = ROW(&word, "=n=\0\0");
    assert_null(ros_value_text(a, &nothing, "n"));
    arena_free(a);
}

static void numbers_are_numbers_or_none(void **state)
{
    (void)state;
    struct ros_word word;
    int64_t n;
    struct ros_row row = ROW(&word, "=n=999999999999999999");
    assert_true(ros_value_number(&row, "n", &n) && n == 999999999999999999);
    row = ROW(&word, "=n=9999999999999999999");
    assert_false(ros_value_number(&row, "n", &n));
    row = ROW(&word, "=n=-1");
    assert_false(ros_value_number(&row, "n", &n));
    row = ROW(&word, "=n=");
    assert_false(ros_value_number(&row, "n", &n));
    assert_false(ros_value_number(&row, "m", &n));
}

/* A mask is no password; what is made of letters and digits is one, however dull. */
static void masks_are_not_secrets(void **state)
{
    (void)state;
    static const char *const masks[] = { "=n=", "=n=*", "=n=***", "=n=********", "=n=••••", "=n=....", "=m=abc" };
    static const char *const secrets[] = { "111111", "xxxxxx", "*1*", "••x", "**•", "123456" };
    struct arena *a = arena_new();
    struct ros_word word;
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        struct ros_row row = row_of(&word, masks[i], strlen(masks[i]));
        if (ros_value_secret(a, &row, "n"))
            fail_msg("%s is taken for a password", masks[i]);
    }
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        const char *text = arena_printf(a, "=n=%s", secrets[i]);
        struct ros_row row = row_of(&word, text, strlen(text));
        assert_string_equal(ros_value_secret(a, &row, "n"), secrets[i]);
    }
    arena_free(a);
}

static void versions_are_numbers_not_decimals(void **state)
{
    (void)state;
    static const char *const rising[] = {
        "6.43",  "6.49.2 (long-term)", "6.49.22", "7.1beta6",  "7.1rc7",  "7.1",           "7.9",
        "7.9.2", "7.16 (stable)",      "7.18",    "7.21beta3", "7.21rc1", "7.21 (stable)", "7.21.3",
        "7.25",  "7.25.1 (stable)",    "10.0"
    };
    for (size_t i = 0; i < sizeof rising / sizeof rising[0]; i++)
        for (size_t j = 0; j < sizeof rising / sizeof rising[0]; j++)
            if (ros_version_is_at_least(rising[i], rising[j]) != (i >= j))
                fail_msg("%s and %s", rising[i], rising[j]);
    assert_true(ros_version_is_at_least("7.21.0", "7.21"));
    assert_true(ros_version_is_at_least("7.21", "7.21.0"));
}

static void what_is_no_version_is_old(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "7", "7.", ".21", "x7.21", "seven", "7.99999999999999999999", "-7.21" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(ros_version_is_at_least(texts[i], "6.0"));
    assert_false(ros_version_is_at_least(NULL, "6.0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations),
        cmocka_unit_test(what_is_no_duration_is_refused),
        cmocka_unit_test(dates_of_both_kinds),
        cmocka_unit_test(nuls_are_padding),
        cmocka_unit_test(numbers_are_numbers_or_none),
        cmocka_unit_test(masks_are_not_secrets),
        cmocka_unit_test(versions_are_numbers_not_decimals),
        cmocka_unit_test(what_is_no_version_is_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
