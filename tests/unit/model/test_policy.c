/* Debt policies: whom they block, let in again and remind, as actions and as jobs. The day is set in the database. */
#include "tests/unit/model/action_bench.h"

#include "model/customers/policy.h"

static struct bench *b;

static int begin(void **state)
{
    (void)state;
    b = bench_open();
    return 0;
}

static int end(void **state)
{
    (void)state;
    bench_close(b);
    return 0;
}

static void set_today(const char *date)
{
    ask(b, "CREATE OR REPLACE FUNCTION console.today() RETURNS date LANGUAGE sql STABLE AS 'SELECT date ''%s'''", date);
}

static int clean(void **state)
{
    (void)state;
    if (!b)
        return 0;
    ask(b, "DELETE FROM console.outbox");
    ask(b, "DELETE FROM console.debt_notice");
    ask(b, "DELETE FROM console.setting_value");
    ask(b, "DELETE FROM public.packages");
    ask(b, "WITH d AS (DELETE FROM public.user_quota_debts) UPDATE public.users SET manual_debt_mb = 0");
    ask(b, "DELETE FROM public.quota_mutation_ledger");
    ask(b, "DELETE FROM public.users");
    set_today("2026-11-20");
    return 0;
}

static void need_database(void)
{
    if (!b)
        skip();
}

static void set(const char *key, const char *value)
{
    ask(b,
        "INSERT INTO console.setting_value VALUES ('%s', '%s') ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key, value);
}

/* The result of a policy's job. */
static const char *run_job(const char *name)
{
    static char result[200];
    struct error e = { .code = ERR_NONE };
    bool ok = strcmp(name, "debt_reminders") == 0 ? policy_remind(&b->ctx, result, sizeof result, &e)
                                                  : policy_run(&b->ctx, name, result, sizeof result, &e);
    if (!ok)
        fail_msg("%s: %s: %s", name, e.what, e.why);
    return result;
}

static int operations(void)
{
    return atoi(ask(b, "SELECT count(*) FROM console.operation"));
}

static const char *block_of(const char *user)
{
    return ask(b, "SELECT CASE WHEN is_blocked THEN blocked_reason ELSE '-' END FROM public.users WHERE id = '%s'",
               user);
}

static const char *overdrawn(const char *used, const char *more)
{
    return new_user(
        b, arena_printf(b->ctx.arena, "total_quota_used_mb = %s%s%s", used, more ? ", " : "", more ? more : ""));
}

static const char *due_debt(const char *user, int mb, const char *due)
{
    const char *id = new_debt(b, user, mb, 0, "'2026-10-01'");
    ask(b, "UPDATE public.user_quota_debts SET due_date = '%s' WHERE id = '%s'", due, id);
    return id;
}

static struct plan plan_all(const char *action)
{
    return make_plan(&b->ctx, action, &(struct selection){ .ids = NULL }, NULL, NULL);
}

static const char *refusal_of(const char *action, const char *user)
{
    struct plan p = make_plan(&b->ctx, action, &(struct selection){ .ids = &user, .id_count = 1 }, NULL, NULL);
    assert_int_equal(p.id_count + p.refused_count, 1);
    return p.refused_count ? p.samples[0].refusal : "-";
}

static const char *limit_block(const char *mb)
{
    return arena_printf(b->ctx.arena, "quota_debt_limit|auto_debt_mb=%s|limit_mb=500", mb);
}

static void limit_is_exact_and_leaves_others_alone(void **state)
{
    (void)state;
    need_database();
    const char *at = overdrawn("10740", NULL), *below = overdrawn("10739.99", NULL), *far = overdrawn("20480.25", NULL);
    const char *others[] = {
        overdrawn("99999", "role = 'KOMANDAN'"),        overdrawn("99999", "role = 'ADMIN'"),
        overdrawn("99999", "is_active = false"),        overdrawn("99999", "approval_status = 'REJECTED'"),
        overdrawn("99999", "is_unlimited_user = true"),
    };
    const char *late = overdrawn("99999", "is_blocked = true, blocked_reason = 'late'");
    set("debt_limit_policy", "on");
    assert_string_equal(run_job("debt_limit"), "block 2, unblock 0: 2 done");
    assert_string_equal(block_of(at), limit_block("500.00"));
    assert_string_equal(block_of(far), limit_block("10240.25"));
    assert_string_equal(block_of(below), "-");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_string_equal(block_of(others[i]), "-");
    assert_string_equal(block_of(late), "late");
    int before = operations();
    assert_string_equal(run_job("debt_limit"), "nothing to do");
    assert_int_equal(operations(), before);
    assert_string_equal(ask(b, "SELECT concat_ws(' ', actor, action, item_count) FROM console.operation "
                               "ORDER BY seq DESC LIMIT 1"),
                        "job:debt_limit policies.debt_limit 2");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.outbox WHERE target = 'router:main' "
                               "AND effect = 'sync_user'"),
                        "2");
}

static void limit_takes_back_its_own_blocks(void **state)
{
    (void)state;
    need_database();
    const char *mine = "is_blocked = true, blocked_reason = 'quota_debt_limit|auto_debt_mb=900.00|limit_mb=500'";
    const char *paid = overdrawn("10000", mine), *still = overdrawn("10740", mine);
    const char *unlimited = overdrawn("99999", "is_unlimited_user = true, is_blocked = true, blocked_reason = "
                                               "'quota_debt_limit|auto_debt_mb=900.00|limit_mb=500'");
    const char *similar = overdrawn("0", "is_blocked = true, blocked_reason = 'quota_debt_limitless'");
    const char *legacy = overdrawn("0", "is_blocked = true, blocked_reason = E'\\t Quota_Auto_Debt_Limit|debt_mb=900'");
    const char *month_end = overdrawn("0", "is_blocked = true, blocked_reason = 'quota_debt_end_of_month|debt_mb=9'");
    set("debt_limit_policy", "on");
    assert_string_equal(run_job("debt_limit"), "block 0, unblock 3: 3 done");
    assert_string_equal(block_of(legacy), "-");
    assert_string_equal(block_of(month_end), "quota_debt_end_of_month|debt_mb=9");
    assert_string_equal(block_of(paid), "-");
    assert_string_equal(block_of(unlimited), "-");
    assert_string_equal(block_of(still), limit_block("900.00"));
    assert_string_equal(block_of(similar), "quota_debt_limitless");
    set("debt_limit_mb", "501");
    assert_string_equal(run_job("debt_limit"), "block 0, unblock 1: 1 done");
    assert_string_equal(block_of(still), "-");
}

static void report_and_off_change_nothing(void **state)
{
    (void)state;
    need_database();
    const char *user = overdrawn("20480", NULL);
    int before = operations();
    assert_string_equal(run_job("debt_limit"), "off");
    set("debt_limit_policy", "report");
    assert_string_equal(run_job("debt_limit"), "would block 1, unblock 0");
    assert_string_equal(block_of(user), "-");
    assert_int_equal(operations(), before);
}

static void by_hand_it_works_whatever_the_setting(void **state)
{
    (void)state;
    need_database();
    const char *over = overdrawn("20480", NULL), *other = overdrawn("20480", NULL), *below = overdrawn("0", NULL);
    assert_int_equal(plan_all("policies.debt_limit").id_count, 2);
    assert_string_equal(refusal_of("policies.debt_limit", below),
                        "owes 0.00 MB of automatic debt, below the limit of 500 MB");
    struct action_result r = run_on(b, "policies.debt_limit", over, NULL, NULL);
    assert_int_equal(r.changed, 1);
    assert_string_equal(block_of(other), "-");
    assert_string_equal(refusal_of("policies.debt_limit", over),
                        "owes 10240.00 MB of automatic debt, beyond the limit of 500 MB");
}

static void undo_puts_all_back_as_one(void **state)
{
    (void)state;
    need_database();
    struct action_result undone;
    struct error e;
    char id[40];
    const char *a = overdrawn("20480", NULL);
    const char *c = overdrawn("0", "is_blocked = true, blocked_at = now(), "
                                   "blocked_reason = 'quota_debt_limit|auto_debt_mb=900.00|limit_mb=500'");
    set("debt_limit_policy", "on");
    assert_string_equal(run_job("debt_limit"), "block 1, unblock 1: 2 done");
    const char *op = ask(b, "SELECT id FROM console.operation ORDER BY seq DESC LIMIT 1");
    assert_int_equal(count_of(b, AUDIT, op), 2);
    action_new_id(id);
    assert_true(action_undo(&b->ctx, op, id, &undone, &e));
    assert_int_equal(undone.changed, 2);
    assert_string_equal(block_of(a), "-");
    assert_string_equal(block_of(c), limit_block("900.00"));
}

static void overdue_counts_the_days_of_the_oldest_item(void **state)
{
    (void)state;
    need_database();
    const char *late = new_user(b, NULL), *just = new_user(b, NULL), *paid = new_user(b, NULL);
    due_debt(late, 100, "2026-11-12");
    due_debt(late, 100, "2026-12-24");
    due_debt(just, 100, "2026-11-13"); /* + 7 days is today: not yet */
    ask(b,
        "WITH u AS (UPDATE public.users SET manual_debt_mb = 0 WHERE id = '%s') UPDATE public.user_quota_debts "
        "SET is_paid = true, paid_mb = amount_mb WHERE id = '%s'",
        paid, due_debt(paid, 100, "2026-01-01"));
    new_debt(b, paid, 100, 0, "'2026-01-01'"); /* without a due date */
    set("debt_overdue_policy", "on");
    assert_string_equal(run_job("debt_overdue"), "block 1: 1 done");
    assert_string_equal(block_of(late), "tunggakan_overdue|oldest_due=2026-11-12|days=8");
    assert_string_equal(refusal_of("policies.debt_overdue", just), "is not blocked before 2026-11-21");
    assert_string_equal(refusal_of("policies.debt_overdue", paid), "owes nothing that has a due date");
    assert_string_equal(run_job("debt_overdue"), "nothing to do");
    set_today("2026-11-21");
    assert_string_equal(run_job("debt_overdue"), "block 1: 1 done");
    assert_string_equal(block_of(just), "tunggakan_overdue|oldest_due=2026-11-13|days=8");
}

static const char *reminder(const char *user)
{
    return ask(b,
               "SELECT concat_ws(' ', state, payload ->> 'policy', payload ->> 'block_on', payload ->> 'debt_mb', "
               "payload ->> 'debt_rp', payload ->> 'oldest_due') FROM console.outbox WHERE target = 'message:user' "
               "AND effect = 'remind_debt' AND entity_type = 'user' AND entity_id = '%s' ORDER BY id DESC LIMIT 1",
               user);
}

static void new_package(int gb, int price)
{
    ask(b, "INSERT INTO public.package_profiles (id, profile_name) VALUES (gen_random_uuid(), 'p') ON CONFLICT DO "
           "NOTHING");
    ask(b,
        "INSERT INTO public.packages (id, name, price, data_quota_gb, profile_id) SELECT gen_random_uuid(), 'P%d', %d, "
        "%d, id FROM public.package_profiles LIMIT 1",
        gb, price, gb);
}

static void overdue_reminds_once_within_the_days_of_warning(void **state)
{
    (void)state;
    need_database();
    const char *soon = new_user(b, "telegram_chat_id = '77'"), *later = new_user(b, NULL), *gone = new_user(b, NULL);
    new_package(10, 100000);
    new_package(25, 200000);
    due_debt(soon, 20480, "2026-11-15"); /* blocked from the 23rd on */
    ask(b,
        "WITH u AS (UPDATE public.users SET manual_debt_mb = 15360 WHERE id = '%s') UPDATE public.user_quota_debts "
        "SET price_rp = 180000, paid_mb = 5120 WHERE user_id = '%s'",
        soon, soon);
    due_debt(soon, 25600, "2026-12-01");
    due_debt(later, 100, "2026-11-16"); /* from the 24th on */
    due_debt(gone, 100, "2026-11-01");  /* already past: blocked without a word */
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
    set("debt_overdue_policy", "report");
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
    set("debt_overdue_policy", "on");
    assert_string_equal(run_job("debt_reminders"), "remind 1: 1 done");
    assert_string_equal(reminder(soon), "pending debt_overdue 2026-11-23 40960 335000 2026-11-15");
    assert_string_equal(
        ask(b, "SELECT concat_ws(' ', jsonb_typeof(payload -> 'debt_mb'), jsonb_typeof(payload -> 'debt_rp'), "
               "payload ->> 'telegram_chat_id', payload ->> 'full_name' LIKE 'Budi%%', "
               "payload ->> 'phone_number' LIKE '+62%%') FROM console.outbox"),
        "number number 77 t t");
    assert_string_equal(reminder(later), "");
    assert_string_equal(reminder(gone), "");
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
    assert_string_equal(refusal_of("policies.debt_reminders", soon), "was reminded already");
    assert_string_equal(refusal_of("policies.debt_reminders", later),
                        "no policy that is on blocks the customer within the days of warning");
    set_today("2026-11-21");
    assert_string_equal(run_job("debt_reminders"), "remind 1: 1 done");
    assert_string_equal(reminder(later), "pending debt_overdue 2026-11-24 100 10000 2026-11-16");
}

static void reminders_that_nobody_sent_are_withdrawn(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL), *payer = new_user(b, NULL);
    due_debt(user, 100, "2026-11-15");
    due_debt(payer, 100, "2026-11-15");
    set("debt_overdue_policy", "on");
    assert_string_equal(run_job("debt_reminders"), "remind 2: 2 done");
    ask(b,
        "WITH d AS (UPDATE public.user_quota_debts SET is_paid = true, paid_mb = amount_mb WHERE user_id = '%s') "
        "UPDATE public.users SET manual_debt_mb = 0 WHERE id = '%s'",
        payer, payer);
    run_job("debt_reminders");
    assert_string_equal(ask(b, "SELECT state FROM console.outbox WHERE entity_id = '%s'", payer), "cancelled");
    assert_string_equal(ask(b, "SELECT state FROM console.outbox WHERE entity_id = '%s'", user), "pending");
    set_today("2026-11-23");
    run_job("debt_reminders");
    assert_string_equal(ask(b, "SELECT state FROM console.outbox WHERE entity_id = '%s'", user), "cancelled");
}

static const char *warnings_of(const char *user)
{
    return ask(b,
               "SELECT coalesce(string_agg(state, ' ' ORDER BY id), '') FROM console.outbox WHERE effect = 'warn_debt' "
               "AND target = 'message:user' AND entity_id = '%s'",
               user);
}

static void owes(const char *user, int mb)
{
    ask(b, "UPDATE public.users SET total_quota_used_mb = 10240 + %d WHERE id = '%s'", mb, user);
}

static void the_limit_warns_once_for_each_rise(void **state)
{
    (void)state;
    need_database();
    const char *user = overdrawn("10640", NULL), *below = overdrawn("10639.99", NULL), *at = overdrawn("10740", NULL);
    const char *others[] = { overdrawn("10640", "role = 'KOMANDAN'"), overdrawn("10640", "is_unlimited_user = true"),
                             overdrawn("10640", "is_blocked = true, blocked_reason = 'late'") };
    set("debt_limit_policy", "on");
    assert_string_equal(run_job("debt_reminders"), "nothing to do"); /* 0: never */
    set("debt_warning_mb", "400");
    set("debt_limit_policy", "report");
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
    set("debt_limit_policy", "on");
    assert_string_equal(run_job("debt_reminders"), "remind 1: 1 done");
    assert_string_equal(warnings_of(user), "pending");
    assert_string_equal(warnings_of(below), "");
    assert_string_equal(warnings_of(at), "");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_string_equal(warnings_of(others[i]), "");
    owes(user, 450);
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
    assert_string_equal(refusal_of("policies.debt_reminders", user), "was reminded already");
    owes(user, 399);
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
    assert_string_equal(warnings_of(user), "cancelled");
    owes(user, 400);
    assert_string_equal(run_job("debt_reminders"), "remind 1: 1 done");
    assert_string_equal(warnings_of(user), "cancelled pending");
}

static void a_warning_and_a_reminder_are_two_messages(void **state)
{
    (void)state;
    need_database();
    const char *user = overdrawn("10640", NULL);
    due_debt(user, 100, "2026-11-15");
    set("debt_limit_policy", "on");
    set("debt_warning_mb", "400");
    set("debt_overdue_policy", "on");
    assert_string_equal(run_job("debt_reminders"), "remind 1: 1 done");
    assert_string_equal(warnings_of(user), "pending");
    assert_string_equal(ask(b, "SELECT count(*) FROM console.outbox WHERE effect = 'remind_debt'"), "1");
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
}

static void one_message_tells_of_the_nearest_block(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL);
    due_debt(user, 100, "2026-11-21"); /* overdue: from the 29th on */
    set("debt_overdue_policy", "on");
    set("debt_month_end_policy", "on");
    set_today("2026-11-27");
    assert_string_equal(run_job("debt_reminders"), "remind 1: 1 done");
    assert_string_equal(ask(b,
                            "SELECT count(*) || ' ' || min(payload ->> 'policy') || ' ' || min(payload ->> 'block_on') "
                            "FROM console.outbox"),
                        "1 debt_overdue 2026-11-29");
    assert_string_equal(ask(b, "SELECT string_agg(policy || ' ' || occasion, ', ' ORDER BY policy) "
                               "FROM console.debt_notice"),
                        "debt_month_end 2026-11, debt_overdue 2026-11-21");
}

static void month_end_waits_for_its_day(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL), *clear = new_user(b, NULL);
    new_debt(b, user, 300, 100, "'2026-11-05'");
    set("debt_warning_days", "0");
    set("debt_month_end_policy", "on");
    set_today("2026-11-29");
    assert_string_equal(run_job("debt_month_end"), "nothing to do yet, 1 wait for their day");
    assert_string_equal(refusal_of("policies.debt_month_end", user), "the month ends on 2026-11-30");
    set_today("2026-11-30");
    assert_string_equal(refusal_of("policies.debt_month_end", clear), "owes no manual debt");
    assert_string_equal(run_job("debt_month_end"), "block 1: 1 done");
    assert_string_equal(block_of(user), "quota_manual_debt_end_of_month|month=2026-11|debt_mb=200");
    assert_string_equal(run_job("debt_month_end"), "nothing to do");
}

static void month_end_is_the_day_of_the_setting(void **state)
{
    (void)state;
    need_database();
    static const struct {
        const char *day, *today;
        int blocked;
    } cases[] = {
        { "31", "2027-02-27", 0 }, { "31", "2027-02-28", 1 }, { "30", "2027-02-28", 1 }, { "31", "2028-02-28", 0 },
        { "25", "2026-11-24", 0 }, { "25", "2026-11-25", 1 }, { "25", "2026-11-30", 1 }, { "25", "2026-12-01", 0 },
        { "1", "2026-12-01", 1 },  { "31", "2026-12-30", 0 }, { "31", "2026-12-31", 1 },
    };
    const char *user = new_user(b, NULL);
    new_debt(b, user, 300, 0, "'2026-10-05'");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set("debt_month_end_day", cases[i].day);
        set_today(cases[i].today);
        struct plan p = plan_all("policies.debt_month_end");
        if ((int)p.id_count != cases[i].blocked)
            fail_msg("day %s, %s: %zu blocked", cases[i].day, cases[i].today, p.id_count);
    }
}

static void month_end_warns_first(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL);
    new_debt(b, user, 300, 0, "'2026-11-05'");
    set("debt_month_end_policy", "on");
    set_today("2026-11-26");
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
    set_today("2026-11-27");
    assert_string_equal(run_job("debt_reminders"), "remind 1: 1 done");
    assert_string_equal(reminder(user), "pending debt_month_end 2026-11-30 300");
    ask(b, "UPDATE console.debt_notice SET reminded_at = now() - interval '3 days'");
    assert_string_equal(run_job("debt_month_end"), "nothing to do yet, 1 wait for their day");
    set_today("2026-11-30");
    assert_string_equal(run_job("debt_month_end"), "block 1: 1 done");
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
}

/* No worker ran in the days of warning: he is reminded on the day itself, and blocked a day later, which is in
 * the next month by then. */
static void month_end_after_an_outage_reminds_first(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL), *fresh = new_user(b, NULL);
    new_debt(b, user, 300, 0, "'2026-11-05'");
    set("debt_month_end_policy", "on");
    set_today("2026-11-30");
    assert_string_equal(run_job("debt_month_end"), "nothing to do yet, 1 wait for their day");
    assert_string_equal(refusal_of("policies.debt_month_end", user),
                        "is to be reminded first, and is blocked a day later");
    assert_string_equal(run_job("debt_reminders"), "remind 1: 1 done");
    assert_string_equal(reminder(user), "pending debt_month_end 2026-12-01 300");
    assert_string_equal(run_job("debt_month_end"), "nothing to do yet, 1 wait for their day");
    assert_string_equal(refusal_of("policies.debt_month_end", user), "was reminded less than a day ago");
    set_today("2026-12-01");
    new_debt(b, fresh, 300, 0, "'2026-12-01'");
    ask(b, "UPDATE console.debt_notice SET reminded_at = now() - interval '23 hours 59 minutes'");
    assert_string_equal(run_job("debt_month_end"), "nothing to do yet, 2 wait for their day");
    ask(b, "UPDATE console.debt_notice SET reminded_at = now() - interval '24 hours'");
    assert_string_equal(run_job("debt_month_end"), "block 1: 1 done");
    assert_string_equal(block_of(user), "quota_manual_debt_end_of_month|month=2026-11|debt_mb=300");
    assert_string_equal(block_of(fresh), "-");
}

static void month_end_does_not_reach_far_into_the_next(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL), *later = new_user(b, NULL), *anew = new_user(b, NULL);
    new_debt(b, user, 300, 0, "'2026-11-05'");
    const char *moved = new_debt(b, anew, 300, 0, "'2026-11-05'");
    set("debt_month_end_policy", "on");
    set_today("2026-11-28");
    assert_string_equal(run_job("debt_reminders"), "remind 2: 2 done");
    ask(b, "UPDATE public.user_quota_debts SET debt_date = '2026-12-01' WHERE id = '%s'", moved);
    ask(b, "UPDATE console.debt_notice SET reminded_at = now() - interval '9 days'");
    new_debt(b, later, 300, 0, "'2026-11-05'"); /* nobody told him in November */
    set_today("2026-12-08");
    assert_int_equal(plan_all("policies.debt_month_end").id_count, 0);
    set_today("2026-12-07");
    assert_string_equal(run_job("debt_month_end"), "block 1: 1 done");
    assert_string_equal(block_of(later), "-");
    assert_string_equal(block_of(anew), "-");
}

static void month_end_leaves_alone_whom_an_operator_let_in(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL);
    new_debt(b, user, 300, 0, "'2026-11-05'");
    set("debt_warning_days", "0");
    set("debt_month_end_policy", "on");
    set_today("2026-11-30");
    assert_string_equal(run_job("debt_month_end"), "block 1: 1 done");
    run_on(b, "users.unblock", user, NULL, NULL);
    assert_string_equal(run_job("debt_month_end"), "nothing to do yet, 1 wait for their day");
    assert_string_equal(block_of(user), "-");
    assert_string_equal(refusal_of("policies.debt_month_end", user), "-"); /* who names him means it */
    set_today("2026-12-31");
    assert_string_equal(run_job("debt_month_end"), "block 1: 1 done");
}

static void month_end_by_hand_wants_no_reminder_of_a_policy_that_is_off(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b, NULL);
    new_debt(b, user, 300, 0, "'2026-11-05'");
    set_today("2026-11-30");
    assert_string_equal(refusal_of("policies.debt_month_end", user), "-");
    set("debt_month_end_policy", "report");
    assert_string_equal(run_job("debt_month_end"), "would block 1");
    assert_string_equal(run_job("debt_reminders"), "nothing to do");
}

#define TEST(f) cmocka_unit_test_setup(f, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(limit_is_exact_and_leaves_others_alone),
        TEST(limit_takes_back_its_own_blocks),
        TEST(report_and_off_change_nothing),
        TEST(by_hand_it_works_whatever_the_setting),
        TEST(undo_puts_all_back_as_one),
        TEST(overdue_counts_the_days_of_the_oldest_item),
        TEST(overdue_reminds_once_within_the_days_of_warning),
        TEST(reminders_that_nobody_sent_are_withdrawn),
        TEST(one_message_tells_of_the_nearest_block),
        TEST(the_limit_warns_once_for_each_rise),
        TEST(a_warning_and_a_reminder_are_two_messages),
        TEST(month_end_waits_for_its_day),
        TEST(month_end_is_the_day_of_the_setting),
        TEST(month_end_warns_first),
        TEST(month_end_after_an_outage_reminds_first),
        TEST(month_end_does_not_reach_far_into_the_next),
        TEST(month_end_leaves_alone_whom_an_operator_let_in),
        TEST(month_end_by_hand_wants_no_reminder_of_a_policy_that_is_off),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
