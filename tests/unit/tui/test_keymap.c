/* The keymap: how keys are called, who wins, and what a wrong configuration is told. */
#include "base/arena.h"
#include "model/engine/action.h"
#include "model/lists/pane.h"
#include "tui/terminal/command.h"
#include "tui/terminal/keymap.h"
#include "tui/terminal/verb.h"
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

static void test_a_key_right_behind_another(void **state)
{
    struct error e;
    const struct keymap *m = MAKE(&e, { "", "g", "move.top" }, { "", "g pgdn", "search.open" });
    (void)state;
    assert_non_null(m);
    assert_string_equal(keymap_command(m, "users", "g"), "move.top");
    assert_string_equal(keymap_pair(m, "users", "g", "pagedown"), "search.open");
    assert_null(keymap_pair(m, "users", "G", "pagedown"));
    assert_string_equal(keymap_key(m, "users", "search.open"), "g pagedown");
    assert_null(MAKE(&e, { "", "g nokey", "search.open" }));
    assert_null(MAKE(&e, { "", "g ", "search.open" }));
}

/* --- the keys that are shipped --- */

/* The defaults, and what the configuration says beside them. */
static const struct config *with(const char *text)
{
    char path[] = "/tmp/hotspot-keymap-XXXXXX";
    int file = mkstemp(path);
    struct error e;
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    const struct config *config = config_load(arena, path, &e);
    close(file);
    unlink(path);
    if (!config)
        fail_msg("%s: %s", e.what, e.why);
    return config;
}

static const struct config *shipped(void)
{
    return with("");
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

static const struct verb *meaning_of(const char *key)
{
    for (size_t i = 0; verb_at(i); i++)
        if (strcmp(verb_at(i)->key, key) == 0)
            return verb_at(i);
    return NULL;
}

/* An operator's fingers know the keys that hold everywhere: what a pane makes of one is the same thing there. */
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
        const struct verb *v = everywhere ? meaning_of(name) : NULL;
        if (*k->pane && everywhere && !(v && verb_has(v, everywhere) && verb_has(v, k->command)))
            fail_msg("%s is %s in %s, and %s elsewhere", k->key, k->command, k->pane, everywhere);
    }
}

/* One letter means one thing, in all panes. */
static void test_no_shipped_letter_has_two_meanings(void **state)
{
    const struct config *config = shipped();
    (void)state;
    for (size_t i = 0; i < config->key_count; i++) {
        const struct config_key *k = &config->keys[i];
        const struct verb *v = meaning_of(k->key);
        if (strlen(k->key) == 1 && !v)
            fail_msg("%s has no meaning in the table of verbs", k->key);
        if (v && !verb_has(v, k->command))
            fail_msg("%s means: %s; %s is something else", k->key, v->meaning, k->command);
    }
}

static bool is_shipped(const struct config *config, const char *key, const char *command)
{
    for (size_t i = 0; i < config->key_count; i++)
        if (strcmp(config->keys[i].key, key) == 0 && strcmp(config->keys[i].command, command) == 0)
            return true;
    return false;
}

static bool is_answer(const char *command)
{
    return strncmp(command, "dialog.", 7) == 0 || strncmp(command, "help.", 5) == 0;
}

/* No letter stands twice in the table, and what stands behind it is done by it. */
static void test_each_verb_is_bound(void **state)
{
    const struct config *config = shipped();
    (void)state;
    for (size_t i = 0; verb_at(i); i++) {
        const struct verb *v = verb_at(i);
        assert_ptr_equal(meaning_of(v->key), v);
        for (size_t k = 0; k < VERB_COMMANDS && v->commands[k]; k++)
            if (!is_shipped(config, v->key, v->commands[k]) && !(is_answer(v->commands[k]) && !command_find(v->commands[k])))
                fail_msg("%s (%s) does not do %s", v->key, v->meaning, v->commands[k]);
    }
}

static void test_docs_say_what_each_letter_means(void **state)
{
    static char text[65536];
    char line[200];
    FILE *docs = fopen("docs/keys.md", "r");
    (void)state;
    assert_non_null(docs);
    text[fread(text, 1, sizeof text - 1, docs)] = '\0';
    fclose(docs);
    for (size_t i = 0; verb_at(i); i++) {
        const char *key = verb_at(i)->key; /* a bar ends a cell */
        snprintf(line, sizeof line, "\n| `%s%s` | %s |\n", *key == '|' ? "\\" : "", key, verb_at(i)->meaning);
        if (!strstr(text, line))
            fail_msg("docs/keys.md lacks the line %s", line + 1);
    }
}

static const char *key_in(const char *text, const char *pane, const char *key)
{
    struct error e;
    const struct keymap *m = keymap_new(arena, with(text), &e);
    if (!m)
        fail_msg("%s: %s", e.what, e.why);
    return keymap_command(m, pane, key);
}

/* With the classic keymap no key does what it came to do later, and what the old ones did is done by them. */
static void test_the_classic_keys_are_as_they_were(void **state)
{
    static const char classic[] = "ui = { keymap = \"classic\"; };";
    static const char *const old[][3] = {
        { "users", "S", "subscriptions.add" },
        { "users", "J", NULL },
        { "quota", "O", "quota.count_offset" },
        { "quota", "%", NULL },
        { "debts", "s", "debts.settle" },
        { "debts", "S", "debts.settle_all" },
        { "debts", "&", NULL },
        { "debts", "P", "payments.settle_debt" },
        { "debts", "H", NULL },
        { "payments", "i", "open.invoice" },
        { "payments", "M", "payments.resend" },
        { "subscriptions", "i", "open.invoice" },
        { "queue", "i", "open.invoice" },
        { "subscriptions", "n", "invoices.generate" },
        { "subscriptions", "p", "subscriptions.pause" },
        { "subscriptions", "u", "subscriptions.resume" },
        { "subscriptions", "x", "subscriptions.end" },
        { "invoices", "H", "invoices.mark_paid" },
        { "invoices", "S", NULL },
        { "invoices", "M", "invoices.resend" },
        { "queue", "s", "queue.prioritise" },
        { "queue", "p", "queue.pause" },
        { "queue", "u", "queue.resume" },
        { "jobs", "p", "jobs.pause" },
        { "jobs", "u", "jobs.resume" },
        { "audit", "u", "audit.undo" },
        { "operations", "u", "audit.undo" },
        { "audit", "U", "undo.last" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        const char *does = key_in(classic, old[i][0], old[i][1]);
        if (old[i][2] ? !does || strcmp(does, old[i][2]) != 0 : does != NULL)
            fail_msg("%s of %s does %s", old[i][1], old[i][0], does ? does : "nothing");
    }
}

/* The host's own keys stand above those of the keymap that it chose. */
static void test_own_keys_win_over_the_chosen_keymap(void **state)
{
    static const char own[] = "keys = ( { key = \"s\"; do = \"users.sync\"; pane = \"debts\"; } );\n"
                              "ui = { keymap = \"classic\"; };";
    (void)state;
    assert_string_equal(key_in(own, "debts", "s"), "users.sync");
    assert_string_equal(key_in(own, "queue", "s"), "queue.prioritise");
}

static void test_an_unknown_keymap_is_told(void **state)
{
    char path[] = "/tmp/hotspot-keymap-XXXXXX";
    int file = mkstemp(path);
    static const char text[] = "ui = { keymap = \"../tui/defaults\"; };";
    struct error e;
    (void)state;
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    assert_null(config_load(arena, path, &e));
    close(file);
    unlink(path);
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.hint, "classic"));
}

static void test_shipped_actions_work_where_they_have_a_key(void **state)
{
    const struct config *config = shipped();
    (void)state;
    for (size_t i = 0; i < config->key_count; i++) {
        const struct action *a = action_find(config->keys[i].command);
        const struct pane *p = pane_find(config->keys[i].pane);
        if (a && (!p || !action_begins_on(a, p)))
            fail_msg("%s has a key in %s, where it has no rows", a->name, config->keys[i].pane);
    }
}

static void test_every_pane_can_be_gone_to(void **state)
{
    char name[64];
    (void)state;
    for (size_t i = 0; pane_tab(i); i++) {
        snprintf(name, sizeof name, "pane.%s", pane_tab(i)->name);
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
        cmocka_unit_test(test_a_key_right_behind_another),
        cmocka_unit_test(test_shipped_keys_do_what_they_say),
        cmocka_unit_test(test_no_pane_takes_a_shipped_key_that_holds_everywhere),
        cmocka_unit_test(test_no_shipped_letter_has_two_meanings),
        cmocka_unit_test(test_each_verb_is_bound),
        cmocka_unit_test(test_docs_say_what_each_letter_means),
        cmocka_unit_test(test_the_classic_keys_are_as_they_were),
        cmocka_unit_test(test_own_keys_win_over_the_chosen_keymap),
        cmocka_unit_test(test_an_unknown_keymap_is_told),
        cmocka_unit_test(test_shipped_actions_work_where_they_have_a_key),
        cmocka_unit_test(test_every_pane_can_be_gone_to),
        cmocka_unit_test(test_what_is_the_programs_own_has_no_key),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
