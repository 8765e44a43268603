/* Phone numbers: every way of writing one ends in the stored form. */
#include "model/values/phone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void normalises(void **state)
{
    static const struct { const char *text, *stored; } cases[] = {
        { "081234567890", "+6281234567890" },      { "6281234567890", "+6281234567890" },
        { "+6281234567890", "+6281234567890" },    { "81234567890", "+6281234567890" },
        { "+62 812-3456-7890", "+6281234567890" }, { "0812 3456.7890", "+6281234567890" },
        { "+62 (0)812 34567890", "+6281234567890" }, { "006281234567890", "+6281234567890" },
        { "(021) 5550123", "+62215550123" },       { "+65 6123 4567", "+6561234567" },
        { "  0812-34567", "+6281234567" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[PHONE_TEXT];
        if (!phone_normalise(out, cases[i].text))
            fail_msg("`%s` was refused", cases[i].text);
        assert_string_equal(out, cases[i].stored);
        char again[PHONE_TEXT];
        assert_true(phone_normalise(again, out));
        assert_string_equal(again, out);
    }
}

static void refuses(void **state)
{
    static const char *const cases[] = {
        "", "+", "-", "0812", "budi", "0812x4567890", "12345678", "0000000000", "+0812345678", "++6281234567",
        "62", "08123456789012345", "0812345678901234567890123456789", "+62+81234567",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[PHONE_TEXT];
        if (phone_normalise(out, cases[i]))
            fail_msg("`%s` was taken as %s", cases[i], out);
    }
}

static void gives_the_local_form(void **state)
{
    char out[PHONE_TEXT];
    (void)state;
    phone_local(out, "+6281234567890");
    assert_string_equal(out, "081234567890");
    phone_local(out, "+6561234567");
    assert_string_equal(out, "+6561234567");
}

static void gives_parts(void **state)
{
    char out[PHONE_TEXT];
    bool is_start;
    (void)state;
    assert_true(phone_fragment(out, "0812-34", &is_start) && is_start);
    assert_string_equal(out, "6281234");
    assert_true(phone_fragment(out, "+62812", &is_start) && is_start);
    assert_string_equal(out, "62812");
    assert_true(phone_fragment(out, "812 34", &is_start) && !is_start);
    assert_string_equal(out, "81234");
    assert_false(phone_fragment(out, "81x", &is_start));
    assert_false(phone_fragment(out, "", &is_start));
    assert_false(phone_fragment(out, "012345678901234567890123456", &is_start));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normalises),
        cmocka_unit_test(refuses),
        cmocka_unit_test(gives_the_local_form),
        cmocka_unit_test(gives_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
