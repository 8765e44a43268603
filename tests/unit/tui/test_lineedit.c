/* The line editor: what each key does to the text and to the place in it. */
#include "tui/terminal/keymap.h"
#include "tui/widgets/lineedit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static enum lineedit_answer press(struct lineedit *l, int code, bool is_function)
{
    struct key k = { .code = code, .is_function = is_function };
    keymap_name_key(&k);
    return lineedit_key(l, &k);
}

static enum lineedit_answer control(struct lineedit *l, char letter)
{
    return press(l, letter - 'a' + 1, false);
}

static void type(struct lineedit *l, const wchar_t *text)
{
    for (; *text; text++)
        press(l, (int)*text, false);
}

/* The text, with | at the place. */
static void expect(const struct lineedit *l, const char *wanted)
{
    char seen[LINEEDIT_BYTES + 2];
    memcpy(seen, l->text, l->at);
    seen[l->at] = '|';
    strcpy(seen + l->at + 1, l->text + l->at);
    assert_string_equal(seen, wanted);
    assert_int_equal(strlen(l->text), l->length);
}

static void test_typing_goes_in_at_the_place(void **state)
{
    (void)state;
    struct lineedit l = { .length = 0 };
    type(&l, L"bud");
    assert_int_equal(press(&l, KEY_LEFT, true), LINEEDIT_MOVED);
    assert_int_equal(press(&l, 'x', false), LINEEDIT_CHANGED);
    expect(&l, "bux|d");
    press(&l, KEY_HOME, true);
    type(&l, L"é");
    expect(&l, "é|buxd");
    press(&l, KEY_END, true);
    expect(&l, "ébuxd|");
}

static void test_moving_and_cutting_take_whole_characters(void **state)
{
    (void)state;
    struct lineedit l;
    lineedit_set(&l, "ae\xcc\x81\xe4\xbd\xa0"); /* a, e with a combining acute, 你 */
    press(&l, KEY_LEFT, true);
    expect(&l, "ae\xcc\x81|\xe4\xbd\xa0");
    press(&l, KEY_LEFT, true);
    expect(&l, "a|e\xcc\x81\xe4\xbd\xa0");
    assert_int_equal(press(&l, KEY_DC, true), LINEEDIT_CHANGED);
    expect(&l, "a|\xe4\xbd\xa0");
    press(&l, KEY_RIGHT, true);
    assert_int_equal(press(&l, KEY_BACKSPACE, true), LINEEDIT_CHANGED);
    expect(&l, "a|");
}

static void test_ends_hold(void **state)
{
    (void)state;
    struct lineedit l;
    lineedit_set(&l, "a");
    assert_int_equal(press(&l, KEY_DC, true), LINEEDIT_MOVED);
    press(&l, KEY_RIGHT, true);
    expect(&l, "a|");
    press(&l, KEY_LEFT, true);
    press(&l, KEY_LEFT, true);
    assert_int_equal(press(&l, KEY_BACKSPACE, true), LINEEDIT_MOVED);
    expect(&l, "|a");
}

static void test_control_keys_cut_words_and_ends(void **state)
{
    (void)state;
    struct lineedit l;
    lineedit_set(&l, "status:blocked debt>10GB  ");
    assert_int_equal(control(&l, 'w'), LINEEDIT_CHANGED);
    expect(&l, "status:blocked |");
    control(&l, 'a');
    control(&l, 'f');
    assert_int_equal(control(&l, 'k'), LINEEDIT_CHANGED);
    expect(&l, "s|");
    lineedit_set(&l, "one two");
    press(&l, KEY_LEFT, true);
    assert_int_equal(control(&l, 'u'), LINEEDIT_CHANGED);
    expect(&l, "|o");
}

static void test_what_can_not_be_shown_stays_out(void **state)
{
    (void)state;
    struct lineedit l = { .length = 0 };
    assert_int_equal(press(&l, 0x202E, false), LINEEDIT_MOVED); /* right-to-left override */
    assert_int_equal(press(&l, 0x200B, false), LINEEDIT_MOVED); /* zero-width space */
    assert_int_equal(press(&l, 0x9B, false), LINEEDIT_MOVED);   /* C1: CSI */
    expect(&l, "|");
    lineedit_set(&l, "a\x1b[31mb\nc\xff");
    expect(&l, "a[31mb c?|");
}

static void test_keys_of_others_are_left_to_them(void **state)
{
    (void)state;
    struct lineedit l = { .length = 0 };
    assert_int_equal(press(&l, '\r', false), LINEEDIT_IGNORED);
    assert_int_equal(press(&l, 0x1B, false), LINEEDIT_IGNORED);
    assert_int_equal(press(&l, '\t', false), LINEEDIT_IGNORED);
    assert_int_equal(press(&l, KEY_UP, true), LINEEDIT_IGNORED);
    assert_int_equal(press(&l, KEY_F(5), true), LINEEDIT_IGNORED);
    struct key alt = { .code = 'x', .is_function = true, .name = "M-x" };
    assert_int_equal(lineedit_key(&l, &alt), LINEEDIT_IGNORED);
    expect(&l, "|");
}

static void test_a_full_line_takes_no_more(void **state)
{
    (void)state;
    struct lineedit l = { .length = 0 };
    for (int i = 0; i < LINEEDIT_BYTES - 1; i++)
        press(&l, 'a', false);
    assert_int_equal(press(&l, 0xE9, false), LINEEDIT_MOVED); /* two bytes, and one is left */
    assert_int_equal(l.length, LINEEDIT_BYTES - 1);
    assert_int_equal(press(&l, 'b', false), LINEEDIT_CHANGED);
    assert_int_equal(press(&l, 'b', false), LINEEDIT_MOVED);
    assert_int_equal(l.length, LINEEDIT_BYTES);
}

static void test_the_next_key_replaces_what_is_selected(void **state)
{
    (void)state;
    struct lineedit l;
    lineedit_set(&l, "old text");
    lineedit_select(&l);
    type(&l, L"né");
    expect(&l, "né|");
    lineedit_select(&l);
    assert_int_equal(press(&l, KEY_BACKSPACE, true), LINEEDIT_CHANGED);
    expect(&l, "|");
    lineedit_set(&l, "old text");
    lineedit_select(&l);
    assert_int_equal(control(&l, 'w'), LINEEDIT_CHANGED);
    expect(&l, "|");
    lineedit_set(&l, "old");
    lineedit_select(&l);
    assert_int_equal(lineedit_paste(&l, "new"), LINEEDIT_CHANGED);
    expect(&l, "new|");
    lineedit_select(&l);
    assert_int_equal(lineedit_paste(&l, "two"), LINEEDIT_CHANGED);
    expect(&l, "two|");
}

static void test_an_arrow_keeps_what_is_selected(void **state)
{
    (void)state;
    struct lineedit l;
    lineedit_set(&l, "old");
    lineedit_select(&l);
    assert_int_equal(press(&l, KEY_LEFT, true), LINEEDIT_MOVED);
    type(&l, L"x");
    expect(&l, "olx|d");
    lineedit_select(&l);
    press(&l, KEY_HOME, true);
    type(&l, L"x");
    expect(&l, "x|olxd");
    lineedit_select(&l);
    control(&l, 'a');
    assert_false(l.is_selected);
    lineedit_set(&l, "");
    lineedit_select(&l);
    assert_false(l.is_selected);
}

static void test_what_can_not_be_typed_replaces_nothing(void **state)
{
    (void)state;
    struct lineedit l;
    lineedit_set(&l, "old");
    lineedit_select(&l);
    assert_int_equal(lineedit_paste(&l, "\x1b"), LINEEDIT_MOVED);
    expect(&l, "old|");
    assert_true(l.is_selected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typing_goes_in_at_the_place),
        cmocka_unit_test(test_moving_and_cutting_take_whole_characters),
        cmocka_unit_test(test_ends_hold),
        cmocka_unit_test(test_control_keys_cut_words_and_ends),
        cmocka_unit_test(test_what_can_not_be_shown_stays_out),
        cmocka_unit_test(test_keys_of_others_are_left_to_them),
        cmocka_unit_test(test_a_full_line_takes_no_more),
        cmocka_unit_test(test_the_next_key_replaces_what_is_selected),
        cmocka_unit_test(test_an_arrow_keeps_what_is_selected),
        cmocka_unit_test(test_what_can_not_be_typed_replaces_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
