/* What panes and details say of routers, differences and sessions, and what asking for a reconcile leaves. */
#include "tests/unit/model/action_bench.h"

#include "model/lists/listing.h"
#include "model/routers/drift.h"
#include "model/routers/drift_story.h"
#include "model/routers/room.h"
#include "model/routers/router_story.h"

#define DRIFT(n) "00000000-0000-4000-8000-00000000000" n

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

static int clean(void **state)
{
    (void)state;
    if (!b)
        return 0;
    ask(b, "DELETE FROM console.router_session; DELETE FROM console.drift; DELETE FROM console.router_sync_state; "
           "DELETE FROM console.job; DELETE FROM console.outbox; DELETE FROM console.router WHERE name = 'old'; "
           "UPDATE console.router SET is_enabled = true");
    return 0;
}

static struct router_story story_of(const char *name)
{
    struct router_story s;
    struct error e = { .code = ERR_NONE };
    if (!router_read_story(&b->ctx, name, &s, &e))
        fail_msg("%s: %s", e.what, e.why);
    return s;
}

static void add_drift(const char *id, const char *router, const char *kind, const char *user, bool is_safe,
                      const char *mend)
{
    ask(b,
        "INSERT INTO console.drift (id, router, kind, user_id, subject, cause, mend, is_safe) "
        "VALUES ('%s', '%s', '%s', nullif('%s', '')::uuid, '10.0.0.1', 'by hand', nullif('%s', ''), %d::boolean)",
        id, router, kind, user, mend, is_safe);
}

static void test_the_pane_knows_every_kind_of_drift(void **state)
{
    const struct column *kind = pane_column(&pane_drift, "kind");
    (void)state;
    for (size_t i = 0; i < drift_kind_count; i++) {
        assert_non_null(kind->choices[i]);
        assert_string_equal(kind->choices[i], drift_kinds[i].name);
        assert_ptr_equal(drift_kind_find(kind->choices[i]), &drift_kinds[i]);
    }
    assert_null(kind->choices[drift_kind_count]);
    assert_null(drift_kind_find("of_another_release"));
    assert_null(drift_kind_find(NULL));
}

static void test_a_router_that_was_never_asked_is_unknown(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct router_story s = story_of("north");
    assert_string_equal(s.facts.name, "north");
    assert_string_equal(s.facts.state, "unknown");
    assert_true(s.facts.is_enabled);
    assert_false(s.facts.is_asked_lately);
    assert_false(s.facts.has_skew);
    assert_int_equal(s.facts.latency_us, -1);
    assert_int_equal(s.facts.scan_foreign, -1);
    assert_null(s.facts.scanned_at);
    assert_int_equal(s.count_count + s.effect_count + s.session_count + s.job_count, 0);
}

static void test_the_facts_are_the_states(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    ask(b, "INSERT INTO console.router_sync_state (router, state, version, latency_us, clock_skew_s, failures, "
           "last_error, retry_at, scanned_at, scan_ms, scan_users, scan_entries, scan_foreign, session_count, "
           "is_clear_text, checked_at) "
           "VALUES ('main', 'down', '7.16', 2300, -90, 4, 'refused', now() + interval '1 minute', "
           "'2026-11-01 10:00:00+00', 812, 300, 340, 2, 45, true, now() - interval '1 second')");
    struct router_facts f = story_of("main").facts;
    assert_string_equal(f.state, "down");
    assert_string_equal(f.last_error, "refused");
    assert_non_null(f.retry_at);
    assert_true(f.is_clear_text && !f.is_unverified && f.is_asked_lately && f.has_skew);
    assert_int_equal(f.clock_skew_s, -90);
    assert_int_equal(f.failures, 4);
    assert_int_equal(f.latency_us, 2300);
    assert_int_equal(f.scan_ms, 812);
    assert_int_equal(f.scan_users, 300);
    assert_int_equal(f.scan_entries, 340);
    assert_int_equal(f.scan_foreign, 2);
    assert_int_equal(f.session_count, 45);

    ask(b, "UPDATE console.router_sync_state SET retry_at = now() - interval '1 second', "
           "checked_at = now() - interval '1 hour'");
    f = story_of("main").facts;
    assert_null(f.retry_at); /* the breaker is closed again */
    assert_false(f.is_asked_lately);
}

static void test_limits_are_told(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    ask(b, "INSERT INTO console.router_sync_state (router, state, last_usage_at, counters_moved_at) "
           "VALUES ('main', 'up', now(), now() - interval '59 minutes')");
    struct router_facts f = story_of("main").facts;
    assert_false(f.forbids_hotspot || f.forbids_proxy || f.is_flagged);
    assert_null(f.device_mode);
    assert_false(f.is_examined);
    assert_null(f.lacks_policies);
    assert_null(f.still_since);
    ask(b, "UPDATE console.router_sync_state SET device_mode = 'home', allows_hotspot = false, allows_proxy = true, "
           "is_flagged = true, lacks_policies = 'sensitive', refused_menus = '/system/clock', "
           "counters_moved_at = now() - interval '61 minutes'");
    f = story_of("main").facts;
    assert_true(f.forbids_hotspot && !f.forbids_proxy && f.is_flagged);
    assert_string_equal(f.device_mode, "home");
    assert_string_equal(f.lacks_policies, "sensitive");
    assert_string_equal(f.refused_menus, "/system/clock");
    assert_non_null(f.still_since);
    ask(b, "UPDATE console.router_sync_state SET lacks_policies = ''");
    assert_null(story_of("main").facts.lacks_policies);
    ask(b, "UPDATE console.router_sync_state SET device_mode = NULL, allows_hotspot = NULL, refused_menus = NULL");
    assert_true(story_of("main").facts.is_examined); /* an old router has no device-mode */
}

static void test_kinds_come_by_what_they_ask_of_a_person(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    add_drift(DRIFT("1"), "main", "wrong_list", "", true, "a");
    add_drift(DRIFT("2"), "main", "wrong_list", "", true, "a");
    add_drift(DRIFT("3"), "main", "no_address", "", false, "");
    add_drift(DRIFT("4"), "main", "orphan_entry", "", false, "a");
    add_drift(DRIFT("5"), "main", "orphan_entry", "", true, "a");
    add_drift(DRIFT("6"), "main", "account_limit", "", true, "a");
    add_drift(DRIFT("7"), "north", "wrong_list", "", true, "a");
    add_drift(DRIFT("8"), "main", "wrong_list", "", true, "a");
    add_drift(DRIFT("9"), "main", "no_address", "", false, "");
    struct router_story s = story_of("main");
    static const struct {
        const char *kind;
        int count, safe, mendable;
    } wanted[] = {
        { "orphan_entry", 2, 1, 2 }, { "wrong_list", 3, 3, 3 }, { "account_limit", 1, 1, 1 }, { "no_address", 2, 0, 0 }
    };
    assert_int_equal(s.count_count, sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < s.count_count; i++) {
        assert_string_equal(s.counts[i].kind, wanted[i].kind);
        assert_int_equal(s.counts[i].count, wanted[i].count);
        assert_int_equal(s.counts[i].safe, wanted[i].safe);
        assert_int_equal(s.counts[i].mendable, wanted[i].mendable);
    }
}

static void test_failed_effects_come_first_and_only_its_own(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    ask(b,
        "INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES "
        "('router:main', 'sync_user', 'user', '%s'), ('router:main', 'kick', 'user', gen_random_uuid()), "
        "('router:north', 'sync_user', 'user', gen_random_uuid())",
        user);
    ask(b, "UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now() WHERE "
           "effect = 'kick'");
    ask(b, "UPDATE console.outbox SET state = 'failed', worker_id = NULL, lease_until = NULL, last_error = 'no' "
           "WHERE effect = 'kick'");
    struct router_story s = story_of("main");
    assert_int_equal(s.facts.outbox_waiting, 1);
    assert_int_equal(s.facts.outbox_failed, 1);
    assert_int_equal(s.effect_count, 2);
    assert_string_equal(s.effects[0].state, "failed");
    assert_string_equal(s.effects[0].last_error, "no");
    assert_null(s.effects[0].who);
    assert_string_equal(s.effects[1].state, "pending");
    assert_string_equal(s.effects[1].who, ask(b, "SELECT full_name FROM public.users WHERE id = '%s'", user));
}

static void test_sessions_and_jobs_are_its_own(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    ask(b,
        "INSERT INTO console.router_session (id, router, router_id, user_id, account, bytes, uptime_s) VALUES "
        "(gen_random_uuid(), 'main', '*1', '%s', '081', 5, NULL), "
        "(gen_random_uuid(), 'main', '*2', gen_random_uuid(), '082', 5000000000, 60), "
        "(gen_random_uuid(), 'north', '*1', NULL, '083', 9, 9)",
        user);
    ask(b, "INSERT INTO console.job (name, interval_s, last_result, last_error, is_paused) VALUES "
           "('usage_sync:main', 60, '2 hosts', NULL, false), ('reconcile:main', 300, NULL, 'refused', true), "
           "('usage_sync:north', 60, NULL, NULL, false), ('expiry', 60, NULL, NULL, false)");
    struct router_story s = story_of("main");
    assert_int_equal(s.session_count, 2);
    assert_null(s.sessions[0].who); /* somebody whom the database does not have is nobody */
    assert_int_equal(s.sessions[0].bytes, 5000000000);
    assert_non_null(s.sessions[1].who);
    assert_int_equal(s.sessions[1].uptime_s, -1);
    assert_int_equal(s.job_count, 2);
    assert_string_equal(s.jobs[0].name, "reconcile");
    assert_string_equal(s.jobs[0].error, "refused");
    assert_true(s.jobs[0].is_paused && !s.jobs[0].is_running);
    assert_string_equal(s.jobs[1].result, "2 hosts");
}

static void test_what_nobody_knows_is_refused(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct router_story router;
    struct drift_story drift;
    struct error e = { .code = ERR_NONE };
    assert_false(router_read_story(&b->ctx, "nowhere", &router, &e));
    assert_int_equal(e.code, ERR_REFUSED);
    assert_non_null(strstr(e.why, "nowhere"));
    error_clear(&e);
    assert_false(drift_read_story(&b->ctx, DRIFT("9"), &drift, &e));
    assert_int_equal(e.code, ERR_REFUSED);
}

static void test_a_difference_tells_its_user(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    struct drift_story s;
    struct error e = { .code = ERR_NONE };
    const char *user = new_user(b, NULL);
    ask(b, "UPDATE public.users SET is_blocked = true, blocked_reason = 'late', full_name = 'Siti' WHERE id = '%s'",
        user);
    ask(b,
        "INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, is_authorized, last_seen_at) VALUES "
        "(gen_random_uuid(), '%s', 'AA:01', NULL, false, now() - interval '1 day'), "
        "(gen_random_uuid(), '%s', 'AA:02', '10.0.0.1', true, now())",
        user, user);
    add_drift(DRIFT("1"), "main", "wrong_list", user, true, "first\nsecond");
    add_drift(DRIFT("2"), "main", "wrong_list", "", true, "a");
    add_drift(DRIFT("3"), "north", "wrong_list", user, true, "a");
    assert_true(drift_read_story(&b->ctx, DRIFT("1"), &s, &e));
    assert_string_equal(s.full_name, "Siti");
    assert_string_equal(s.status, "blocked");
    assert_string_equal(s.blocked_reason, "late");
    assert_string_equal(s.mend, "first\nsecond");
    assert_null(s.expected);
    assert_true(s.is_safe && !s.is_asked_for);
    assert_int_equal(s.alike, 2);
    assert_int_equal(s.device_count, 2);
    assert_string_equal(s.devices[0].mac_address, "AA:02");
    assert_true(s.devices[0].is_authorized && !s.devices[1].is_authorized);

    ask(b,
        "INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES "
        "('router:main', 'sync_user', 'user', '%s')",
        user);
    assert_true(drift_read_story(&b->ctx, DRIFT("1"), &s, &e) && s.is_asked_for);
    assert_true(drift_read_story(&b->ctx, DRIFT("3"), &s, &e) && !s.is_asked_for);
    assert_true(drift_read_story(&b->ctx, DRIFT("2"), &s, &e));
    assert_null(s.user_id);
    assert_null(s.status);
    assert_int_equal(s.device_count, 0);
}

/* The ids of a list, in its order. */
static const char *list(const struct pane *p, const char *filter, const char *sort)
{
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    struct strbuf ids = { .arena = b->ctx.arena };
    if (!listing_fetch(&b->ctx, &(struct listing_request){ .pane = p, .filter = filter, .sort = sort, .limit = 100 },
                       &page, &e))
        fail_msg("%s: %s", e.what, e.why);
    for (size_t i = 0; i < page.count; i++)
        strbuf_printf(&ids, "%s%s", i ? " " : "", page.rows[i].id);
    return strbuf_text(&ids);
}

static void test_a_router_taken_from_the_configuration_is_shown_to_who_asks_for_it(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    static const char *const ids[] = { "old" };
    struct listing_page page;
    struct error e = { .code = ERR_NONE };
    int64_t count;
    bool is_estimate;
    ask(b, "INSERT INTO console.router (name, position, is_enabled) VALUES ('old', 2, false)");
    assert_string_equal(list(&pane_routers, "", NULL), "main north");
    assert_string_equal(list(&pane_routers, "state:unknown", "-name"), "north main");
    assert_string_equal(list(&pane_routers, "enabled:no", NULL), "old");
    assert_true(listing_by_ids(&b->ctx, &pane_routers, ids, 1, &page, &e));
    assert_int_equal(page.count, 1);
    assert_true(listing_count(&b->ctx, &pane_routers, "", &count, &is_estimate, &e));
    assert_int_equal(count, 2);

    add_drift(DRIFT("1"), "old", "wrong_list", "", true, "a");
    add_drift(DRIFT("2"), "main", "wrong_list", "", true, "a");
    assert_string_equal(list(&pane_drift, "", NULL), DRIFT("2"));
    ask(b,
        "INSERT INTO console.router_session (id, router, router_id) VALUES ('%s', 'old', '*1'), ('%s', 'main', '*1')",
        DRIFT("1"), DRIFT("2"));
    assert_string_equal(list(&pane_sessions, "known:unknown", NULL), DRIFT("2"));
}

static void test_differences_stand_by_kind_and_are_found_by_it(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *user = new_user(b, NULL);
    ask(b, "UPDATE public.users SET full_name = 'Zaki' WHERE id = '%s'", user);
    add_drift(DRIFT("1"), "main", "wrong_list", user, true, "a");
    add_drift(DRIFT("2"), "main", "wrong_list", "", true, "a");
    add_drift(DRIFT("3"), "main", "account_limit", user, true, "a");
    add_drift(DRIFT("4"), "north", "account_limit", "", false, "a");
    add_drift(DRIFT("5"), "main", "no_address", user, false, "");
    assert_string_equal(list(&pane_drift, "", NULL),
                        DRIFT("3") " " DRIFT("4") " " DRIFT("5") " " DRIFT("2") " " DRIFT("1"));
    assert_string_equal(list(&pane_drift, "kind:account_limit safe:no", NULL), DRIFT("4"));
    assert_string_equal(list(&pane_drift, "router:\"main\" mendable:no", NULL), DRIFT("5"));
    assert_string_equal(list(&pane_drift, "zak kind:wrong_list,account_limit", NULL), DRIFT("3") " " DRIFT("1"));
    assert_string_equal(list(&pane_drift, arena_printf(b->ctx.arena, "user:%s kind:wrong_list", user), NULL),
                        DRIFT("1"));
}

static struct action_result reconcile(const char *const *names, size_t count, const char *mend)
{
    return run_action(b, "routers.reconcile", names, count, "mend", mend);
}

static void test_reconcile_is_planned_by_what_the_last_look_found(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    static const char *const names[] = { "main", "north", "old", "nowhere" };
    const struct selection s = { .ids = names, .id_count = 4 };
    ask(b, "INSERT INTO console.router (name, position, is_enabled) VALUES ('old', 2, false)");
    ask(b, "INSERT INTO console.router_sync_state (router, state, scanned_at) "
           "VALUES ('main', 'up', clock_timestamp() - interval '250 seconds')");
    add_drift(DRIFT("1"), "main", "wrong_list", "", true, "a");
    add_drift(DRIFT("2"), "main", "orphan_entry", "", false, "a");
    add_drift(DRIFT("3"), "main", "no_address", "", false, "");
    struct plan plan = make_plan(&b->ctx, "routers.reconcile", &s, "mend", "safe");
    assert_int_equal(plan.id_count, 2);
    assert_int_equal(plan.refused_count, 2);
    assert_string_equal(plan.samples[0].label, "main");
    assert_string_equal(plan.samples[0].before, "2 differences, looked at 4 min ago");
    assert_string_equal(plan.samples[0].after, "looked at anew, 1 safe one mended");
    assert_string_equal(plan.samples[1].before, "never looked at");
    assert_string_equal(plan.samples[2].refusal, "no configuration names it any more");
    assert_string_equal(plan.samples[3].refusal, "there is no such router");
    plan = make_plan(&b->ctx, "routers.reconcile", &s, "mend", "no");
    assert_string_equal(plan.samples[0].after, "looked at anew, nothing mended");
}

static void test_reconcile_leaves_an_effect_and_an_audit_row_for_each(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    static const char *const names[] = { "main", "north" };
    struct action_result r = reconcile(names, 2, "safe");
    assert_int_equal(r.changed, 2);
    assert_string_equal(
        ask(b,
            "SELECT string_agg(concat_ws('|', target, effect, entity_type, payload, "
            "entity_id = md5(target)::uuid), E'\\n' ORDER BY target) FROM console.outbox WHERE operation_id = '%s'",
            r.operation_id),
        "router:main|reconcile|router|{\"mend\": \"safe\"}|t\n"
        "router:north|reconcile|router|{\"mend\": \"safe\"}|t");
    assert_string_equal(
        ask(b,
            "SELECT string_agg(concat_ws('|', entity_type, entity_id, details), E'\\n' ORDER BY entity_id) "
            "FROM console.audit_log WHERE operation_id = '%s'",
            r.operation_id),
        "router|main|{\"mend\": \"safe\"}\nrouter|north|{\"mend\": \"safe\"}");
}

static void test_a_wish_to_mend_is_not_lost_to_one_to_look(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    static const char *const names[] = { "main" };
    reconcile(names, 1, "no");
    reconcile(names, 1, "safe");
    struct action_result last = reconcile(names, 1, "no");
    assert_string_equal(
        ask(b, "SELECT string_agg(concat_ws('|', payload ->> 'mend', operation_id = '%s'), ',') FROM console.outbox",
            last.operation_id),
        "safe|t");
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
        cmocka_unit_test(test_the_pane_knows_every_kind_of_drift),
        cmocka_unit_test_setup(test_a_router_that_was_never_asked_is_unknown, clean),
        cmocka_unit_test_setup(test_the_facts_are_the_states, clean),
        cmocka_unit_test_setup(test_limits_are_told, clean),
        cmocka_unit_test_setup(test_kinds_come_by_what_they_ask_of_a_person, clean),
        cmocka_unit_test_setup(test_failed_effects_come_first_and_only_its_own, clean),
        cmocka_unit_test_setup(test_sessions_and_jobs_are_its_own, clean),
        cmocka_unit_test_setup(test_what_nobody_knows_is_refused, clean),
        cmocka_unit_test_setup(test_a_difference_tells_its_user, clean),
        cmocka_unit_test_setup(test_a_router_taken_from_the_configuration_is_shown_to_who_asks_for_it, clean),
        cmocka_unit_test_setup(test_differences_stand_by_kind_and_are_found_by_it, clean),
        cmocka_unit_test_setup(test_reconcile_is_planned_by_what_the_last_look_found, clean),
        cmocka_unit_test_setup(test_reconcile_leaves_an_effect_and_an_audit_row_for_each, clean),
        cmocka_unit_test_setup(test_a_wish_to_mend_is_not_lost_to_one_to_look, clean),
    };
    return cmocka_run_group_tests_name("router story", tests, setup, teardown);
}
