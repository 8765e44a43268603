/* Text from outside: what may reach a terminal, and how much room it takes there. */
#include "base/arena.h"
#include "base/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *safe(const char *in, size_t length)
{
    static char out[256];
    text_safe(out, sizeof out, in, length);
    return out;
}

static void shows_what_must_not_be_sent(void **state)
{
    (void)state;
    assert_string_equal(safe("a\x1b[2Jb", 6), "a\\e[2Jb");
    assert_string_equal(safe("a\nb\tc\rd", 7), "a\\nb\\tc\\rd");
    assert_string_equal(safe("\x07\x7f\0x", 4), "\\x07\\x7f\\x00x");
    assert_string_equal(safe("\xc2\x9b" "31m", 5), "\\x9b31m");              /* C1 CSI, as UTF-8 */
    assert_string_equal(safe("\x9b" "31m", 4), "\\x9b31m");                  /* and as a lone byte */
    assert_string_equal(safe("\xe2\x80\xae" "txt", 6), "\\u{202e}txt");      /* right-to-left override */
    assert_string_equal(safe("a\xe2\x80\x8b" "b", 5), "a\\u{200b}b");        /* zero width space */
    assert_string_equal(safe("\xed\xa0\x80", 3), "\\xed\\xa0\\x80");         /* lone surrogate */
    assert_string_equal(safe("\xc3", 1), "\\xc3");                           /* cut in the middle */
    assert_string_equal(safe("\xe2\x80\xa8", 3), "\\u{2028}");               /* line separator */
}

static void leaves_names_alone(void **state)
{
    (void)state;
    const char *names[] = { "Budi Santoso", "Siti ‘Aminah’ – Blok C", "山田太郎", "e\xcc\x81", "Ḥasan" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_string_equal(safe(names[i], strlen(names[i])), names[i]);
}

/* Whatever comes in, nothing below a space or in C1 comes out, and the end is always marked. */
static void never_lets_a_control_through(void **state)
{
    (void)state;
    unsigned seed = 1;
    for (int round = 0; round < 20000; round++) {
        char in[24], out[40];
        size_t length = (size_t)(rand_r(&seed) % (int)sizeof in);
        for (size_t i = 0; i < length; i++)
            in[i] = (char)rand_r(&seed);
        size_t room = 1 + (size_t)(rand_r(&seed) % (int)sizeof out);
        size_t n = text_safe(out, room, in, length);
        assert_true(n < room);
        assert_int_equal(out[n], '\0');
        assert_true(text_is_utf8(out, n));
        for (size_t i = 0; i < n; i++) {
            assert_true((unsigned char)out[i] >= 0x20 && out[i] != 0x7f);
            assert_false((unsigned char)out[i] == 0xc2 && (unsigned char)out[i + 1] < 0xa0);
        }
    }
}

static void copies_long_texts_whole(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    char *in = arena_alloc(a, 5001);
    memset(in, '\x1b', 5000);
    assert_int_equal(strlen(text_safe_copy(a, in)), 10000);
    arena_free(a);
}

static void counts_columns(void **state)
{
    (void)state;
    assert_int_equal(text_width("Budi"), 4);
    assert_int_equal(text_width("山田"), 4);
    assert_int_equal(text_width("e\xcc\x81"), 1);
}

static void cuts_at_a_column(void **state)
{
    (void)state;
    char out[64];
    assert_int_equal(text_fit(out, sizeof out, "Budi Santoso", 20, false), 12);
    assert_string_equal(out, "Budi Santoso");
    assert_int_equal(text_fit(out, sizeof out, "Budi Santoso", 6, false), 6);
    assert_string_equal(out, "Budi …");
    assert_int_equal(text_fit(out, sizeof out, "Budi Santoso", 6, true), 6);
    assert_string_equal(out, "Budi ~");
    assert_int_equal(text_fit(out, sizeof out, "山田太郎", 6, false), 5); /* a wide one is not split */
    assert_string_equal(out, "山田…");
    assert_int_equal(text_fit(out, sizeof out, "x", 0, false), 0);
    assert_string_equal(out, "");
}

static void finds_the_nearest_word(void **state)
{
    (void)state;
    assert_true(text_has_word("qris va bca", "va") && text_has_word("qris", "qris") && text_has_word(" a  b ", "b"));
    assert_false(text_has_word("qris va", "v") || text_has_word("qris", "qris va") || text_has_word("", "a") ||
                 text_has_word("qris", ""));
    assert_int_equal(text_distance("users", "users"), 0);
    assert_int_equal(text_distance("usres", "users"), 2);
    assert_int_equal(text_distance("", "abc"), 3);
    assert_int_equal(text_distance("debbt", "debt"), 1);
}

static void strings_grow(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct strbuf b = { .arena = a };
    assert_string_equal(strbuf_text(&b), "");
    for (int i = 0; i < 1000; i++)
        strbuf_printf(&b, "%d,", i % 10);
    assert_int_equal(b.length, 2000);
    assert_memory_equal(b.text + 1990, "5,6,7,8,9,", 11);
    arena_reset(a);
    assert_non_null(arena_alloc(a, 100000));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_must_not_be_sent), cmocka_unit_test(leaves_names_alone),
        cmocka_unit_test(never_lets_a_control_through), cmocka_unit_test(copies_long_texts_whole),
        cmocka_unit_test(counts_columns),              cmocka_unit_test(cuts_at_a_column),
        cmocka_unit_test(finds_the_nearest_word),      cmocka_unit_test(strings_grow),
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
