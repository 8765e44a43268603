/* Every state and choice has a word in both languages, and what is typed means one of them. */
#include "model/values/choice.h"

#include "base/arena.h"
#include "base/text.h"
#include "model/engine/action.h"
#include "model/lists/filter.h"
#include "model/lists/pane.h"
#include "model/settings/setting.h"
#include "model/values/room.h"
#include "tests/unit/model/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int words_of(const char *name)
{
    int count = 0;
    ROOM_EACH (choice_word, w, words, name)
        count += strcmp(w->name, name) == 0;
    ROOM_EACH (choice_word, w, symptom_words, name)
        count += strcmp(w->name, name) == 0;
    return count;
}

/* Every set of choices of every table. */
static void each_set(void (*look)(const char *where, const char *const *choices))
{
    for (size_t i = 0; pane_at(i); i++)
        for (size_t k = 0; k < pane_at(i)->column_count; k++)
            if (pane_at(i)->columns[k].choices)
                look(pane_at(i)->columns[k].name, pane_at(i)->columns[k].choices);
    for (size_t i = 0; i < action_count(); i++)
        for (size_t k = 0; k < action_at(i)->arg_count; k++)
            if (action_at(i)->args[k].choices)
                look(action_at(i)->args[k].name, action_at(i)->args[k].choices);
    for (size_t i = 0; setting_at(i); i++)
        if (setting_at(i)->choices)
            look(setting_at(i)->key, setting_at(i)->choices);
}

static void look_for_words(const char *where, const char *const *choices)
{
    for (; *choices; choices++)
        if (!words_of(*choices))
            fail_msg("%s: no room declares a word for %s", where, *choices);
}

static void test_every_choice_has_a_word(void **state)
{
    (void)state;
    each_set(look_for_words);
}

static void test_a_name_has_one_word(void **state)
{
    (void)state;
    ROOM_EACH (choice_word, w, words, name) {
        assert_int_equal(words_of(w->name), 1);
        assert_null(strpbrk(w->text, "_|"));
    }
}

static void look_for_doubles(const char *where, const char *const *choices)
{
    for (const char *const *a = choices; *a; a++)
        for (const char *const *b = choices; *b; b++)
            if (a != b && (choice_means(choice_word(*a), *b) || choice_means(*a, *b)))
                fail_msg("%s: %s and %s are both called %s", where, *a, *b, choice_word(*a));
}

static void test_no_word_means_two_choices(void **state)
{
    (void)state;
    speak("");
    each_set(look_for_doubles);
    speak("id");
    each_set(look_for_doubles);
    speak("");
}

static void test_what_is_typed_means_a_choice(void **state)
{
    (void)state;
    assert_true(choice_means("HABIS", "habis"));
    assert_true(choice_means("used up", "habis"));
    assert_true(choice_means("used-up", "habis"));
    assert_true(choice_means("refund_due", "refund_due"));
    assert_false(choice_means("used", "habis"));
    assert_false(choice_means("", "habis"));
    assert_false(choice_means("tanpa batas", "unlimited")); /* not in this language */
    speak("id");
    assert_string_equal(choice_word("unlimited"), "tanpa batas");
    assert_true(choice_means("Tanpa Batas", "unlimited"));
    assert_true(choice_means("unlimited", "unlimited"));
    speak("");
}

static void test_a_filter_takes_the_words_and_asks_by_the_name(void **state)
{
    struct arena *a = arena_new();
    struct filter f;
    struct error e = { 0 };
    (void)state;
    speak("id");
    assert_true(filter_compile(a, pane_find("users"), "status:diblokir,\"tanpa batas\",tanpa-batas,habis", &f, &e));
    assert_int_equal(f.param_count, 4);
    assert_string_equal(f.params[0], "blocked");
    assert_string_equal(f.params[1], "unlimited");
    assert_string_equal(f.params[2], "unlimited");
    assert_string_equal(f.params[3], "habis");
    speak("");
    assert_true(filter_compile(a, pane_find("users"), "status:\"used up\"", &f, &e));
    assert_string_equal(f.params[0], "habis");
    assert_false(filter_compile(a, pane_find("users"), "status:used", &f, &e));
    assert_non_null(strstr(e.hint, "habis (used up)"));
    arena_free(a);
}

static void test_what_has_no_word_is_its_name(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(choice_word("from_another_release"), "from_another_release");
    assert_string_equal(choice_explained(a, "blocked"), "blocked");
    assert_string_equal(choice_explained(a, "part_refunded"), "part_refunded");
    assert_string_equal(choice_explained(a, "fup"), "fup");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_choice_has_a_word),
        cmocka_unit_test(test_a_name_has_one_word),
        cmocka_unit_test(test_no_word_means_two_choices),
        cmocka_unit_test(test_what_is_typed_means_a_choice),
        cmocka_unit_test(test_a_filter_takes_the_words_and_asks_by_the_name),
        cmocka_unit_test(test_what_has_no_word_is_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
