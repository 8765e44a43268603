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
    size_t length = clipboard_sequence(out, sizeof out, text, CLIPBOARD_ONE);
    out[length] = '\0';
    assert_int_equal(strlen(out), length);
    return out;
}

static int around(const char *tmux, const char *sty, const char *term)
{
    unsetenv("TMUX");
    unsetenv("STY");
    if (tmux)
        setenv("TMUX", tmux, 1);
    if (sty)
        setenv("STY", sty, 1);
    return setenv("TERM", term, 1);
}

static int outside_tmux(void **state)
{
    (void)state;
    return around(NULL, NULL, "xterm-256color");
}

static int inside_tmux(void **state)
{
    (void)state;
    return around("/tmp/tmux-1/default,1,0", NULL, "tmux-256color");
}

static int inside_screen(void **state)
{
    (void)state;
    return around(NULL, "123.pts-0.pi", "screen.xterm-256color");
}

static int on_the_linux_console(void **state)
{
    (void)state;
    return around(NULL, NULL, "linux");
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

static void screen_hands_on_what_is_wrapped(void **state)
{
    (void)state;
    assert_string_equal(sequence("abc"), "\x1bP\x1b]52;c;YWJj\a\x1b\\");
    assert_null(clipboard_needs());
}

/* The pieces put together are the sequence again, and each fits into what GNU screen keeps of a string. */
static void screen_gets_long_texts_in_pieces(void **state)
{
    char text[1001], whole[CLIPBOARD_BYTES] = "", plain[CLIPBOARD_BYTES];
    size_t pieces = 0;
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (const char *at = sequence(text), *end; *at; at = end + 2, pieces++) {
        assert_int_equal(strncmp(at, "\x1bP", 2), 0);
        end = strstr(at, "\x1b\\");
        assert_non_null(end);
        assert_true(end + 2 - at <= 200);
        strncat(whole, at + 2, (size_t)(end - at) - 2);
    }
    assert_true(pieces > 6);
    outside_tmux(NULL);
    plain[clipboard_sequence(plain, sizeof plain, text, CLIPBOARD_ONE)] = '\0';
    assert_string_equal(whole, plain);
}

/* Variables are inherited: only what lies next to the program takes the bytes. */
static void the_inner_one_counts(void **state)
{
    (void)state;
    around("/tmp/tmux-1/default,1,0", "123.pts-0.pi", "screen.tmux-256color");
    assert_string_equal(sequence("abc"), "\x1bP\x1b]52;c;YWJj\a\x1b\\");
    around("/tmp/tmux-1/default,1,0", "123.pts-0.pi", "tmux-256color");
    assert_non_null(strstr(sequence("abc"), "\x1bPtmux;"));
    around("/tmp/tmux-1/default,1,0", NULL, "linux");
    assert_non_null(strstr(sequence("abc"), "\x1bPtmux;"));
}

static void tmux_needs_to_be_told(void **state)
{
    (void)state;
    assert_non_null(strstr(clipboard_needs(), "allow-passthrough"));
    assert_non_null(strstr(clipboard_needs(), "set-clipboard"));
}

static void the_linux_console_has_none(void **state)
{
    (void)state;
    assert_string_equal(sequence("abc"), "");
    assert_int_equal(clipboard_copy("abc", CLIPBOARD_ONE), CLIPBOARD_NOWHERE);
}

static void cells_stand_between_tabs(void **state)
{
    char out[CLIPBOARD_BYTES];
    (void)state;
    out[clipboard_sequence(out, sizeof out, "a\tb", CLIPBOARD_CELLS)] = '\0';
    assert_string_equal(out, "\x1b]52;c;YQli\a");
    assert_int_equal(clipboard_sequence(out, sizeof out, "a\tb\n", CLIPBOARD_CELLS), 0);
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
    assert_true(clipboard_sequence(out, sizeof out, text, CLIPBOARD_ONE) > CLIPBOARD_TEXT);
    text[CLIPBOARD_TEXT] = 'x';
    text[CLIPBOARD_TEXT + 1] = '\0';
    assert_int_equal(clipboard_sequence(out, sizeof out, text, CLIPBOARD_ONE), 0);
    assert_int_equal(clipboard_sequence(out, 10, "abc", CLIPBOARD_ONE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_text_is_sent_encoded, outside_tmux),
        cmocka_unit_test_setup(tmux_hands_it_on, inside_tmux),
        cmocka_unit_test_setup(screen_hands_on_what_is_wrapped, inside_screen),
        cmocka_unit_test_setup(screen_gets_long_texts_in_pieces, inside_screen),
        cmocka_unit_test(the_inner_one_counts),
        cmocka_unit_test_setup(tmux_needs_to_be_told, inside_tmux),
        cmocka_unit_test_setup(the_linux_console_has_none, on_the_linux_console),
        cmocka_unit_test_setup(cells_stand_between_tabs, outside_tmux),
        cmocka_unit_test_setup(control_characters_are_refused, outside_tmux),
        cmocka_unit_test_setup(control_characters_are_refused, inside_tmux),
        cmocka_unit_test_setup(the_length_is_bounded, outside_tmux),
        cmocka_unit_test_setup(the_length_is_bounded, inside_tmux),
        cmocka_unit_test_setup(the_length_is_bounded, inside_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
