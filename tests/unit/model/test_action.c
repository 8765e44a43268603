/* Actions, one by one: what is planned and refused, and exactly what stands in the tables afterwards. */
#include "tests/unit/model/action_bench.h"

#include "model/engine/audit.h"
#include "model/engine/entity.h"

#include <fcntl.h>
#include <sys/stat.h>

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

static void test_block_writes_row_audit_and_outbox(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    struct action_result r = run_on(b, "users.block", id, "reason", "  arrears  ");
    const char *op = r.operation_id;
    assert_int_equal(r.changed, 1);
    assert_int_equal(r.outbox_count, 1);
    assert_int_equal(r.effects_waiting, 1);
    assert_string_equal(r.summary, "1 user blocked; router main: 0 synced, 1 waiting");
    assert_string_equal(ask(b,
                            "SELECT is_blocked || blocked_reason || (blocked_at > now() - interval '1 minute') "
                            "FROM public.users WHERE id = '%s'",
                            id),
                        "truearrearstrue");
    assert_string_equal(ask(b, "SELECT before::text FROM console.audit_log WHERE operation_id = '%s'", op),
                        "{\"blocked_at\": null, \"is_blocked\": false, \"blocked_reason\": null}");
    assert_string_equal(
        ask(b, "SELECT (after - 'blocked_at')::text FROM console.audit_log WHERE operation_id = '%s'", op),
        "{\"is_blocked\": true, \"blocked_reason\": \"arrears\"}");
    assert_string_equal(ask(b,
                            "SELECT (a.after ->> 'blocked_at')::timestamptz = u.blocked_at FROM console.audit_log a, "
                            "public.users u WHERE operation_id = '%s' AND u.id = '%s'",
                            op, id),
                        "t");
    assert_string_equal(
        ask(b,
            "SELECT concat_ws('|', actor, action, entity_type, entity_id = '%s') FROM console.audit_log "
            "WHERE operation_id = '%s'",
            id, op),
        "siti@kasir-1|users.block|user|t");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', target, effect, entity_type, entity_id = '%s', state) "
                            "FROM console.outbox WHERE operation_id = '%s'",
                            id, op),
                        "router:main|sync_user|user|t|pending");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', actor, action, args::text, selection, item_count) "
                            "FROM console.operation WHERE id = '%s'",
                            op),
                        "siti@kasir-1|users.block|{\"reason\": \"arrears\"}|1 marked|1");
    assert_int_equal(count_of(b, LEDGER, op), 0);
}

static void test_block_refuses_who_is_blocked(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[] = { new_user(b, NULL), new_user(b, "is_blocked = true, blocked_reason = 'late'"),
                          new_user(b, NULL) };
    struct plan p = make_plan(&b->ctx, "users.block", &(struct selection){ .ids = ids, .id_count = 3 }, "reason", "x");
    assert_int_equal(p.id_count, 2);
    assert_int_equal(p.refused_count, 1);
    assert_int_equal(p.sample_count, 3);
    assert_string_equal(p.summary, "Block 2 users");
    assert_string_equal(p.selection_text, "3 marked");
    for (size_t i = 0; i < p.sample_count; i++) {
        bool refused = strcmp(p.samples[i].id, ids[1]) == 0;
        assert_int_equal(p.samples[i].refusal != NULL, refused);
        if (refused)
            assert_string_equal(p.samples[i].refusal, "is blocked already: late");
        else
            assert_non_null(strstr(p.samples[i].after, "blocked (x)"));
    }
    assert_int_equal(
        atoi(ask(b, "SELECT count(*) FROM public.users WHERE id IN ('%s', '%s') AND is_blocked", ids[0], ids[2])), 0);
}

static void test_a_plan_of_nobody_changes_nothing(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    struct action_result r;
    struct error e = { .code = ERR_NONE };
    char op[40];
    struct plan p = make_plan(&b->ctx, "users.unblock", &(struct selection){ .ids = &id, .id_count = 1 }, NULL, NULL);
    assert_int_equal(p.id_count, 0);
    assert_int_equal(p.refused_count, 1);
    action_new_id(op);
    assert_false(action_apply(&b->ctx, &p, op, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

static void test_unblock_clears_reason_and_time(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "is_blocked = true, blocked_reason = 'late', blocked_at = now()");
    struct action_result r = run_on(b, "users.unblock", id, NULL, NULL);
    assert_string_equal(ask(b,
                            "SELECT is_blocked OR blocked_reason IS NOT NULL OR blocked_at IS NOT NULL "
                            "FROM public.users WHERE id = '%s'",
                            id),
                        "f");
    assert_string_equal(ask(b, "SELECT after::text FROM console.audit_log WHERE operation_id = '%s'", r.operation_id),
                        "{\"blocked_at\": null, \"is_blocked\": false, \"blocked_reason\": null}");
}

static void test_sync_only_asks_the_router(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "mikrotik_server_name = 'hs2'");
    const char *before = ask(b, "SELECT u::text FROM public.users u WHERE id = '%s'", id);
    struct action_result r = run_on(b, "users.sync", id, NULL, NULL);
    assert_int_equal(r.outbox_count, 1);
    assert_string_equal(ask(b, "SELECT target FROM console.outbox WHERE operation_id = '%s'", r.operation_id),
                        "router:north");
    assert_string_equal(ask(b, "SELECT u::text FROM public.users u WHERE id = '%s'", id), before);
    /* A second wish takes the first one over; there is one row still. */
    struct action_result again = run_on(b, "users.sync", id, NULL, NULL);
    assert_int_equal(count_of(b, OUTBOX, r.operation_id), 0);
    assert_int_equal(count_of(b, OUTBOX, again.operation_id), 1);
}

/* How many of a user's devices will take the router's counters as they are. */
static int counters_reset(const char *user)
{
    return atoi(ask(b,
                    "SELECT count(*) FROM public.user_devices d JOIN console.counter_reset r "
                    "ON r.device_id = d.id AND r.reset_at = d.last_bytes_updated_at WHERE d.user_id = '%s'",
                    user));
}

static void test_reset_keeps_what_was_purchased(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 12000.25, auto_debt_offset_mb = 100");
    const char *device = ask(b,
                             "INSERT INTO public.user_devices (id, user_id, mac_address, last_bytes_total, "
                             "last_hotspot_host_id) VALUES (gen_random_uuid(), '%s', '02:00', 777, '*1') RETURNING id",
                             id);
    const char *unseen = ask(b,
                             "INSERT INTO public.user_devices (id, user_id, mac_address) "
                             "VALUES (gen_random_uuid(), '%s', '02:01') RETURNING id",
                             id);
    struct action_result r = run_on(b, "quota.reset", id, NULL, NULL);
    assert_string_equal(figures(b, id), "10240/0.00/0/0");
    assert_string_equal(ask(b,
                            "SELECT last_bytes_total || coalesce(last_hotspot_host_id, '-') FROM public.user_devices "
                            "WHERE id = '%s'",
                            device),
                        "777*1");
    assert_string_equal(ask(b,
                            "SELECT last_bytes_total || coalesce(last_hotspot_host_id, '-') FROM public.user_devices "
                            "WHERE id = '%s'",
                            unseen),
                        "0-");
    assert_int_equal(counters_reset(id), 2);
    assert_string_equal(ask(b, "SELECT before_state::text FROM public.quota_mutation_ledger WHERE user_id = '%s'", id),
                        "{\"total_quota_purchased_mb\" : 10240, \"total_quota_used_mb\" : 12000.25, "
                        "\"auto_debt_offset_mb\" : 100, \"manual_debt_mb\" : 0}");
    assert_string_equal(ask(b, "SELECT after_state::text FROM public.quota_mutation_ledger WHERE user_id = '%s'", id),
                        "{\"total_quota_purchased_mb\" : 10240, \"total_quota_used_mb\" : 0.00, "
                        "\"auto_debt_offset_mb\" : 0, \"manual_debt_mb\" : 0}");
    assert_string_equal(
        ask(b,
            "SELECT concat_ws('|', source, idempotency_key = '%s', actor_user_id, event_details ->> 'actor') "
            "FROM public.quota_mutation_ledger WHERE user_id = '%s'",
            r.operation_id, id),
        "console.quota.reset|t|siti@kasir-1");
}

static void test_the_incident_recipe(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 104.05, is_blocked = true, blocked_reason = 'late', "
                                 "blocked_at = now(), total_quota_purchased_mb = 500, auto_debt_offset_mb = 7");
    const char *old = new_debt(b, id, 3000, 1000, "'2020-01-01'");
    ask(b,
        "INSERT INTO public.user_devices (id, user_id, mac_address, last_bytes_total, last_hotspot_host_id) "
        "VALUES (gen_random_uuid(), '%s', '02:00', 777, '*1')",
        id);
    struct action_result r = run_on(b, "quota.reset_with_debt", id, NULL, NULL);
    assert_string_equal(figures(b, id), "10240/0.00/0/10240");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', is_blocked, blocked_reason, blocked_at) FROM public.users "
                            "WHERE id = '%s'",
                            id),
                        "f");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', paid_mb, is_paid, last_paid_source, paid_at IS NOT NULL) "
                            "FROM public.user_quota_debts WHERE id = '%s'",
                            old),
                        "1000|t|console_replaced|t");
    assert_string_equal(ask(b,
                            "SELECT concat_ws('|', amount_mb, paid_mb, is_paid, "
                            "debt_date = (now() AT TIME ZONE 'Asia/Jakarta')::date, price_rp) "
                            "FROM public.user_quota_debts WHERE user_id = '%s' AND id <> '%s'",
                            id, old),
                        "10240|0|f|t");
    assert_int_equal(counters_reset(id), 1);
    assert_int_equal(count_of(b, LEDGER, r.operation_id), 1);
    assert_int_equal(count_of(b, AUDIT, r.operation_id), 3);
    assert_int_equal(count_of(b, OUTBOX, r.operation_id), 1);
    assert_string_equal(
        ask(b,
            "SELECT string_agg(concat_ws(' ', entity_type, before IS NULL, details ->> 'user_id' = '%s'), "
            "',' ORDER BY id) FROM console.audit_log WHERE operation_id = '%s'",
            id, r.operation_id),
        "user f,user_quota_debt f t,user_quota_debt t t");
}

static void test_the_recipe_names_only_what_changed(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_purchased_mb = 20, total_quota_used_mb = 5");
    struct action_result r = run_on(b, "quota.reset_with_debt", id, "mb", "1GB");
    assert_string_equal(
        ask(b, "SELECT before || after FROM console.audit_log WHERE operation_id = '%s' AND entity_type = 'user'",
            r.operation_id),
        "{\"manual_debt_mb\": 1024, \"total_quota_used_mb\": 0.00, \"total_quota_purchased_mb\": 1024}");
}

/* used, offset, items by age, amount, then the figures and items expected. */
struct allocation {
    const char *used, *offset;
    struct {
        int amount, paid;
        const char *date;
    } debts[3];
    const char *mb, *figures, *items;
};

static const struct allocation allocations[] = {
    { "0", "0", { { 0 } }, "500", "10740/0.00/0/0", "" },
    { "10240", "0", { { 0 } }, "500", "10740/10240.00/0/0", "" },       /* just used up: no debt */
    { "10240.01", "0", { { 0 } }, "500", "10740/10240.01/0/0", "" },    /* the debt becomes quota too */
    { "10340.25", "0", { { 0 } }, "101", "10341/10340.25/0/0", "" },    /* exactly the debt */
    { "10340.25", "0", { { 0 } }, "100", "10340/10340.25/0/0", "" },    /* one short */
    { "10340.25", "0", { { 0 } }, "102", "10342/10340.25/0/0", "" },    /* one over */
    { "10340.25", "101", { { 0 } }, "10", "10250/10340.25/101/0", "" }, /* paid before */
    { "10340", "0", { { 50, 0, "NULL" } }, "100", "10340/10340.00/0/50", "0/50" },
    { "10340", "0", { { 50, 0, "NULL" } }, "130", "10340/10340.00/0/20", "30/50" },
    { "0", "0", { { 300, 100, "'2024-01-01'" }, { 50, 0, "NULL" } }, "200", "10240/0.00/0/50", "300/300p 0/50" },
    { "0", "0", { { 300, 100, "'2024-01-01'" }, { 50, 0, "NULL" } }, "199", "10240/0.00/0/51", "299/300 0/50" },
    { "0", "0", { { 300, 100, "'2024-01-01'" }, { 50, 0, "NULL" } }, "201", "10240/0.00/0/49", "300/300p 1/50" },
    { "0", "0", { { 300, 100, "'2024-01-01'" }, { 50, 0, "NULL" } }, "250", "10240/0.00/0/0", "300/300p 50/50p" },
    { "0", "0", { { 300, 100, "'2024-01-01'" }, { 50, 0, "NULL" } }, "251", "10241/0.00/0/0", "300/300p 50/50p" },
    { "0",
      "0",
      { { 40, 0, "'2024-02-01'" }, { 30, 0, "'2024-01-01'" }, { 20, 0, "'2024-02-01'" } },
      "60",
      "10240/0.00/0/30",
      "30/30p 30/40 0/20" }, /* by date, then as they were made */
};

static void test_inject_pays_debts_in_their_order(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < sizeof allocations / sizeof *allocations; i++) {
        const struct allocation *a = &allocations[i];
        const char *id = new_user(
            b, arena_printf(b->ctx.arena, "total_quota_used_mb = %s, auto_debt_offset_mb = %s", a->used, a->offset));
        for (size_t k = 0; k < 3 && a->debts[k].amount; k++)
            new_debt(b, id, a->debts[k].amount, a->debts[k].paid, a->debts[k].date);
        struct action_result r = run_on(b, "quota.inject", id, "mb", a->mb);
        assert_string_equal(figures(b, id), a->figures);
        assert_string_equal(items(b, id), a->items);
        assert_int_equal(count_of(b, LEDGER, r.operation_id), 1);
        assert_string_equal(
            ask(b,
                "SELECT count(*) FROM public.user_quota_debts WHERE user_id = '%s' AND "
                "(is_paid <> (paid_at IS NOT NULL) OR (is_paid AND last_paid_source <> 'console_inject'))",
                id),
            "0");
    }
}

static void test_inject_for_many_is_the_same_as_one_by_one(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[sizeof allocations / sizeof *allocations], *sums;
    size_t n = sizeof allocations / sizeof *allocations;
    for (size_t i = 0; i < n; i++) {
        ids[i] =
            new_user(b, arena_printf(b->ctx.arena, "total_quota_used_mb = %s, auto_debt_offset_mb = %s, blok = 'many'",
                                     allocations[i].used, allocations[i].offset));
        for (size_t k = 0; k < 3 && allocations[i].debts[k].amount; k++)
            new_debt(b, ids[i], allocations[i].debts[k].amount, allocations[i].debts[k].paid,
                     allocations[i].debts[k].date);
    }
    struct plan p = make_plan(&b->ctx, "quota.inject", &(struct selection){ .ids = ids, .id_count = n }, "mb", "110");
    assert_non_null(strstr(p.notes[0], "become quota"));
    struct action_result r = run_action(b, "quota.inject", ids, n, "mb", "110");
    assert_int_equal(r.changed, n);
    /* What came in is what went into quota and manual debt together. */
    sums = ask(b,
               "SELECT sum((after_state ->> 'total_quota_purchased_mb')::int - (before_state ->> "
               "'total_quota_purchased_mb')::int "
               "- (after_state ->> 'manual_debt_mb')::int + (before_state ->> 'manual_debt_mb')::int) "
               "FROM public.quota_mutation_ledger WHERE idempotency_key = '%s'",
               r.operation_id);
    assert_int_equal(atoi(sums), 110 * (int)n);
}

static void test_inject_leaves_an_unlimited_debt_alone(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    const char *debt = new_debt(b, id, 1, 0, "'2024-01-01'");
    ask(b, "UPDATE public.user_quota_debts SET price_rp = 200000 WHERE id = '%s'", debt);
    new_debt(b, id, 10, 0, "'2024-02-01'");
    run_on(b, "quota.inject", id, "mb", "30");
    assert_string_equal(items(b, id), "0/1 10/10p");
    assert_string_equal(figures(b, id), "10260/0.00/0/1");
}

static void test_nobody_unlimited_has_automatic_debt(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *unlimited = new_user(b, "is_unlimited_user = true, total_quota_used_mb = 20000");
    const char *chief = new_user(b, "role = 'KOMANDAN', total_quota_used_mb = 20000");
    run_on(b, "quota.inject", unlimited, "mb", "5");
    run_on(b, "quota.inject", chief, "mb", "5");
    assert_string_equal(figures(b, unlimited), "10245/20000.00/0/0");
    assert_string_equal(figures(b, chief), "10245/20000.00/0/0");
}

static void test_set_debt_replaces_what_is_open(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    new_debt(b, id, 300, 100, "'2024-01-01'");
    run_on(b, "debts.set", id, "mb", "50");
    assert_string_equal(items(b, id), "100/300p 0/50");
    assert_string_equal(figures(b, id), "10240/0.00/0/50");
    run_on(b, "debts.set", id, "mb", "0");
    assert_string_equal(items(b, id), "100/300p 0/50p");
    assert_string_equal(figures(b, id), "10240/0.00/0/0");
    struct plan p = make_plan(&b->ctx, "debts.set", &(struct selection){ .ids = &id, .id_count = 1 }, "mb", "0");
    assert_int_equal(p.id_count, 0);
    assert_string_equal(p.samples[0].refusal, "owes nothing by hand");
}

static void test_selection_by_filter(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    for (int i = 0; i < 40; i++)
        new_user(b, i < 30 ? "full_name = 'Zainab ' || full_name"
                           : "full_name = 'Zainab ' || full_name, is_blocked = true, blocked_at = now()");
    struct plan p = make_plan(&b->ctx, "users.block", &(struct selection){ .filter = "zainab" }, "reason", "x");
    assert_int_equal(p.id_count, 30);
    assert_int_equal(p.refused_count, 10);
    assert_int_equal(p.sample_count, 20);
    assert_string_equal(p.selection_text, "zainab");
    struct plan all = make_plan(&b->ctx, "users.sync", &(struct selection){ .filter = "" }, NULL, NULL);
    assert_int_equal(all.id_count, atoi(ask(b, "SELECT count(*) FROM public.users")));
    assert_string_equal(all.selection_text, "all");
    struct plan none =
        make_plan(&b->ctx, "users.sync", &(struct selection){ .filter = "nobodyhasthisname" }, NULL, NULL);
    assert_int_equal(none.id_count + none.refused_count, 0);
}

static void expect_plan_error(const char *action, const char *id, enum error_code code, const char *why)
{
    struct error e = { .code = ERR_NONE };
    struct plan plan;
    const char *const args[] = { "x" };
    assert_false(
        action_plan(&b->ctx, action_find(action), &(struct selection){ .ids = &id, .id_count = 1 }, args, &plan, &e));
    assert_int_equal(e.code, code);
    assert_non_null(strstr(e.why, why));
}

static void test_ids_that_are_none_are_refused(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    expect_plan_error("users.block", "1; DROP TABLE users", ERR_USAGE, "is no uuid");
    expect_plan_error("users.block", "", ERR_USAGE, "is no uuid");
    expect_plan_error("users.block", "00000000-0000-4000-8000-000000000001", ERR_USAGE,
                      "there is no user 00000000-0000-4000-8000-000000000001");
    const char *twice[] = { new_user(b, NULL), NULL };
    twice[1] = twice[0];
    struct plan p =
        make_plan(&b->ctx, "users.block", &(struct selection){ .ids = twice, .id_count = 2 }, "reason", "x");
    assert_int_equal(p.id_count, 1);
}

static void test_the_same_operation_is_done_once(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    char op[40];
    struct error e = { .code = ERR_NONE };
    struct action_result first, second;
    struct plan p = make_plan(&b->ctx, "quota.inject", &(struct selection){ .ids = &id, .id_count = 1 }, "mb", "100");
    action_new_id(op);
    assert_true(action_apply(&b->ctx, &p, op, &first, &e));
    assert_true(action_apply(&b->ctx, &p, op, &second, &e));
    assert_int_equal(second.changed, 1);
    assert_int_equal(second.outbox_count, 1);
    assert_string_equal(first.summary, second.summary);
    assert_string_equal(figures(b, id), "10340/0.00/0/0");
    assert_int_equal(count_of(b, LEDGER, op), 1);
    assert_int_equal(count_of(b, AUDIT, op), 1);
    /* Another action under the same id is a mistake. */
    struct plan other = make_plan(&b->ctx, "quota.reset", &(struct selection){ .ids = &id, .id_count = 1 }, NULL, NULL);
    assert_false(action_apply(&b->ctx, &other, op, &second, &e));
    assert_int_equal(e.code, ERR_USAGE);
}

static void test_rows_that_changed_since_the_plan_are_left_out(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[] = { new_user(b, NULL), new_user(b, NULL) };
    char op[40];
    struct error e = { .code = ERR_NONE };
    struct action_result r;
    struct plan p = make_plan(&b->ctx, "users.block", &(struct selection){ .ids = ids, .id_count = 2 }, "reason", "x");
    ask(b, "UPDATE public.users SET is_blocked = true, blocked_reason = 'other' WHERE id = '%s'", ids[0]);
    action_new_id(op);
    assert_true(action_apply(&b->ctx, &p, op, &r, &e));
    assert_int_equal(r.changed, 1);
    assert_non_null(strstr(r.summary, "1 left out"));
    assert_string_equal(ask(b, "SELECT blocked_reason FROM public.users WHERE id = '%s'", ids[0]), "other");
    /* Nothing left: the operation leaves no trace. */
    action_new_id(op);
    assert_false(action_apply(&b->ctx, &p, op, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_int_equal(count_of(b, "console.operation WHERE id", op), 0);
}

/* Ids in order, with commas. */
static const char *left_of(const struct plan *plan, const struct action_result *r)
{
    const char *const *ids;
    size_t count;
    struct error e = { .code = ERR_NONE };
    if (!action_read_left(&b->ctx, plan, r, &ids, &count, &e))
        fail_msg("%s: %s", e.what, e.why);
    return ask(b, "SELECT coalesce(string_agg(x, ',' ORDER BY x), '') FROM unnest('%s'::text[]) x",
               db_array(b->ctx.arena, ids, count));
}

static const char *in_order(const char *one, const char *other)
{
    return strcmp(one, other) < 0 ? arena_printf(b->ctx.arena, "%s,%s", one, other) :
                                    arena_printf(b->ctx.arena, "%s,%s", other, one);
}

/* Refused by the plan, changed since it, and with an effect that failed: what an action leaves can be named. */
static void test_what_an_action_left(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[] = { new_user(b, NULL), new_user(b, NULL), new_user(b, "is_blocked = true, blocked_at = now()"),
                          new_user(b, NULL) };
    const struct selection all = { .ids = ids, .id_count = 4 };
    struct plan plan = make_plan(&b->ctx, "users.block", &all, "reason", "x");
    struct action_result r = carry_out_plan(b, &plan);
    assert_int_equal(r.changed, 3);
    assert_string_equal(left_of(&plan, &r), ids[2]);
    ask(b, "UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now() + "
           "interval '1 minute' WHERE operation_id = '%s' AND entity_id = '%s'", r.operation_id, ids[0]);
    ask(b, "UPDATE console.outbox SET state = 'failed', worker_id = NULL, lease_until = NULL "
           "WHERE operation_id = '%s' AND entity_id = '%s'", r.operation_id, ids[0]);
    r.effects_failed = 1;
    assert_string_equal(left_of(&plan, &r), in_order(ids[0], ids[2]));

    plan = make_plan(&b->ctx, "users.unblock", &(struct selection){ .ids = ids, .id_count = 2 }, NULL, NULL);
    ask(b, "UPDATE public.users SET is_blocked = false, blocked_at = NULL, blocked_reason = NULL WHERE id = '%s'", ids[1]);
    r = carry_out_plan(b, &plan);
    assert_int_equal(r.changed, 1);
    assert_string_equal(left_of(&plan, &r), ids[1]);
}

static void test_read_only_refuses(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    struct context ctx = b->ctx;
    struct action_result r;
    struct error e = { .code = ERR_NONE };
    char op[40], undo[40];
    struct plan p = make_plan(&b->ctx, "users.block", &(struct selection){ .ids = &id, .id_count = 1 }, "reason", "x");
    struct action_result done = run_on(b, "users.sync", id, NULL, NULL);
    ctx.read_only = true;
    action_new_id(op);
    action_new_id(undo);
    assert_false(action_apply(&ctx, &p, op, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_false(action_undo(&ctx, done.operation_id, undo, &r, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_string_equal(ask(b, "SELECT is_blocked FROM public.users WHERE id = '%s'", id), "f");
}

static void test_cancelled_before_the_commit_changes_nothing(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, NULL);
    struct context ctx = b->ctx;
    atomic_bool cancel = true;
    struct action_result r;
    struct error e = { .code = ERR_NONE };
    char op[40];
    struct plan p = make_plan(&b->ctx, "users.block", &(struct selection){ .ids = &id, .id_count = 1 }, "reason", "x");
    ctx.cancel = &cancel;
    action_new_id(op);
    assert_false(action_apply(&ctx, &p, op, &r, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_string_equal(ask(b, "SELECT is_blocked FROM public.users WHERE id = '%s'", id), "f");
    assert_int_equal(count_of(b, "console.operation WHERE id", op), 0);
}

static void test_the_audit_file(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    char path[] = "/tmp/hc-audit-XXXXXX", line[2048] = "";
    struct stat st;
    int fd = mkstemp(path);
    close(fd);
    unlink(path);
    b->config.audit_file = path;
    struct action_result r = run_on(b, "users.block", new_user(b, NULL), "reason", "say \"so\"");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    fd = open(path, O_RDONLY);
    assert_true(read(fd, line, sizeof line - 1) > 0);
    close(fd);
    assert_int_equal(strcspn(line, "\n"), strlen(line) - 1);
    assert_non_null(strstr(line, r.operation_id));
    assert_non_null(strstr(line, "\"args\":{\"reason\":\"say \\\"so\\\"\"}"));
    assert_non_null(
        strstr(line, ask(b, "SELECT encode(hash, 'hex') FROM console.operation WHERE id = '%s'", r.operation_id)));
    unlink(path);
    b->config.audit_file = "/dev/null/audit.log";
    r = run_on(b, "users.block", new_user(b, NULL), "reason", "x");
    b->config.audit_file = NULL;
    assert_int_equal(r.changed, 1);
    assert_non_null(strstr(r.summary, "/dev/null/audit.log: "));
}

static bool parse(const char *action, const char *name, const char *value, const char **out, struct error *e)
{
    const char *const *args = NULL;
    bool ok = action_parse_args(&b->ctx, action_find(action), &name, &value, name != NULL, &args, e);
    *out = ok ? args[0] : NULL;
    return ok;
}

static void test_arguments(void **state)
{
    static const struct {
        const char *action, *name, *value, *result;
    } cases[] = {
        { "quota.inject", "mb", "10240", "10240" },
        { "quota.inject", "mb", "10GB", "10240" },
        { "quota.inject", "mb", " 1.5 gb ", "1536" },
        { "quota.inject", "mb", "10240.00", "10240" },
        { "quota.inject", "mb", "10.5", NULL },
        { "quota.inject", "mb", "0", NULL },
        { "quota.inject", "mb", "-5", NULL },
        { "quota.inject", "mb", "101TB", NULL },
        { "quota.inject", "mb", "100TB", "104857600" },
        { "quota.inject", "mb", "", NULL },
        { "quota.inject", NULL, NULL, NULL },
        { "quota.inject", "megabytes", "5", NULL },
        { "quota.reset_with_debt", NULL, NULL, "10240" },
        { "quota.reset_with_debt", "mb", "", "10240" },
        { "debts.set", "mb", "0", "0" },
        { "users.block", "reason", "  two words ", "two words" },
        { "users.block", "reason", "   ", NULL },
        { "users.block", "reason", "a\033[2J", NULL },
        { "users.block", "reason", "\xff", NULL },
        { "users.add", "phone", "12", NULL },
        { "users.add", "phone", "0812-7000-0001", NULL }, /* without a name */
    };
    (void)state;
    NEEDS_DATABASE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error e = { .code = ERR_NONE };
        const char *out;
        bool ok = parse(cases[i].action, cases[i].name, cases[i].value, &out, &e);
        if (ok != (cases[i].result != NULL) || (ok && strcmp(out, cases[i].result) != 0))
            fail_msg("%s %s=%s: %s %s", cases[i].action, cases[i].name, cases[i].value, ok ? out : "refused", e.why);
        if (!ok)
            assert_int_equal(e.code, ERR_USAGE);
    }
}

static void test_new_ids_are_random_uuids(void **state)
{
    char one[40], two[40];
    (void)state;
    action_new_id(one);
    action_new_id(two);
    assert_int_equal(strlen(one), 36);
    assert_int_equal(one[14], '4');
    assert_string_not_equal(one, two);
}

static void test_the_table_is_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < action_count(); i++) {
        const struct action *a = action_at(i);
        assert_ptr_equal(action_find(a->name), a);
        assert_true(!a->also || action_find(a->also) == a);
        assert_true(a->label && a->help && pane_find(a->pane) && entity_find(a->entity));
        assert_true(!a->counts || entity_find(a->counts));
        if (a->report_sql)
            assert_non_null(db_sql(a->report_sql));
        else
            assert_true(a->sql && a->done);
        if (strcmp(a->name, "audit.undo") == 0 || a->report_sql)
            continue;
        assert_non_null(db_sql(arena_printf(b ? b->ctx.arena : arena_new(), "%s_plan", a->sql)));
        assert_non_null(db_sql(arena_printf(b ? b->ctx.arena : arena_new(), "%s_apply", a->sql)));
    }
    assert_null(action_find("users.explode"));
}

static int setup(void **state)
{
    (void)state;
    b = bench_open();
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
        cmocka_unit_test(test_block_writes_row_audit_and_outbox),
        cmocka_unit_test(test_block_refuses_who_is_blocked),
        cmocka_unit_test(test_a_plan_of_nobody_changes_nothing),
        cmocka_unit_test(test_unblock_clears_reason_and_time),
        cmocka_unit_test(test_sync_only_asks_the_router),
        cmocka_unit_test(test_reset_keeps_what_was_purchased),
        cmocka_unit_test(test_the_incident_recipe),
        cmocka_unit_test(test_the_recipe_names_only_what_changed),
        cmocka_unit_test(test_inject_pays_debts_in_their_order),
        cmocka_unit_test(test_inject_for_many_is_the_same_as_one_by_one),
        cmocka_unit_test(test_inject_leaves_an_unlimited_debt_alone),
        cmocka_unit_test(test_nobody_unlimited_has_automatic_debt),
        cmocka_unit_test(test_set_debt_replaces_what_is_open),
        cmocka_unit_test(test_selection_by_filter),
        cmocka_unit_test(test_ids_that_are_none_are_refused),
        cmocka_unit_test(test_the_same_operation_is_done_once),
        cmocka_unit_test(test_rows_that_changed_since_the_plan_are_left_out),
        cmocka_unit_test(test_what_an_action_left),
        cmocka_unit_test(test_read_only_refuses),
        cmocka_unit_test(test_cancelled_before_the_commit_changes_nothing),
        cmocka_unit_test(test_the_audit_file),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_new_ids_are_random_uuids),
        cmocka_unit_test(test_the_table_is_whole),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
