/* Charges: sold, paid, ended, late, refunded; each effect exactly once, whoever says so and how often. */
#include "tests/unit/model/charge_bench.h"

#include <pthread.h>

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

#define TEN WORDS("package", "10 GB")
#define PRICE INT64_C(100000)

static void test_a_package_is_sold_and_paid(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, "total_quota_used_mb = 10340, mikrotik_password = NULL");
    struct action_result sold = act(b, "payments.sell", user, TEN);
    const char *order = arena_strdup(b->ctx.arena, sold.opened_id);
    assert_string_equal(sold.summary, ask(b, "SELECT '1 user charged: %s; midtrans main: 0 done, 1 waiting'", order));
    assert_string_equal(ask(b, "SELECT '%s' ~ '^BELI-[0-9A-F]{12}$'", order), "t");
    assert_string_equal(
        charge_column(b, order, "concat_ws('|', kind, gateway, method, bank, state, subject, amount_rp)"),
        "package|midtrans|qris|new|10 GB|100000");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', status, amount, payment_method, expiry_time - created_at, user_id) "
                            "FROM public.transactions WHERE midtrans_order_id = '%s'",
                            order),
                        ask(b, "SELECT 'PENDING|100000|qris|00:15:00|%s'", user));
    assert_string_equal(ask(b,
                            "SELECT target || ' ' || effect || ' ' || (payload ->> 'order_id') FROM console.outbox "
                            "WHERE operation_id = '%s'",
                            sold.operation_id),
                        ask(b, "SELECT 'midtrans:main charge_create %s'", order));
    assert_string_equal(figures(b, user), "10240/10340.00/0/0");

    /* that it waits may be said before the answer that holds what to pay by */
    assert_false(take_news(&b->ctx, order, "open", PRICE).is_changed);
    assert_string_equal(charge_column(b, order, "state"), "new");
    open_charge(b, order);
    struct charge_outcome o = take_news(&b->ctx, order, "paid", PRICE);
    assert_true(o.is_changed);
    assert_string_equal(o.state, "paid");
    assert_string_equal(o.words, "paid: 10 GB applied");
    /* 100 MB of it pay automatic debt */
    assert_string_equal(figures(b, user), "20480/10340.00/0/0");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', mikrotik_profile_name, quota_expiry_date - now() > '29 days 23:59', "
                            "is_unlimited_user, mikrotik_password ~ '^[0-9]{6}$', is_active) FROM public.users "
                            "WHERE id = '%s'",
                            user),
                        "vip|t|f|t|t");
    assert_string_equal(
        ask(b,
            "SELECT count(*) FROM console.audit_log a JOIN public.users u ON u.id = '%s' "
            "WHERE to_jsonb(a)::text LIKE '%%' || u.mikrotik_password || '%%' "
            "AND a.operation_id = (SELECT operation_id FROM console.charge_effect WHERE order_id = '%s')",
            user, order),
        "0");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', status, payment_time = '2026-01-31 03:00:00+00', "
                            "midtrans_transaction_id) FROM public.transactions WHERE midtrans_order_id = '%s'",
                            order),
                        "SUCCESS|t|tx-1");
    assert_string_equal(
        ask(b,
            "SELECT string_agg(e.source || ' ' || e.event_type || ' ' || e.status, ', ' ORDER BY e.created_at) "
            "FROM public.transaction_events e JOIN public.transactions t ON t.id = e.transaction_id "
            "WHERE t.midtrans_order_id = '%s'",
            order),
        "APP created PENDING, MIDTRANS_STATUS paid SUCCESS");
    assert_string_equal(
        ask(b,
            "SELECT string_agg(o.target || ' ' || o.effect, ', ' ORDER BY o.target) FROM console.outbox o "
            "JOIN console.charge_effect e USING (operation_id) WHERE e.order_id = '%s'",
            order),
        "message:user charge_message, router:main sync_user");
    assert_string_equal(
        ask(b, "SELECT event_details ->> 'order_id' FROM public.quota_mutation_ledger WHERE user_id = '%s'", user),
        order);

    assert_false(take_news(&b->ctx, order, "paid", PRICE).is_changed);
    assert_false(take_news(&b->ctx, order, "expired", PRICE).is_changed);
    assert_string_equal(figures(b, user), "20480/10340.00/0/0");
}

static const char *const all_states = "'{new,open,paid,expired,cancelled,failed,late,mismatch,refund_due,refunded,"
                                      "part_refunded,charged_back}'::text[]";

static void test_the_database_allows_these_moves_and_no_other(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    ask(b,
        "CREATE FUNCTION pg_temp.moves(from_state text) RETURNS text LANGUAGE plpgsql AS $$ "
        "DECLARE s text; done text[] := '{}'; BEGIN "
        "FOREACH s IN ARRAY %s LOOP "
        "  IF s <> from_state THEN BEGIN "
        "    INSERT INTO console.charge (order_id, kind, gateway, subject, amount_rp, state, actor) "
        "    VALUES ('MOVE-' || from_state || '-' || s, 'package', 'midtrans', 'x', 1, from_state, 'x'); "
        "    UPDATE console.charge SET state = s WHERE order_id = 'MOVE-' || from_state || '-' || s; "
        "    done := done || s; "
        "  EXCEPTION WHEN check_violation THEN NULL; END; END IF; "
        "END LOOP; "
        "DELETE FROM console.charge WHERE order_id LIKE 'MOVE-%%'; "
        "RETURN array_to_string(done, ' '); END $$",
        all_states);
    static const char *const moves[][2] = {
        { "new", "open paid expired cancelled failed mismatch refunded charged_back" },
        { "open", "paid expired cancelled failed mismatch refunded charged_back" },
        { "paid", "refund_due refunded part_refunded charged_back" },
        { "expired", "late refunded charged_back" },
        { "cancelled", "late refunded charged_back" },
        { "failed", "late refunded charged_back" },
        { "late", "paid refund_due refunded charged_back" },
        { "mismatch", "paid refund_due refunded charged_back" },
        { "refund_due", "refunded charged_back" },
        { "refunded", "" },
        { "part_refunded", "refunded charged_back" },
        { "charged_back", "" },
    };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        assert_string_equal(ask(b, "SELECT pg_temp.moves('%s')", moves[i][0]), moves[i][1]);
}

/* Where each kind of news takes a charge of each state: through what, and to; nothing: nowhere. */
static const char *next_states(const char *said, int rp, const char *late)
{
    return ask(b,
               "SELECT string_agg(concat_ws('>', n.via, n.to_state), ' ' ORDER BY s.i) "
               "FROM unnest(%s) WITH ORDINALITY AS s (state, i) CROSS JOIN LATERAL console.charge_next_state("
               "jsonb_populate_record(NULL::console.charge, jsonb_build_object('state', s.state, 'amount_rp', 100)), "
               "ROW('%s', '', '', %d, 'IDR', '', 'answer')::console.charge_said, '%s') n",
               all_states, said, rp, late);
}

static void test_news_move_a_charge_by_one_rule(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    /* new open paid expired cancelled failed late mismatch refund_due refunded part_refunded charged_back */
    assert_string_equal(next_states("open", 100, "hold"), "open           ");
    assert_string_equal(next_states("paid", 100, "hold"), "paid paid  late late late      ");
    assert_string_equal(next_states("paid", 100, "apply"), "paid paid  late>paid late>paid late>paid      ");
    assert_string_equal(next_states("paid", 99, "apply"), "mismatch mismatch  late late late      ");
    assert_string_equal(next_states("expired", 100, "hold"), "expired expired          ");
    assert_string_equal(next_states("cancelled", 100, "hold"), "cancelled cancelled          ");
    assert_string_equal(next_states("failed", 100, "apply"), "failed failed          ");
    assert_string_equal(next_states("refunded", 100, "hold"),
                        "refunded refunded refunded refunded refunded refunded refunded refunded refunded  refunded ");
    assert_string_equal(next_states("charged_back", 100, "hold"),
                        "charged_back charged_back charged_back charged_back charged_back charged_back charged_back "
                        "charged_back charged_back  charged_back ");
    assert_string_equal(next_states("part_refunded", 100, "hold"),
                        "paid>part_refunded paid>part_refunded part_refunded late late late      ");
    assert_string_equal(next_states("part_refunded", 99, "hold"),
                        "mismatch mismatch part_refunded late late late      ");
}

/* Whatever it says: it is the reason to ask, and leaves no word of its own. */
static void test_a_notification_moves_nothing(void **state)
{
    static const char *const said[] = { "paid",     "expired",       "cancelled",    "failed",
                                        "refunded", "part_refunded", "charged_back", "open" };
    (void)state;
    NEEDS_DATABASE;
    const char *order = sell(b, new_user(b, NULL), WORDS("package", "10 GB", "method", "qris"));
    open_charge(b, order);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct charge_outcome o;
        struct error e = { .code = ERR_NONE };
        const struct charge_news news = { .order_id = order,
                                          .state = said[i],
                                          .gateway_status = said[i],
                                          .amount_rp = PRICE,
                                          .currency = "IDR",
                                          .source = "notification" };
        assert_true(charge_take_news(&b->ctx, &news, &o, &e));
        assert_true(o.is_known && !o.is_changed);
        assert_int_equal(o.is_unproven, strcmp(said[i], "open") != 0);
        assert_string_equal(charge_column(b, order, "state || coalesce(gateway_status, '')"), "open");
    }
}

static void test_money_unlike_ours_is_never_applied(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *order = sell(b, user, TEN);
    open_charge(b, order);
    struct charge_outcome o = take_news(&b->ctx, order, "paid", PRICE - 1);
    assert_string_equal(o.state, "mismatch");
    assert_string_equal(o.words,
                        "mismatch: Rp 99.999 was paid, Rp 100.000 was asked for; apply it all the same, or give "
                        "the money back");
    assert_false(take_news(&b->ctx, order, "paid", PRICE).is_changed);
    assert_string_equal(figures(b, user), "10240/0.00/0/0");
    assert_string_equal(ask(b, "SELECT status FROM public.transactions WHERE midtrans_order_id = '%s'", order),
                        "UNKNOWN");
    act(b, "payments.apply_late", order, NO_WORDS);
    assert_string_equal(charge_column(b, order, "concat_ws('|', state, paid_amount_rp, waits_for)"), "paid|99999");
    assert_string_equal(figures(b, user), "20480/0.00/0/0");
    assert_string_equal(refusal_of(b, "payments.apply_late", order, NO_WORDS), "is paid: nothing waits to be applied");

    const char *other = sell(b, new_user(b, NULL), TEN);
    assert_string_equal(take_news(&b->ctx, other, "paid", -1).state, "mismatch");
    struct charge_news dollars = { .order_id = sell(b, new_user(b, NULL), TEN),
                                   .state = "paid",
                                   .amount_rp = PRICE,
                                   .currency = "USD",
                                   .source = "poll" };
    assert_true(charge_take_news(&b->ctx, &dollars, &o, NULL));
    assert_string_equal(charge_column(b, dollars.order_id, "state || ': ' || reason"),
                        "mismatch: paid in USD, not in IDR");
}

static void test_late_money_waits_or_is_applied_by_setting(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *held = sell(b, user, TEN);
    open_charge(b, held);
    assert_string_equal(take_news(&b->ctx, held, "expired", PRICE).state, "expired");
    assert_string_equal(ask(b, "SELECT status FROM public.transactions WHERE midtrans_order_id = '%s'", held),
                        "EXPIRED");
    assert_string_equal(take_news(&b->ctx, held, "paid", PRICE).state, "late");
    assert_string_equal(figures(b, user), "10240/0.00/0/0");
    struct plan slower = plan_of(&b->ctx, "payments.apply_late", held, NO_WORDS);
    act(b, "payments.apply_late", held, NO_WORDS);
    struct action_result result;
    struct error e = { .code = ERR_NONE };
    char id[40];
    action_new_id(id);
    assert_false(action_apply(&b->ctx, &slower, id, &result, &e));
    assert_string_equal(e.why, "is paid: nothing waits to be applied");
    assert_string_equal(figures(b, user), "20480/0.00/0/0");

    set_setting(b, "payment_late", "apply");
    const char *taken = sell(b, user, TEN);
    open_charge(b, taken);
    take_news(&b->ctx, taken, "cancelled", PRICE);
    assert_string_equal(take_news(&b->ctx, taken, "paid", PRICE).state, "paid");
    assert_string_equal(charge_column(b, taken, "reason"), "paid when it was cancelled");
    assert_string_equal(figures(b, user), "30720/0.00/0/0");
    set_setting(b, "payment_late", "hold");
}

static void test_an_open_charge_is_shown_again(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *first = sell(b, user, TEN);
    struct action_result again = act(b, "payments.sell", user, WORDS("package", "10 GB", "method", "gopay"));
    assert_string_equal(again.opened_id, first);
    assert_int_equal(again.outbox_count, 0);
    assert_string_equal(
        ask(b, "SELECT details ->> 'shown_again' FROM console.audit_log WHERE operation_id = '%s'", again.operation_id),
        "true");
    assert_string_not_equal(sell(b, user, WORDS("package", "25 GB")), first);
    /* its time is over: it is ended, for the next one to be asked for */
    open_charge(b, first);
    ask(b, "UPDATE console.charge SET expires_at = now() - interval '1 s' WHERE order_id = '%s'", first);
    again = act(b, "payments.sell", user, TEN);
    assert_string_equal(again.opened_id, first);
    assert_string_equal(ask(b, "SELECT effect FROM console.outbox WHERE operation_id = '%s'", again.operation_id),
                        "charge_expire");
}

static void test_what_the_portal_began_is_taken_over(void **state)
{
    static const char begin[] =
        "INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, expiry_time) "
        "SELECT gen_random_uuid(), '%s', p.id, '%s', p.price, 'PENDING', now() + interval '10 min' "
        "FROM public.packages p WHERE p.name = '10 GB'";
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    ask(b, begin, user, "PORTAL-1");
    assert_string_equal(sell(b, user, TEN), "PORTAL-1");
    assert_string_equal(charge_column(b, "PORTAL-1", "concat_ws('|', state, is_adopted, kind)"), "open|t|package");
    assert_string_equal(take_news(&b->ctx, "PORTAL-1", "paid", PRICE).state, "paid");
    assert_string_equal(figures(b, user), "20480/0.00/0/0");

    /* news of one that we never looked at; and one that the portal was quicker with */
    ask(b, begin, user, "PORTAL-2");
    assert_true(take_news(&b->ctx, "PORTAL-2", "paid", PRICE).is_changed);
    assert_string_equal(figures(b, user), "30720/0.00/0/0");
    ask(b, begin, user, "PORTAL-3");
    assert_string_equal(sell(b, user, TEN), "PORTAL-3");
    ask(b, "UPDATE public.transactions SET status = 'SUCCESS' WHERE midtrans_order_id = 'PORTAL-3'");
    assert_string_equal(take_news(&b->ctx, "PORTAL-3", "paid", PRICE).words, "paid: the portal applied it");
    assert_string_equal(figures(b, user), "30720/0.00/0/0");
    assert_false(take_news(&b->ctx, "NOBODYS-1", "paid", PRICE).is_known);
}

static void test_what_the_portal_has_not_heard_of_is_open(void **state)
{
    static const char begin[] =
        "INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, expiry_time) "
        "SELECT gen_random_uuid(), '%s', p.id, '%s', p.price, 'UNKNOWN', now() + interval '%s' "
        "FROM public.packages p WHERE p.name = '10 GB'";
    static const char open_twice[] = "SELECT count FROM (%s) c";
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    ask(b, begin, user, "UNHEARD-1", "10 min");
    assert_string_equal(sell(b, user, TEN), "UNHEARD-1"); /* shown again, in place of a second one */
    ask(b, "SELECT console.charge_lock('UNHEARD-1')");
    ask(b, begin, user, "UNHEARD-2", "10 min");
    assert_string_equal(ask(b, open_twice, db_sql("check_open_charges")), "1");
    ask(b, "UPDATE console.charge SET state = 'mismatch' WHERE order_id = 'UNHEARD-1'"); /* money waits: UNKNOWN too */
    assert_string_equal(ask(b, open_twice, db_sql("check_open_charges")), "0");
    ask(b, begin, user, "UNHEARD-3", "-6 min");
    assert_string_equal(ask(b, "SELECT string_agg(order_id, ',') FROM (%s) d WHERE order_id LIKE 'UNHEARD-%%'",
                            db_sql("charge_due_expiry")),
                        "UNHEARD-3");
    assert_string_equal(take_news(&b->ctx, "UNHEARD-3", "expired", -1).state, "expired");
    assert_string_equal(ask(b, "SELECT status FROM public.transactions WHERE midtrans_order_id = 'UNHEARD-3'"),
                        "EXPIRED");
}

/* What the portal would make of the item, in its three spellings, and what it makes of all debt. */
static const char *portal_debt(const char *user, const char *order, const char *status)
{
    return ask(b,
               "INSERT INTO public.transactions (id, user_id, midtrans_order_id, amount, status, expiry_time) "
               "VALUES (gen_random_uuid(), '%s', '%s', 200000, '%s', now() + interval '10 min') "
               "RETURNING midtrans_order_id",
               user, order, status);
}

static void set_debt_prefix(const char *prefix)
{
    ask(b, "DELETE FROM public.application_settings WHERE setting_key = 'DEBT_ORDER_ID_PREFIX'");
    if (prefix)
        ask(b,
            "INSERT INTO public.application_settings (setting_key, setting_value) VALUES "
            "('DEBT_ORDER_ID_PREFIX', '%s')",
            prefix);
}

static void test_debt_has_the_portals_prefix(void **state)
{
    static const struct {
        const char *set, *prefix;
        int digits;
    } cases[] = {
        { NULL, "DEBT", 6 },
        { " tunggakan_lpsr ", "TUNGGAKAN_LPSR", 6 },
        { "--bd lpsr!-debt--", "BDLPSR-DEBT", 6 },
        { "A123456789012345678901234567890", "A123456789012345678901", 4 },
        { "~~", "DEBT", 6 },
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set_debt_prefix(cases[i].set);
        const char *user = new_user(b, NULL), *item = new_debt(b, user, 25600, 0, "'2026-01-01'");
        new_debt(b, user, 25600, 0, "'2026-01-02'");
        const char *order =
            arena_strdup(b->ctx.arena, act(b, "payments.settle_debt", user, WORDS("debt", item)).opened_id);
        assert_string_equal(ask(b, "SELECT '%s' ~ '^%s-[A-Za-z0-9_-]{22}~[0-9A-F]{%d}$' AND length('%s') <= 50", order,
                                cases[i].prefix, cases[i].digits, order),
                            "t");
        assert_string_equal(ask(b, "SELECT console.debt_of_order('%s')", order), item);
        order = arena_strdup(b->ctx.arena, act(b, "payments.settle_debt", user, NO_WORDS).opened_id);
        assert_string_equal(
            ask(b, "SELECT '%s' ~ '^%s-ALL-[0-9A-F]{12}~[0-9A-F]{%d}$'", order, cases[i].prefix, cases[i].digits), "t");
        assert_string_equal(ask(b, "SELECT console.debt_of_order('%s') IS NULL", order), "t");
    }
    set_debt_prefix(NULL);
}

static void test_the_portals_debts_are_known_by_any_prefix(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *item = new_debt(b, user, 25600, 0, "'2026-01-01'");
    const char *url = ask(b, "SELECT translate(rtrim(encode(uuid_send('%s'), 'base64'), '='), '+/', '-_')", item);
    const char *hex = ask(b, "SELECT replace('%s', '-', '')", item);
    const struct {
        const char *prefix, *code;
        bool is_debt, is_of_item;
    } cases[] = {
        { "TAGIHAN-LPSR-", url, true, true },
        { "TAGIHANLPSR-", hex, true, true },
        { "DEBT-", url, true, true },
        { "OLD-PREFIX-", url, true, true },
        { "OLD-PREFIX-", hex, true, true },
        { "TAGIHAN-LPSR-", NULL, true, false },
        { "TAGIHAN_LPSR-", NULL, false, false },
        { "OLD-PREFIX-", NULL, false, false },
    };
    set_debt_prefix("TAGIHAN-LPSR");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *order = cases[i].code ? arena_printf(b->ctx.arena, "%s%s~%04zu", cases[i].prefix, cases[i].code, i)
                                          : arena_printf(b->ctx.arena, "%s0A1B2C3D4E%02zu", cases[i].prefix, i);
        portal_debt(user, order, "UNKNOWN");
        assert_string_equal(ask(b, "SELECT kind FROM console.payment_of_portal WHERE order_id = '%s'", order),
                            cases[i].is_debt ? "debt" : "package");
        assert_string_equal(ask(b,
                                "SELECT coalesce(max(concat_ws('|', kind, debt_id)), '-') "
                                "FROM console.charge_of_portal(ARRAY['%s'])",
                                order),
                            !cases[i].is_debt     ? "-"
                            : cases[i].is_of_item ? arena_printf(b->ctx.arena, "debt|%s", item)
                                                  : "debt");
    }
    set_debt_prefix(NULL); /* the one that was in force is forgotten: the item is still paid by it */
    const char *order = arena_printf(b->ctx.arena, "TAGIHAN-LPSR-%s~0000", url);
    assert_string_equal(take_news(&b->ctx, order, "paid", 200000).words, "paid: Debt settled");
    assert_string_equal(items(b, user), "25600/25600p");
}

static void test_what_the_portal_applied_late_is_not_applied_again(void **state)
{
    static const char quicker[] = "UPDATE public.transactions SET status = 'SUCCESS' WHERE midtrans_order_id = '%s'";
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *before = sell(b, user, TEN);
    open_charge(b, before);
    take_news(&b->ctx, before, "expired", PRICE);
    ask(b, quicker, before);
    assert_string_equal(take_news(&b->ctx, before, "paid", PRICE).words, "paid: the portal applied it");

    const char *after = sell(b, user, TEN);
    open_charge(b, after);
    take_news(&b->ctx, after, "expired", PRICE);
    assert_string_equal(take_news(&b->ctx, after, "paid", PRICE).state, "late");
    ask(b, quicker, after);
    act(b, "payments.apply_late", after, NO_WORDS);

    const char *unlike = sell(b, user, TEN);
    open_charge(b, unlike);
    ask(b, quicker, unlike);
    assert_string_equal(take_news(&b->ctx, unlike, "paid", PRICE - 1).state, "mismatch");
    act(b, "payments.apply_late", unlike, NO_WORDS);
    assert_string_equal(charge_column(b, after, "state"), "paid");
    assert_string_equal(charge_column(b, unlike, "state"), "paid");
    assert_string_equal(figures(b, user), "10240/0.00/0/0");
    assert_string_equal(
        ask(b, "SELECT console.charge_applied_by(c) FROM console.charge c WHERE c.order_id = '%s'", after), "portal");
}

static void test_a_debt_item_is_paid(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, "is_blocked = true, blocked_reason = 'tunggakan_overdue|x', blocked_at = now()");
    const char *item = new_debt(b, user, 25600, 0, "'2026-01-01'"),
               *other = new_debt(b, user, 10240, 0, "'2026-01-02'");
    const char *order = arena_strdup(b->ctx.arena, act(b, "payments.settle_debt", user, WORDS("debt", item)).opened_id);
    assert_string_equal(ask(b, "SELECT '%s' ~ '^DEBT-[A-Za-z0-9_-]{22}~[0-9A-F]{6}$'", order), "t");
    assert_string_equal(ask(b, "SELECT console.debt_of_order('%s')", order), item);
    assert_string_equal(charge_column(b, order, "concat_ws('|', amount_rp, subject)"), "200000|Debt of 25.0 GB");
    open_charge(b, order);
    assert_string_equal(take_news(&b->ctx, order, "paid", 200000).words, "paid: Debt of 25.0 GB settled");
    assert_string_equal(items(b, user), "25600/25600p 0/10240");
    assert_string_equal(figures(b, user), "10240/0.00/0/10240");
    assert_string_equal(ask(b, "SELECT is_blocked FROM public.users WHERE id = '%s'", user), "t");
    assert_string_equal(
        ask(b, "SELECT concat_ws('|', kind, mb, rp, note) FROM console.debt_payment WHERE debt_id = '%s'", item),
        ask(b, "SELECT 'settled|25600|200000|%s'", order));
    assert_string_equal(refusal_of(b, "payments.settle_debt", user, WORDS("debt", item)),
                        "this debt item is closed already");
    assert_string_equal(refusal_of(b, "payments.settle_debt", new_user(b, NULL), WORDS("debt", other)),
                        "this debt item is somebody else's");

    const char *rest = arena_strdup(b->ctx.arena, act(b, "payments.settle_debt", user, NO_WORDS).opened_id);
    open_charge(b, rest);
    take_news(&b->ctx, rest, "paid", 100000);
    assert_string_equal(ask(b, "SELECT is_blocked FROM public.users WHERE id = '%s'", user), "f");
}

static void test_all_debt_is_what_it_was_when_it_was_asked_for(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, "total_quota_used_mb = 11264");
    new_debt(b, user, 25600, 0, "'2026-01-01'");
    const char *order = arena_strdup(b->ctx.arena, act(b, "payments.settle_debt", user, NO_WORDS).opened_id);
    /* 25 GB at 200,000, and 1 GB beyond the quota at 10,000 */
    assert_string_equal(charge_column(b, order, "concat_ws('|', amount_rp, subject)"),
                        "210000|All debt: 25.0 GB and 1.0 GB used beyond the quota");
    open_charge(b, order);
    new_debt(b, user, 512, 0, "'2026-02-01'");
    ask(b, "UPDATE public.users SET total_quota_used_mb = 12264 WHERE id = '%s'", user);
    take_news(&b->ctx, order, "paid", 210000);
    assert_string_equal(items(b, user), "25600/25600p 0/512");
    assert_string_equal(figures(b, user), "11264/12264.00/0/512");
    assert_string_equal(refusal_of(b, "payments.settle_debt", new_user(b, NULL), NO_WORDS), "owes nothing");
}

static void test_money_for_what_is_gone_goes_to_the_balance(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *item = new_debt(b, user, 25600, 0, "'2026-01-01'");
    const char *order = arena_strdup(b->ctx.arena, act(b, "payments.settle_debt", user, WORDS("debt", item)).opened_id);
    open_charge(b, order);
    run_on(b, "debts.settle", item, NULL, NULL);
    assert_string_equal(
        take_news(&b->ctx, order, "paid", 200000).words,
        "mismatch: what it was for was settled meanwhile; apply it all the same, or give the money back");
    act(b, "payments.apply_late", order, NO_WORDS);
    assert_string_equal(ask(b, "SELECT console.balance_rp('%s')", user), "200000");
    assert_string_equal(charge_column(b, order, "state"), "paid");
}

static void test_a_deposit_pays_for_a_package(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    const struct action_result topup = act(b, "payments.topup", user, WORDS("amount", "150rb"));
    assert_string_equal(ask(b, "SELECT status FROM console.deposit WHERE gateway_order_id = '%s'", topup.opened_id),
                        "pending");
    open_charge(b, topup.opened_id);
    take_news(&b->ctx, topup.opened_id, "paid", 150000);
    take_news(&b->ctx, topup.opened_id, "paid", 150000);
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', status, completed_at IS NOT NULL, console.balance_rp(user_id)) "
                            "FROM console.deposit WHERE gateway_order_id = '%s'",
                            topup.opened_id),
                        "completed|t|150000");
    const char *order = sell(b, user, WORDS("package", "10 GB", "method", "balance"));
    assert_string_equal(charge_column(b, order, "concat_ws('|', state, gateway, mode)"), "paid|balance|balance");
    assert_string_equal(figures(b, user), "20480/0.00/0/0");
    assert_string_equal(ask(b, "SELECT console.balance_rp('%s')", user), "50000");
    assert_string_equal(refusal_of(b, "payments.sell", user, WORDS("package", "10 GB", "method", "balance")),
                        "has only Rp 50.000 on the balance, Rp 100.000 are needed");
    assert_string_equal(refusal_of(b, "payments.topup", user, WORDS("amount", "10rb", "method", "balance")),
                        "a balance is not topped up from itself: choose another method");
    /* the money of a purchase from the balance goes back there */
    act(b, "payments.refund_note", order, WORDS("note", "not wanted"));
    assert_string_equal(charge_column(b, order, "concat_ws('|', state, waits_for)"),
                        "refund_due|give the money back, then note it");
    act(b, "payments.refund_note", order, WORDS("note", "given back"));
    assert_string_equal(ask(b, "SELECT console.balance_rp('%s')", user), "150000");
}

static void test_refusals_are_said_in_words(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    assert_string_equal(refusal_of(b, "payments.sell", user, WORDS("package", "5 TB")), "there is no package 5 TB");
    assert_string_equal(refusal_of(b, "payments.sell", user, WORDS("package", "Gone")), "package Gone is sold no more");
    assert_string_equal(refusal_of(b, "payments.sell", new_user(b, "is_active = false"), TEN), "is not active");
    assert_string_equal(refusal_of(b, "payments.sell", new_user(b, "approval_status = 'REJECTED'"), TEN),
                        "is not approved");
    assert_string_equal(refusal_of(b, "payments.sell", user, WORDS("package", "10 GB", "coupon", "NONE")),
                        "there is no coupon NONE");
    ask(b, "INSERT INTO console.coupon (code, discount_type, discount_value) VALUES ('FREE', 'percent', 100)");
    assert_string_equal(refusal_of(b, "payments.sell", user, WORDS("package", "10 GB", "coupon", "free")),
                        "the coupon leaves nothing to pay: give the package by hand");
}

static const char *coupon(const char *code)
{
    return ask(b, "SELECT reserved_count || '/' || used_count FROM console.coupon WHERE code = '%s'", code);
}

static void test_a_coupon_is_reserved_then_counted_or_given_back(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    ask(b, "INSERT INTO console.coupon (code, discount_type, discount_value, max_uses) VALUES ('THIRD', 'percent', 33, "
           "2)");
    ask(b, "UPDATE public.packages SET price = 100001 WHERE name = '10 GB'");
    const char *first = sell(b, new_user(b, NULL), WORDS("package", "10 GB", "coupon", "third"));
    const char *second = sell(b, new_user(b, NULL), WORDS("package", "10 GB", "coupon", "THIRD"));
    ask(b, "UPDATE public.packages SET price = 100000 WHERE name = '10 GB'");
    assert_string_equal(charge_column(b, first, "discount_rp || '/' || amount_rp"), "33000/67001");
    assert_string_equal(coupon("THIRD"), "2/0");
    assert_string_equal(refusal_of(b, "payments.sell", new_user(b, NULL), WORDS("package", "10 GB", "coupon", "THIRD")),
                        "coupon THIRD is used up");
    open_charge(b, first);
    open_charge(b, second);
    take_news(&b->ctx, first, "paid", 67001);
    take_news(&b->ctx, second, "expired", 67001);
    assert_string_equal(coupon("THIRD"), "0/1");
    take_news(&b->ctx, second, "paid", 67001);
    sell(b, new_user(b, NULL), WORDS("package", "10 GB", "coupon", "THIRD"));
    assert_string_equal(coupon("THIRD"), "1/1");
    /* the late one keeps its price; there is no use left to count it by */
    act(b, "payments.apply_late", second, NO_WORDS);
    assert_string_equal(coupon("THIRD"), "1/1");
}

static void test_validity_unlimited_access_and_blocks_follow_the_rules(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, "quota_expiry_date = now() + interval '10 days', is_blocked = true, "
                                   "blocked_reason = 'quota_debt_limit|x'");
    set_setting(b, "package_validity", "extend");
    const char *order = sell(b, user, WORDS("package", "Unlimited", "method", "va", "bank", "bri"));
    assert_string_equal(charge_column(b, order, "method || ' ' || bank"), "va bri");
    take_news(&b->ctx, order, "paid", 300000);
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', is_unlimited_user, is_blocked, quota_expiry_date - now() BETWEEN "
                            "'39 days 23:59' AND '40 days') FROM public.users WHERE id = '%s'",
                            user),
                        "t|t|t");
    set_setting(b, "package_validity", "now");
    assert_string_equal(figures(b, user), "10240/0.00/0/0");
}

static const char *effect_operation(const char *order)
{
    return ask(b, "SELECT operation_id FROM console.charge_effect WHERE order_id = '%s'", order);
}

static void test_a_refund_waits_or_takes_back_what_was_given(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL), *order = sell(b, user, TEN);
    new_debt(b, user, 1024, 24, "'2026-01-01'");
    open_charge(b, order);
    take_news(&b->ctx, order, "paid", PRICE);
    assert_string_equal(figures(b, user), "19480/0.00/0/0");
    take_news(&b->ctx, order, "refunded", PRICE);
    assert_string_equal(charge_column(b, order, "concat_ws('|', state, waits_for)"),
                        "refunded|the money went back, what was applied stands: undo it, or note that it stays");
    assert_string_equal(figures(b, user), "19480/0.00/0/0");
    act(b, "payments.refund_note", order, WORDS("note", "he may keep it"));
    assert_string_equal(charge_column(b, order, "waits_for IS NULL"), "t");

    set_setting(b, "payment_refund", "reverse");
    const char *second = sell(b, user, TEN);
    new_debt(b, user, 1024, 24, "'2026-02-01'");
    open_charge(b, second);
    take_news(&b->ctx, second, "paid", PRICE);
    assert_string_equal(figures(b, user), "28720/0.00/0/0");
    assert_true(take_news(&b->ctx, second, "charged_back", PRICE).is_changed);
    assert_string_equal(figures(b, user), "19480/0.00/0/1000");
    assert_string_equal(charge_column(b, second, "concat_ws('|', state, waits_for)"), "charged_back");
    assert_string_equal(
        ask(b,
            "SELECT string_agg(kind || ' ' || mb || '/' || rp, ', ' ORDER BY id) FROM console.debt_payment "
            "WHERE user_id = '%s' AND note = '%s'",
            user, second),
        "quota 1000/9766, quota -1000/-9766");
    set_setting(b, "payment_refund", "hold");
}

static void test_what_was_used_since_is_not_taken_back(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    set_setting(b, "payment_refund", "reverse");
    const char *user = new_user(b, NULL), *order = sell(b, user, TEN);
    take_news(&b->ctx, order, "paid", PRICE);
    ask(b, "UPDATE public.users SET total_quota_purchased_mb = total_quota_purchased_mb + 1 WHERE id = '%s'", user);
    take_news(&b->ctx, order, "refunded", PRICE);
    assert_string_equal(charge_column(b, order, "concat_ws('|', state, waits_for)"),
                        "refunded|the money went back, what was applied stands: it has changed since");
    assert_string_equal(figures(b, user), "20481/0.00/0/0");

    const char *topup = arena_strdup(b->ctx.arena, act(b, "payments.topup", user, WORDS("amount", "100rb")).opened_id);
    const char *kept = arena_strdup(b->ctx.arena, act(b, "payments.topup", user, WORDS("amount", "150rb")).opened_id);
    take_news(&b->ctx, topup, "paid", 100000);
    take_news(&b->ctx, kept, "paid", 150000);
    take_news(&b->ctx, kept, "charged_back", 150000);
    assert_string_equal(ask(b, "SELECT console.balance_rp('%s')", user), "100000");
    sell(b, user, WORDS("package", "10 GB", "method", "balance"));
    take_news(&b->ctx, topup, "refunded", 100000);
    assert_string_equal(charge_column(b, topup, "concat_ws('|', state, waits_for)"),
                        "refunded|the money went back, what was applied stands: the balance was spent meanwhile");
    assert_string_equal(ask(b, "SELECT console.balance_rp('%s')", user), "0");
    set_setting(b, "payment_refund", "hold");
}

static void test_a_paid_package_is_undone_where_the_setting_says_so(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct action_result result;
    struct error e = { .code = ERR_NONE };
    const char *user = new_user(b, NULL), *order = sell(b, user, TEN);
    char id[40];
    open_charge(b, order);
    take_news(&b->ctx, order, "paid", PRICE);
    struct plan plan = plan_of(&b->ctx, "audit.undo", effect_operation(order), NO_WORDS);
    assert_int_equal(plan.id_count, 0);
    assert_string_equal(
        plan.samples[0].refusal,
        ask(b, "SELECT 'was paid for by %s: note its refund first, or set payment_refund to reverse'", order));
    action_new_id(id);
    assert_false(action_undo(&b->ctx, effect_operation(order), id, &result, &e));
    set_setting(b, "payment_refund", "reverse");
    error_clear(&e);
    if (!action_undo(&b->ctx, effect_operation(order), id, &result, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(figures(b, user), "10240/0.00/0/0");
    assert_string_equal(charge_column(b, order, "state || '|' || waits_for"),
                        "refund_due|give the money back, then note it");
    act(b, "payments.refund_note", order, WORDS("note", "by transfer"));
    assert_string_equal(charge_column(b, order, "concat_ws('|', state, waits_for)"), "refunded");
    assert_string_equal(figures(b, user), "10240/0.00/0/0");
    set_setting(b, "payment_refund", "hold");
}

static void test_what_was_taken_back_needs_no_decision_when_the_money_goes(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct action_result result;
    struct error e = { .code = ERR_NONE };
    const char *user = new_user(b, NULL), *order = sell(b, user, TEN);
    char id[40];
    take_news(&b->ctx, order, "paid", PRICE);
    act(b, "payments.refund_note", order, WORDS("note", "agreed"));
    action_new_id(id);
    if (!action_undo(&b->ctx, effect_operation(order), id, &result, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(figures(b, user), "10240/0.00/0/0");
    assert_string_equal(charge_column(b, order, "state"), "refund_due");
    act(b, "payments.refund_note", order, WORDS("note", "by transfer"));
    assert_string_equal(charge_column(b, order, "concat_ws('|', state, waits_for)"), "refunded");
}

static void test_news_that_overtake_each_other_end_the_same(void **state)
{
    static const char *const orders[][3] = { { "paid", "refunded", "paid" },
                                             { "refunded", "paid", "paid" },
                                             { "expired", "refunded", "paid" } };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < 3; i++) {
        const char *order = sell(b, new_user(b, NULL), TEN);
        for (size_t k = 0; k < 3; k++)
            take_news(&b->ctx, order, orders[i][k], PRICE);
        assert_string_equal(charge_column(b, order, "state"), "refunded");
        assert_string_equal(ask(b, "SELECT count(*) FROM console.charge_effect WHERE order_id = '%s'", order),
                            i ? "0" : "1");
    }
    const char *user = new_user(b, NULL), *order = sell(b, user, TEN);
    assert_string_equal(take_news(&b->ctx, order, "part_refunded", PRICE).state, "part_refunded");
    take_news(&b->ctx, order, "paid", PRICE);
    assert_string_equal(figures(b, user), "20480/0.00/0/0");
}

static void test_a_charge_is_ended_here_or_at_the_gateway(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *fresh = sell(b, new_user(b, NULL), TEN), *asked = sell(b, new_user(b, NULL), TEN);
    const char *open = sell(b, new_user(b, NULL), TEN);
    act(b, "payments.cancel", fresh, NO_WORDS);
    assert_string_equal(charge_column(b, fresh, "state"), "cancelled");
    assert_string_equal(ask(b,
                            "SELECT string_agg(o.state, ',') FROM console.outbox o JOIN console.charge c ON c.id = "
                            "o.entity_id WHERE c.order_id = '%s'",
                            fresh),
                        "cancelled");
    assert_string_equal(refusal_of(b, "payments.expire", fresh, NO_WORDS), "is cancelled already");
    /* one that may have reached the gateway is ended there */
    ask(b,
        "UPDATE console.outbox o SET attempts = 1 FROM console.charge c WHERE c.id = o.entity_id AND c.order_id = '%s'",
        asked);
    act(b, "payments.cancel", asked, NO_WORDS);
    assert_string_equal(charge_column(b, asked, "state"), "new");
    open_charge(b, open);
    struct action_result r = act(b, "payments.expire", open, NO_WORDS);
    assert_string_equal(r.summary, "1 charge to be ended; midtrans main: 0 done, 1 waiting");
    assert_string_equal(ask(b, "SELECT effect FROM console.outbox WHERE operation_id = '%s'", r.operation_id),
                        "charge_expire");
    assert_string_equal(charge_column(b, open, "state"), "open");
    r = act(b, "payments.refresh", open, NO_WORDS);
    assert_string_equal(ask(b, "SELECT effect FROM console.outbox WHERE operation_id = '%s'", r.operation_id),
                        "charge_ask");
    r = act(b, "payments.resend", open, NO_WORDS);
    assert_string_equal(
        ask(b, "SELECT target || ' ' || (payload ->> 'event') FROM console.outbox WHERE operation_id = '%s'",
            r.operation_id),
        "message:user created");
    assert_string_equal(refusal_of(b, "payments.resend", fresh, NO_WORDS), "is not open: there is nothing to pay");
}

static void test_one_charge_tells_its_story(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct charge_story s;
    struct error e = { .code = ERR_NONE };
    const char *user = new_user(b, NULL), *order = sell(b, user, TEN);
    open_charge(b, order);
    take_news(&b->ctx, order, "paid", PRICE);
    if (!charge_read_story(&b->ctx, order, &s, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(s.state, "paid");
    assert_string_equal(s.user_id, user);
    assert_string_equal(s.operation_id, effect_operation(order));
    assert_int_equal(s.amount_rp, PRICE);
    assert_true(s.expires_in_s > 890 && s.expires_in_s <= 900);
    assert_int_equal(s.event_count, 4);
    assert_string_equal(s.gateway_status, "paid");
    assert_null(s.va_number);
    assert_false(charge_read_story(&b->ctx, "NOBODYS-1", &s, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

/* --- under contention */

enum {
    THREADS = 8,
    CHARGES = 12,
    ROUNDS = 30
};

struct crowd {
    const char *orders[CHARGES];
    const char *users[CHARGES];
};

struct member {
    struct crowd *crowd;
    struct context ctx;
    unsigned seed;
    pthread_t thread;
    const char *failure;
    void (*act)(struct member *m);
};

static void *run_member(void *arg)
{
    struct member *m = arg;
    m->act(m);
    return NULL;
}

static void run_crowd(struct crowd *crowd, void (*act_of)(struct member *m))
{
    struct member members[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        members[i] = (struct member){ .crowd = crowd, .seed = i + 1, .act = act_of };
        members[i].ctx = bench_context(db_new(b->scratch.conninfo, "crowd"), &b->config);
        assert_int_equal(pthread_create(&members[i].thread, NULL, run_member, &members[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(members[i].thread, NULL);
        if (members[i].failure)
            fail_msg("%s", members[i].failure);
        db_free(members[i].ctx.db);
        arena_free(members[i].ctx.arena);
    }
}

/* Half of the charges are paid in the end, the others end unpaid; each is said many times. */
static void say_much(struct member *m)
{
    for (int i = 0; i < ROUNDS && !m->failure; i++) {
        size_t k = (size_t)rand_r(&m->seed) % CHARGES;
        struct error e = { .code = ERR_NONE };
        struct charge_outcome o;
        const char *ends[] = { "expired", "cancelled", "failed" };
        struct charge_news news = { .order_id = m->crowd->orders[k],
                                    .state = k % 2 ? "paid" : ends[rand_r(&m->seed) % 3],
                                    .amount_rp = PRICE,
                                    .source = rand_r(&m->seed) % 2 ? "poll" : "operator" };
        if (rand_r(&m->seed) % 4 == 0)
            news.state = "open";
        if (!charge_take_news(&m->ctx, &news, &o, &e))
            m->failure = arena_printf(m->ctx.arena, "%s: %s", e.what, e.why);
    }
}

static void test_each_effect_comes_once_whoever_says_paid(void **state)
{
    struct crowd crowd;
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < CHARGES; i++) {
        crowd.users[i] = i < 2 ? new_user(b, NULL) : crowd.users[i - 2];
        /* one open charge of a package at a time: the portal's may be many */
        crowd.orders[i] =
            ask(b,
                "INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status) "
                "SELECT gen_random_uuid(), '%s', p.id, 'CROWD-%zu', p.price, 'PENDING' FROM public.packages p "
                "WHERE p.name = '10 GB' RETURNING midtrans_order_id",
                crowd.users[i], i);
    }
    run_crowd(&crowd, say_much);
    for (size_t i = 0; i < CHARGES; i++)
        take_news(&b->ctx, crowd.orders[i], i % 2 ? "paid" : "expired", PRICE);
    assert_string_equal(figures(b, crowd.users[0]), "10240/0.00/0/0");
    assert_string_equal(figures(b, crowd.users[1]), "71680/0.00/0/0");
    assert_string_equal(ask(b, "SELECT count(*) || '/' || count(DISTINCT operation_id) FROM console.charge_effect "
                               "WHERE order_id LIKE 'CROWD-%%'"),
                        "6/6");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.audit_log WHERE entity_type = 'charge' "
                               "AND entity_id LIKE 'CROWD-%%'"),
                        "12");
}

static void buy_from_balance(struct member *m)
{
    struct plan plan = plan_of(&m->ctx, "payments.sell", m->crowd->users[0],
                               WORDS("package", m->seed % 2 ? "10 GB" : "25 GB", "method", "balance"));
    struct action_result r;
    struct error e = { .code = ERR_NONE };
    char id[40];
    action_new_id(id);
    if (plan.id_count && !action_apply(&m->ctx, &plan, id, &r, &e) && e.code != ERR_REFUSED)
        m->failure = arena_printf(m->ctx.arena, "%s: %s", e.what, e.why);
}

static void test_a_balance_never_goes_below_zero(void **state)
{
    struct crowd crowd = { .users = { NULL } };
    (void)state;
    NEEDS_DATABASE;
    crowd.users[0] = new_user(b, NULL);
    const char *order =
        arena_strdup(b->ctx.arena, act(b, "payments.topup", crowd.users[0], WORDS("amount", "250000")).opened_id);
    take_news(&b->ctx, order, "paid", 250000);
    run_crowd(&crowd, buy_from_balance);
    assert_string_equal(ask(b, "SELECT console.balance_rp('%s')", crowd.users[0]), "50000");
    assert_string_equal(ask(b, "SELECT sum(amount_rp) FROM console.charge WHERE user_id = '%s' AND gateway = 'balance'",
                            crowd.users[0]),
                        "200000");
    PGresult *r = PQexec(b->scratch.admin, arena_printf(b->ctx.arena,
                                                        "INSERT INTO console.balance_entry (operation_id, user_id, rp, "
                                                        "order_id) SELECT operation_id, user_id, -50001, "
                                                        "'X' FROM console.balance_entry WHERE order_id = '%s'",
                                                        order));
    assert_string_equal(PQresultErrorField(r, PG_DIAG_SQLSTATE), "23514");
    PQclear(r);
}

static void sell_with_coupon(struct member *m)
{
    struct plan plan =
        plan_of(&m->ctx, "payments.sell", m->crowd->users[m->seed - 1], WORDS("package", "10 GB", "coupon", "FEW"));
    struct action_result r;
    struct error e = { .code = ERR_NONE };
    char id[40];
    action_new_id(id);
    if (plan.id_count && !action_apply(&m->ctx, &plan, id, &r, &e) && e.code != ERR_REFUSED)
        m->failure = arena_printf(m->ctx.arena, "%s: %s", e.what, e.why);
}

static void test_a_coupon_is_never_used_too_often(void **state)
{
    struct crowd crowd;
    (void)state;
    NEEDS_DATABASE;
    ask(b,
        "INSERT INTO console.coupon (code, discount_type, discount_value, max_uses) VALUES ('FEW', 'flat', 1000, 3)");
    for (size_t i = 0; i < CHARGES; i++)
        crowd.users[i] = new_user(b, NULL);
    run_crowd(&crowd, sell_with_coupon);
    assert_string_equal(coupon("FEW"), "3/0");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.charge WHERE coupon_code = 'FEW'"), "3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_package_is_sold_and_paid),
        cmocka_unit_test(test_the_database_allows_these_moves_and_no_other),
        cmocka_unit_test(test_news_move_a_charge_by_one_rule),
        cmocka_unit_test(test_a_notification_moves_nothing),
        cmocka_unit_test(test_money_unlike_ours_is_never_applied),
        cmocka_unit_test(test_late_money_waits_or_is_applied_by_setting),
        cmocka_unit_test(test_an_open_charge_is_shown_again),
        cmocka_unit_test(test_what_the_portal_began_is_taken_over),
        cmocka_unit_test(test_what_the_portal_has_not_heard_of_is_open),
        cmocka_unit_test(test_debt_has_the_portals_prefix),
        cmocka_unit_test(test_the_portals_debts_are_known_by_any_prefix),
        cmocka_unit_test(test_what_the_portal_applied_late_is_not_applied_again),
        cmocka_unit_test(test_a_debt_item_is_paid),
        cmocka_unit_test(test_all_debt_is_what_it_was_when_it_was_asked_for),
        cmocka_unit_test(test_money_for_what_is_gone_goes_to_the_balance),
        cmocka_unit_test(test_a_deposit_pays_for_a_package),
        cmocka_unit_test(test_refusals_are_said_in_words),
        cmocka_unit_test(test_a_coupon_is_reserved_then_counted_or_given_back),
        cmocka_unit_test(test_validity_unlimited_access_and_blocks_follow_the_rules),
        cmocka_unit_test(test_a_refund_waits_or_takes_back_what_was_given),
        cmocka_unit_test(test_what_was_used_since_is_not_taken_back),
        cmocka_unit_test(test_a_paid_package_is_undone_where_the_setting_says_so),
        cmocka_unit_test(test_what_was_taken_back_needs_no_decision_when_the_money_goes),
        cmocka_unit_test(test_news_that_overtake_each_other_end_the_same),
        cmocka_unit_test(test_a_charge_is_ended_here_or_at_the_gateway),
        cmocka_unit_test(test_one_charge_tells_its_story),
        cmocka_unit_test(test_each_effect_comes_once_whoever_says_paid),
        cmocka_unit_test(test_a_balance_never_goes_below_zero),
        cmocka_unit_test(test_a_coupon_is_never_used_too_often),
    };
    b = bench_open();
    if (b)
        new_packages(b);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    bench_close(b);
    return failed;
}
