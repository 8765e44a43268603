/* Debt items: entered, edited, settled, written off and taken back, row by row; two operators at once; and the
 * story of one item. */
#include "tests/unit/model/action_bench.h"

#include "model/customers/debt.h"
#include "model/worker/check.h"

#include <pthread.h>

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

enum {
    MOST_ARGS = 4,
    CROWD = 40
};

/* Pairs of name and value, NULL at the end. */
struct args {
    const char *name[MOST_ARGS], *value[MOST_ARGS];
    size_t count;
};

static struct args pairs(const char *const *words)
{
    struct args a = { .count = 0 };
    for (; words && words[0]; words += 2, a.count++) {
        a.name[a.count] = words[0];
        a.value[a.count] = words[1];
    }
    return a;
}
#define ARGS_OF(...) ((const char *const[]){ __VA_ARGS__, NULL })

static struct plan plan_of(struct context *ctx, const char *action, const char *const *ids, size_t count,
                           const char *const *words)
{
    const struct action *a = action_find(action);
    struct args given = pairs(words);
    struct error e = { .code = ERR_NONE };
    const char *const *args;
    struct plan plan = { .action = NULL };
    if (!action_parse_args(ctx, a, given.name, given.value, given.count, &args, &e) ||
        !action_plan(ctx, a, &(struct selection){ .ids = ids, .id_count = count }, args, &plan, &e))
        fail_msg("%s: %s: %s", action, e.what, e.why);
    return plan;
}

static struct action_result act(const char *action, const char *id, const char *const *words)
{
    struct plan plan = plan_of(&b->ctx, action, &id, 1, words);
    struct action_result result;
    struct error e = { .code = ERR_NONE };
    char operation[40];
    action_new_id(operation);
    if (!action_apply(&b->ctx, &plan, operation, &result, &e))
        fail_msg("%s: %s: %s: %s", action, e.what, e.why, plan.sample_count ? plan.samples[0].refusal : "");
    return result;
}

static const char *refusal_of(const char *action, const char *id, const char *const *words)
{
    struct plan plan = plan_of(&b->ctx, action, &id, 1, words);
    assert_int_equal(plan.id_count, 0);
    assert_int_equal(plan.refused_count, 1);
    return plan.samples[0].refusal;
}

/* What was settled of an item: kind mb/rp, in order. */
static const char *payments(const char *debt)
{
    return ask(b,
               "SELECT coalesce(string_agg(kind || ' ' || mb || '/' || coalesce(rp::text, '-'), ', ' ORDER BY id), '') "
               "FROM console.debt_payment WHERE debt_id = '%s'",
               debt);
}

static const char *item(const char *debt)
{
    return ask(b,
               "SELECT concat_ws('|', paid_mb || '/' || amount_mb, coalesce(price_rp::text, '-'), "
               "CASE WHEN is_paid THEN 'closed' ELSE 'open' END, paid_at = updated_at, last_paid_source) "
               "FROM public.user_quota_debts WHERE id = '%s'",
               debt);
}

static const char *audit_of(const char *operation, const char *entity)
{
    return ask(b,
               "SELECT coalesce(before::text, '-') || ' -> ' || coalesce(after::text, '-') || ' ' || "
               "coalesce(details::text, '') "
               "FROM console.audit_log WHERE operation_id = '%s' AND entity_id = '%s'",
               operation, entity);
}

static const char *price_of(const char *debt)
{
    return ask(b, "SELECT console.debt_price_rp(amount_mb, price_rp) FROM public.user_quota_debts WHERE id = '%s'",
               debt);
}

static const char *picture(const char *user)
{
    return ask(
        b,
        "SELECT (to_jsonb(u) - '{updated_at,manual_debt_updated_at}'::text[])::text || (SELECT "
        "coalesce(jsonb_agg(to_jsonb(d) - 'updated_at' ORDER BY d.id), '[]')::text FROM public.user_quota_debts d "
        "WHERE d.user_id = u.id) FROM public.users u WHERE u.id = '%s'",
        user);
}

static void expect_clean(void)
{
    struct finding *findings;
    struct error e = { .code = ERR_NONE };
    size_t count;
    if (!check_data(&b->ctx, &findings, &count, &e))
        fail_msg("%s: %s", e.what, e.why);
    if (count)
        fail_msg("%s: %s", findings[0].name, findings[0].example);
}

static void test_an_item_is_entered(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    new_debt(b, user, 500, 100, "'2024-01-01'");
    struct action_result r =
        act("debts.add", user, ARGS_OF("mb", "25GB", "price", "200rb", "due", "2026-12-31", "note", "for March"));
    assert_string_equal(r.summary, "1 user given a debt item");
    assert_string_equal(figures(b, user), "10240/0.00/0/26000");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', amount_mb, paid_mb, price_rp, due_date, note, is_paid, debt_date = "
                            "(now() AT TIME ZONE 'Asia/Jakarta')::date, paid_at IS NULL) FROM public.user_quota_debts "
                            "WHERE user_id = '%s' AND price_rp IS NOT NULL",
                            user),
                        "25600|0|200000|2026-12-31|for March|f|t|t");
    assert_string_equal(audit_of(r.operation_id, user), "{\"manual_debt_mb\": 400} -> {\"manual_debt_mb\": 26000} ");
    assert_int_equal(count_of(b, LEDGER, r.operation_id), 1);
    assert_int_equal(r.outbox_count, 0);
    assert_int_equal(count_of(b, "console.debt_payment WHERE operation_id", r.operation_id), 0);
}

static void test_without_a_due_date_the_setting_gives_one(void **state)
{
    static const char due[] =
        "SELECT coalesce((due_date - debt_date)::text, 'none') FROM public.user_quota_debts WHERE "
        "user_id = '%s'";
    (void)state;
    NEEDS_DATABASE;
    const char *never = new_user(b, NULL), *later = new_user(b, NULL);
    act("debts.add", never, ARGS_OF("mb", "100"));
    assert_string_equal(ask(b, due, never), "none");
    ask(b, "INSERT INTO console.setting_value (key, value) VALUES ('debt_due_days', '14')");
    act("debts.add", later, ARGS_OF("mb", "100"));
    assert_string_equal(ask(b, due, later), "14");
    ask(b, "DELETE FROM console.setting_value WHERE key = 'debt_due_days'");
}

static void test_note_and_due_date_are_edited(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 500, 0, "'2024-01-01'");
    assert_string_equal(refusal_of("debts.edit", debt, NULL), "neither due= nor note= is given");
    struct action_result r = act("debts.edit", debt, ARGS_OF("due", "2026-12-31", "note", "soon"));
    assert_string_equal(r.summary, "1 debt item edited");
    assert_string_equal(ask(b, "SELECT due_date || note FROM public.user_quota_debts WHERE id = '%s'", debt),
                        "2026-12-31soon");
    assert_string_equal(refusal_of("debts.edit", debt, ARGS_OF("due", "2026-12-31")), "has this already");
    r = act("debts.edit", debt, ARGS_OF("note", "-", "due", "2026-12-31"));
    assert_string_equal(
        audit_of(r.operation_id, debt),
        arena_printf(b->ctx.arena, "{\"note\": \"soon\"} -> {\"note\": null} {\"user_id\": \"%s\"}", user));
    assert_string_equal(ask(b, "SELECT concat(due_date, note) FROM public.user_quota_debts WHERE id = '%s'", debt),
                        "2026-12-31");
    const struct action *a = action_find("debts.edit");
    const char *const *values;
    struct error e;
    assert_true(action_read_values(&b->ctx, a, debt, &values, &e));
    assert_string_equal(values[0], "2026-12-31");
    assert_null(values[1]);
}

static void test_parts_of_an_item_sum_to_its_price(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 10240, 0, "'2024-01-01'");
    assert_string_equal(price_of(debt), "100000");
    struct action_result r = act("debts.settle", debt, ARGS_OF("mb", "3000", "note", "cash"));
    assert_string_equal(r.summary, "1 debt item settled");
    assert_string_equal(item(debt), "3000/10240|100000|open|console_settle");
    assert_string_equal(
        audit_of(r.operation_id, debt),
        arena_printf(b->ctx.arena,
                     "{\"paid_mb\": 0, \"price_rp\": null, \"last_paid_source\": null} -> {\"paid_mb\": 3000, "
                     "\"price_rp\": 100000, \"last_paid_source\": \"console_settle\"} {\"payment\": "
                     "\"settled\", \"user_id\": \"%s\", \"payment_note\": \"cash\"}",
                     user));
    assert_string_equal(figures(b, user), "10240/0.00/0/7240");
    /* What packages cost now changes nothing of it. */
    ask(b, "UPDATE public.packages SET price = price * 2");
    act("debts.settle", debt, ARGS_OF("mb", "3333"));
    act("debts.settle", debt, NULL);
    ask(b, "UPDATE public.packages SET price = price / 2");
    assert_string_equal(item(debt), "10240/10240|100000|closed|t|console_settle");
    assert_string_equal(payments(debt), "settled 3000/29297, settled 3333/32549, settled 3907/38154");
    assert_string_equal(figures(b, user), "10240/0.00/0/0");
    assert_int_equal(r.outbox_count, 0);
    assert_int_equal(count_of(b, LEDGER, r.operation_id), 1);
}

static void test_one_mb_never_gets_a_price_of_its_own(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 1, 0, "NULL");
    act("debts.settle", debt, NULL);
    assert_string_equal(item(debt), "1/1|-|closed|t|console_settle");
    assert_string_equal(payments(debt), "settled 1/10000");
}

static void test_where_no_package_tells_the_price(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 300, 0, "NULL");
    ask(b, "UPDATE public.packages SET is_active = false");
    act("debts.settle", debt, ARGS_OF("mb", "100"));
    ask(b, "UPDATE public.packages SET is_active = true");
    assert_string_equal(item(debt), "100/300|-|open|console_settle");
    assert_string_equal(payments(debt), "settled 100/-");
}

static void test_what_can_not_be_settled(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 500, 100, "'2024-01-01'");
    assert_string_equal(refusal_of("debts.settle", debt, ARGS_OF("mb", "401")), "only 400 MB are left of it");
    act("debts.settle", debt, ARGS_OF("mb", "400"));
    assert_non_null(strstr(refusal_of("debts.settle", debt, NULL), "is settled already: console_settle, 2"));
    assert_non_null(
        strstr(refusal_of("debts.write_off", debt, ARGS_OF("reason", "x")), "is settled already: console_settle"));
    act("debts.add", user, ARGS_OF("mb", "1", "price", "350000"));
    const char *unlimited = ask(b, "SELECT id FROM public.user_quota_debts WHERE user_id = '%s' AND NOT is_paid", user);
    assert_string_equal(refusal_of("debts.settle", unlimited, ARGS_OF("mb", "1")), "is unlimited: it is settled whole");
    assert_string_equal(refusal_of("debts.settle_oldest", user, ARGS_OF("mb", "1")),
                        "owes nothing but unlimited packages");
    act("debts.settle", unlimited, NULL);
    assert_string_equal(payments(unlimited), "settled 1/350000");
    assert_string_equal(refusal_of("debts.settle_oldest", user, ARGS_OF("mb", "1")), "owes nothing by hand");
    assert_string_equal(refusal_of("debts.settle_all", user, NULL), "owes nothing by hand");
    assert_string_equal(refusal_of("debts.settle_all", user, ARGS_OF("automatic", "yes")), "owes nothing");
}

static void test_ids_that_are_none(void **state)
{
    static const char *const wrong[] = { "not-a-uuid", "00000000-0000-4000-8000-0000000000aa" };
    static const char *const why[] = { "not-a-uuid is no uuid",
                                       "there is no debt item 00000000-0000-4000-8000-0000000000aa" };
    const struct action *a = action_find("debts.settle");
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < 2; i++) {
        struct args none = pairs(NULL);
        struct error e = { .code = ERR_NONE };
        const char *const *args;
        struct plan plan;
        assert_true(action_parse_args(&b->ctx, a, none.name, none.value, 0, &args, &e));
        assert_false(action_plan(&b->ctx, a, &(struct selection){ .ids = &wrong[i], .id_count = 1 }, args, &plan, &e));
        assert_int_equal(e.code, ERR_USAGE);
        assert_string_equal(e.why, why[i]);
    }
}

/* Of what is left of the item, or of all that is paid by MB; a MB that is torn counts as paid. */
static void test_a_part_is_settled_in_percent(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    const char *old = new_debt(b, user, 301, 0, "'2024-01-01'"), *young = new_debt(b, user, 200, 50, "'2024-03-01'");
    act("debts.settle", old, ARGS_OF("mb", "50%"));
    assert_string_equal(items(b, user), "151/301 50/200");
    act("debts.settle", young, ARGS_OF("mb", "100%"));
    assert_string_equal(items(b, user), "151/301 200/200p");
    young = new_debt(b, user, 251, 0, "'2024-04-01'");
    act("debts.settle_oldest", user, ARGS_OF("mb", "50%")); /* of 150 and 251 */
    assert_string_equal(items(b, user), "301/301p 200/200p 51/251");
    assert_string_equal(payments(young), "settled 51/2032");
    act("debts.settle_oldest", user, ARGS_OF("mb", "100%"));
    assert_string_equal(items(b, user), "301/301p 200/200p 251/251p");
    assert_string_equal(refusal_of("debts.settle_oldest", user, ARGS_OF("mb", "50%")), "owes nothing by hand");
    const char *unlimited = new_debt(b, user, 1, 0, "'2024-05-01'");
    ask(b, "UPDATE public.user_quota_debts SET price_rp = 350000 WHERE id = '%s'", unlimited);
    assert_string_equal(refusal_of("debts.settle", unlimited, ARGS_OF("mb", "50%")), "is unlimited: it is settled whole");
}

static void test_the_oldest_items_are_settled_first(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    const char *undated = new_debt(b, user, 100, 0, "NULL"), *young = new_debt(b, user, 200, 50, "'2024-03-01'"),
               *old = new_debt(b, user, 300, 0, "'2024-01-01'");
    act("debts.add", user, ARGS_OF("mb", "1", "price", "350000"));
    ask(b, "UPDATE public.user_quota_debts SET debt_date = '2023-01-01' WHERE user_id = '%s' AND amount_mb = 1", user);
    assert_string_equal(refusal_of("debts.settle_oldest", user, ARGS_OF("mb", "551")), "owes only 550 MB");
    struct action_result r = act("debts.settle_oldest", user, ARGS_OF("mb", "351", "note", "transfer"));
    assert_string_equal(items(b, user), "0/1 300/300p 101/200 0/100");
    assert_string_equal(figures(b, user), "10240/0.00/0/200");
    assert_string_equal(payments(old), "settled 300/10000");
    assert_string_equal(payments(young), "settled 51/2550");
    assert_string_equal(payments(undated), "");
    assert_string_equal(
        ask(b, "SELECT min(note) || count(*) FROM console.debt_payment WHERE operation_id = '%s'", r.operation_id),
        "transfer2");
    /* A debt item stands for its user. */
    act("debts.settle_oldest", old, ARGS_OF("mb", "199"));
    assert_string_equal(items(b, user), "0/1 300/300p 200/200p 100/100p");
    assert_string_equal(figures(b, user), "10240/0.00/0/1");
}

static void test_all_is_settled_automatic_debt_too(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, "total_quota_used_mb = 10733.25");
    const char *debt = new_debt(b, user, 300, 100, "'2024-01-01'");
    act("debts.add", user, ARGS_OF("mb", "1", "price", "350000"));
    act("debts.settle_all", user, NULL);
    assert_string_equal(figures(b, user), "10240/10733.25/0/0");
    assert_string_equal(items(b, user), "300/300p 1/1p");
    assert_string_equal(payments(debt), "settled 200/6667");
    struct action_result r = act("debts.settle_all", user, ARGS_OF("automatic", "yes"));
    /* 493.25 MB of automatic debt: 494 whole ones become quota, which the router has to know */
    assert_string_equal(figures(b, user), "10734/10733.25/0/0");
    assert_int_equal(r.outbox_count, 1);
    assert_int_equal(count_of(b, LEDGER, r.operation_id), 1);
}

static void test_what_is_written_off_was_not_paid(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 10240, 2560, "'2024-01-01'");
    new_debt(b, user, 10, 0, "NULL");
    struct action_result r = act("debts.write_off", debt, ARGS_OF("reason", "moved away"));
    assert_string_equal(item(debt), "2560/10240|-|closed|t|console_write_off");
    assert_string_equal(payments(debt), "written_off 7680/75000");
    assert_string_equal(figures(b, user), "10240/0.00/0/10");
    assert_string_equal(ask(b, "SELECT note FROM console.debt_payment WHERE operation_id = '%s'", r.operation_id),
                        "moved away");
    assert_int_equal(action_find("debts.write_off")->role, ROLE_ADMIN);
}

static void test_a_new_debt_replaces_the_open_ones(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 10240, 2560, "'2024-01-01'");
    struct action_result r = act("debts.set", user, ARGS_OF("mb", "77"));
    assert_string_equal(item(debt), "2560/10240|-|closed|t|console_replaced");
    assert_string_equal(payments(debt), "replaced 7680/75000");
    assert_int_equal(count_of(b, "console.debt_payment WHERE operation_id", r.operation_id), 1);
}

static void test_the_last_debt_lifts_a_block_for_debt(void **state)
{
    const struct {
        const char *reason, *used;
        const char *const *all; /* arguments of debts.settle_all, or NULL: debts.settle */
        bool is_lifted;
    } cases[] = {
        { "quota_manual_debt_end_of_month|2026-01", "0", NULL, true },
        { "tunggakan_overdue|30", "0", NULL, true },
        { "tunggakan_overdue|30", "10840", NULL, true },
        { "quota_debt_limit|auto_debt=600", "10840", NULL, false },
        { "quota_debt_limit|auto_debt=600", "10240", NULL, true },
        { "quota_debt_limit|auto_debt=600", "10840.50", ARGS_OF("automatic", "yes"), true },
        { "quota_debt_limit|auto_debt=600", "10840.50", ARGS_OF("automatic", "no"), false },
        { "quota_debt_limit", "0", NULL, false },
        { "xtunggakan_overdue|30", "0", NULL, false },
        { "tunggakan_overdue", "0", NULL, false },
        { " Tunggakan_OVERDUE|30", "0", NULL, true },
        { "quota_debt_end_of_month|debt_mb=200", "0", NULL, true },
        { "quota_auto_debt_limit|debt_mb=600", "0", NULL, true },
        { "quota_auto_debt_limit|debt_mb=600", "10840", NULL, false },
        { "Berbagi akun", "0", NULL, false },
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *user = new_user(b, arena_printf(b->ctx.arena,
                                                    "is_blocked = true, blocked_reason = '%s', blocked_at = "
                                                    "'2026-01-02 03:04:05.67+07', total_quota_used_mb = %s",
                                                    cases[i].reason, cases[i].used));
        const char *first = new_debt(b, user, 130, 0, "'2024-01-01'"), *last = new_debt(b, user, 70, 0, "'2024-02-01'");
        struct action_result r = act("debts.settle", first, NULL);
        assert_string_equal(ask(b, "SELECT is_blocked FROM public.users WHERE id = '%s'", user), "t");
        assert_int_equal(r.outbox_count, 0);
        const char *before = picture(user);
        r = cases[i].all ? act("debts.settle_all", user, cases[i].all) : act("debts.settle", last, NULL);
        assert_string_equal(
            ask(b,
                "SELECT concat_ws('|', is_blocked, blocked_reason, blocked_at IS NULL) FROM public.users "
                "WHERE id = '%s'",
                user),
            cases[i].is_lifted ? "f|t" : arena_printf(b->ctx.arena, "t|%s|f", cases[i].reason));
        assert_int_equal(r.outbox_count, cases[i].is_lifted);
        struct error e = { .code = ERR_NONE };
        char undo[40];
        action_new_id(undo);
        assert_true(action_undo(&b->ctx, r.operation_id, undo, &r, &e));
        assert_string_equal(picture(user), before);
        /* the wish for the router that waits already becomes the undo's */
        assert_int_equal(r.outbox_count, cases[i].is_lifted);
    }
}

static void test_the_preview_says_that_a_block_is_lifted(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, "is_blocked = true, blocked_reason = 'tunggakan_overdue|30', full_name = 'Aan'");
    const char *debts[] = { new_debt(b, user, 10240, 0, "'2024-01-01'"), new_debt(b, user, 5120, 1280, "NULL") };
    struct plan p = plan_of(&b->ctx, "debts.settle", debts, 2, ARGS_OF("note", "cash"));
    assert_int_equal(p.id_count, 2);
    assert_string_equal(p.samples[0].before, "10.0 GB · Rp 100.000 left");
    assert_string_equal(p.samples[0].after,
                        "settled · block lifted · then active · 0 MB of 10.0 GB used · 10.0 GB left "
                        "· debt 0 MB · no end");
    /* what comes of a customer stands once */
    assert_string_equal(p.samples[1].after, "settled · block lifted");
    assert_string_equal(p.samples[1].before, "1.3 GB of 5.0 GB paid · Rp 37.500 left");
    assert_string_equal(p.notes[0], "13.8 GB for Rp 137.500 are settled, 1 block is lifted (cash)");
    p = plan_of(&b->ctx, "debts.settle", debts, 1, NULL);
    assert_string_equal(p.samples[0].after, "settled · then blocked (tunggakan_overdue|30) · 0 MB of 10.0 GB used "
                                            "· 10.0 GB left · debt 3.8 GB · no end");
    p = plan_of(&b->ctx, "debts.settle_all", &user, 1, NULL);
    assert_non_null(strstr(p.samples[0].before, "blocked (tunggakan_overdue|30)"));
    assert_non_null(strstr(p.samples[0].after, "active · 0 MB of 10.0 GB used · 10.0 GB left · debt 0 MB · no end "
                                               "· block lifted"));
    assert_string_equal(p.notes[0], "2 debt items for Rp 137.500 are settled, 1 block is lifted");
    p = plan_of(&b->ctx, "debts.settle_oldest", &user, 1, ARGS_OF("mb", "11264"));
    assert_string_equal(p.notes[0], "11.0 GB of 2 debt items for Rp 110.000 are settled");
    p = plan_of(&b->ctx, "debts.write_off", debts, 2, ARGS_OF("reason", "gone"));
    assert_string_equal(p.samples[0].after, "written off · block lifted · then active · 0 MB of 10.0 GB used "
                                            "· 10.0 GB left · debt 0 MB · no end");
    assert_string_equal(p.notes[0], "Rp 137.500 will not be asked for any more, 1 block is lifted (gone)");
}

static void test_undo_takes_settlements_back(void **state)
{
    const struct {
        const char *action;
        const char *const *args;
        bool is_on_item;
    } cases[] = {
        { "debts.settle", NULL, true },
        { "debts.settle", ARGS_OF("mb", "33"), true },
        { "debts.settle_oldest", ARGS_OF("mb", "250"), false },
        { "debts.settle_all", ARGS_OF("automatic", "yes"), false },
        { "debts.write_off", ARGS_OF("reason", "x"), true },
        { "debts.set", ARGS_OF("mb", "5"), false },
        { "debts.add", ARGS_OF("mb", "5", "note", "x"), false },
        { "debts.edit", ARGS_OF("due", "2030-01-01", "note", "-"), true },
        { "quota.inject", ARGS_OF("mb", "900"), false },
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *user = new_user(b, "total_quota_used_mb = 10340.25"),
                   *debt = new_debt(b, user, 300, 100, "'2024-01-01'");
        new_debt(b, user, 500, 0, "'2024-02-01'");
        ask(b, "UPDATE public.user_quota_debts SET note = 'old' WHERE id = '%s'", debt);
        const char *before = picture(user);
        struct action_result done = act(cases[i].action, cases[i].is_on_item ? debt : user, cases[i].args), r;
        assert_string_not_equal(picture(user), before);
        /* What packages cost meanwhile makes no difference to what was paid. */
        ask(b, "UPDATE public.packages SET price = price * 3");
        struct error e = { .code = ERR_NONE };
        char undo[40];
        action_new_id(undo);
        if (!action_undo(&b->ctx, done.operation_id, undo, &r, &e))
            fail_msg("%s: %s", cases[i].action, e.why);
        ask(b, "UPDATE public.packages SET price = price / 3");
        assert_int_equal(r.changed, 1);
        assert_string_equal(picture(user), before);
        assert_string_equal(
            ask(b,
                "SELECT count(*) FROM (SELECT debt_id, kind FROM console.debt_payment WHERE user_id = '%s' "
                "GROUP BY 1, 2 HAVING sum(mb) <> 0 OR sum(rp) <> 0) x",
                user),
            "0");
        assert_int_equal(count_of(b, "console.debt_payment WHERE operation_id", undo),
                         count_of(b, "console.debt_payment WHERE operation_id", done.operation_id));
    }
    expect_clean();
}

static void test_undo_of_what_was_settled_further_is_refused(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 300, 0, "'2024-01-01'");
    struct action_result first = act("debts.settle", debt, ARGS_OF("mb", "100")), r;
    struct action_result added = act("debts.add", user, ARGS_OF("mb", "10"));
    act("debts.settle", debt, ARGS_OF("mb", "50"));
    struct error e = { .code = ERR_NONE };
    char undo[40];
    const char *operation = first.operation_id;
    struct plan p = plan_of(&b->ctx, "audit.undo", &operation, 1, NULL);
    assert_non_null(strstr(p.samples[0].refusal, "has changed since: "));
    action_new_id(undo);
    assert_false(action_undo(&b->ctx, first.operation_id, undo, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_string_equal(item(debt), "150/300|10000|open|console_settle");
    /* nor of an item that was settled since it was entered */
    act("debts.settle_all", user, NULL);
    action_new_id(undo);
    error_clear(&e);
    assert_false(action_undo(&b->ctx, added.operation_id, undo, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_string_equal(items(b, user), "300/300p 10/10p");
}

static void test_the_undo_of_an_item_says_so(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    struct action_result added = act("debts.add", user, ARGS_OF("mb", "10"));
    const char *operation = added.operation_id,
               *debt = ask(b, "SELECT id FROM public.user_quota_debts WHERE user_id = '%s'", user);
    struct plan p = plan_of(&b->ctx, "audit.undo", &operation, 1, NULL);
    assert_non_null(strstr(p.samples[0].after, " · 1 debt item removed"));
    struct action_result edited = act("debts.edit", debt, ARGS_OF("note", "x"));
    operation = edited.operation_id;
    p = plan_of(&b->ctx, "audit.undo", &operation, 1, NULL);
    assert_non_null(strstr(p.samples[0].after, " · 1 debt item as before"));
    assert_string_equal(p.samples[0].id, user);
}

/* Two at once */

struct rival {
    struct context ctx;
    struct plan plan;
    char id[40];
    struct action_result result;
    struct error e;
    bool ok;
    pthread_barrier_t *start;
};

static void *rival_run(void *data)
{
    struct rival *r = data;
    pthread_barrier_wait(r->start);
    r->ok = action_apply(&r->ctx, &r->plan, r->id, &r->result, &r->e);
    return NULL;
}

/* Each with a connection; both have seen their preview before one begins. */
static void race(struct rival *two, const char *const *names, const char *const *const *ids, size_t count,
                 const char *const *const *words)
{
    pthread_barrier_t start;
    pthread_t threads[2];
    pthread_barrier_init(&start, NULL, 2);
    for (int i = 0; i < 2; i++) {
        two[i] =
            (struct rival){ .ctx = bench_context(db_new(b->scratch.conninfo, "rival"), &b->config), .start = &start };
        two[i].plan = plan_of(&two[i].ctx, names[i], ids[i], count, words[i]);
        assert_int_equal(two[i].plan.id_count, count);
        action_new_id(two[i].id);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, rival_run, &two[i]), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        db_free(two[i].ctx.db);
    }
    pthread_barrier_destroy(&start);
}

static void test_two_settle_the_same_items_and_one_wins(void **state)
{
    const char *const *const cases[][2] = { { NULL, NULL },
                                            { ARGS_OF("mb", "100"), ARGS_OF("mb", "100") },
                                            { NULL, ARGS_OF("mb", "60") } };
    static const char *const names[] = { "debts.settle", "debts.settle" };
    (void)state;
    NEEDS_DATABASE;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const char *users[CROWD], *debts[CROWD];
        struct rival two[2];
        for (int i = 0; i < CROWD; i++) {
            users[i] = new_user(b, NULL);
            debts[i] = new_debt(b, users[i], 130, 0, "'2024-01-01'");
        }
        race(two, names, (const char *const *const[]){ debts, debts }, CROWD, cases[c]);
        /* A part and then the rest are both well; a second whole, or a part that is not left, is refused. */
        bool is_part_first = c == 2 && two[0].ok && two[1].ok;
        assert_int_equal(two[0].ok + two[1].ok, 1 + is_part_first);
        if (!is_part_first) {
            const struct error *e = &two[two[0].ok].e;
            assert_int_equal(e->code, ERR_REFUSED);
            /* what the loser is told is what stands now */
            assert_non_null(strstr(e->why, c == 1 ? "only 30 MB are left of it" : "is settled already: console_settle"));
        }
        for (int i = 0; i < CROWD; i++)
            assert_string_equal(
                ask(b,
                    "SELECT paid_mb = (SELECT sum(mb) FROM console.debt_payment p WHERE p.debt_id = d.id) "
                    "AND manual_debt_mb = 130 - paid_mb FROM public.user_quota_debts d "
                    "JOIN public.users u ON u.id = d.user_id WHERE d.id = '%s'",
                    debts[i]),
                "t");
        arena_free(two[0].ctx.arena);
        arena_free(two[1].ctx.arena);
    }
    expect_clean();
}

static void test_a_settlement_and_an_injection_share_no_mb(void **state)
{
    static const char *const names[] = { "debts.settle", "quota.inject" };
    (void)state;
    NEEDS_DATABASE;
    for (int round = 0; round < 6; round++) {
        const char *users[CROWD], *debts[CROWD];
        struct rival two[2];
        for (int i = 0; i < CROWD; i++) {
            users[i] = new_user(b, NULL);
            debts[i] = new_debt(b, users[i], 130, 0, "'2024-01-01'");
        }
        race(two, names, (const char *const *const[]){ debts, users }, CROWD,
             (const char *const *const[]){ ARGS_OF("mb", "100"), ARGS_OF("mb", "130") });
        assert_true(two[1].ok);
        /* Settled first: the injection pays 30 and gives 100. Injected first: nothing is left to settle. */
        const char *quota = two[0].ok ? "10340/0.00/0/0" : "10240/0.00/0/0";
        const char *paid = two[0].ok ? "settled 100/7692, quota 30/2308" : "quota 130/10000";
        for (int i = 0; i < CROWD; i++) {
            assert_string_equal(figures(b, users[i]), quota);
            assert_string_equal(items(b, users[i]), "130/130p");
            assert_string_equal(payments(debts[i]), paid);
        }
        arena_free(two[0].ctx.arena);
        arena_free(two[1].ctx.arena);
    }
    expect_clean();
}

static void test_the_ledger_agrees_after_any_sequence(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    unsigned seed = 7;
    const char *users[6];
    for (int i = 0; i < 6; i++)
        users[i] = new_user(b, "total_quota_used_mb = 10300.55");
    for (int n = 0; n < 150; n++) {
        seed = seed * 1103515245u + 12345u;
        unsigned roll = (seed >> 16) % 7;
        const char *user = users[(seed >> 8) % 6], *mb = arena_printf(b->ctx.arena, "%u", 1 + (seed >> 20) % 900);
        static const char *const names[] = { "debts.add",        "debts.add",
                                             "quota.inject",     "debts.settle_oldest",
                                             "debts.settle_all", "debts.settle_oldest",
                                             "debts.set" };
        struct plan p = plan_of(&b->ctx, names[roll], &user, 1, roll == 4 ? NULL : ARGS_OF("mb", mb));
        struct action_result r;
        struct error e = { .code = ERR_NONE };
        char id[40];
        action_new_id(id);
        if (p.id_count && !action_apply(&b->ctx, &p, id, &r, &e))
            fail_msg("%s: %s", names[roll], e.why);
        action_new_id(id);
        if (p.id_count && n % 5 == 0 && !action_undo(&b->ctx, r.operation_id, id, &r, &e))
            fail_msg("undo of %s: %s", names[roll], e.why);
    }
    assert_string_equal(
        ask(b,
            "SELECT count(*) FROM public.user_quota_debts d WHERE paid_mb <> coalesce((SELECT sum(mb) FROM "
            "console.debt_payment p WHERE p.debt_id = d.id AND kind IN ('settled', 'quota')), 0) AND "
            "user_id IN (SELECT user_id FROM console.debt_payment) AND created_at > now() - interval '1 minute' "
            "AND user_id = ANY ('%s')",
            db_array(b->ctx.arena, users, 6)),
        "0");
    assert_string_equal(
        ask(b,
            "SELECT count(*) FROM public.user_quota_debts d WHERE is_paid AND paid_mb = amount_mb AND price_rp <> "
            "(SELECT sum(rp) FROM console.debt_payment p WHERE p.debt_id = d.id AND kind IN ('settled', 'quota')) "
            "AND user_id = ANY ('%s')",
            db_array(b->ctx.arena, users, 6)),
        "0");
    expect_clean();
}

static void test_settlements_that_do_not_fit_are_found(void **state)
{
    struct finding *findings;
    struct error e;
    size_t count;
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *debt = new_debt(b, user, 300, 0, "NULL");
    act("debts.settle", debt, ARGS_OF("mb", "200"));
    expect_clean();
    ask(b,
        "WITH u AS (UPDATE public.users SET manual_debt_mb = 150 WHERE id = '%s') "
        "UPDATE public.user_quota_debts SET paid_mb = 150 WHERE id = '%s'",
        user, debt);
    assert_true(check_data(&b->ctx, &findings, &count, &e));
    assert_int_equal(count, 1);
    assert_string_equal(findings[0].name, "debt_payments_fit");
    assert_non_null(strstr(findings[0].example, debt));
    /* More than was settled here is what the portal settled. */
    ask(b,
        "WITH u AS (UPDATE public.users SET manual_debt_mb = 50 WHERE id = '%s') "
        "UPDATE public.user_quota_debts SET paid_mb = 250 WHERE id = '%s'",
        user, debt);
    expect_clean();
}

static void test_the_story_of_an_item(void **state)
{
    struct debt_story s;
    struct error e = { .code = ERR_NONE };
    (void)state;
    NEEDS_DATABASE;
    const char *user =
        new_user(b, "total_quota_used_mb = 12800.01, is_blocked = true, blocked_reason = 'tunggakan_overdue|3'");
    const char *young = new_debt(b, user, 10240, 0, "(now() AT TIME ZONE 'Asia/Jakarta')::date - 3");
    const char *old = new_debt(b, user, 25600, 0, "'2024-01-01'");
    ask(b, "UPDATE public.user_quota_debts SET due_date = '2024-02-01', note = 'two' WHERE id = '%s'", old);
    act("debts.settle", young, ARGS_OF("mb", "1024", "note", "cash"));
    act("debts.settle", young, ARGS_OF("mb", "1"));
    if (!debt_read_story(&b->ctx, young, &s, &e))
        fail_msg("%s", e.why);
    assert_string_equal(s.user_id, user);
    assert_string_equal(s.blocked_reason, "tunggakan_overdue|3");
    assert_int_equal(s.item.remaining_cmb, 921500);
    assert_int_equal(s.item.price_rp, 100000);
    assert_int_equal(s.item.remaining_rp, 89990);
    assert_int_equal(s.item.age_days, 3);
    assert_true(s.item.has_own_price && !s.item.is_overdue && !s.item.is_paid);
    assert_int_equal(s.settlement_count, 2);
    assert_int_equal(s.settlements[0].cmb, 100);
    assert_int_equal(s.settlements[1].rp, 10000);
    assert_string_equal(s.settlements[1].note, "cash");
    assert_string_equal(s.settlements[1].actor, "siti@kasir-1");
    assert_int_equal(s.open_count, 2);
    assert_string_equal(s.open[0].id, old);
    assert_true(s.open[0].is_overdue && !s.open[0].has_own_price);
    assert_int_equal(s.total.remaining_cmb, 921500 + 2560000);
    assert_int_equal(s.total.remaining_rp, 89990 + 200000);
    assert_int_equal(s.auto_debt_cmb, 256001);
    assert_int_equal(s.auto_debt_rp, 30000);
    ask(b, "UPDATE public.packages SET is_active = false");
    assert_true(debt_read_story(&b->ctx, young, &s, &e));
    ask(b, "UPDATE public.packages SET is_active = true");
    assert_int_equal(s.item.price_rp, 100000);
    assert_int_equal(s.open[0].price_rp, -1);
    assert_int_equal(s.total.price_rp, -1);
    assert_int_equal(s.auto_debt_rp, -1);
    assert_false(debt_read_story(&b->ctx, user, &s, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

static int setup(void **state)
{
    (void)state;
    b = bench_open();
    if (b)
        ask(b, "WITH p AS (INSERT INTO public.package_profiles (id, profile_name) VALUES (gen_random_uuid(), "
               "'default') RETURNING id) "
               "INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, profile_id) "
               "SELECT gen_random_uuid(), v.gb || ' GB', v.price, v.gb, 30, p.id FROM p, (VALUES (10, 100000), (25, "
               "200000), "
               "(0, 350000)) v (gb, price)");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bench_close(b);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_item_is_entered),
        cmocka_unit_test(test_without_a_due_date_the_setting_gives_one),
        cmocka_unit_test(test_note_and_due_date_are_edited),
        cmocka_unit_test(test_parts_of_an_item_sum_to_its_price),
        cmocka_unit_test(test_one_mb_never_gets_a_price_of_its_own),
        cmocka_unit_test(test_where_no_package_tells_the_price),
        cmocka_unit_test(test_what_can_not_be_settled),
        cmocka_unit_test(test_ids_that_are_none),
        cmocka_unit_test(test_a_part_is_settled_in_percent),
        cmocka_unit_test(test_the_oldest_items_are_settled_first),
        cmocka_unit_test(test_all_is_settled_automatic_debt_too),
        cmocka_unit_test(test_what_is_written_off_was_not_paid),
        cmocka_unit_test(test_a_new_debt_replaces_the_open_ones),
        cmocka_unit_test(test_the_last_debt_lifts_a_block_for_debt),
        cmocka_unit_test(test_the_preview_says_that_a_block_is_lifted),
        cmocka_unit_test(test_undo_takes_settlements_back),
        cmocka_unit_test(test_undo_of_what_was_settled_further_is_refused),
        cmocka_unit_test(test_the_undo_of_an_item_says_so),
        cmocka_unit_test(test_two_settle_the_same_items_and_one_wins),
        cmocka_unit_test(test_a_settlement_and_an_injection_share_no_mb),
        cmocka_unit_test(test_the_ledger_agrees_after_any_sequence),
        cmocka_unit_test(test_settlements_that_do_not_fit_are_found),
        cmocka_unit_test(test_the_story_of_an_item),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
