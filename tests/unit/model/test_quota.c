/* Quota: what its pane tells of a user, and exactly what its actions leave in the tables. */
#include "tests/unit/model/action_bench.h"

#include "model/lists/listing.h"

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct selection one(const char *const *id)
{
    return (struct selection){ .ids = id, .id_count = 1 };
}

static struct plan plan_one(const char *action, const char *user, const char *name, const char *value)
{
    const char *const ids[] = { user };
    const struct selection s = one(ids);
    return make_plan(&b->ctx, action, &s, name, value);
}

static struct plan plan_package(const char *const *ids, size_t count, const char *package, const char *quota)
{
    static const char *const names[] = { "package", "quota" };
    const char *const values[] = { package, quota };
    const struct selection s = { .ids = ids, .id_count = count };
    return make_plan_of(&b->ctx, "quota.set_package", &s, names, values, COUNT(names));
}

static struct action_result set_package(const char *user, const char *package, const char *quota)
{
    struct plan plan = plan_package(&user, 1, package, quota);
    return carry_out_plan(b, &plan);
}

/* Everything that actions may touch of a user and his debts, but the times of the last change. */
static const char *picture(const char *user)
{
    return ask(b,
               "SELECT (to_jsonb(u) - '{updated_at,manual_debt_updated_at}'::text[])::text || (SELECT "
               "coalesce(jsonb_agg(to_jsonb(d) - 'updated_at' ORDER BY d.id), '[]')::text "
               "FROM public.user_quota_debts d WHERE d.user_id = u.id) FROM public.users u WHERE u.id = '%s'",
               user);
}

static bool undo(const char *operation, struct action_result *r)
{
    struct error e = { .code = ERR_NONE };
    char id[40];
    action_new_id(id);
    return action_undo(&b->ctx, operation, id, r, &e);
}

static void undo_to(const char *operation, const char *user, const char *before)
{
    struct action_result r;
    assert_true(undo(operation, &r));
    assert_int_equal(r.changed, 1);
    assert_string_equal(picture(user), before);
    assert_int_equal(count_of(b, LEDGER, r.operation_id), 1);
    assert_int_equal(count_of(b, AUDIT, r.operation_id), count_of(b, AUDIT, operation));
}

static const char *audited(const char *operation, const char *side)
{
    return ask(b, "SELECT %s::text FROM console.audit_log WHERE operation_id = '%s' AND entity_type = 'user'", side,
               operation);
}

static const char *in_ledger(const char *operation, const char *expression)
{
    return ask(b, "SELECT %s FROM public.quota_mutation_ledger WHERE idempotency_key = '%s'", expression, operation);
}

static const char *auto_debt(const char *user)
{
    return ask(b,
               "SELECT console.auto_debt_mb(total_quota_used_mb, total_quota_purchased_mb, auto_debt_offset_mb, "
               "is_unlimited_user, role) FROM public.users WHERE id = '%s'",
               user);
}

/* --- the day of expiry --- */

static const char *expiry(const char *user)
{
    return ask(b, "SELECT quota_expiry_date AT TIME ZONE 'Asia/Jakarta' FROM public.users WHERE id = '%s'", user);
}

static void test_the_last_day_is_whole(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "quota_expiry_date = '2031-01-02 03:04:05+07'");
    const char *before = picture(id);
    struct plan p = plan_one("quota.set_expiry", id, "until", "2031-12-31");
    assert_non_null(strstr(p.samples[0].before, " · until 2031-01-02 03:04"));
    assert_non_null(strstr(p.samples[0].after, " · until 2031-12-31 23:59"));
    struct action_result r = carry_out_plan(b, &p);
    assert_string_equal(expiry(id), "2031-12-31 23:59:59.999999");
    assert_string_equal(audited(r.operation_id, "before"), "{\"quota_expiry_date\": \"2031-01-01T20:04:05+00:00\"}");
    assert_string_equal(audited(r.operation_id, "after"),
                        "{\"quota_expiry_date\": \"2031-12-31T16:59:59.999999+00:00\"}");
    assert_string_equal(
        in_ledger(r.operation_id, "concat_ws('|', source, before_state ->> 'quota_expiry_date', "
                                  "after_state ->> 'quota_expiry_date', after_state ->> 'is_unlimited_user', "
                                  "after_state ->> 'total_quota_purchased_mb')"),
        "console.quota.set_expiry|2031-01-01T20:04:05+00:00|2031-12-31T16:59:59.999999+00:00|false|10240");
    assert_int_equal(r.outbox_count, 1);
    undo_to(r.operation_id, id, before);
}

static void test_the_end_can_be_taken_away(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "quota_expiry_date = '2020-01-01 00:00+07'");
    const char *before = picture(id);
    struct plan p = plan_one("quota.set_expiry", id, "until", "-");
    assert_non_null(strstr(p.samples[0].before, "expired"));
    assert_non_null(strstr(p.samples[0].after, "active"));
    assert_non_null(strstr(p.samples[0].after, " · no end"));
    struct action_result r = carry_out_plan(b, &p);
    assert_string_equal(expiry(id), "");
    assert_string_equal(audited(r.operation_id, "after"), "{\"quota_expiry_date\": null}");
    p = plan_one("quota.set_expiry", id, "until", "-");
    assert_int_equal(p.id_count, 0);
    assert_string_equal(p.samples[0].refusal, "has no end already");
    undo_to(r.operation_id, id, before);
}

static void test_a_day_that_is_over_ends_access(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[] = { new_user(b, NULL), new_user(b, NULL) };
    struct plan p = plan_one("quota.set_expiry", ids[0], "until", "2020-02-29");
    assert_string_equal(p.notes[0], "that day is over: access ends at once");
    assert_non_null(strstr(p.samples[0].after, "expired"));
    carry_out_plan(b, &p);
    const struct selection both = { .ids = ids, .id_count = 2 };
    p = make_plan(&b->ctx, "quota.set_expiry", &both, "until", "2020-02-29");
    assert_int_equal(p.id_count, 1);
    assert_int_equal(p.refused_count, 1);
    for (size_t i = 0; i < p.sample_count; i++)
        if (p.samples[i].refusal)
            assert_string_equal(p.samples[i].refusal, "is valid until that day already");
    /* Today is not over before its end. */
    const char *today = ask(b, "SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date");
    p = plan_one("quota.set_expiry", ids[1], "until", today);
    assert_non_null(strstr(p.samples[0].after, "active"));
}

static void test_the_form_begins_with_the_present_day(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *const *values;
    struct error e = { .code = ERR_NONE };
    const struct action *a = action_find("quota.set_expiry");
    const char *dated = new_user(b, "quota_expiry_date = '2031-12-31 23:30+07'"), *open = new_user(b, NULL);
    assert_true(action_read_values(&b->ctx, a, dated, &values, &e));
    assert_string_equal(values[0], "2031-12-31");
    assert_true(action_read_values(&b->ctx, a, open, &values, &e));
    assert_null(values[0]);
    assert_false(action_read_values(&b->ctx, a, "00000000-0000-4000-8000-000000000001", &values, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    /* What the form shows is what stands there: to set it is refused. */
    run_on(b, "quota.set_expiry", dated, "until", "2031-12-31");
    assert_true(action_read_values(&b->ctx, a, dated, &values, &e));
    assert_int_equal(plan_one("quota.set_expiry", dated, "until", values[0]).id_count, 0);
}

/* --- unlimited access --- */

static void test_unlimited_access_says_what_sleeps(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 12288.25, quota_expiry_date = '2020-01-01'");
    const char *before = picture(id);
    struct plan p = plan_one("quota.set_unlimited", id, NULL, NULL);
    assert_string_equal(p.notes[0],
                        "2.0 GB of automatic debt of 1 user will sleep, and be forgiven when unlimited access ends; "
                        "to have it paid, enter it as manual debt first; 1 stays expired until another expiry is set");
    struct action_result r = carry_out_plan(b, &p);
    assert_string_equal(figures(b, id), "10240/12288.25/0/0");
    assert_string_equal(auto_debt(id), "0.00");
    assert_string_equal(in_ledger(r.operation_id,
                                  "concat_ws('|', before_state ->> 'is_unlimited_user', "
                                  "after_state ->> 'is_unlimited_user', after_state ->> 'mikrotik_profile_name')"),
                        "false|true");
    p = plan_one("quota.set_unlimited", id, NULL, NULL);
    assert_int_equal(p.id_count, 0);
    assert_string_equal(p.samples[0].refusal, "is unlimited already");
    undo_to(r.operation_id, id, before);
    assert_null(plan_one("quota.set_unlimited", new_user(b, NULL), NULL, NULL).notes[1]);
}

static void test_an_undo_makes_no_debt_of_what_was_used_meanwhile(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 10000");
    struct action_result r, done = run_on(b, "quota.set_unlimited", id, NULL, NULL);
    ask(b, "UPDATE public.users SET total_quota_used_mb = 50000.5 WHERE id = '%s'", id);
    assert_false(undo(done.operation_id, &r));
    assert_string_equal(auto_debt(id), "0.00");
    /* The same where a package gave it. */
    const char *other = new_user(b, NULL);
    done = set_package(other, "Bebas", "keep");
    ask(b, "UPDATE public.users SET total_quota_used_mb = 50000.5 WHERE id = '%s'", other);
    assert_false(undo(done.operation_id, &r));
}

static void test_revoking_forgives_in_whole_mb(void **state)
{
    static const struct {
        const char *columns, *figures;
    } cases[] = {
        { "total_quota_used_mb = 10240.00", "10240/10240.00/0/0" },
        { "total_quota_used_mb = 10240.01", "10241/10240.01/0/0" },
        { "total_quota_used_mb = 50000.25, auto_debt_offset_mb = 100", "49901/50000.25/100/0" },
        { "total_quota_used_mb = 500, auto_debt_offset_mb = 100", "10240/500.00/100/0" },
        { "total_quota_used_mb = 700.5, total_quota_purchased_mb = 0", "701/700.50/0/0" },
        { "total_quota_used_mb = 50000, role = 'KOMANDAN'", "10240/50000.00/0/0" }, /* never owes anything */
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *id = new_user(b, arena_printf(b->ctx.arena, "is_unlimited_user = true, %s", cases[i].columns));
        const char *before = picture(id);
        struct action_result r = run_on(b, "quota.revoke_unlimited", id, NULL, NULL);
        assert_string_equal(figures(b, id), cases[i].figures);
        assert_string_equal(auto_debt(id), "0.00");
        assert_string_equal(ask(b, "SELECT is_unlimited_user FROM public.users WHERE id = '%s'", id), "f");
        assert_int_equal(count_of(b, LEDGER, r.operation_id), 1);
        undo_to(r.operation_id, id, before);
    }
}

static void test_revoking_says_what_it_forgives(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[] = { new_user(b, "is_unlimited_user = true, total_quota_used_mb = 12288"),
                          new_user(b, "is_unlimited_user = true, total_quota_used_mb = 11263.5"), new_user(b, NULL) };
    const struct selection s = { .ids = ids, .id_count = 3 };
    struct plan p = make_plan(&b->ctx, "quota.revoke_unlimited", &s, NULL, NULL);
    assert_int_equal(p.id_count, 2);
    assert_int_equal(p.refused_count, 1);
    assert_string_equal(p.notes[0], "3.0 GB that 2 users used beyond the quota are forgiven");
    for (size_t i = 0; i < p.sample_count; i++) {
        if (strcmp(p.samples[i].id, ids[2]) == 0)
            assert_string_equal(p.samples[i].refusal, "is not unlimited");
        else
            assert_non_null(strstr(p.samples[i].after, "debt 0 MB"));
    }
    struct action_result r = carry_out_plan(b, &p);
    assert_string_equal(
        ask(b, "SELECT (before || after)::text FROM console.audit_log WHERE operation_id = '%s' AND entity_id = '%s'",
            r.operation_id, ids[1]),
        "{\"is_unlimited_user\": false, \"total_quota_purchased_mb\": 11264}");
    /* What is used from now on counts again. */
    ask(b, "UPDATE public.users SET total_quota_used_mb = total_quota_used_mb + 7.25 WHERE id = '%s'", ids[0]);
    assert_string_equal(auto_debt(ids[0]), "7.25");
}

/* --- packages --- */

static const char *access_of(const char *user)
{
    return ask(b,
               "SELECT concat_ws('|', mikrotik_profile_name, is_unlimited_user, "
               "round(extract(epoch FROM quota_expiry_date - now()) / 86400)) FROM public.users WHERE id = '%s'",
               user);
}

static void test_a_package_that_is_not_sold_is_refused(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    static const struct {
        const char *package, *refusal;
    } cases[] = {
        { "Paket 99 GB", "there is no package Paket 99 GB" },
        { "Lama", "package Lama is sold no more" },
        { "bebas", "there is no package bebas" },
        { "'; DROP TABLE users --", "there is no package '; DROP TABLE users --" },
    };
    const char *ids[] = { new_user(b, NULL), new_user(b, "is_unlimited_user = true") };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct plan p = plan_package(ids, 2, cases[i].package, "add");
        assert_int_equal(p.id_count, 0);
        assert_int_equal(p.refused_count, 2);
        for (size_t k = 0; k < p.sample_count; k++) {
            assert_string_equal(p.samples[k].refusal, cases[i].refusal);
            assert_string_equal(p.samples[k].before, p.samples[k].after);
        }
    }
    /* Taken out of sale after the preview: nothing happens. */
    struct plan p = plan_package(ids, 2, "Kecil", "keep");
    struct action_result r;
    struct error e = { .code = ERR_NONE };
    char op[40];
    action_new_id(op);
    ask(b, "UPDATE public.packages SET is_active = false WHERE name = 'Kecil'");
    assert_false(action_apply(&b->ctx, &p, op, &r, &e));
    ask(b, "UPDATE public.packages SET is_active = true WHERE name = 'Kecil'");
    assert_int_equal(e.code, ERR_REFUSED);
    assert_int_equal(count_of(b, AUDIT, op), 0);
}

static void test_a_package_keeps_the_quota(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 10340.25, mikrotik_profile_name = 'old'");
    new_debt(b, id, 300, 100, "'2024-01-01'");
    const char *before = picture(id);
    const char *const ids[] = { id };
    struct plan p = plan_package(ids, 1, "Paket 10 GB", "keep");
    assert_non_null(strstr(p.samples[0].before, " · no end · profile old"));
    assert_non_null(strstr(p.samples[0].after, " · profile kuota"));
    struct action_result r = carry_out_plan(b, &p);
    assert_string_equal(figures(b, id), "10240/10340.25/0/200");
    assert_string_equal(items(b, id), "100/300");
    assert_string_equal(access_of(id), "kuota|f|30");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.debt_payment WHERE operation_id = '%s'", r.operation_id),
                        "0");
    assert_string_equal(in_ledger(r.operation_id,
                                  "concat_ws('|', before_state ->> 'mikrotik_profile_name', "
                                  "after_state ->> 'mikrotik_profile_name', "
                                  "before_state -> 'quota_expiry_date', event_details -> 'args' ->> 'package')"),
                        "old|kuota|null|Paket 10 GB");
    undo_to(r.operation_id, id, before);
    /* On it already: the validity begins anew, and nothing else is named. */
    set_package(id, "Paket 10 GB", "keep");
    r = set_package(id, "Paket 10 GB", "keep");
    assert_string_equal(ask(b,
                            "SELECT string_agg(k, ',') FROM console.audit_log, jsonb_object_keys(after) k "
                            "WHERE operation_id = '%s'",
                            r.operation_id),
                        "quota_expiry_date");
}

static const char *blocked_as(const char *id)
{
    return ask(b, "SELECT concat_ws('|', is_blocked, blocked_reason, manual_debt_mb) FROM public.users WHERE id = '%s'",
               id);
}

static void test_quota_that_pays_the_last_debt_lets_a_debtor_in(void **state)
{
    static const struct {
        const char *reason, *mb, *after;
        bool has_auto_debt;
    } cases[] = {
        { "tunggakan_overdue|days=9", "100", "f|0", false },
        { "tunggakan_overdue|days=9", "99", "t|tunggakan_overdue|days=9|1", false },
        { "quota_debt_limit|auto_debt_mb=5", "105", "f|0", true },
        { "rude to the staff", "100", "t|rude to the staff|0", false },
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *id = new_user(b, cases[i].has_auto_debt ? "total_quota_used_mb = 10245, is_blocked = true"
                                                            : "is_blocked = true");
        ask(b, "UPDATE public.users SET blocked_reason = '%s' WHERE id = '%s'", cases[i].reason, id);
        new_debt(b, id, 100, 0, "NULL");
        struct action_result r = run_on(b, "quota.inject", id, "mb", cases[i].mb);
        assert_string_equal(blocked_as(id), cases[i].after);
        assert_true(undo(r.operation_id, &r));
        assert_string_equal(blocked_as(id), arena_printf(b->ctx.arena, "t|%s|100", cases[i].reason));
    }
    const char *owes_nothing = new_user(b, "is_blocked = true, blocked_reason = 'tunggakan_overdue|days=9'");
    run_on(b, "quota.inject", owes_nothing, "mb", "10");
    assert_string_equal(blocked_as(owes_nothing), "t|tunggakan_overdue|days=9|0");
}

static void test_a_package_that_is_added_pays_debt_like_an_injection(void **state)
{
    static const struct {
        const char *used;
        int debts[2];
    } cases[] = {
        { "0", { 0 } },       { "10340.25", { 0 } },    { "10340.25", { 300, 50 } },
        { "0", { 1000, 0 } }, { "20000", { 5000, 1 } },
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *pair[2];
        for (int k = 0; k < 2; k++) {
            pair[k] = new_user(b, arena_printf(b->ctx.arena, "total_quota_used_mb = %s", cases[i].used));
            for (int d = 0; d < 2 && cases[i].debts[d]; d++)
                new_debt(b, pair[k], cases[i].debts[d], 0, "'2024-01-01'");
        }
        const char *before = picture(pair[1]);
        run_on(b, "quota.inject", pair[0], "mb", "154"); /* 0.15 GB are 153.6 MB */
        struct action_result r = set_package(pair[1], "Kecil", "add");
        assert_string_equal(figures(b, pair[1]), figures(b, pair[0]));
        assert_string_equal(items(b, pair[1]), items(b, pair[0]));
        assert_string_equal(access_of(pair[1]), "kuota|f|7");
        assert_string_equal(
            ask(b, "SELECT count(*) FROM console.debt_payment WHERE operation_id = '%s' AND kind <> 'quota'",
                r.operation_id),
            "0");
        undo_to(r.operation_id, pair[1], before);
    }
}

static void test_packages_and_unlimited_access(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 10300.25");
    const char *const ids[] = { id };
    struct plan p = plan_package(ids, 1, "Bebas", "add");
    assert_non_null(strstr(p.notes[0], "60.3 MB of automatic debt of 1 user will sleep"));
    carry_out_plan(b, &p);
    assert_string_equal(figures(b, id), "10240/10300.25/0/0");
    assert_string_equal(access_of(id), "bebas|t|30");
    ask(b, "UPDATE public.users SET total_quota_used_mb = 30000.5 WHERE id = '%s'", id);
    new_debt(b, id, 240, 0, "'2024-01-01'");
    const char *before = picture(id);
    p = plan_package(ids, 1, "Paket 10 GB", "add");
    assert_string_equal(p.notes[0], "0 MB pay automatic debt, 240.0 MB pay manual debt, 9.8 GB become quota; "
                                    "19.3 GB that 1 user used beyond the quota are forgiven");
    assert_non_null(strstr(p.samples[0].after, "debt 0 MB"));
    struct action_result r = carry_out_plan(b, &p);
    assert_string_equal(figures(b, id), "40001/30000.50/0/0");
    assert_string_equal(items(b, id), "240/240p");
    assert_string_equal(auto_debt(id), "0.00");
    assert_string_equal(access_of(id), "kuota|f|30");
    assert_string_equal(in_ledger(r.operation_id,
                                  "concat_ws('|', before_state ->> 'total_quota_purchased_mb', "
                                  "after_state ->> 'total_quota_purchased_mb', before_state ->> 'auto_debt_offset_mb', "
                                  "after_state ->> 'auto_debt_offset_mb', before_state ->> 'manual_debt_mb', "
                                  "after_state ->> 'manual_debt_mb', before_state ->> 'is_unlimited_user', "
                                  "after_state ->> 'is_unlimited_user')"),
                        "10240|40001|0|0|240|0|true|false");
    undo_to(r.operation_id, id, before);
}

static void test_packages_to_choose_from(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct action_choice *choices;
    struct error e = { .code = ERR_NONE };
    size_t count;
    const struct action *a = action_find("quota.set_package");
    assert_true(action_read_choices(&b->ctx, &a->args[0], &choices, &count, &e));
    assert_int_equal(count, 4);
    assert_string_equal(choices[0].value, "Kecil");
    assert_string_equal(choices[0].label, "Kecil · 0.15 GB · 7 d · Rp 5.000");
    assert_string_equal(choices[3].label, "Bebas · unlimited · 30 d · Rp 350.000");
}

/* --- what is paid of debt items --- */

static const char *payments(const char *operation)
{
    return ask(b,
               "SELECT coalesce(string_agg(concat_ws(' ', kind, mb, coalesce(rp::text, '?')), ', ' ORDER BY id), '') "
               "FROM console.debt_payment WHERE operation_id = '%s'",
               operation);
}

static const char *price_of(const char *debt)
{
    return ask(b, "SELECT coalesce(price_rp::text, '-') FROM public.user_quota_debts WHERE id = '%s'", debt);
}

static void test_parts_sum_to_the_price_of_the_first_day(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    const char *debt = new_debt(b, id, 20480, 0, "'2024-01-01'");
    struct action_result first = run_on(b, "quota.inject", id, "mb", "5000");
    assert_string_equal(payments(first.operation_id), "quota 5000 39063");
    assert_string_equal(price_of(debt), "160000");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', before -> 'price_rp', after ->> 'price_rp', details ->> 'payment') "
                            "FROM console.audit_log WHERE operation_id = '%s' AND entity_id = '%s'",
                            first.operation_id, debt),
                        "null|160000|quota");
    ask(b, "UPDATE public.packages SET price = 900000 WHERE name = 'Paket 25 GB'");
    struct action_result second = run_on(b, "quota.inject", id, "mb", "20000");
    assert_string_equal(payments(second.operation_id), "quota 15480 120937");
    assert_string_equal(figures(b, id), "14760/0.00/0/0");
    /* Back to the beginning, the price of the day included. */
    struct action_result r;
    assert_true(undo(second.operation_id, &r));
    assert_string_equal(payments(r.operation_id), "quota -15480 -120937");
    assert_true(undo(first.operation_id, &r));
    assert_string_equal(price_of(debt), "-");
    assert_string_equal(ask(b, "SELECT sum(mb) || '/' || sum(rp) FROM console.debt_payment WHERE debt_id = '%s'", debt),
                        "0/0");
    ask(b, "UPDATE public.packages SET price = 200000 WHERE name = 'Paket 25 GB'");
}

static void test_prices_that_stay_as_they_are(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    const char *own = new_debt(b, id, 300, 0, "'2024-01-01'"), *small = new_debt(b, id, 1, 0, "'2024-02-01'");
    ask(b, "UPDATE public.user_quota_debts SET price_rp = 1000 WHERE id = '%s'", own);
    struct action_result r = run_on(b, "quota.inject", id, "mb", "301");
    assert_string_equal(payments(r.operation_id), "quota 300 1000, quota 1 10000");
    assert_string_equal(price_of(own), "1000");
    assert_string_equal(price_of(small), "-");
    /* Where no package says what a MB costs, nobody knows the price. */
    ask(b, "UPDATE public.packages SET is_active = false");
    const char *debt = new_debt(b, id, 300, 0, "'2024-01-01'");
    r = run_on(b, "quota.inject", id, "mb", "100");
    ask(b, "UPDATE public.packages SET is_active = name <> 'Lama'");
    assert_string_equal(payments(r.operation_id), "quota 100 ?");
    assert_string_equal(price_of(debt), "-");
}

static void test_the_recipe_keeps_what_it_replaces(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    const char *debt = new_debt(b, id, 10240, 0, "'2024-01-01'");
    run_on(b, "quota.inject", id, "mb", "2560");
    struct action_result r = run_on(b, "quota.reset_with_debt", id, NULL, NULL);
    assert_string_equal(payments(r.operation_id), "replaced 7680 75000");
    assert_string_equal(
        ask(b, "SELECT details ->> 'payment' FROM console.audit_log WHERE operation_id = '%s' AND entity_id = '%s'",
            r.operation_id, debt),
        "replaced");
    assert_string_equal(ask(b,
                            "SELECT count(*) FROM console.audit_log WHERE operation_id = '%s' AND before IS NULL "
                            "AND details ? 'payment'",
                            r.operation_id),
                        "0");
}

/* --- many at once --- */

/* As many as are missing. */
static void fill_crowd(int count)
{
    ask(b,
        "INSERT INTO public.users (id, phone_number, full_name, blok, is_active, approval_status, "
        "mikrotik_server_name, "
        "total_quota_purchased_mb, total_quota_used_mb, is_unlimited_user, manual_debt_mb) "
        "SELECT md5('crowd' || i)::uuid, '+62899' || lpad(i::text, 8, '0'), 'Crowd ' || i, 'CROWD', true, 'APPROVED', "
        "'hs1', "
        "1024, i %% 2048, i %% 10 = 0, CASE WHEN i %% 3 = 0 THEN 500 ELSE 0 END FROM generate_series(1, %d) i "
        "ON CONFLICT DO NOTHING; "
        "INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb) "
        "SELECT gen_random_uuid(), id, '2024-01-01', 500 FROM public.users WHERE blok = 'CROWD' AND manual_debt_mb > "
        "0 AND NOT EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = users.id); "
        "ANALYZE public.users, public.user_quota_debts",
        count);
}

static const char *crowd(void)
{
    return ask(
        b, "SELECT md5(string_agg(concat_ws('|', total_quota_purchased_mb, total_quota_used_mb, auto_debt_offset_mb, "
           "manual_debt_mb, is_unlimited_user, mikrotik_profile_name, coalesce(quota_expiry_date::text, '-'), (SELECT "
           "string_agg(concat_ws('/', d.paid_mb, d.price_rp, d.is_paid, d.paid_at, d.last_paid_source), ' ') FROM "
           "public.user_quota_debts d WHERE d.user_id = u.id)), ',' ORDER BY id)) "
           "FROM public.users u WHERE blok = 'CROWD'");
}

/* One transaction, one audit entry for each user, one undo; through the pane of quota and its filter. */
static void test_ten_thousand_as_one(void **state)
{
    static const struct {
        const char *action, *names[2], *values[2];
        size_t arg_count, changed;
    } cases[] = {
        { "quota.set_package", { "package", "quota" }, { "Paket 10 GB", "add" }, 2, 10000 },
        { "quota.set_expiry", { "until" }, { "2031-12-31" }, 1, 10000 },
        { "quota.set_unlimited", { NULL }, { NULL }, 0, 9000 },
        { "quota.revoke_unlimited", { NULL }, { NULL }, 0, 1000 },
        { "quota.inject", { "mb" }, { "600" }, 1, 10000 },
    };
    (void)state;
    NEEDS_DATABASE;
    fill_crowd(10000);
    const struct selection s = { .pane = pane_find("quota"), .filter = "blok:crowd" };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *before = crowd();
        struct plan p = make_plan_of(&b->ctx, cases[i].action, &s, cases[i].names, cases[i].values, cases[i].arg_count);
        assert_int_equal(p.id_count, cases[i].changed);
        assert_int_equal(p.id_count + p.refused_count, 10000);
        assert_string_equal(p.selection_text, "blok:crowd");
        struct action_result undone, r = carry_out_plan(b, &p);
        assert_int_equal(r.changed, cases[i].changed);
        assert_int_equal(count_of(b, LEDGER, r.operation_id), cases[i].changed);
        assert_string_equal(ask(b,
                                "SELECT count(*) || '/' || count(DISTINCT entity_id) FROM console.audit_log "
                                "WHERE operation_id = '%s' AND entity_type = 'user'",
                                r.operation_id),
                            ask(b, "SELECT '%zu/%zu'", cases[i].changed, cases[i].changed));
        assert_string_not_equal(crowd(), before);
        assert_true(undo(r.operation_id, &undone));
        assert_int_equal(undone.changed, cases[i].changed);
        assert_string_equal(crowd(), before);
    }
}

struct seen {
    size_t calls, last;
    bool goes_back;
};

static void note_progress(void *at, const char *what, size_t done, size_t total)
{
    struct seen *seen = at;
    (void)what;
    seen->goes_back = seen->goes_back || done < seen->last || done > total;
    seen->calls += done > seen->last;
    seen->last = done;
}

/* One operation all the same: a chain that holds, one undo, wishes in the order of the users. */
static void test_many_are_written_part_by_part(void **state)
{
    enum {
        MANY = 25000
    };
    (void)state;
    NEEDS_DATABASE;
    fill_crowd(MANY);
    ask(b, "DELETE FROM console.outbox");
    const struct selection s = { .pane = pane_find("users"), .filter = "blok:crowd" };
    const char *before = crowd();
    struct seen seen = { 0 };
    struct context ctx = b->ctx;
    ctx.progress = note_progress;
    ctx.progress_ctx = &seen;
    struct plan p = make_plan_of(&ctx, "quota.reset_with_debt", &s, NULL, NULL, 0);
    struct action_result undone, r;
    struct error e = { .code = ERR_NONE };
    char op[40];
    action_new_id(op);
    assert_true(action_apply(&ctx, &p, op, &r, &e));
    assert_int_equal(r.changed, MANY);
    assert_true(seen.calls >= 12 && !seen.goes_back);
    assert_string_equal(
        ask(b,
            "SELECT count(*) || '/' || count(DISTINCT entity_id) || '/' || count(*) FILTER (WHERE entity_type "
            "= 'user') FROM console.audit_log WHERE operation_id = '%s'",
            op),
        ask(b, "SELECT '%d/%d/%d'", 2 * MANY + MANY / 3, 2 * MANY + MANY / 3, MANY));
    assert_int_equal(count_of(b, LEDGER, op), MANY);
    assert_string_equal(ask(b, "SELECT count(*) FROM console.debt_payment WHERE operation_id = '%s'", op),
                        ask(b, "SELECT %d", MANY / 3));
    assert_string_equal(
        ask(b,
            "SELECT count(*) || ' ' || bool_and(w.entity_id > w.last) FROM (SELECT entity_id, "
            "lag(entity_id) OVER (ORDER BY id) AS last FROM console.outbox WHERE operation_id = '%s') w",
            op),
        ask(b, "SELECT '%d true'", MANY));
    assert_true(undo(op, &undone));
    assert_int_equal(undone.changed, MANY);
    assert_string_equal(crowd(), before);
}

static const char *plan_words(const struct plan *p)
{
    struct strbuf out = { .arena = b->ctx.arena };
    strbuf_printf(&out, "%s, %zu refused", p->summary, p->refused_count);
    for (size_t i = 0; p->notes[i]; i++)
        strbuf_printf(&out, "\n%s", p->notes[i]);
    for (size_t i = 0; i < p->sample_count; i++)
        strbuf_printf(&out, "\n%s|%s|%s|%s|%s", p->samples[i].id, p->samples[i].label, p->samples[i].before,
                      p->samples[i].after, p->samples[i].refusal ? p->samples[i].refusal : "-");
    return strbuf_text(&out);
}

/* The ids stay in the database until they are written: nothing that an operator sees depends on it. */
static void test_many_are_planned_as_few(void **state)
{
    enum {
        MANY = 25000
    };
    static const struct {
        const char *action, *names[2], *values[2];
        size_t arg_count;
    } cases[] = {
        { "quota.set_package", { "package", "quota" }, { "Paket 10 GB", "add" }, 2 },
        { "quota.set_expiry", { "until" }, { "2031-12-31" }, 1 },
        { "quota.revoke_unlimited", { NULL }, { NULL }, 0 },
        { "quota.inject", { "mb" }, { "600" }, 1 },
        { "debts.settle_all", { NULL }, { NULL }, 0 },
        { "users.block", { "reason" }, { "don't \\ \"pay\"" }, 1 },
        { "users.unblock", { NULL }, { NULL }, 0 },
        { "users.kick", { NULL }, { NULL }, 0 },
    };
    (void)state;
    NEEDS_DATABASE;
    fill_crowd(MANY);
    const char **ids = ARENA_ARRAY(b->ctx.arena, const char *, MANY);
    struct db_result *r = db_text(b->ctx.db, "SELECT id FROM public.users WHERE blok = 'CROWD'", NULL, 0, NULL);
    assert_int_equal(db_rows(r), MANY);
    for (int i = 0; i < MANY; i++)
        ids[i] = arena_strdup(b->ctx.arena, db_value(r, i, 0));
    db_result_free(r);
    const struct selection by_filter = { .pane = pane_find("users"), .filter = "blok:crowd" },
                           by_id = { .pane = pane_find("users"), .ids = ids, .id_count = MANY };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct plan p = make_plan_of(&b->ctx, cases[i].action, &by_filter, cases[i].names, cases[i].values,
                                     cases[i].arg_count),
                    q = make_plan_of(&b->ctx, cases[i].action, &by_id, cases[i].names, cases[i].values,
                                     cases[i].arg_count);
        assert_non_null(p.many);
        assert_null(q.many);
        assert_int_equal(p.id_count + p.refused_count, MANY);
        assert_string_equal(plan_words(&p), plan_words(&q));
    }
    struct plan p = make_plan_of(&b->ctx, "users.block", &by_filter, (const char *const[]){ "reason" },
                                 (const char *const[]){ "test" }, 1);
    ask(b, "INSERT INTO public.users (id, phone_number, full_name, blok, is_active, approval_status) VALUES "
           "(gen_random_uuid(), '+628991', 'Late', 'CROWD', true, 'APPROVED')");
    assert_int_equal(carry_out_plan(b, &p).changed, MANY); /* what was shown, and nobody who came later */
    assert_string_equal(ask(b, "SELECT count(*) FROM public.users WHERE blok = 'CROWD' AND NOT is_blocked"), "1");
    ask(b, "DELETE FROM public.users WHERE full_name = 'Late'; UPDATE public.users SET is_blocked = false");
}

/* They are refused one by one, which takes their ids. */
static void test_damaged_ones_among_many_are_refused(void **state)
{
    enum {
        MANY = 25000
    };
    (void)state;
    NEEDS_DATABASE;
    fill_crowd(MANY);
    const struct selection s = { .pane = pane_find("users"), .filter = "blok:crowd" };
    ask(b, "UPDATE public.users SET total_quota_purchased_mb = 9223372036854775807 WHERE id = md5('crowd7')::uuid");
    struct plan p =
        make_plan_of(&b->ctx, "quota.inject", &s, (const char *const[]){ "mb" }, (const char *const[]){ "600" }, 1);
    assert_null(p.many);
    assert_int_equal(p.id_count, MANY - 1);
    assert_int_equal(p.refused_count, 1);
    ask(b, "UPDATE public.users SET total_quota_purchased_mb = 1024 WHERE id = md5('crowd7')::uuid");
}

static void test_the_same_operation_adds_its_quota_once(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    const char *const ids[] = { id };
    struct action_result first, second;
    struct error e = { .code = ERR_NONE };
    char op[40];
    struct plan p = plan_package(ids, 1, "Paket 10 GB", "add");
    action_new_id(op);
    assert_true(action_apply(&b->ctx, &p, op, &first, &e));
    assert_true(action_apply(&b->ctx, &p, op, &second, &e));
    assert_string_equal(figures(b, id), "20480/0.00/0/0");
    assert_int_equal(count_of(b, LEDGER, op), 1);
}

static void test_arguments_that_do_not_fit(void **state)
{
    static const struct {
        const char *action, *name, *value;
    } cases[] = {
        { "quota.set_expiry", "until", "2031-02-29" },    { "quota.set_expiry", "until", "tomorrow" },
        { "quota.set_expiry", "until", "31-12-2031" },    { "quota.set_expiry", "until", "" },
        { "quota.set_package", "quota", "add" },          { "quota.set_package", "package", "a\033[2J" },
        { "quota.set_unlimited", "until", "2031-01-01" },
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error e = { .code = ERR_NONE };
        const char *const *args;
        if (action_parse_args(&b->ctx, action_find(cases[i].action), &cases[i].name, &cases[i].value, 1, &args, &e))
            fail_msg("%s %s=%s was taken", cases[i].action, cases[i].name, cases[i].value);
        assert_int_equal(e.code, ERR_USAGE);
    }
}

/* --- the pane --- */

static const char *cell(const char *user, const char *column)
{
    const struct pane *p = pane_find("quota");
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    if (!listing_by_ids(&b->ctx, p, &user, 1, &page, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(page.count, 1);
    assert_non_null(pane_column(p, column));
    const char *value = page.rows[0].cells[pane_column(p, column) - p->columns];
    return value ? value : "NULL";
}

static void test_percent_and_what_is_left(void **state)
{
    static const struct {
        const char *columns, *percent, *left;
    } cases[] = {
        { "total_quota_used_mb = 0", "0", "10240.00" },
        { "total_quota_used_mb = 10239.99", "99", "0.01" },
        { "total_quota_used_mb = 10240", "100", "0.00" },
        { "total_quota_used_mb = 30000", "292", "0.00" },
        { "total_quota_used_mb = 5, total_quota_purchased_mb = 0", "100", "0.00" },
        { "total_quota_purchased_mb = 0", "0", "0.00" },
        { "total_quota_used_mb = 30000, is_unlimited_user = true", "NULL", "NULL" },
        /* what was paid for through the offset is taken off what was used, and never added to what was bought */
        { "total_quota_used_mb = 10239.99, auto_debt_offset_mb = 5120", "49", "5120.01" },
        { "total_quota_used_mb = 15360, auto_debt_offset_mb = 5120", "100", "0.00" },
        { "total_quota_used_mb = 5119, auto_debt_offset_mb = 5120", "0", "10240.00" },
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *id = new_user(b, cases[i].columns);
        assert_string_equal(cell(id, "used_percent"), cases[i].percent);
        assert_string_equal(cell(id, "remaining_mb"), cases[i].left);
    }
}

static void test_debt_in_rupiah_is_the_sum_of_its_rows(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 35840"); /* 25,600 MB beyond */
    assert_string_equal(cell(id, "auto_debt_rp"), "200000");
    assert_string_equal(cell(id, "manual_debt_rp"), "0");
    for (int i = 0; i < 2; i++)
        ask(b, "UPDATE public.user_quota_debts SET price_rp = 200000 WHERE id = '%s'",
            new_debt(b, id, 20480, 0, "'2024-01-01'"));
    assert_string_equal(cell(id, "manual_debt_rp"), "400000");
    ask(b, "UPDATE public.user_quota_debts SET price_rp = 10000 WHERE id = '%s'",
        new_debt(b, id, 3, 1, "'2024-01-01'"));
    assert_string_equal(cell(id, "manual_debt_rp"), "406667");
    ask(b, "UPDATE public.user_quota_debts SET price_rp = 350000 WHERE id = '%s'",
        new_debt(b, id, 1, 0, "'2024-01-01'"));
    assert_string_equal(cell(id, "manual_debt_rp"), "756667");
    ask(b, "UPDATE public.packages SET is_active = false");
    assert_string_equal(cell(id, "auto_debt_rp"), "NULL");
    assert_string_equal(cell(id, "manual_debt_rp"), "756667"); /* all of them have prices of their own */
    new_debt(b, id, 50, 0, "'2024-01-01'");
    assert_string_equal(cell(id, "manual_debt_rp"), "NULL");
    ask(b, "UPDATE public.packages SET is_active = name <> 'Lama'");
    assert_string_equal(cell(id, "manual_debt_rp"), "766667"); /* 50 MB cost 10,000 */
}

static void test_usage_is_fourteen_days_of_the_customers(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    assert_string_equal(cell(id, "usage"), "0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00");
    ask(b,
        "INSERT INTO public.daily_usage_logs (user_id, log_date, usage_mb) SELECT '%s', "
        "(now() AT TIME ZONE 'Asia/Jakarta')::date - ago, mb FROM (VALUES (-1, 9), (0, 3.5), (1, 1000), (13, 12), (14, "
        "7)) v (ago, mb)",
        id);
    assert_string_equal(cell(id, "usage"), "12.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,1000.00,3.50");
    struct listing_request q = { .pane = pane_find("quota"), .filter = "recent:1015.5", .sort = "-usage", .limit = 5 };
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    assert_true(listing_fetch(&b->ctx, &q, &page, &e));
    assert_int_equal(page.count, 1);
    assert_string_equal(page.rows[0].id, id);
}

/* Every column that has an order can be sorted both ways, page after page, and every field filtered. */
static void test_every_column_sorts_and_filters(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const struct pane *p = pane_find("quota");
    struct error e = { .code = ERR_NONE };
    struct listing_page page;
    int all = atoi(ask(b, "SELECT count(*) FROM public.users"));
    assert_true(all > 30);
    for (size_t i = 0; i < p->column_count; i++) {
        const struct column *c = &p->columns[i];
        for (int down = 0; c->sort && down < 2; down++) {
            struct listing_request q = { .pane = p, .filter = "", .limit = 7 };
            q.sort = arena_printf(b->ctx.arena, "%s%s", down ? "-" : "", c->name);
            int seen = 0;
            do {
                if (!listing_fetch(&b->ctx, &q, &page, &e))
                    fail_msg("%s: %s: %s", q.sort, e.what, e.why);
                seen += (int)page.count;
                q.from = LISTING_AFTER;
                q.anchor_key = page.rows[page.count - 1].key;
                q.anchor_id = page.rows[page.count - 1].id;
            } while (page.count == q.limit && seen <= all);
            assert_int_equal(seen, all);
        }
        if (c->flags & COLUMN_NO_FILTER)
            continue;
        struct listing_request q = { .pane = p, .limit = 5, .filter = arena_printf(b->ctx.arena, "%s:\"\"", c->name) };
        if (!listing_fetch(&b->ctx, &q, &page, &e))
            fail_msg("%s: %s: %s", q.filter, e.what, e.why);
    }
}

static int setup(void **state)
{
    (void)state;
    b = bench_open();
    if (b)
        ask(b, "INSERT INTO public.package_profiles (id, profile_name) VALUES (md5('kuota')::uuid, 'kuota'), "
               "(md5('bebas')::uuid, 'bebas'); "
               "INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, profile_id, is_active) "
               "SELECT gen_random_uuid(), v.name, v.price, v.gb, v.days, md5(v.profile)::uuid, v.name <> 'Lama' FROM "
               "(VALUES "
               "('Paket 10 GB', 100000, 10, 30, 'kuota'), ('Paket 25 GB', 200000, 25, 30, 'kuota'), "
               "('Kecil', 5000, 0.15, 7, 'kuota'), ('Bebas', 350000, 0, 30, 'bebas'), ('Lama', 1, 5, 30, 'kuota')) "
               "v (name, price, gb, days, profile)");
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
        cmocka_unit_test(test_the_last_day_is_whole),
        cmocka_unit_test(test_the_end_can_be_taken_away),
        cmocka_unit_test(test_a_day_that_is_over_ends_access),
        cmocka_unit_test(test_the_form_begins_with_the_present_day),
        cmocka_unit_test(test_unlimited_access_says_what_sleeps),
        cmocka_unit_test(test_an_undo_makes_no_debt_of_what_was_used_meanwhile),
        cmocka_unit_test(test_revoking_forgives_in_whole_mb),
        cmocka_unit_test(test_revoking_says_what_it_forgives),
        cmocka_unit_test(test_a_package_that_is_not_sold_is_refused),
        cmocka_unit_test(test_a_package_keeps_the_quota),
        cmocka_unit_test(test_quota_that_pays_the_last_debt_lets_a_debtor_in),
        cmocka_unit_test(test_a_package_that_is_added_pays_debt_like_an_injection),
        cmocka_unit_test(test_packages_and_unlimited_access),
        cmocka_unit_test(test_packages_to_choose_from),
        cmocka_unit_test(test_parts_sum_to_the_price_of_the_first_day),
        cmocka_unit_test(test_prices_that_stay_as_they_are),
        cmocka_unit_test(test_the_recipe_keeps_what_it_replaces),
        cmocka_unit_test(test_the_same_operation_adds_its_quota_once),
        cmocka_unit_test(test_arguments_that_do_not_fit),
        cmocka_unit_test(test_percent_and_what_is_left),
        cmocka_unit_test(test_debt_in_rupiah_is_the_sum_of_its_rows),
        cmocka_unit_test(test_usage_is_fourteen_days_of_the_customers),
        cmocka_unit_test(test_every_column_sorts_and_filters),
        cmocka_unit_test(test_ten_thousand_as_one),
        cmocka_unit_test(test_many_are_written_part_by_part),
        cmocka_unit_test(test_many_are_planned_as_few),
        cmocka_unit_test(test_damaged_ones_among_many_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
