/* The form: what a field takes and says, how keys move and edit, and that nothing typed is lost. */
#include "base/arena.h"
#include "tui/field.h"
#include "tui/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const colours[] = { "red", "green", "blue", NULL };

static const struct action_arg args[] = {
    { .name = "reason", .label = "Reason", .type = ARG_TEXT, .is_required = true, .minimum = 1, .maximum = 10 },
    { .name = "mb", .label = "Amount", .type = ARG_MB, .fallback = "10240", .minimum = 100, .maximum = 102400000 },
    { .name = "price", .label = "Price", .type = ARG_RP, .minimum = 0, .maximum = 1000000 },
    { .name = "due", .label = "Due", .type = ARG_DATE },
    { .name = "colour", .label = "Colour", .type = ARG_CHOICE, .fallback = "red", .choices = colours },
    { .name = "count", .label = "Count", .type = ARG_INT, .minimum = 1, .maximum = 9 },
};
enum {
    REASON,
    MB,
    PRICE,
    DUE,
    COLOUR,
    COUNT,
    ARGS
};

static const struct action action = { .name = "test.form", .label = "Test", .args = args, .arg_count = ARGS };

static bool check(size_t i, const char *text, char message[FIELD_MESSAGE])
{
    return field_check(&action, i, text, "→", message);
}

static void field_tells_what_an_amount_means(void **state)
{
    char message[FIELD_MESSAGE];
    (void)state;
    assert_true(check(MB, "10240", message));
    assert_string_equal(message, "10240 → 10.0 GB");
    assert_true(check(MB, "10gb", message));
    assert_string_equal(message, "10gb → 10.0 GB");
    assert_true(check(PRICE, "200rb", message));
    assert_string_equal(message, "200rb → Rp 200.000");
    assert_true(check(DUE, "2026-02-28", message));
    assert_string_equal(message, "");
}

static void field_says_why_a_value_cant_be(void **state)
{
    static const struct {
        size_t field;
        const char *text;
    } bad[] = {
        { MB, "ten" },     { MB, "-1" },           { MB, "1 lightyear" }, { MB, "99999999TB" },      { MB, "0" },
        { PRICE, "x" },    { PRICE, "2000000" },   { DUE, "2026-02-30" }, { DUE, "yesterday" },      { COUNT, "10" },
        { COUNT, "1x" },   { COUNT, "1e3" },       { COLOUR, "pink" },    { REASON, "12345678901" }, { REASON, "" },
        { REASON, "   " }, { REASON, "a\033[2Jb" }
    };
    char message[FIELD_MESSAGE];
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (check(bad[i].field, bad[i].text, message))
            fail_msg("field %zu took \"%s\"", bad[i].field, bad[i].text);
        assert_true(strlen(message) > 0);
        assert_null(strchr(message, '\033'));
    }
}

static void empty_field_takes_its_fallback_or_nothing(void **state)
{
    char message[FIELD_MESSAGE];
    (void)state;
    assert_true(check(MB, "", message));
    assert_non_null(strstr(message, "10240"));
    assert_true(check(PRICE, " ", message));
    assert_false(check(REASON, "", message));
}

static void length_is_counted_in_characters(void **state)
{
    char message[FIELD_MESSAGE];
    (void)state;
    assert_true(check(REASON, "éééééééééé", message));
    assert_false(check(REASON, "ééééééééééé", message));
}

static void choices_go_round(void **state)
{
    (void)state;
    assert_string_equal(field_next_choice(&args[COLOUR], "red", 1), "green");
    assert_string_equal(field_next_choice(&args[COLOUR], "red", -1), "blue");
    assert_string_equal(field_next_choice(&args[COLOUR], "blue", 1), "red");
    assert_string_equal(field_next_choice(&args[COLOUR], "pink", 1), "red");
}

static void optional_choice_can_be_none(void **state)
{
    struct action_arg optional = args[COLOUR];
    (void)state;
    optional.fallback = NULL;
    assert_string_equal(field_next_choice(&optional, "", 1), "red");
    assert_string_equal(field_next_choice(&optional, "blue", 1), "");
    assert_string_equal(field_next_choice(&optional, "", -1), "blue");
}

/* --- keys --- */

static enum form_answer press(struct form *f, const char *name)
{
    struct key k = { .is_function = strlen(name) > 1, .code = name[0] };
    if (strcmp(name, "space") == 0) {
        k.is_function = false;
        k.code = ' ';
    }
    snprintf(k.name, sizeof k.name, "%s", name);
    return form_key(f, &k);
}

static void type(struct form *f, const char *text)
{
    for (; *text; text++)
        press(f, *text == ' ' ? "space" : (const char[]){ *text, '\0' });
}

static struct form *new_form(void **state, const char *const *values)
{
    return form_new(*state, &action, values, false);
}

static void form_begins_with_fallbacks_at_what_is_missing(void **state)
{
    struct form *f = new_form(state, NULL);
    assert_string_equal(form_text(f, MB), "10240");
    assert_string_equal(form_text(f, COLOUR), "red");
    assert_string_equal(form_text(f, REASON), "");
    assert_int_equal(form_focus(f), REASON);
}

static void form_begins_with_given_values(void **state)
{
    const char *const values[ARGS] = { [REASON] = "late", [MB] = "5GB" };
    struct form *f = new_form(state, values);
    assert_string_equal(form_text(f, REASON), "late");
    assert_string_equal(form_text(f, MB), "5GB");
    assert_int_equal(form_first_bad(f, NULL), ARGS);
}

static void keys_move_between_fields_round_the_ends(void **state)
{
    struct form *f = new_form(state, NULL);
    press(f, "tab");
    assert_int_equal(form_focus(f), MB);
    press(f, "down");
    assert_int_equal(form_focus(f), PRICE);
    press(f, "up");
    press(f, "backtab");
    assert_int_equal(form_focus(f), REASON);
    press(f, "backtab");
    assert_int_equal(form_focus(f), COUNT);
    press(f, "tab");
    assert_int_equal(form_focus(f), REASON);
}

static void enter_goes_to_the_first_wrong_field(void **state)
{
    struct form *f = new_form(state, NULL);
    const char *message;
    type(f, "late");
    press(f, "tab");
    type(f, "x");
    press(f, "backtab");
    assert_int_equal(press(f, "enter"), FORM_HANDLED);
    assert_int_equal(form_focus(f), MB);
    assert_int_equal(form_first_bad(f, &message), MB);
    assert_true(strlen(message) > 0);
    assert_string_equal(form_text(f, REASON), "late");
    assert_string_equal(form_text(f, MB), "10240x");
}

static void mended_form_is_submitted_with_all_that_was_typed(void **state)
{
    struct form *f = new_form(state, NULL);
    const char *names[ARGS], *values[ARGS];
    assert_int_equal(press(f, "enter"), FORM_HANDLED);
    type(f, "too late");
    assert_int_equal(press(f, "enter"), FORM_SUBMIT);
    assert_int_equal(form_given(f, names, values), 3);
    assert_string_equal(names[0], "reason");
    assert_string_equal(values[0], "too late");
    assert_string_equal(names[1], "mb");
    assert_string_equal(values[1], "10240");
    assert_string_equal(names[2], "colour");
}

static void problem_of_the_whole_loses_no_text(void **state)
{
    struct form *f = new_form(state, NULL);
    type(f, "late");
    form_say(f, "the server said no \033[31m");
    assert_string_equal(form_text(f, REASON), "late");
    type(f, "r");
    assert_string_equal(form_text(f, REASON), "later");
}

static void choice_field_is_turned_not_typed(void **state)
{
    struct form *f = new_form(state, NULL);
    for (int i = REASON; i < COLOUR; i++)
        press(f, "tab");
    press(f, "space");
    assert_string_equal(form_text(f, COLOUR), "green");
    press(f, "left");
    assert_string_equal(form_text(f, COLOUR), "red");
    press(f, "right");
    press(f, "right");
    assert_string_equal(form_text(f, COLOUR), "blue");
    type(f, "g");
    assert_string_equal(form_text(f, COLOUR), "green");
    type(f, "zzz");
    assert_string_equal(form_text(f, COLOUR), "green");
}

static void esc_cancels_and_keeps_the_text(void **state)
{
    struct form *f = new_form(state, NULL);
    type(f, "late");
    assert_int_equal(press(f, "esc"), FORM_CANCEL);
    assert_string_equal(form_text(f, REASON), "late");
}

static void narrow_form_puts_labels_above(void **state)
{
    struct form *f = new_form(state, NULL);
    assert_int_equal(form_height(f, 36) - form_height(f, 72), ARGS);
}

static int make_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static int drop_arena(void **state)
{
    arena_free(*state);
    return 0;
}

#define FORM_TEST(f) cmocka_unit_test_setup_teardown(f, make_arena, drop_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_tells_what_an_amount_means),
        cmocka_unit_test(field_says_why_a_value_cant_be),
        cmocka_unit_test(empty_field_takes_its_fallback_or_nothing),
        cmocka_unit_test(length_is_counted_in_characters),
        cmocka_unit_test(choices_go_round),
        cmocka_unit_test(optional_choice_can_be_none),
        FORM_TEST(form_begins_with_fallbacks_at_what_is_missing),
        FORM_TEST(form_begins_with_given_values),
        FORM_TEST(keys_move_between_fields_round_the_ends),
        FORM_TEST(enter_goes_to_the_first_wrong_field),
        FORM_TEST(mended_form_is_submitted_with_all_that_was_typed),
        FORM_TEST(problem_of_the_whole_loses_no_text),
        FORM_TEST(choice_field_is_turned_not_typed),
        FORM_TEST(esc_cancels_and_keeps_the_text),
        FORM_TEST(narrow_form_puts_labels_above),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
