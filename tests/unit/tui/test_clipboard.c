/* The clipboard: what is sent to the terminal, and what never is. */
#include "tui/terminal/clipboard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char *sequence(const char *text)
{
    static char out[CLIPBOARD_BYTES];
    size_t length = clipboard_sequence(out, sizeof out, text);
    out[length] = '\0';
    assert_int_equal(strlen(out), length);
    return out;
}

static int outside_tmux(void **state)
{
    (void)state;
    return unsetenv("TMUX");
}

static int inside_tmux(void **state)
{
    (void)state;
    return setenv("TMUX", "/tmp/tmux-1/default,1,0", 1);
}

static void a_text_is_sent_encoded(void **state)
{
    (void)state;
    assert_string_equal(sequence("8808123456"), "\x1b]52;c;ODgwODEyMzQ1Ng==\a");
    assert_string_equal(sequence("a"), "\x1b]52;c;YQ==\a");
    assert_string_equal(sequence("Rp é"), "\x1b]52;c;UnAgw6k=\a");
}

static void tmux_hands_it_on(void **state)
{
    (void)state;
    assert_string_equal(sequence("abc"), "\x1b]52;c;YWJj\a\x1bPtmux;\x1b\x1b]52;c;YWJj\a\x1b\\");
}

static void control_characters_are_refused(void **state)
{
    static const char *const texts[] = {
        "a\nb", "a\rb", "\x1b]52;c;YQ==\a", "a\tb", "a\x7f", "a\xc2\x9bz", "a\xff", "",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(sequence(texts[i]), "");
}

static void the_length_is_bounded(void **state)
{
    char text[CLIPBOARD_TEXT + 2], out[CLIPBOARD_BYTES];
    (void)state;
    memset(text, 'x', sizeof text);
    text[CLIPBOARD_TEXT] = '\0';
    assert_true(clipboard_sequence(out, sizeof out, text) > CLIPBOARD_TEXT);
    text[CLIPBOARD_TEXT] = 'x';
    text[CLIPBOARD_TEXT + 1] = '\0';
    assert_int_equal(clipboard_sequence(out, sizeof out, text), 0);
    assert_int_equal(clipboard_sequence(out, 10, "abc"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_text_is_sent_encoded, outside_tmux),
        cmocka_unit_test_setup(tmux_hands_it_on, inside_tmux),
        cmocka_unit_test_setup(control_characters_are_refused, outside_tmux),
        cmocka_unit_test_setup(control_characters_are_refused, inside_tmux),
        cmocka_unit_test_setup(the_length_is_bounded, outside_tmux),
        cmocka_unit_test_setup(the_length_is_bounded, inside_tmux),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
