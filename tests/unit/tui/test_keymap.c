/* The keymap: how keys are called, who wins, and what a wrong configuration is told. */
#include "base/arena.h"
#include "model/engine/action.h"
#include "model/lists/pane.h"
#include "tui/terminal/command.h"
#include "tui/terminal/keymap.h"
#include "tui/terminal/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct keymap *make(const struct config_key *keys, size_t count, struct error *e)
{
    struct config config = { .keys = keys, .key_count = count };
    error_clear(e);
    return keymap_new(arena, &config, e);
}

#define MAKE(e, ...)                                                                                                   \
    make((struct config_key[]){ __VA_ARGS__ },                                                                         \
         sizeof((struct config_key[]){ __VA_ARGS__ }) / sizeof(struct config_key), (e))

static void expect_name(int code, bool is_function, const char *name)
{
    struct key k = { .code = code, .is_function = is_function };
    keymap_name_key(&k);
    assert_string_equal(k.name, name);
}

static void test_names(void **state)
{
    (void)state;
    expect_name('a', false, "a");
    expect_name('A', false, "A");
    expect_name(0xE9, false, "é");
    expect_name(' ', false, "space");
    expect_name(0, false, "C-space");
    expect_name(0x0C, false, "C-l");
    expect_name('\t', false, "tab");
    expect_name('\r', false, "enter");
    expect_name(0x1B, false, "esc");
    expect_name(0x7F, false, "backspace");
    expect_name(0x1C, false, "C-\\");
    expect_name(KEY_UP, true, "up");
    expect_name(KEY_NPAGE, true, "pagedown");
    expect_name(KEY_F(12), true, "F12");
    expect_name(KEY_BTAB, true, "backtab");
    expect_name(KEY_MOUSE, true, "mouse");
}

static void test_other_names_mean_the_same(void **state)
{
    char out[24];
    (void)state;
    assert_string_equal(keymap_canonical("pgdn", out), "pagedown");
    assert_string_equal(keymap_canonical("C-i", out), "tab");
    assert_string_equal(keymap_canonical("S-tab", out), "backtab");
    assert_string_equal(keymap_canonical("M-x", out), "M-x");
    assert_string_equal(keymap_canonical("M-return", out), "M-enter");
    assert_string_equal(keymap_canonical(" ", out), "space");
    assert_null(keymap_canonical("F25", out));
    assert_null(keymap_canonical("F1x", out));
    assert_null(keymap_canonical("C-1", out));
    assert_null(keymap_canonical("downn", out));
    assert_null(keymap_canonical("", out));
}

static void test_the_pane_wins_then_the_last(void **state)
{
    struct error e;
    (void)state;
    struct keymap *m = MAKE(&e, { "", "b", "page.up" }, { "users", "b", "users.block" }, { "", "j", "move.down" },
                            { "", "j", "move.up" });
    assert_non_null(m);
    assert_string_equal(keymap_command(m, "users", "b"), "users.block");
    assert_string_equal(keymap_command(m, "audit", "b"), "page.up");
    assert_string_equal(keymap_command(m, "users", "j"), "move.up");
    assert_null(keymap_command(m, "users", "x"));
}

static void test_an_empty_command_unbinds(void **state)
{
    struct error e;
    (void)state;
    struct keymap *m = MAKE(&e, { "", "q", "app.quit" }, { "users", "q", "" });
    assert_non_null(m);
    assert_null(keymap_command(m, "users", "q"));
    assert_string_equal(keymap_command(m, "audit", "q"), "app.quit");
    assert_null(keymap_key(m, "users", "app.quit"));
    assert_string_equal(keymap_key(m, "audit", "app.quit"), "q");
}

static void test_the_key_shown_is_one_that_works(void **state)
{
    struct error e;
    (void)state;
    struct keymap *m = MAKE(&e, { "", "j", "move.down" }, { "", "down", "move.down" }, { "users", "j", "users.block" },
                            { "", "pgdn", "page.down" });
    assert_non_null(m);
    assert_string_equal(keymap_key(m, "audit", "move.down"), "j");
    assert_string_equal(keymap_key(m, "users", "move.down"), "down");
    assert_string_equal(keymap_key(m, "users", "page.down"), "pagedown");
    assert_null(keymap_key(m, "users", "move.up"));
}

static void test_what_is_wrong_is_told_with_the_nearest(void **state)
{
    struct error e;
    (void)state;
    assert_null(MAKE(&e, { "", "j", "move.dwn" }));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.why, "move.dwn"));
    assert_non_null(strstr(e.hint, "move.down"));

    assert_null(MAKE(&e, { "", "b", "users.blok" }));
    assert_non_null(strstr(e.hint, "users.block"));

    assert_null(MAKE(&e, { "", "entr", "move.down" }));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.hint, "enter"));

    assert_null(MAKE(&e, { "user", "j", "move.down" }));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.hint, "users"));
}

/* --- the keys that are shipped --- */

/* The defaults alone, as beside an empty configuration. */
static const struct config *shipped(void)
{
    char path[] = "/tmp/hotspot-keymap-XXXXXX";
    int file = mkstemp(path);
    struct error e;
    assert_true(file >= 0);
    const struct config *config = config_load(arena, path, &e);
    close(file);
    unlink(path);
    if (!config)
        fail_msg("%s: %s", e.what, e.why);
    return config;
}

static void test_shipped_keys_do_what_they_say(void **state)
{
    const struct config *config = shipped();
    struct error e;
    const struct keymap *m = keymap_new(arena, config, &e);
    (void)state;
    assert_non_null(m);
    for (size_t i = 0; i < config->key_count; i++) {
        const struct config_key *k = &config->keys[i];
        char name[24];
        const char *does = keymap_command(m, k->pane, keymap_canonical(k->key, name));
        if (!does || strcmp(does, k->command) != 0)
            fail_msg("%s of %s does %s, and %s stands for it too", k->key, k->pane, does ? does : "nothing",
                     k->command);
    }
}

/* An operator's fingers know the keys that hold everywhere. */
static void test_no_pane_takes_a_shipped_key_that_holds_everywhere(void **state)
{
    const struct config *config = shipped();
    struct error e;
    const struct keymap *m = keymap_new(arena, config, &e);
    (void)state;
    for (size_t i = 0; i < config->key_count; i++) {
        const struct config_key *k = &config->keys[i];
        char name[24];
        const char *everywhere = keymap_command(m, "", keymap_canonical(k->key, name));
        if (*k->pane && everywhere)
            fail_msg("%s is %s in %s, and %s elsewhere", k->key, k->command, k->pane, everywhere);
    }
}

static void test_shipped_actions_work_where_they_have_a_key(void **state)
{
    const struct config *config = shipped();
    (void)state;
    for (size_t i = 0; i < config->key_count; i++) {
        const struct action *a = action_find(config->keys[i].command);
        const struct pane *p = pane_find(config->keys[i].pane);
        if (a && (!p || !action_fits(a, p)))
            fail_msg("%s has a key in %s, where it has no rows", a->name, config->keys[i].pane);
    }
}

static void test_every_pane_can_be_gone_to(void **state)
{
    char name[64];
    (void)state;
    for (size_t i = 0; pane_at(i); i++) {
        snprintf(name, sizeof name, "pane.%s", pane_at(i)->name);
        const struct command *c = command_find(name);
        if (!c)
            fail_msg("there is no command %s", name);
        if (!c->label || !*c->label || !c->help || !*c->help)
            fail_msg("%s says nothing of itself: the pane lacks label or go_help", name);
    }
}

static void test_what_is_the_programs_own_has_no_key(void **state)
{
    struct error e;
    (void)state;
    assert_true(action_find("payments.news")->is_internal);
    assert_null(MAKE(&e, { "payments", "n", "payments.news" }));
    assert_int_equal(e.code, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_other_names_mean_the_same),
        cmocka_unit_test(test_the_pane_wins_then_the_last),
        cmocka_unit_test(test_an_empty_command_unbinds),
        cmocka_unit_test(test_the_key_shown_is_one_that_works),
        cmocka_unit_test(test_what_is_wrong_is_told_with_the_nearest),
        cmocka_unit_test(test_shipped_keys_do_what_they_say),
        cmocka_unit_test(test_no_pane_takes_a_shipped_key_that_holds_everywhere),
        cmocka_unit_test(test_shipped_actions_work_where_they_have_a_key),
        cmocka_unit_test(test_every_pane_can_be_gone_to),
        cmocka_unit_test(test_what_is_the_programs_own_has_no_key),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
