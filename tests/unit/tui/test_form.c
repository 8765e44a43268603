/* The form: what a field takes and says, how keys move and edit, and that nothing typed is lost. */
#include "base/arena.h"
#include "model/config/config.h"
#include "model/customers/room.h"
#include "model/worker/health.h"
#include "tui/engine/form.h"
#include "tui/pay/form_payment.h"
#include "tui/widgets/field.h"

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
    assert_string_equal(message, "200rb → Rp 200,000");
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
    press(f, "end");
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

/* --- choosing from what the database offers --- */

static const struct action_arg chosen_args[] = {
    { .name = "package", .label = "Package", .type = ARG_CHOICE, .is_required = true, .choices_sql = "any" },
    { .name = "router", .label = "Router", .type = ARG_CHOICE, .choices_sql = "any" },
};
enum {
    PACKAGE,
    ROUTER,
    CHOSEN_ARGS
};
static const struct action chosen_action = { .name = "test.choose", .args = chosen_args, .arg_count = CHOSEN_ARGS };
static const struct action_choice packages[] = { { "ten", "Paket 10 GB · 30 d" },
                                                 { "big", "Paket 25 GB · 30 d" },
                                                 { "all", "Unlimited · 30 d" } };
static const struct action_choice routers[] = { { "main", "main" }, { "north", "north" } };

static struct form *new_chooser(void **state, const char *const *values)
{
    struct form *f = form_new(*state, &chosen_action, values, false);
    form_offer(f, *state, PACKAGE, packages, sizeof packages / sizeof *packages);
    form_offer(f, *state, ROUTER, routers, sizeof routers / sizeof *routers);
    return f;
}

static void nothing_is_chosen_until_somebody_chooses(void **state)
{
    struct form *f = new_chooser(state, NULL);
    const char *names[CHOSEN_ARGS], *values[CHOSEN_ARGS];
    assert_string_equal(form_text(f, PACKAGE), "");
    assert_int_equal(press(f, "enter"), FORM_HANDLED);
    assert_int_equal(form_first_bad(f, NULL), PACKAGE);
    press(f, "down");
    assert_string_equal(form_text(f, PACKAGE), "ten");
    assert_int_equal(press(f, "enter"), FORM_SUBMIT);
    assert_int_equal(form_given(f, names, values), 1);
    assert_string_equal(names[0], "package");
    assert_string_equal(values[0], "ten");
}

static void up_and_down_choose_and_tab_goes_on(void **state)
{
    struct form *f = new_chooser(state, NULL);
    press(f, "up");
    assert_string_equal(form_text(f, PACKAGE), "all");
    press(f, "down");
    assert_string_equal(form_text(f, PACKAGE), "ten");
    press(f, "pagedown");
    assert_string_equal(form_text(f, PACKAGE), "all");
    press(f, "pageup");
    assert_string_equal(form_text(f, PACKAGE), "ten");
    assert_int_equal(form_focus(f), PACKAGE);
    press(f, "tab");
    assert_int_equal(form_focus(f), ROUTER);
    press(f, "down");
    press(f, "down");
    assert_string_equal(form_text(f, ROUTER), "north");
    press(f, "backtab");
    assert_int_equal(form_focus(f), PACKAGE);
}

static void typing_narrows_by_any_word_of_label_or_value(void **state)
{
    struct form *f = new_chooser(state, NULL);
    type(f, "gb 25");
    assert_string_equal(form_text(f, PACKAGE), "big");
    press(f, "down");
    assert_string_equal(form_text(f, PACKAGE), "big"); /* the only one */
    for (int i = 0; i < 5; i++)
        press(f, "backspace");
    assert_string_equal(form_text(f, PACKAGE), "");
    type(f, "ALL");
    assert_string_equal(form_text(f, PACKAGE), "all");
}

static void what_nothing_answers_to_is_wrong_even_if_it_may_be_left_out(void **state)
{
    struct form *f = new_chooser(state, NULL);
    press(f, "down");
    press(f, "tab");
    assert_int_equal(form_first_bad(f, NULL), CHOSEN_ARGS);
    type(f, "zzz");
    assert_int_equal(form_first_bad(f, NULL), ROUTER);
    assert_int_equal(press(f, "enter"), FORM_HANDLED);
}

static void given_choice_is_chosen_or_narrows(void **state)
{
    const char *const right[CHOSEN_ARGS] = { "big", NULL }, *const vague[CHOSEN_ARGS] = { "25", NULL };
    assert_string_equal(form_text(new_chooser(state, right), PACKAGE), "big");
    struct form *f = new_chooser(state, vague);
    assert_string_equal(form_text(f, PACKAGE), "");
    press(f, "down");
    assert_string_equal(form_text(f, PACKAGE), "big");
}

static void nothing_to_choose_from_is_no_crash(void **state)
{
    struct form *f = form_new(*state, &chosen_action, NULL, false);
    form_offer(f, *state, PACKAGE, NULL, 0);
    press(f, "down");
    press(f, "pageup");
    type(f, "x");
    assert_string_equal(form_text(f, PACKAGE), "");
    assert_int_equal(form_first_bad(f, NULL), PACKAGE);
}

/* --- what stands in the row now --- */

static const struct action_arg edit_args[] = {
    { .name = "due", .label = "Due", .type = ARG_DATE, .may_clear = true },
    { .name = "note", .label = "Note", .type = ARG_TEXT, .maximum = 20 },
};
enum {
    EDIT_DUE,
    EDIT_NOTE,
    EDIT_ARGS
};
static const struct action edit_action = { .name = "test.edit", .args = edit_args, .arg_count = EDIT_ARGS };

static struct form *edit_form(void **state, const char *const *given, const char *due, const char *note)
{
    const char **present = ARENA_ARRAY((struct arena *)*state, const char *, EDIT_ARGS);
    struct form *f = form_new(*state, &edit_action, given, false);
    present[EDIT_DUE] = due;
    present[EDIT_NOTE] = note;
    form_show_present(f, present);
    return f;
}

static void expect_given(const struct form *f, const char *name, const char *value)
{
    const char *names[EDIT_ARGS], *values[EDIT_ARGS];
    assert_int_equal(form_given(f, names, values), 1);
    assert_string_equal(names[0], name);
    assert_string_equal(values[0], value);
}

static void form_begins_with_what_stands_there_and_sends_only_what_differs(void **state)
{
    struct form *f = edit_form(state, NULL, "2026-12-31", "May");
    const char *names[EDIT_ARGS], *values[EDIT_ARGS];
    assert_string_equal(form_text(f, EDIT_DUE), "2026-12-31");
    assert_string_equal(form_text(f, EDIT_NOTE), "May");
    assert_false(form_has_news(f));
    assert_int_equal(form_given(f, names, values), 0);
    press(f, "tab");
    press(f, "end");
    type(f, " and June");
    assert_true(form_has_news(f));
    expect_given(f, "note", "May and June");
}

static void what_stands_there_is_replaced_by_the_next_key(void **state)
{
    struct form *f = edit_form(state, NULL, "2026-12-31", "May");
    press(f, "tab");
    type(f, "June");
    expect_given(f, "note", "June");
    press(f, "tab");
    press(f, "backtab");
    type(f, " and July");
    expect_given(f, "note", "June and July");
}

static void emptied_field_takes_away_what_may_be_taken_away(void **state)
{
    struct form *f = edit_form(state, NULL, "2026-12-31", "May");
    press(f, "C-u");
    assert_int_equal(form_first_bad(f, NULL), EDIT_ARGS);
    expect_given(f, "due", "-");
    f = edit_form(state, NULL, "2026-12-31", "May");
    press(f, "tab");
    press(f, "C-u"); /* the note can't be cleared: left out, it stays */
    assert_false(form_has_news(f));
}

static void dash_is_a_value_where_it_clears(void **state)
{
    struct form *f = edit_form(state, NULL, NULL, NULL);
    char message[FIELD_MESSAGE];
    type(f, "-");
    expect_given(f, "due", "-");
    assert_true(field_check(&edit_action, EDIT_DUE, "-", "→", message));
    assert_true(strlen(message) > 0);
    assert_true(field_check(&edit_action, EDIT_NOTE, "-", "→", message)); /* there it is a text */
    assert_string_equal(message, "");
}

static void what_was_given_goes_before_what_stands_there(void **state)
{
    const char *const given[EDIT_ARGS] = { [EDIT_NOTE] = "June" };
    struct form *f = edit_form(state, given, "2026-12-31", "May");
    assert_string_equal(form_text(f, EDIT_NOTE), "June");
    expect_given(f, "note", "June");
}

static void row_that_is_not_known_has_always_news(void **state)
{
    assert_true(form_has_news(form_new(*state, &edit_action, NULL, false)));
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

/* --- payments --- */

static const char *const ways[] = { "qris", "va", "balance", NULL };
static const char *const banks[] = { "bca", "bni", NULL };
static const struct action_arg pay_args[] = {
    { .name = "method", .label = "Method", .type = ARG_CHOICE, .choices = ways, .fallback = "qris" },
    { .name = "bank", .label = "Bank", .type = ARG_CHOICE, .choices = banks, .fallback = "bca" },
    { .name = "coupon", .label = "Coupon", .type = ARG_TEXT, .maximum = 32 },
    { .name = "debt", .label = "Debt item", .type = ARG_UUID },
};
enum {
    METHOD,
    BANK,
    COUPON,
    DEBT,
    PAY_ARGS
};
static const struct action pay_action = {
    .name = "test.pay", .label = "Pay", .args = pay_args, .arg_count = PAY_ARGS, .takes_debts = true
};

static struct form *pay_form_by(struct arena *a, const char *configured, const struct health *health,
                                const char *const *given)
{
    const struct config_midtrans midtrans = { .mode = configured };
    const struct config config = { .midtrans = &midtrans };
    struct form *f = form_new(a, &pay_action, given, false);
    form_payment_fit(a, f, &pay_action, given, &config, health);
    return f;
}

static struct form *pay_form(struct arena *a, bool is_snap, const char *const *given)
{
    return pay_form_by(a, is_snap ? "snap" : "core_api", NULL, given);
}

static size_t given_count(const struct form *f)
{
    const char *names[PAY_ARGS], *values[PAY_ARGS];
    return form_given(f, names, values);
}

static void a_bank_is_asked_for_only_with_a_virtual_account(void **state)
{
    struct form *f = pay_form(*state, false, NULL);
    assert_int_equal(form_focus(f), METHOD);
    assert_int_equal(given_count(f), 1);
    press(f, "tab");
    assert_int_equal(form_focus(f), COUPON);
    press(f, "backtab");
    assert_int_equal(form_focus(f), METHOD);
    press(f, "space");
    assert_string_equal(form_text(f, METHOD), "va");
    assert_int_equal(given_count(f), 2);
    press(f, "tab");
    assert_int_equal(form_focus(f), BANK);
}

static void with_snap_its_page_asks_how(void **state)
{
    struct form *f = pay_form(*state, true, NULL);
    assert_int_equal(form_focus(f), COUPON);
    assert_int_equal(given_count(f), 0);
    press(f, "tab");
    press(f, "tab");
    assert_int_equal(form_focus(f), COUPON);
    assert_int_equal(form_height(f, 60), form_height(pay_form(*state, false, NULL), 60) - 4);
    assert_int_equal(press(f, "enter"), FORM_SUBMIT);
}

static void the_setting_counts_where_the_configuration_says_nothing(void **state)
{
    const struct health snap = { .payment_mode = "snap" }, core = { .payment_mode = "core_api" }, none = { .count = 0 };
    assert_int_equal(form_focus(pay_form_by(*state, NULL, &snap, NULL)), COUPON);
    assert_int_equal(form_focus(pay_form_by(*state, "core_api", &snap, NULL)), METHOD);
    assert_int_equal(form_focus(pay_form_by(*state, "snap", &core, NULL)), COUPON);
    assert_int_equal(form_focus(pay_form_by(*state, NULL, &core, NULL)), METHOD);
    assert_int_equal(form_focus(pay_form_by(*state, NULL, &none, NULL)), METHOD);
    assert_int_equal(form_focus(pay_form_by(*state, NULL, NULL, NULL)), METHOD);
}

/* "method=va bank=bni" */
static const char *sent(const struct form *f)
{
    static char out[256];
    const char *names[PAY_ARGS], *values[PAY_ARGS];
    size_t count = form_given(f, names, values), n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++)
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%s=%s", i ? " " : "", names[i], values[i]);
    return out;
}

static void only_what_is_offered_is_a_choice(void **state)
{
    const struct health some = { .payment_methods = "bni" }, all = { .payment_methods = "qris bca bni" },
                        none = { .payment_methods = "" };
    struct form *f = pay_form_by(*state, "core_api", &some, NULL);
    assert_string_equal(sent(f), "method=va bank=bni");
    press(f, "space");
    assert_string_equal(sent(f), "method=balance");
    press(f, "space");
    assert_string_equal(sent(f), "method=va bank=bni");
    press(f, "tab");
    press(f, "space");
    assert_string_equal(sent(f), "method=va bank=bni");
    assert_string_equal(sent(pay_form_by(*state, "core_api", &all, NULL)), "method=qris");
    assert_string_equal(sent(pay_form_by(*state, "core_api", &none, NULL)), "method=balance");
}

static void what_is_given_is_for_the_plan_to_refuse(void **state)
{
    const struct health some = { .payment_methods = "bni" };
    const char *const given[PAY_ARGS] = { [METHOD] = "qris" };
    assert_string_equal(sent(pay_form_by(*state, "core_api", &some, given)), "method=qris");
}

static void for_snaps_page_the_charge_names_what_is_offered(void **state)
{
    const struct health bank = { .payment_methods = "bni" }, qris = { .payment_methods = "bni qris" },
                        none = { .payment_methods = "" }, ovo = { .payment_methods = "ovo" },
                        ovo_too = { .payment_methods = "bni ovo" };
    assert_string_equal(sent(pay_form_by(*state, "snap", &bank, NULL)), "method=va bank=bni");
    assert_string_equal(sent(pay_form_by(*state, "snap", &qris, NULL)), "method=qris");
    assert_string_equal(sent(pay_form_by(*state, "snap", &none, NULL)), "");
    assert_string_equal(sent(pay_form_by(*state, "snap", &ovo, NULL)), "method=ovo");
    assert_string_equal(sent(pay_form_by(*state, "snap", &ovo_too, NULL)), "method=va bank=bni");
}

static void with_snap_a_given_method_is_kept(void **state)
{
    const char *const given[PAY_ARGS] = { [METHOD] = "balance" };
    struct form *f = pay_form(*state, true, given);
    const char *names[PAY_ARGS], *values[PAY_ARGS];
    assert_int_equal(form_given(f, names, values), 1);
    assert_string_equal(values[0], "balance");
}

static const char *const counter_ways[] = { "qris", "va", "balance", "cash", "transfer", NULL };

/* What is sent of a form at the counter. */
static const char *sent_at_counter(struct arena *a, const char *mode, const struct health *health,
                                   const char *const *given)
{
    struct action_arg asked[] = { pay_args[METHOD], pay_args[BANK] };
    const struct config_midtrans midtrans = { .mode = mode };
    const struct config config = { .midtrans = mode ? &midtrans : NULL };
    struct action *take = ARENA_NEW(a, struct action);
    asked[METHOD].choices = counter_ways;
    *take = (struct action){ .name = "test.take", .label = "Take", .arg_count = 2 };
    take->args = memcpy(ARENA_ARRAY(a, struct action_arg, 2), asked, sizeof asked);
    struct form *f = form_new(a, take, given, false);
    form_payment_fit(a, f, take, given, &config, health);
    return sent(f);
}

static void a_form_begins_with_the_last_way_of_taking_money(void **state)
{
    const struct health cash = { .payment_methods = "qris", .payment_habit = "cash" },
                        gone = { .payment_methods = "qris", .payment_habit = "gopay" },
                        none = { .payment_methods = "qris", .payment_habit = "" };
    const char *const given[2] = { [METHOD] = "qris" };
    assert_string_equal(sent_at_counter(*state, NULL, NULL, NULL), "method=cash");
    assert_string_equal(sent_at_counter(*state, "core_api", &none, NULL), "method=qris");
    assert_string_equal(sent_at_counter(*state, "core_api", &cash, NULL), "method=cash");
    assert_string_equal(sent_at_counter(*state, "core_api", &gone, NULL), "method=qris");
    assert_string_equal(sent_at_counter(*state, "core_api", &cash, given), "method=qris");
    assert_string_equal(sent_at_counter(*state, "snap", &cash, NULL), "method=cash");
    assert_string_equal(sent_at_counter(*state, "snap", &none, NULL), "method=qris");
}

static void the_item_that_was_stood_on_is_the_one_to_be_paid(void **state)
{
    static const char *const ids[] = { "6f1c2b0e-0000-4000-8000-000000000001", "6f1c2b0e-0000-4000-8000-000000000002" };
    const char *const given[PAY_ARGS] = { [METHOD] = "va" };
    struct selection s = { .pane = &pane_debts, .ids = ids, .id_count = 1 };
    const char *const *with = form_payment_given(*state, &pay_action, &s, given);
    assert_string_equal(with[DEBT], ids[0]);
    assert_string_equal(with[METHOD], "va");
    assert_string_equal(form_payment_given(*state, &pay_action, &s, NULL)[DEBT], ids[0]);
    s.id_count = 2;
    assert_null(form_payment_given(*state, &pay_action, &s, NULL));
    s = (struct selection){ .pane = &pane_users, .ids = ids, .id_count = 1 };
    assert_null(form_payment_given(*state, &pay_action, &s, NULL));
}

/* --- texts of many lines, steps --- */

static const struct action_arg step_args[] = {
    { .name = "code", .label = "Code", .type = ARG_TEXT, .is_required = true, .minimum = 2, .maximum = 8 },
    { .name = "quantity", .label = "Quantity", .type = ARG_INT, .fallback = "1", .minimum = 1, .maximum = 9 },
    { .name = "more",
      .label = "More",
      .type = ARG_TEXT,
      .maximum = 100,
      .is_list = true,
      .gathers = (const char *const[]){ "code", "quantity", NULL } },
    { .name = "count", .label = "How many", .type = ARG_INT, .minimum = 0, .maximum = 1000 },
    { .name = "goods", .label = "Goods", .type = ARG_TEXT, .maximum = 4000, .is_goods = true, .counted_by = "count" },
};
enum {
    CODE,
    QUANTITY,
    MORE,
    HOW_MANY,
    GOODS,
    STEP_ARGS
};
static const struct action_step steps[] = { { "Cart", 3, "asked" }, { "How many", 1, NULL }, { "Goods", 1, NULL } };
static const struct action stepped = {
    .name = "test.steps", .label = "Test", .args = step_args, .arg_count = STEP_ARGS, .steps = steps, .step_count = 3
};

static const char *sent_as(struct form *f, const char *name)
{
    const char *names[STEP_ARGS], *values[STEP_ARGS];
    size_t count = form_given(f, names, values);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return values[i];
    return "";
}

static void steps_go_on_where_all_is_right_and_back_with_all_kept(void **state)
{
    struct form *f = form_new(*state, &stepped, NULL, false);
    const char *names[STEP_ARGS], *values[STEP_ARGS];
    struct action only;
    assert_int_equal(press(f, "enter"), FORM_HANDLED); /* the code is missing */
    assert_string_equal(form_step_label(f), "Cart");
    press(f, "backtab");
    assert_int_equal(form_focus(f), MORE); /* round the ends of the step */
    press(f, "tab");
    type(f, "AB");
    assert_int_equal(press(f, "enter"), FORM_STEP);
    assert_int_equal(form_step_given(f, &only, names, values), 2);
    assert_int_equal(only.arg_count, 3);
    assert_true(form_next_step(f));
    assert_int_equal(form_focus(f), HOW_MANY);
    type(f, "x");
    assert_int_equal(press(f, "enter"), FORM_HANDLED);
    assert_int_equal(press(f, "esc"), FORM_HANDLED);
    assert_int_equal(form_step(f), 0);
    assert_string_equal(form_text(f, CODE), "AB");
    assert_string_equal(form_text(f, HOW_MANY), "x");
    assert_int_equal(press(f, "esc"), FORM_CANCEL);
}

static void so_many_lines_as_were_said(void **state)
{
    const char *const values[STEP_ARGS] = { [CODE] = "AB", [HOW_MANY] = "3" };
    struct form *f = form_new(*state, &stepped, values, false);
    const char *message;
    assert_true(form_next_step(f) && form_next_step(f));
    assert_false(form_next_step(f));
    assert_int_equal(form_paste(f, "one\n\n two\n"), FORM_HANDLED);
    assert_int_equal(form_first_bad(f, &message), GOODS);
    assert_string_equal(message, "lines: 2 of 3");
    type(f, "three");
    assert_int_equal(press(f, "enter"), FORM_HANDLED); /* a line more */
    assert_int_equal(press(f, "enter"), FORM_STEP);
    assert_string_equal(sent_as(f, "goods"), "one\n\n two\nthree\n");
    press(f, "esc");
    press(f, "C-u");
    type(f, "2");
    assert_int_equal(press(f, "enter"), FORM_STEP);
    assert_true(form_next_step(f));
    assert_int_equal(form_first_bad(f, NULL), GOODS);
}

static void lines_are_edited_where_the_place_is(void **state)
{
    struct form *f = form_new(*state, &stepped, NULL, false);
    static char long_text[4200];
    assert_true(form_next_step(f) && form_next_step(f));
    form_paste(f, "one\ntwo\nthree");
    press(f, "up");
    press(f, "home");
    press(f, "backspace");
    assert_string_equal(form_text(f, GOODS), "onetwo\nthree");
    press(f, "enter");
    press(f, "C-k");
    assert_string_equal(form_text(f, GOODS), "one\n\nthree");
    press(f, "down");
    press(f, "end");
    press(f, "left");
    press(f, "delete");
    assert_string_equal(form_text(f, GOODS), "one\n\nthre");
    memset(long_text, 'x', sizeof long_text - 1);
    form_paste(f, long_text);
    assert_string_equal(form_text(f, GOODS), "one\n\nthre"); /* all of it or nothing */
}

static void plus_makes_a_line_of_what_it_gathers(void **state)
{
    struct form *f = form_new(*state, &stepped, NULL, false);
    assert_string_equal(sent_as(f, "more"), "");
    type(f, "A");
    type(f, "+"); /* no right code yet: it is typed */
    assert_string_equal(form_text(f, CODE), "A+");
    press(f, "tab");
    press(f, "C-u");
    type(f, "2+");
    assert_int_equal(form_focus(f), CODE);
    assert_string_equal(form_text(f, CODE), "");
    assert_string_equal(form_text(f, QUANTITY), "1");
    type(f, "CD+");
    assert_string_equal(sent_as(f, "more"), "A+:2, CD:1");
}

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
        FORM_TEST(nothing_is_chosen_until_somebody_chooses),
        FORM_TEST(up_and_down_choose_and_tab_goes_on),
        FORM_TEST(typing_narrows_by_any_word_of_label_or_value),
        FORM_TEST(what_nothing_answers_to_is_wrong_even_if_it_may_be_left_out),
        FORM_TEST(given_choice_is_chosen_or_narrows),
        FORM_TEST(nothing_to_choose_from_is_no_crash),
        FORM_TEST(form_begins_with_what_stands_there_and_sends_only_what_differs),
        FORM_TEST(what_stands_there_is_replaced_by_the_next_key),
        FORM_TEST(emptied_field_takes_away_what_may_be_taken_away),
        FORM_TEST(dash_is_a_value_where_it_clears),
        FORM_TEST(what_was_given_goes_before_what_stands_there),
        FORM_TEST(row_that_is_not_known_has_always_news),
        FORM_TEST(a_bank_is_asked_for_only_with_a_virtual_account),
        FORM_TEST(with_snap_its_page_asks_how),
        FORM_TEST(only_what_is_offered_is_a_choice),
        FORM_TEST(what_is_given_is_for_the_plan_to_refuse),
        FORM_TEST(for_snaps_page_the_charge_names_what_is_offered),
        FORM_TEST(with_snap_a_given_method_is_kept),
        FORM_TEST(a_form_begins_with_the_last_way_of_taking_money),
        FORM_TEST(the_setting_counts_where_the_configuration_says_nothing),
        FORM_TEST(the_item_that_was_stood_on_is_the_one_to_be_paid),
        FORM_TEST(steps_go_on_where_all_is_right_and_back_with_all_kept),
        FORM_TEST(so_many_lines_as_were_said),
        FORM_TEST(lines_are_edited_where_the_place_is),
        FORM_TEST(plus_makes_a_line_of_what_it_gathers),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
