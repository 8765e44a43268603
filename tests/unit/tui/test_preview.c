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

static struct scene *open_scene(struct scene *s, enum action_danger danger, size_t count, const char *label)
{
    *s = (struct scene){ 0 };
    s->action = (struct action){ .name = "test", .label = "Test", .danger = danger };
    s->sample = (struct plan_sample){ .id = "a", .label = label, .before = "x", .after = "y" };
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

static void harmless_plan_wants_enter(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, DANGER_NONE, 3, "Budi");
    assert_null(preview_wanted(s.preview));
    assert_int_equal(press(&s, "y"), PREVIEW_IGNORED);
    assert_int_equal(press(&s, "enter"), PREVIEW_APPLY);
    preview_free(s.preview);
}

static void confirmed_plan_wants_y_and_not_enter(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, DANGER_CONFIRM, 3, "Budi");
    assert_int_equal(press(&s, "enter"), PREVIEW_IGNORED);
    assert_int_equal(press(&s, "space"), PREVIEW_IGNORED);
    assert_int_equal(press(&s, "y"), PREVIEW_APPLY);
    preview_free(s.preview);
}

static void dangerous_plan_wants_its_count(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, DANGER_TYPE, 3, "Budi");
    assert_string_equal(preview_wanted(s.preview), "3");
    assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
    assert_int_equal(press(&s, "y"), PREVIEW_HANDLED);
    assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
    press(&s, "backspace");
    type(&s, "33");
    assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
    press(&s, "backspace");
    assert_int_equal(press(&s, "enter"), PREVIEW_APPLY);
    preview_free(s.preview);
}

static void dangerous_plan_for_one_wants_his_name(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s, DANGER_TYPE, 1, "Siti Aminah +628120001");
    assert_string_equal(preview_wanted(s.preview), "Siti Aminah");
    type(&s, "1");
    assert_int_equal(press(&s, "enter"), PREVIEW_HANDLED);
    press(&s, "C-u");
    type(&s, " siti aminah ");
    assert_int_equal(press(&s, "enter"), PREVIEW_APPLY);
    preview_free(s.preview);
}

static void name_that_cant_be_typed_is_replaced_by_the_count(void **state)
{
    static const char *const labels[] = {
        "Evil \033[2J +628120001",
        "a\nb +628120001",
        "zero\xe2\x80\x8bwidth +628120001",
        "\xff\xfe +628120001",
        "",
        " +628120001",
        "a name that is much longer than anybody would type into a field +628120001"
    };
    struct scene s;
    (void)state;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        open_scene(&s, DANGER_TYPE, 1, labels[i]);
        assert_string_equal(preview_wanted(s.preview), "1");
        preview_free(s.preview);
    }
}

static void empty_plan_cant_be_applied(void **state)
{
    static const enum action_danger dangers[] = { DANGER_NONE, DANGER_CONFIRM, DANGER_TYPE };
    struct scene s;
    (void)state;
    for (size_t i = 0; i < sizeof dangers / sizeof *dangers; i++) {
        open_scene(&s, dangers[i], 0, "Budi");
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
    static const enum action_danger dangers[] = { DANGER_NONE, DANGER_CONFIRM, DANGER_TYPE };
    struct scene s;
    (void)state;
    for (size_t i = 0; i < sizeof dangers / sizeof *dangers; i++) {
        open_scene(&s, dangers[i], 3, "Budi");
        type(&s, "3");
        assert_int_equal(press(&s, "esc"), PREVIEW_BACK);
        preview_free(s.preview);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harmless_plan_wants_enter),
        cmocka_unit_test(confirmed_plan_wants_y_and_not_enter),
        cmocka_unit_test(dangerous_plan_wants_its_count),
        cmocka_unit_test(dangerous_plan_for_one_wants_his_name),
        cmocka_unit_test(name_that_cant_be_typed_is_replaced_by_the_count),
        cmocka_unit_test(empty_plan_cant_be_applied),
        cmocka_unit_test(esc_goes_back_from_everywhere),
    };
    return cmocka_run_group_tests_name("preview", tests, NULL, NULL);
}
