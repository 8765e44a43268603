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
        { "  0812-34567", "+6281234567" },       { "(+62) 812 34567890", "+6281234567890" },
        /* as it is copied: marks of direction around it, blanks and dashes that do not break, a minus, a dash */
        { "\u202a+62 812\u20113456\u20117890\u202c", "+6281234567890" }, { "\ufeff0812\u00a03456\u202f7890", "+6281234567890" },
        { "0812\u20133456\u22127890\u200b", "+6281234567890" }, { "\u200e0065\u00a06123\u00a04567", "+6561234567" },
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
        "\u200b", "0812\u20ac34567890", "0812\xc2", "0812\xe2\x80", "0812345678\xf0\x9f\x98\x80",
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

static void gives_beginnings(void **state)
{
    static const struct { const char *text, *stored; bool is_start; } cases[] = {
        { "0812-34", "+6281234", true },   { "+62812", "+62812", true },         { "812 34", "+6281234", false },
        { "62812", "+62812", false },      { "+62 (0)812", "+62812", true },     { "0062 812", "+62812", true },
        { "0065 61", "+6561", true },      { "+65", "+65", true },               { "00", "+", true },
        { "0", "+62", true },              { "6", "+6", false },                 { "62", "+62", false },
        { "\u200b0812\u00a099", "+6281299", true }, { "\u202a+62 812\u20119990", "+628129990", true },
    };
    char out[PHONE_TEXT];
    bool is_start;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (!phone_beginning(out, cases[i].text, &is_start))
            fail_msg("`%s` was refused", cases[i].text);
        assert_string_equal(out, cases[i].stored);
        assert_int_equal(is_start, cases[i].is_start);
    }
    assert_false(phone_beginning(out, "81x", &is_start));
    assert_false(phone_beginning(out, "", &is_start));
    assert_false(phone_beginning(out, "+", &is_start));
    assert_false(phone_beginning(out, "012345678901234567890123456", &is_start));
}

static void gives_parts(void **state)
{
    char out[PHONE_TEXT];
    (void)state;
    assert_true(phone_digits(out, "0812-34"));
    assert_string_equal(out, "081234");
    assert_true(phone_digits(out, "812\u00a034"));
    assert_string_equal(out, "81234");
    assert_false(phone_digits(out, "81x"));
    assert_int_equal(phone_word_bytes("0812-34 56"), 7);
    assert_int_equal(phone_word_bytes("+62"), 3);
    assert_int_equal(phone_word_bytes("08\u201112 x"), 7);
    assert_int_equal(phone_word_bytes("0812x"), 0);
    assert_int_equal(phone_word_bytes("- 08"), 0);
    assert_int_equal(phone_word_bytes(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normalises),
        cmocka_unit_test(refuses),
        cmocka_unit_test(gives_the_local_form),
        cmocka_unit_test(gives_beginnings),
        cmocka_unit_test(gives_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
