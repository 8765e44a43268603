/* What the rooms hand in: nothing twice, and nothing under a name that nobody knows. */
#include "model/lists/pane.h"
#include "tui/app/room.h"
#include "tui/engine/form_habit.h"
#include "tui/lists/detail_page.h"
#include "tui/lists/row_command.h"
#include "tui/terminal/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void rooms_have_names_of_their_own(void **state)
{
    (void)state;
    for (size_t i = 0; screen_rooms[i]; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(screen_rooms[i]->name, screen_rooms[k]->name);
}

/* An entry of a timeline is no row of a pane. */
static void pages_are_of_panes(void **state)
{
    (void)state;
    SCREEN_ROOM_EACH (pane_page, page, pages, pane) {
        if (!pane_find(page->pane) && strcmp(page->pane, "timeline_entry") != 0)
            fail_msg("there is no pane %s", page->pane);
        assert_non_null(page->kind->read);
        assert_non_null(page->kind->who);
        assert_non_null(page->kind->write);
    }
}

static void no_pane_has_two_pages(void **state)
{
    size_t pages = 0;
    (void)state;
    for (size_t i = 0; pane_at(i); i++, pages = 0) {
        SCREEN_ROOM_EACH (pane_page, page, pages, pane)
            pages += strcmp(page->pane, pane_at(i)->name) == 0;
        if (pages > 1)
            fail_msg("%s has %zu pages", pane_at(i)->name, pages);
    }
}

static void commands_on_rows_are_commands(void **state)
{
    size_t count = 0;
    (void)state;
    SCREEN_ROOM_EACH (row_command, c, row_commands, command) {
        if (!command_find(c->command))
            fail_msg("there is no command %s", c->command);
        assert_ptr_equal(row_command_find(c->command), c); /* another room has not handed it in, too */
        assert_non_null(c->leads_on);
        assert_non_null(c->run);
        count++;
    }
    assert_true(count > 0);
    assert_null(row_command_find("open.detail"));
}

static void rows_lead_to_what_they_are_about(void **state)
{
    const struct row_command *user = row_command_find("open.user"), *timeline = row_command_find("open.timeline");
    const struct row_command *invoice = row_command_find("open.invoice");
    (void)state;
    assert_false(user->leads_on(pane_find("users"))); /* there it is the page itself */
    assert_true(timeline->leads_on(pane_find("users")));
    assert_true(user->leads_on(pane_find("payments")));
    assert_true(invoice->leads_on(pane_find("payments")));
    assert_false(invoice->leads_on(pane_find("debts")));
    assert_false(timeline->leads_on(pane_find("settings")));
}

static void habits_have_names(void **state)
{
    size_t count = 0;
    (void)state;
    SCREEN_ROOM_EACH (form_habit, habit, form_habits, name) {
        assert_true(habit->given || habit->fit);
        count++;
    }
    assert_true(count > 0);
}

static void steps_ask_for_all_arguments(void **state)
{
    size_t stepped = 0;
    (void)state;
    for (size_t i = 0; i < action_count(); i++) {
        const struct action *a = action_at(i);
        size_t asked = 0;
        for (size_t k = 0; k < a->step_count; k++)
            asked += a->steps[k].arg_count;
        stepped += a->step_count > 0;
        if (a->step_count && asked != a->arg_count)
            fail_msg("the steps of %s ask for %zu of its %zu arguments", a->name, asked, a->arg_count);
    }
    assert_true(stepped > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rooms_have_names_of_their_own),
        cmocka_unit_test(pages_are_of_panes),
        cmocka_unit_test(no_pane_has_two_pages),
        cmocka_unit_test(commands_on_rows_are_commands),
        cmocka_unit_test(rows_lead_to_what_they_are_about),
        cmocka_unit_test(habits_have_names),
        cmocka_unit_test(steps_ask_for_all_arguments),
    };
    return cmocka_run_group_tests_name("rooms", tests, NULL, NULL);
}
