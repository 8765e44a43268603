/* The preview's confirmation: what applies a plan, and that nothing else does. */
#include "tui/engine/preview.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const ids[] = { "a", "b", "c" };

struct scene {
    struct action action;
    struct plan_sample sample;
    struct plan plan;
    struct preview *preview;
};

static struct scene *open_scene(struct scene *s, enum reverse reverse, size_t count)
{
    *s = (struct scene){ 0 };
    s->action = (struct action){ .name = "test", .label = "Test", .reverse = reverse };
    s->action.word = reverse == REVERSE_NONE ? "refund" : NULL;
    s->sample = (struct plan_sample){ .id = "a", .label = "Budi", .before = "x", .after = "y" };
    s->plan = (struct plan){
        .action = &s->action, .ids = ids, .id_count = count, .samples = &s->sample, .sample_count = 1, .summary = "Test"
    };
    s->preview = preview_new(&s->plan, NULL, false);
    return s;
}

static enum preview_answer press(struct scene *s, const char *name)
{
    struct key k = { .is_function = strlen(name) > 1, .code = name[0] };
    snprintf(k.name, sizeof k.name, "%s", name);
    if (strcmp(name, "space") == 0) {
        k.is_function = false;
        k.code = ' ';
    }
    return preview_key(s->preview, &k);
}

static void type(struct scene *s, const char *text)
{
    for (; *text; text++)
        press(s, *text == ' ' ? "space" : (const char[]){ *text, '\0' });
}

static void one_row_wants_enter(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, REVERSE_UNDO, 1);
    assert_null(preview_wanted(s.preview));
    assert_int_equal(press(&s, "y"), PREVIEW_IGNORED);
    assert_int_equal(press(&s, "space"), PREVIEW_IGNORED);
    assert_int_equal(press(&s, "enter"), PREVIEW_APPLY);
    preview_free(s.preview);
}

static void some_rows_want_y_and_not_enter(void **state)
{
    static const size_t counts[] = { 2, 20 };
    struct scene s;
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        open_scene(&s, REVERSE_REPEAT, counts[i]);
        assert_null(preview_wanted(s.preview));
        assert_int_equal(press(&s, "enter"), PREVIEW_IGNORED);
        assert_int_equal(press(&s, "space"), PREVIEW_IGNORED);
        assert_int_equal(press(&s, "y"), PREVIEW_APPLY);
        preview_free(s.preview);
    }
}

static void many_rows_want_their_count(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, REVERSE_UNDO, 21);
    assert_string_equal(preview_wanted(s.preview), "21");
    assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
    assert_int_equal(press(&s, "y"), PREVIEW_HANDLED);
    assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
    press(&s, "backspace");
    type(&s, "211");
    assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
    press(&s, "backspace");
    assert_int_equal(press(&s, "enter"), PREVIEW_APPLY);
    preview_free(s.preview);
}

static void what_stays_wants_its_word(void **state)
{
    static const size_t counts[] = { 1, 3, 214 };
    struct scene s;
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        open_scene(&s, REVERSE_NONE, counts[i]);
        assert_string_equal(preview_wanted(s.preview), "refund");
        assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
        type(&s, "y");
        assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
        press(&s, "C-u");
        type(&s, " ReFund ");
        assert_int_equal(press(&s, "enter"), PREVIEW_APPLY);
        preview_free(s.preview);
    }
}

/* An action that nobody said anything of is not taken for one that does no harm. */
static void what_is_not_known_wants_the_count(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, REVERSE_UNSAID, 1);
    assert_string_equal(preview_wanted(s.preview), "1");
    preview_free(s.preview);
}

static void empty_plan_cant_be_applied(void **state)
{
    static const enum reverse ways[] = { REVERSE_UNDO, REVERSE_REPEAT, REVERSE_NONE };
    struct scene s;
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        open_scene(&s, ways[i], 0);
        s.sample.refusal = "is blocked already";
        s.plan.refused_count = 1;
        assert_null(preview_wanted(s.preview));
        assert_int_equal(press(&s, "y"), PREVIEW_IGNORED);
        assert_int_equal(press(&s, "enter"), PREVIEW_BACK);
        preview_free(s.preview);
    }
}

static void esc_goes_back_from_everywhere(void **state)
{
    static const enum reverse ways[] = { REVERSE_UNDO, REVERSE_REPEAT, REVERSE_NONE };
    struct scene s;
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        open_scene(&s, ways[i], 3);
        type(&s, "3");
        assert_int_equal(press(&s, "esc"), PREVIEW_BACK);
        preview_free(s.preview);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_row_wants_enter),
        cmocka_unit_test(some_rows_want_y_and_not_enter),
        cmocka_unit_test(many_rows_want_their_count),
        cmocka_unit_test(what_stays_wants_its_word),
        cmocka_unit_test(what_is_not_known_wants_the_count),
        cmocka_unit_test(empty_plan_cant_be_applied),
        cmocka_unit_test(esc_goes_back_from_everywhere),
    };
    return cmocka_run_group_tests_name("preview", tests, NULL, NULL);
}
