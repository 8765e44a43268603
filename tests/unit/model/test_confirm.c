/* What confirms a change, and that every action says how it is taken back. */
#include "model/engine/action.h"
#include "model/values/room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void rows_and_harm_decide(void **state)
{
    static const enum reverse back[] = { REVERSE_UNDO, REVERSE_ACTION, REVERSE_REDO, REVERSE_REPEAT };
    static const struct {
        size_t rows;
        enum confirm by;
    } cases[] = {
        { 1, CONFIRM_ENTER }, { 2, CONFIRM_Y }, { 20, CONFIRM_Y }, { 21, CONFIRM_COUNT }, { 100000, CONFIRM_COUNT }
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t k = 0; k < sizeof back / sizeof *back; k++)
            assert_int_equal(confirm_by(back[k], cases[i].rows), cases[i].by);
        assert_int_equal(confirm_by(REVERSE_NONE, cases[i].rows), CONFIRM_WORD);
        assert_int_equal(confirm_by(REVERSE_UNSAID, cases[i].rows), CONFIRM_COUNT);
    }
}

/* An undo is of one operation: what counts is what that changed. */
static void an_undo_counts_what_it_puts_back(void **state)
{
    struct action undo = { .name = "audit.undo", .reverse = REVERSE_REDO };
    struct plan plan = { .action = &undo, .id_count = 1 };
    (void)state;
    assert_int_equal(action_confirm(&plan), CONFIRM_ENTER);
    plan.stands_for = 214;
    assert_int_equal(action_rows(&plan), 214);
    assert_int_equal(action_confirm(&plan), CONFIRM_COUNT);
}

static void check_counterparts(const struct action *a)
{
    if (!a->taken_back_by || !a->taken_back_by[0])
        fail_msg("%s does not say what takes it back", a->name);
    for (size_t i = 0; a->taken_back_by[i]; i++) {
        const struct action *by = action_find(a->taken_back_by[i]);
        if (!by || !action_is_offered(by) || strcmp(by->name, a->taken_back_by[i]) != 0)
            fail_msg("%s is taken back by %s, which is not offered", a->name, a->taken_back_by[i]);
    }
}

static bool is_back(const char *action, const char *method, const char *by)
{
    const struct action *a = action_find(action);
    const char *args[32] = { NULL };
    args[action_arg_index(a, "method")] = method;
    for (size_t i = 0; a->taken_back_by[i]; i++)
        if (strcmp(a->taken_back_by[i], by) == 0)
            return action_is_taken_back_by(a, args, i);
    return false;
}

static void what_takes_money_back_depends_on_how_it_was_paid(void **state)
{
    (void)state;
    assert_true(is_back("payments.topup", "cash", "payments.reverse"));
    assert_false(is_back("payments.topup", "cash", "payments.cancel"));
    assert_false(is_back("payments.sell", "qris", "payments.reverse"));
    assert_true(is_back("payments.sell", "qris", "payments.cancel"));
    assert_true(is_back("payments.sell", "balance", "payments.refund_note"));
    assert_true(is_back("orders.create", "cash", "orders.refund"));
    assert_false(is_back("orders.create", "transfer", "orders.cancel"));
    assert_true(is_back("orders.create", "va", "orders.cancel"));
    assert_false(is_back("sellers.buy", "balance", "orders.cancel"));
}

/* A word, and one that can be typed on any keyboard. */
static void check_word(const struct action *a)
{
    if (!a->word || !*a->word || strspn(a->word, "abcdefghijklmnopqrstuvwxyz") != strlen(a->word))
        fail_msg("%s can't be taken back, and has no word for that", a->name);
    if (!action_wants_yes(a))
        fail_msg("%s wants its word on a screen, and nothing of a script", a->name);
}

static void every_action_says_how_it_is_taken_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < action_count(); i++) {
        const struct action *a = action_at(i);
        if ((a->reverse == REVERSE_UNSAID) != (a->report_sql != NULL))
            fail_msg("%s: a report changes nothing, and every other action says how it is taken back", a->name);
        if (a->reverse == REVERSE_ACTION)
            check_counterparts(a);
        else if (a->taken_back_by)
            fail_msg("%s is taken back in two ways", a->name);
        if (a->reverse == REVERSE_NONE)
            check_word(a);
        else if (a->word)
            fail_msg("%s has a word, and can be taken back", a->name);
        if ((a->reverse == REVERSE_REDO) != (strcmp(a->name, "audit.undo") == 0))
            fail_msg("%s: only an undo is done again", a->name);
    }
}

/* What takes back the state of a thing and what brings it about name each other. */
static void opposites_name_each_other(void **state)
{
    static const char *const pairs[][2] = { { "subscriptions.pause", "subscriptions.resume" },
                                            { "queue.pause", "queue.resume" },
                                            { "jobs.pause", "jobs.resume" } };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_string_equal(action_find(pairs[i][0])->taken_back_by[0], pairs[i][1]);
        assert_string_equal(action_find(pairs[i][1])->taken_back_by[0], pairs[i][0]);
    }
}

/* Money, messages and invoices that have gone out do not come back. */
static void what_went_out_does_not_come_back(void **state)
{
    static const char *const names[] = { "payments.refund_note",
                                         "payments.resend",
                                         "payments.cancel",
                                         "payments.expire",
                                         "payments.reverse",
                                         "till.close",
                                         "invoices.generate",
                                         "invoices.resend",
                                         "invoices.cancel",
                                         "invoices.mark_paid",
                                         "policies.debt_reminders",
                                         "outbox.cancel",
                                         "subscriptions.end",
                                         "policies.invoice_reminders",
                                         "jobs.run" };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(action_find(names[i])->reverse, REVERSE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_harm_decide),
        cmocka_unit_test(an_undo_counts_what_it_puts_back),
        cmocka_unit_test(what_takes_money_back_depends_on_how_it_was_paid),
        cmocka_unit_test(every_action_says_how_it_is_taken_back),
        cmocka_unit_test(opposites_name_each_other),
        cmocka_unit_test(what_went_out_does_not_come_back),
    };
    return cmocka_run_group_tests_name("confirm", tests, NULL, NULL);
}
