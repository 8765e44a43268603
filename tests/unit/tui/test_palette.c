/* The palette: the order of what it finds, and how a line with arguments is taken apart. */
#include "model/engine/action.h"
#include "model/lists/pane.h"
#include "tui/engine/everyday.h"
#include "tui/engine/palette.h"
#include "tui/terminal/command.h"
#include "tui/widgets/fuzzy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/model/language.h"

enum {
    ROOM = 512
};

static const char *name_of(size_t i)
{
    return i < action_count() ? action_at(i)->name : command_at(i - action_count())->name;
}

static const char *best(const char *pattern)
{
    static size_t found[ROOM];
    return palette_match(pattern, found, ROOM) ? name_of(found[0]) : "";
}

static void letters_must_come_in_order(void **state)
{
    (void)state;
    assert_true(fuzzy_score("ublk", "users.block") > 0);
    assert_int_equal(fuzzy_score("klbu", "users.block"), FUZZY_NONE);
    assert_int_equal(fuzzy_score("blockk", "users.block"), FUZZY_NONE);
    assert_int_equal(fuzzy_score("", "users.block"), 0);
    assert_true(fuzzy_score("BLOCK", "users.block") > 0);
}

static void starts_of_words_and_runs_count_more(void **state)
{
    (void)state;
    assert_true(fuzzy_score("bl", "users.block") > fuzzy_score("bl", "users.unblock"));
    assert_true(fuzzy_score("block", "users.block") > fuzzy_score("block", "b l o c k e d"));
    assert_true(fuzzy_score("ub", "users.block") > fuzzy_score("ub", "xuxb"));
    assert_true(fuzzy_score("block", "block") > fuzzy_score("block", "blocked"));
}

static void every_word_must_be_found(void **state)
{
    (void)state;
    assert_true(fuzzy_score("block users", "users.block") > 0);
    assert_int_equal(fuzzy_score("block router", "users.block"), FUZZY_NONE);
}

static void whole_names_come_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count() + action_count(); i++)
        if (i >= action_count() || action_is_offered(action_at(i)))
            assert_string_equal(best(name_of(i)), name_of(i));
}

static void words_find_what_an_operator_means(void **state)
{
    (void)state;
    assert_string_equal(best("block"), "users.block");
    assert_string_equal(best("unblock"), "users.unblock");
    assert_string_equal(best("quit"), "app.quit");
    assert_string_equal(best("reset debt"), "quota.reset_with_debt");
    assert_string_equal(best("ub"), "users.block");
}

static bool is_among_first(const char *pattern, const char *name, size_t places)
{
    size_t found[ROOM], count = palette_match(pattern, found, ROOM);
    for (size_t i = 0; i < count && i < places; i++)
        if (strcmp(name_of(found[i]), name) == 0)
            return true;
    return false;
}

static void everyday_words_of_both_languages_find(void **state)
{
    static const char *const cases[][2] = {
        { "bayar", "payments.sell" },      { "bayar", "pane.payments" },         { "lunas", "debts.settle" },
        { "lunas", "invoices.mark_paid" }, { "voucher", "payments.sell" },       { "online", "pane.sessions" },
        { "kuota", "pane.quota" },         { "tambah kuota", "quota.inject" },   { "blokir", "users.block" },
        { "hutang", "pane.debts" },        { "refund", "payments.refund_note" }, { "excel", "list.export" },
        { "keluar", "app.quit" },          { "pay", "payments.sell" },           { "saldo", "payments.topup" },
        { "putus", "users.kick" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!is_among_first(cases[i][0], cases[i][1], 9))
            fail_msg("%s does not find %s", cases[i][0], cases[i][1]);
}

static void expect_pane(const char *typed, const char *pane)
{
    const char *found = best(typed);
    if (strncmp(found, "pane.", 5) != 0 || strcmp(found + 5, pane) != 0)
        fail_msg("%s and Enter is %s, not the pane %s", typed, found, pane);
}

/* Whoever types what a pane is called, as its tab or as scripts call it, gets there. */
static void a_panes_name_opens_it(void **state)
{
    static const char *const words[][2] = { { "incident", "incidents" }, { "sto", "stock" },
                                            { "dashboard", "home" },     { "tunggakan", "debts" },
                                            { "laci", "till" },          { "kwitansi", "receipts" },
                                            { "pelanggan", "users" },    { "order", "orders" } };
    static const char *const languages[] = { "en", "id" };
    (void)state;
    for (size_t l = 0; l < sizeof languages / sizeof *languages; l++) {
        speak(languages[l]);
        for (size_t i = 0; pane_tab(i); i++) {
            expect_pane(pane_tab(i)->name, pane_tab(i)->name);
            expect_pane(gettext(pane_tab(i)->label), pane_tab(i)->name);
        }
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            expect_pane(words[i][0], words[i][1]);
    }
    speak("id");
    expect_pane("insiden", "incidents");
    expect_pane("isi", "contents");
    expect_pane("voucher", "vouchers");
    expect_pane("stok", "stock");
    expect_pane("deposit", "deposits");
    speak("en");
}

static void everyday_words_are_of_what_there_is(void **state)
{
    (void)state;
    for (const struct everyday *e = everyday; e->name; e++) {
        if (!action_find(e->name) && !command_find(e->name))
            fail_msg("nothing is called %s", e->name);
        for (const struct everyday *other = e + 1; other->name; other++)
            assert_string_not_equal(e->name, other->name);
    }
    for (size_t i = 0; pane_tab(i); i++) {
        const struct everyday *e = everyday;
        while (e->name && (strncmp(e->name, "pane.", 5) != 0 || strcmp(e->name + 5, pane_tab(i)->name) != 0))
            e++;
        if (!e->name)
            fail_msg("%s has no everyday words", pane_tab(i)->name);
    }
}

static void empty_pattern_lists_everything_in_order(void **state)
{
    size_t found[ROOM], count = palette_match("", found, ROOM), at = 0;
    (void)state;
    for (size_t i = 0; i < command_count() + action_count(); i++)
        if (i >= action_count() || action_is_offered(action_at(i))) {
            assert_true(at < count);
            assert_int_equal(found[at++], i);
        }
    assert_int_equal(at, count);
}

static void what_has_no_screen_is_not_offered(void **state)
{
    size_t found[ROOM], internal = 0, reports = 0;
    (void)state;
    for (size_t i = 0; i < action_count(); i++) {
        size_t count = action_is_offered(action_at(i)) ? 0 : palette_match(action_at(i)->name, found, ROOM);
        internal += action_at(i)->is_internal;
        reports += action_at(i)->report_sql != NULL;
        for (size_t k = 0; k < count; k++)
            assert_int_not_equal(found[k], i);
    }
    assert_true(internal > 0 && reports > 0);
}

static void what_is_not_there_is_not_found(void **state)
{
    size_t found[ROOM];
    (void)state;
    assert_int_equal(palette_match("zzqqxx", found, ROOM), 0);
}

static void little_room_keeps_the_best(void **state)
{
    size_t found[1];
    (void)state;
    assert_int_equal(palette_match("users.unblock", found, 1), 1);
    assert_string_equal(name_of(found[0]), "users.unblock");
}

static void line_is_taken_apart(void **state)
{
    struct palette_line line;
    (void)state;
    palette_parse("users.block reason=\"too late\" mb=10GB", &line);
    assert_string_equal(line.name, "users.block");
    assert_int_equal(line.count, 2);
    assert_string_equal(line.names[0], "reason");
    assert_string_equal(line.values[0], "too late");
    assert_string_equal(line.names[1], "mb");
    assert_string_equal(line.values[1], "10GB");
}

static void line_without_arguments_is_a_pattern(void **state)
{
    struct palette_line line;
    (void)state;
    palette_parse("  block   user ", &line);
    assert_string_equal(line.name, "block user");
    assert_int_equal(line.count, 0);
    palette_parse("a=b", &line);
    assert_string_equal(line.name, "a=b");
    palette_parse("", &line);
    assert_string_equal(line.name, "");
}

static void value_keeps_what_follows_the_first_equals_sign(void **state)
{
    struct palette_line line;
    (void)state;
    palette_parse("x reason=a=b open=\"no end", &line);
    assert_string_equal(line.values[0], "a=b");
    assert_string_equal(line.values[1], "no end");
}

static void endless_line_is_cut_not_overrun(void **state)
{
    static char text[8000];
    struct palette_line line;
    (void)state;
    memset(text, 'a', sizeof text - 1);
    for (size_t i = 10; i < sizeof text - 1; i += 10)
        memcpy(text + i - 3, " n=", 3);
    palette_parse(text, &line);
    assert_int_equal(line.count, PALETTE_GIVEN);
    memset(text, 'b', sizeof text - 1);
    palette_parse(text, &line);
    assert_int_equal(strlen(line.name), PALETTE_WORD - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_must_come_in_order),
        cmocka_unit_test(starts_of_words_and_runs_count_more),
        cmocka_unit_test(every_word_must_be_found),
        cmocka_unit_test(whole_names_come_first),
        cmocka_unit_test(words_find_what_an_operator_means),
        cmocka_unit_test(everyday_words_of_both_languages_find),
        cmocka_unit_test(a_panes_name_opens_it),
        cmocka_unit_test(everyday_words_are_of_what_there_is),
        cmocka_unit_test(empty_pattern_lists_everything_in_order),
        cmocka_unit_test(what_has_no_screen_is_not_offered),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(little_room_keeps_the_best),
        cmocka_unit_test(line_is_taken_apart),
        cmocka_unit_test(line_without_arguments_is_a_pattern),
        cmocka_unit_test(value_keeps_what_follows_the_first_equals_sign),
        cmocka_unit_test(endless_line_is_cut_not_overrun),
    };
    return cmocka_run_group_tests_name("palette", tests, NULL, NULL);
}
