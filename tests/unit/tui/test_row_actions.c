/* What the panes' tables say of their actions: nothing that there is not, main ones that fit a footer of 80 columns in
 * both languages, and what a row leaves possible. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/config/config.h"
#include "tui/lists/row_actions.h"
#include "tui/terminal/command.h"
#include "tui/terminal/keymap.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    COLUMNS = 80,
    GAP = 2,
    MOST_COLUMNS = 8, /* that a pane's table speaks of */
    MOST_VALUES = 40
};

static struct arena *arena;
static const struct keymap *keymap;

/* Beside the program, as main.c finds it: three folders above this one's. */
static void bind_translations(void)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    assert_true(length > 0);
    path[length] = '\0';
    for (int i = 0; i < 4; i++)
        *strrchr(path, '/') = '\0';
    strncat(path, "/locale", sizeof path - strlen(path) - 1);
    bindtextdomain("hotspot-console", path);
    textdomain("hotspot-console");
}

static int open_all(void **state)
{
    struct error e;
    (void)state;
    bind_translations();
    arena = arena_new();
    char file[] = "/tmp/hotspot-actions-XXXXXX"; /* an empty one: the defaults alone */
    close(mkstemp(file));
    const struct config *config = config_load(arena, file, &e);
    unlink(file);
    if (!config)
        fail_msg("%s: %s", e.what, e.why);
    keymap = keymap_new(arena, config, &e);
    assert_non_null(keymap);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* --- what the tables name --- */

static bool is_choice(const struct column *c, const char *value)
{
    static const char *const yes_no[] = { "t", "f", NULL };
    const char *const *choices = c->type == COL_BOOL ? yes_no : c->choices;
    for (; choices && *choices; choices++)
        if (strcmp(*choices, value) == 0)
            return true;
    return false;
}

static void check_when(const struct pane *p, const struct pane_action *n, const struct pane_when *w)
{
    const struct column *c = pane_column(p, w->column);
    if (!c || c->flags & COLUMN_FILTER_ONLY)
        fail_msg("%s, %s: its rows have no column %s", p->name, n->action, w->column);
    for (const char *const *v = w->values; v && *v; v++)
        if (!is_choice(c, *v))
            fail_msg("%s, %s: %s is never %s", p->name, n->action, w->column, *v);
}

static void tables_name_what_there_is(void **state)
{
    (void)state;
    for (size_t i = 0; pane_at(i); i++) {
        const struct pane *p = pane_at(i);
        for (const struct pane_action *n = p->actions; n && n->action; n++) {
            const struct action *a = action_find(n->action);
            if (!a || !action_is_offered(a) || !action_fits(a, p))
                fail_msg("%s has no action %s", p->name, n->action);
            if (n->is_main && !keymap_key(keymap, p->name, n->action))
                fail_msg("%s: the main action %s has no key", p->name, n->action);
            for (size_t k = 0; k < PANE_WHENS && n->when[k].column; k++)
                check_when(p, n, &n->when[k]);
        }
    }
}

static bool has_key_for_action(const struct pane *p)
{
    for (size_t i = 0; i < action_count(); i++)
        if (action_fits(action_at(i), p) && keymap_key(keymap, p->name, action_at(i)->name))
            return true;
    return false;
}

static void panes_with_actions_have_main_ones(void **state)
{
    (void)state;
    for (size_t i = 0; pane_at(i); i++) {
        size_t mains = 0;
        for (const struct pane_action *n = pane_at(i)->actions; n && n->action; n++)
            mains += n->is_main;
        if (has_key_for_action(pane_at(i)) && !mains)
            fail_msg("%s says nothing of its main actions", pane_at(i)->name);
    }
}

/* --- every row that there may be --- */

struct any_row {
    const char *columns[MOST_COLUMNS];
    const char *values[MOST_COLUMNS][MOST_VALUES]; /* that each may have */
    size_t value_counts[MOST_COLUMNS], at[MOST_COLUMNS];
    size_t count;
};

static bool any_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct any_row *r = row->data;
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->columns[i], column) == 0) {
            *text = r->values[i][r->at[i]];
            return true;
        }
    return false;
}

static void add_column(struct any_row *r, const struct pane *p, const struct pane_when *w)
{
    static const char *const some[] = { "0.00", "1", NULL }, *const yes_no[] = { "t", "f", NULL };
    const struct column *c = pane_column(p, w->column);
    const char *const *values = !w->values ? some : c->type == COL_BOOL ? yes_no : c->choices;
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->columns[i], w->column) == 0)
            return;
    assert_true(r->count < MOST_COLUMNS);
    r->columns[r->count] = w->column;
    while (*values) {
        assert_true(r->value_counts[r->count] < MOST_VALUES);
        r->values[r->count][r->value_counts[r->count]++] = *values++;
    }
    r->count++;
}

/* All that the pane's table asks about, in every way in which it can stand. */
static struct any_row rows_of(const struct pane *p)
{
    struct any_row r = { .count = 0 };
    for (const struct pane_action *n = p->actions; n && n->action; n++)
        for (size_t k = 0; k < PANE_WHENS && n->when[k].column; k++)
            add_column(&r, p, &n->when[k]);
    return r;
}

/* False: these were all. */
static bool go_on(struct any_row *r)
{
    for (size_t i = 0; i < r->count; i++) {
        if (++r->at[i] < r->value_counts[i])
            return true;
        r->at[i] = 0;
    }
    return false;
}

static int hint_width(const struct pane *p, const char *name, const char *label)
{
    return text_width(keymap_key(keymap, p->name, name)) + 1 + text_width(_(label));
}

static int right_width(const struct pane *p)
{
    return hint_width(p, "help.open", command_find("help.open")->label) + GAP +
           hint_width(p, "palette.open", command_find("palette.open")->label);
}

static void check_width(const struct pane *p, const struct any_row *row)
{
    const struct action **actions = ARENA_ARRAY(arena, const struct action *, action_count());
    const struct pane_row rows = { .cell = any_cell, .pane = p, .data = row };
    const struct row_actions wanted = { .pane = p, .rows = &rows, .row_count = 1, .are_chosen = true };
    size_t mains;
    int end = 1;
    row_actions(&wanted, actions, &mains);
    for (size_t i = 0; i < mains; i++)
        end += hint_width(p, actions[i]->name, actions[i]->label) + GAP;
    if (end + right_width(p) + 1 > COLUMNS)
        fail_msg("%s, %s: its main actions take %d columns, there are %d", p->name,
                 row->count ? row->values[0][row->at[0]] : "any row", end - GAP, COLUMNS - 1 - right_width(p) - GAP);
}

static void main_actions_fit_with_help_and_commands(void **state)
{
    static const char *const languages[] = { "en", "id" };
    (void)state;
    for (size_t l = 0; l < 2; l++) {
        setenv("LANGUAGE", languages[l], 1);
        setlocale(LC_ALL, "C.UTF-8");
        for (size_t i = 0; pane_at(i); i++) {
            struct any_row row = rows_of(pane_at(i));
            do
                check_width(pane_at(i), &row);
            while (go_on(&row));
        }
        assert_string_equal(_("Block"), l ? "Blokir" : "Block"); /* it was in that language */
    }
    setenv("LANGUAGE", "en", 1);
    setlocale(LC_ALL, "C.UTF-8");
}

/* --- one row, none, several --- */

struct given {
    const char *column, *text;
};

static bool given_cell(const struct pane_row *row, const char *column, const char **text)
{
    for (const struct given *g = row->data; g->column; g++)
        if (strcmp(g->column, column) == 0) {
            *text = g->text;
            return true;
        }
    return false;
}

#define ROW(...)                                                                                                       \
    (const struct given[])                                                                                             \
    {                                                                                                                  \
        __VA_ARGS__,                                                                                                   \
        {                                                                                                              \
            NULL, NULL                                                                                                 \
        }                                                                                                              \
    }

/* Whether it is offered for any of the rows. */
static bool is_offered(const char *pane, const char *action, bool are_chosen, const struct given *const *rows,
                       size_t count)
{
    const struct action **actions = ARENA_ARRAY(arena, const struct action *, action_count());
    struct pane_row *all = ARENA_ARRAY(arena, struct pane_row, count + 1);
    const struct pane *p = pane_find(pane);
    size_t mains, found = 0;
    for (size_t i = 0; i < count; i++)
        all[i] = (struct pane_row){ .cell = given_cell, .pane = p, .data = rows[i] };
    size_t possible = row_actions(
        &(struct row_actions){ .pane = p, .rows = all, .row_count = count, .are_chosen = are_chosen }, actions, &mains);
    for (size_t i = 0; i < possible; i++)
        found += strcmp(actions[i]->name, action) == 0;
    assert_true(found <= 1);
    return found;
}

static bool is_offered_on(const char *pane, const char *action, const struct given *row)
{
    return is_offered(pane, action, false, &row, 1);
}

static void a_row_leaves_out_what_is_impossible(void **state)
{
    (void)state;
    assert_true(is_offered_on("users", "users.block", ROW({ "is_blocked", "f" })));
    assert_false(is_offered_on("users", "users.unblock", ROW({ "is_blocked", "f" })));
    assert_false(is_offered_on("users", "users.block", ROW({ "is_blocked", "t" })));
    assert_false(is_offered_on("users", "payments.settle_debt", ROW({ "debt_mb", "0.00" })));
    assert_true(is_offered_on("users", "payments.settle_debt", ROW({ "debt_mb", "0.01" })));
    assert_true(is_offered_on("payments", "payments.cancel", ROW({ "state", "open" })));
    assert_false(is_offered_on("payments", "payments.cancel", ROW({ "state", "paid" })));
}

static void all_conditions_hold_and_any_entry_is_enough(void **state)
{
    (void)state;
    assert_true(
        is_offered_on("invoices", "invoices.resend", ROW({ "state", "unpaid" }, { "queue_state", "completed" })));
    assert_false(
        is_offered_on("invoices", "invoices.resend", ROW({ "state", "unpaid" }, { "queue_state", "pending" })));
    assert_false(
        is_offered_on("invoices", "invoices.resend", ROW({ "state", "paid" }, { "queue_state", "completed" })));
    assert_true(is_offered_on("payments", "payments.apply_late", ROW({ "state", "late" }, { "waits_for", NULL })));
    assert_true(is_offered_on("payments", "payments.apply_late", ROW({ "state", "open" }, { "waits_for", "a word" })));
    assert_false(is_offered_on("payments", "payments.apply_late", ROW({ "state", "open" }, { "waits_for", NULL })));
}

static void what_is_not_known_forbids_nothing(void **state)
{
    (void)state;
    assert_true(is_offered_on("users", "users.block", ROW({ "is_blocked", NULL })));
    assert_true(is_offered_on("users", "users.block", ROW({ "another", "x" })));
    assert_true(is_offered_on("users", "users.sync", ROW({ "is_blocked", "t" }))); /* no entry speaks of it */
}

static void several_rows_offer_what_one_of_them_does(void **state)
{
    const struct given *const both[] = { ROW({ "is_blocked", "f" }), ROW({ "is_blocked", "t" }) };
    const struct given *const paid[] = { ROW({ "is_paid", "t" }), ROW({ "is_paid", "t" }) };
    (void)state;
    assert_true(is_offered("users", "users.block", true, both, 2));
    assert_true(is_offered("users", "users.unblock", true, both, 2));
    assert_false(is_offered("debts", "debts.settle", true, paid, 2));
}

/* It finds them itself: the cursor's row is none of its own. Once rows are chosen, these are meant. */
static void an_action_that_finds_its_rows_asks_the_chosen_alone(void **state)
{
    const struct given *const sent[] = { ROW({ "state", "completed" }) };
    (void)state;
    assert_true(is_offered("queue", "queue.retry", false, sent, 1));
    assert_true(is_offered("queue", "queue.retry", false, NULL, 0));
    assert_false(is_offered("queue", "queue.retry", true, sent, 1));
    assert_false(is_offered("queue", "queue.cancel", false, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_name_what_there_is),
        cmocka_unit_test(panes_with_actions_have_main_ones),
        cmocka_unit_test(main_actions_fit_with_help_and_commands),
        cmocka_unit_test(a_row_leaves_out_what_is_impossible),
        cmocka_unit_test(all_conditions_hold_and_any_entry_is_enough),
        cmocka_unit_test(what_is_not_known_forbids_nothing),
        cmocka_unit_test(several_rows_offer_what_one_of_them_does),
        cmocka_unit_test(an_action_that_finds_its_rows_asks_the_chosen_alone),
    };
    return cmocka_run_group_tests_name("row_actions", tests, open_all, close_all);
}
