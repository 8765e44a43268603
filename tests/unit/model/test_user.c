/* What the detail screens read: a user's story, an audit entry, the last operation. */
#include "base/arena.h"
#include "db/migrate.h"
#include "model/customers/user.h"
#include "model/engine/action.h"
#include "model/engine/audit_entry.h"
#include "tests/unit/db/scratch.h"

#include <stddef.h>

#define USER "00000000-0000-4000-8000-000000000001"
#define OTHER "00000000-0000-4000-8000-000000000002"

static struct scratch scratch;

struct world {
    struct db *db;
    struct arena *arena;
    struct context ctx;
};

static void sql(const char *text)
{
    scratch_ask(scratch.admin, text);
}

static struct user_story read_story(struct world *w, const char *id)
{
    struct user_story s;
    struct error e = { 0 };
    if (!user_read_story(&w->ctx, id, &s, &e))
        fail_msg("%s: %s", e.what, e.why);
    return s;
}

static void account_is_exact(void **state)
{
    struct user_story s = read_story(*state, USER);
    const struct user_account *u = &s.account;
    assert_string_equal(u->id, USER);
    assert_string_equal(u->full_name, "Siti \033[31mAminah");
    assert_string_equal(u->address, "A 12");
    assert_string_equal(u->status, "active");
    assert_int_equal(u->purchased_cmb, 1024000);
    assert_int_equal(u->used_cmb, 10405);
    assert_int_equal(u->remaining_cmb, 1024000 - 10405);
    assert_int_equal(u->auto_debt_cmb, 0);
    assert_int_equal(u->threshold_cmb, 307200);
    assert_null(u->expires_at);
    assert_null(u->router);
    assert_null(u->blocked_reason);
}

static void status_and_debt_are_what_the_database_decides(void **state)
{
    sql("UPDATE public.users SET total_quota_used_mb = 11000.50, auto_debt_offset_mb = 100 WHERE id = '" USER "'");
    struct user_story s = read_story(*state, USER);
    assert_string_equal(s.account.status, "habis");
    assert_int_equal(s.account.auto_debt_cmb, 66050);
    assert_int_equal(s.account.remaining_cmb, 0);
    assert_int_equal(s.account.offset_cmb, 10000);
    assert_int_equal(s.account.used_percent, 106);

    sql("UPDATE public.users SET auto_debt_offset_mb = 5000 WHERE id = '" USER "'");
    s = read_story(*state, USER);
    assert_string_equal(s.account.status, "active");
    assert_int_equal(s.account.remaining_cmb, 423950);
    assert_int_equal(s.account.used_percent, 58);

    sql("UPDATE public.users SET is_blocked = true, blocked_reason = 'quota_debt_limit|x' WHERE id = '" USER "'");
    s = read_story(*state, USER);
    assert_string_equal(s.account.status, "blocked");
    assert_string_equal(s.account.blocked_reason, "quota_debt_limit|x");
    assert_string_equal(s.account.block_cause, "debt_limit");
    sql("UPDATE public.users SET blocked_reason = 'quota_debt_limit by hand' WHERE id = '" USER "'");
    assert_null(read_story(*state, USER).account.block_cause);
}

static void debts_come_in_the_order_of_payment(void **state)
{
    sql("BEGIN;"
        "INSERT INTO public.user_quota_debts (id, user_id, debt_date, due_date, amount_mb, paid_mb, price_rp, note) "
        "VALUES"
        " (gen_random_uuid(), '" USER "', NULL, NULL, 5, 0, NULL, 'undated'),"
        " (gen_random_uuid(), '" USER "', '2026-02-01', '2026-02-10', 10240, 240, NULL, 'second'),"
        " (gen_random_uuid(), '" USER "', '2026-01-01', NULL, 1, 0, 200000, 'first');"
        "INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb, paid_mb, is_paid, paid_at) VALUES"
        " (gen_random_uuid(), '" USER "', '2025-01-01', 7, 7, true, now());"
        "UPDATE public.users SET manual_debt_mb = 10006 WHERE id = '" USER "';"
        "COMMIT");
    struct user_story s = read_story(*state, USER);
    assert_int_equal(s.debt_count, 3);
    assert_string_equal(s.debts[0].note, "first");
    assert_true(s.debts[0].is_unlimited);
    assert_int_equal(s.debts[0].price_rp, 200000);
    assert_string_equal(s.debts[1].note, "second");
    assert_int_equal(s.debts[1].remaining_cmb, 1000000);
    assert_int_equal(s.debts[1].price_rp, -1);
    assert_int_equal(s.debt_total.remaining_rp, -1);
    assert_true(s.debts[1].is_overdue);
    assert_false(s.debts[1].is_unlimited);
    assert_string_equal(s.debts[2].note, "undated");
    assert_null(s.debts[2].debt_date);
    assert_int_equal(s.account.manual_debt_cmb, s.account.open_debt_cmb);
}

/* A router that no configuration names any more says nothing of now; what can't be mended keeps nobody off. */
static void presence_is_sessions_then_what_can_be_mended(void **state)
{
    sql("INSERT INTO console.router (name, position, is_enabled) VALUES ('now', 8, true),"
        " ('gone', 9, false);"
        "INSERT INTO console.drift (id, router, kind, user_id, subject, expected, actual, cause, mend, is_safe) VALUES"
        " (gen_random_uuid(), 'now', 'wrong_list', '" USER "', '10.5.50.3', 'active', 'habis', '', '/x', true),"
        " (gen_random_uuid(), 'now', 'no_address', '" USER "', '0C:99', NULL, NULL, '', NULL, false),"
        " (gen_random_uuid(), 'gone', 'wrong_list', '" USER "', '10.5.50.4', 'active', 'habis', '', '/x', true);"
        "INSERT INTO console.router_session (id, router, router_id, user_id, address, uptime_s) VALUES"
        " (gen_random_uuid(), 'now', '*1', '" USER "', '10.5.50.3', 7500), (gen_random_uuid(), 'gone', '*1', '" USER
        "', '10.5.50.4', 9), (gen_random_uuid(), 'now', '*2', '" OTHER "', '10.5.50.5', 9)");
    struct user_story s = read_story(*state, USER);
    assert_int_equal(s.presence_count, 2);
    assert_string_equal(s.presence[0].pane, "sessions");
    assert_string_equal(s.presence[0].router, "now");
    assert_string_equal(s.presence[0].subject, "10.5.50.3");
    assert_int_equal(s.presence[0].uptime_s, 7500);
    assert_null(s.presence[0].kind);
    assert_string_equal(s.presence[1].pane, "drift");
    assert_string_equal(s.presence[1].kind, "wrong_list");
    assert_string_equal(s.presence[1].expected, "active");
    assert_string_equal(s.presence[1].actual, "habis");
    sql("DELETE FROM console.router WHERE name IN ('now', 'gone')");
    assert_int_equal(read_story(*state, USER).presence_count, 0);
}

/* Applies an action on the user, as the console does; the operation's id goes to id. */
static void apply(struct world *w, const char *name, const char *value, char id[40])
{
    const struct action *a = action_find(name);
    const char *const ids[] = { USER };
    const struct selection s = { .ids = ids, .id_count = 1, .filter = "" };
    const char *const *args;
    struct plan plan;
    struct action_result result;
    struct error e = { 0 };
    assert_non_null(a);
    action_new_id(id);
    if (!action_parse_args(&w->ctx, a, a->arg_count ? &a->args[0].name : NULL, &value, a->arg_count ? 1 : 0, &args,
                           &e) ||
        !action_plan(&w->ctx, a, &s, args, &plan, &e) || !action_apply(&w->ctx, &plan, id, &result, &e))
        fail_msg("%s: %s %s", name, e.what, e.why);
    assert_int_equal(result.changed, 1);
}

static void totals_are_the_sums_of_the_rows(void **state)
{
    struct world *w = *state;
    char id[40];
    sql("INSERT INTO public.package_profiles (id, profile_name) VALUES ('" USER "', 'default');"
        "INSERT INTO public.packages (id, name, price, data_quota_gb, profile_id) VALUES"
        " (gen_random_uuid(), '10 GB', 100000, 10, '" USER "'), (gen_random_uuid(), '25 GB', 200000, 25, '" USER "');"
        "BEGIN;"
        "INSERT INTO public.user_quota_debts (id, user_id, debt_date, amount_mb) VALUES"
        " (gen_random_uuid(), '" USER "', '2026-01-01', 20480), (gen_random_uuid(), '" USER "', '2026-02-01', 20480);"
        "UPDATE public.users SET manual_debt_mb = 40960, total_quota_used_mb = 35840.50 WHERE id = '" USER "';"
        "COMMIT");
    struct user_story s = read_story(w, USER);
    assert_int_equal(s.debts[0].price_rp, 160000);
    assert_int_equal(s.debt_total.remaining_rp, 320000);
    assert_int_equal(s.debt_total.remaining_cmb, 4096000);
    assert_int_equal(s.account.auto_debt_cmb, 2560050);
    assert_int_equal(s.account.auto_debt_rp, 210000);
    assert_int_equal(s.settlement_count, 0);

    apply(w, "debts.settle_oldest", "10GB", id);
    s = read_story(w, USER);
    assert_int_equal(s.settlement_count, 1);
    assert_int_equal(s.settlements[0].settlement.cmb, 1024000);
    assert_int_equal(s.settlements[0].settlement.rp, 80000);
    assert_string_equal(s.settlements[0].settlement.actor, "tester@here");
    assert_false(s.settlements[0].is_unlimited);
    assert_int_equal(s.debt_total.remaining_rp, 240000);
}

static void devices_show_what_the_usage_sync_counts_from(void **state)
{
    sql("INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, last_bytes_total, last_hotspot_host_id,"
        " is_authorized, last_seen_at) VALUES"
        " (gen_random_uuid(), '" USER "', 'AA:00', '10.5.50.1', 5000000000, '*1', true, now()),"
        " (gen_random_uuid(), '" USER "', 'AA:01', NULL, 700, NULL, false, now() - interval '1 day'),"
        " (gen_random_uuid(), '" USER "', 'AA:02', NULL, NULL, NULL, true, now() - interval '2 days')");
    sql("UPDATE public.user_devices SET last_bytes_updated_at = now() WHERE mac_address IN ('AA:00', 'AA:01');"
        " INSERT INTO console.counter_reset"
        " SELECT id, last_bytes_updated_at - CASE mac_address WHEN 'AA:00' THEN interval '1 hour' ELSE interval '0' END"
        " FROM public.user_devices WHERE last_bytes_updated_at IS NOT NULL"); /* of AA:00 it is over */
    struct user_story s = read_story(*state, USER);
    assert_int_equal(s.device_count, 3);
    assert_string_equal(s.devices[0].mac_address, "AA:00");
    assert_int_equal(s.devices[0].last_bytes, 5000000000);
    assert_false(s.devices[0].baseline_waits);
    assert_true(s.devices[1].baseline_waits);
    assert_false(s.devices[1].is_authorized);
    assert_null(s.devices[1].ip_address);
    assert_int_equal(s.devices[2].last_bytes, -1);
    assert_false(s.devices[2].baseline_waits);
    sql("INSERT INTO console.router VALUES ('told', 9, '{}') ON CONFLICT DO NOTHING;"
        "INSERT INTO console.router_host_seen (id, router, mac, address, login_user_id, is_here, is_listed) VALUES"
        " (gen_random_uuid(), 'told', 'AA:03', '10.5.50.4', '" USER "', true, false),"
        " (gen_random_uuid(), 'told', 'AA:01', '10.5.50.2', '" USER "', true, false)");
    s = read_story(*state, USER);
    assert_int_equal(s.device_count, 4);
    assert_string_equal(s.devices[3].mac_address, "AA:03");
    assert_string_equal(s.devices[3].told, "login");
    assert_false(s.devices[3].is_authorized);
    assert_null(s.devices[1].told);
}

static void open_effects_come_before_the_last_one_done(void **state)
{
    sql("INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES"
        " ('router:a', 'sync_user', 'user', '" USER "')");
    sql("UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now(), attempts = "
        "1");
    sql("UPDATE console.outbox SET state = 'done', worker_id = NULL, lease_until = NULL, done_at = now()");
    sql("INSERT INTO console.outbox (target, effect, entity_type, entity_id, last_error) VALUES"
        " ('router:b', 'sync_user', 'user', '" USER "', 'connection refused'),"
        " ('router:b', 'sync_user', 'user', '" OTHER "', 'of another user')");
    struct user_story s = read_story(*state, USER);
    assert_int_equal(s.effect_count, 2);
    assert_string_equal(s.effects[0].state, "pending");
    assert_string_equal(s.effects[0].target, "router:b");
    assert_string_equal(s.effects[0].last_error, "connection refused");
    assert_string_equal(s.effects[1].state, "done");
    assert_int_equal(s.effects[1].attempts, 1);
}

static void story_ends_with_the_last_of_the_timeline(void **state)
{
    struct world *w = *state;
    char id[40];
    sql("INSERT INTO public.quota_mutation_ledger (id, user_id, source, idempotency_key, created_at) "
        "SELECT gen_random_uuid(), '" USER "', 'portal.tick', i::text, now() - make_interval(hours => i) "
        "FROM generate_series(1, 9) i");
    apply(w, "quota.inject", "10GB", id); /* writes audit and ledger */
    struct user_story s = read_story(w, USER);
    assert_int_equal(s.recent_count, 5);
    assert_string_equal(s.recent[0].what, "quota.inject");
    assert_string_equal(s.recent[0].actor, "tester@here");
    assert_string_equal(s.recent[1].what, "portal.tick");
    assert_string_equal(s.recent[0].changes, "bought 10 GB → 20 GB");
}

static void who_is_gone_is_said_to_be(void **state)
{
    struct world *w = *state;
    struct user_story s;
    struct error e = { 0 };
    assert_false(user_read_story(&w->ctx, "00000000-0000-4000-8000-00000000dead", &s, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_true(e.hint[0] != '\0');
    error_clear(&e);
    assert_false(user_read_story(&w->ctx, "'; drop table users; --", &s, &e));
    assert_true(e.what[0] != '\0');
    read_story(w, USER); /* the connection has survived it */
}

static const struct audit_change *change_of(const struct audit_entry *n, const char *field)
{
    for (size_t i = 0; i < n->change_count; i++)
        if (strcmp(n->changes[i].field, field) == 0)
            return &n->changes[i];
    fail_msg("no field %s", field);
    return NULL;
}

static void audit_entry_shows_both_sides(void **state)
{
    struct world *w = *state;
    struct audit_entry n;
    struct error e = { 0 };
    char id[40];
    apply(w, "users.block", "late payment", id);
    const char *row = scratch_ask(scratch.admin, "SELECT max(id) FROM console.audit_log");
    assert_true(audit_read_entry(&w->ctx, row, &n, &e));
    assert_string_equal(n.operation_id, id);
    assert_string_equal(n.action, "users.block");
    assert_string_equal(n.who, "Siti \033[31mAminah");
    assert_int_equal(n.item_count, 1);
    assert_null(n.undone_at);
    const struct audit_change *c = change_of(&n, "is_blocked");
    assert_string_equal(c->before, "false");
    assert_string_equal(c->after, "true");
    assert_true(c->is_changed);
    assert_string_equal(change_of(&n, "blocked_reason")->after, "late payment");
    assert_false(audit_read_entry(&w->ctx, "999999999", &n, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

static void audit_entry_of_a_debt_item_names_its_user(void **state)
{
    struct world *w = *state;
    struct audit_entry n;
    struct error e = { 0 };
    char id[40];
    apply(w, "debts.set", "1GB", id);
    const char *row = scratch_ask(scratch.admin, "SELECT id FROM console.audit_log WHERE entity_type <> 'user'");
    assert_true(audit_read_entry(&w->ctx, row, &n, &e));
    assert_string_equal(n.entity_type, "user_quota_debt");
    assert_string_equal(n.who, "Siti \033[31mAminah");
}

static void last_operation_is_the_actors_own_and_not_undone(void **state)
{
    struct world *w = *state;
    struct audit_operation op;
    struct action_result result;
    struct error e = { 0 };
    char first[40], second[40], undo[40];
    bool found = true;
    assert_true(audit_read_last_operation(&w->ctx, &op, &found, &e));
    assert_false(found);
    apply(w, "quota.inject", "1GB", first);
    apply(w, "users.block", "late", second);
    assert_true(audit_read_last_operation(&w->ctx, &op, &found, &e));
    assert_true(found);
    assert_string_equal(op.id, second);
    assert_string_equal(op.action, "users.block");

    action_new_id(undo);
    assert_true(action_undo(&w->ctx, second, undo, &result, &e));
    assert_true(audit_read_last_operation(&w->ctx, &op, &found, &e));
    assert_true(found);
    assert_string_equal(op.id, first);

    w->ctx.actor = "somebody@else";
    assert_true(audit_read_last_operation(&w->ctx, &op, &found, &e));
    assert_false(found);
}

static int open_world(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct error e = { 0 };
    struct migrate_options options = { 0 };
    if (!w || !scratch_open(&scratch)) {
        free(w);
        *state = NULL;
        return 0;
    }
    w->db = db_new(scratch.conninfo, "test_user");
    w->arena = arena_new();
    w->ctx = (struct context){
        .db = w->db, .arena = w->arena, .actor = "tester@here", .worker_id = "00000000-0000-4000-8000-0000000000aa"
    };
    if (!db_ready(w->db, &e) || !migrate_run(w->db, &options, &e))
        fail_msg("%s: %s", e.what, e.why);
    sql("INSERT INTO public.users (id, phone_number, full_name, blok, kamar, is_active, approval_status,"
        " total_quota_purchased_mb, total_quota_used_mb) VALUES"
        " ('" USER "', '+628120001', E'Siti \\x1b[31mAminah', 'A', '12', true, 'APPROVED', 10240, 104.05),"
        " ('" OTHER "', '+628120002', 'Budi', NULL, NULL, true, 'APPROVED', 10240, 0)");
    *state = w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    if (!w)
        return 0;
    db_free(w->db);
    arena_free(w->arena);
    free(w);
    scratch_close(&scratch);
    return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(account_is_exact),
        TEST(status_and_debt_are_what_the_database_decides),
        TEST(debts_come_in_the_order_of_payment),
        TEST(presence_is_sessions_then_what_can_be_mended),
        TEST(totals_are_the_sums_of_the_rows),
        TEST(devices_show_what_the_usage_sync_counts_from),
        TEST(open_effects_come_before_the_last_one_done),
        TEST(story_ends_with_the_last_of_the_timeline),
        TEST(who_is_gone_is_said_to_be),
        TEST(audit_entry_shows_both_sides),
        TEST(audit_entry_of_a_debt_item_names_its_user),
        TEST(last_operation_is_the_actors_own_and_not_undone),
    };
    if (!getenv("HC_TEST_DATABASE")) {
        fputs("SKIPPED: HC_TEST_DATABASE names no server\n", stderr);
        return 0;
    }
    return cmocka_run_group_tests_name("user", tests, NULL, NULL);
}
