/* What of an operation is begun before its commit: its router is asked while it is written, and its rows are claimed by
 * the transaction that writes them. What was asked counts only if that is committed, and only as far as it still holds.
 */
#include "tests/unit/model/door.h"
#include "tests/unit/model/router_fixture.h"

#include "base/clock.h"
#include "model/engine/outbox.h"

#define MAC "AA:BB:CC:00:00:01"
#define OTHER_MAC "AA:BB:CC:00:00:02"
#define LISTS "/ip/firewall/address-list"

enum {
    GATE = 7, /* an advisory lock, at which an operation waits before its commit */
    PATIENCE_MS = 30000
};

/* One who gives quota. */
struct cashier {
    struct context ctx;
    struct plan plan;
    char id[40];
    struct action_result result;
    struct error e;
    bool ok;
    pthread_t thread;
};

static const char *user_at_home(void)
{
    const char *user = new_user(b.bench, "total_quota_used_mb = 10240");
    new_device(&b, user, MAC, NULL);
    new_host(&b, MAC, "10.0.0.5", 1000);
    return user;
}

/* Whoever acted before has a connection to the router: over that it is asked early. */
static void connect_router(void)
{
    const char *user = user_at_home();
    struct action_result r = { .effects_done = 0 };
    for (int tries = 0; tries < 5 && r.effects_done == 0; tries++) { /* the test before may have left one that is cut */
        routers_retry_now(b.bench->ctx.routers, "main");
        r = run_on(b.bench, "users.sync", user, NULL, NULL);
    }
    assert_true(r.effects_done > 0);
    ask(b.bench, "DELETE FROM console.outbox");
    sim_writes(&b.sim);
}

static void cashier_begin(struct cashier *o, const char *conninfo, const char *user)
{
    *o = (struct cashier){ .ctx = bench_context(db_new(conninfo, "operator"), &b.bench->config) };
    o->ctx.routers = b.bench->ctx.routers;
    o->ctx.worker_id = BENCH_WORKER;
    o->plan = make_plan(&o->ctx, "quota.inject", &(struct selection){ .ids = &user, .id_count = 1 }, "mb", "102400");
    action_new_id(o->id);
}

static void cashier_apply(struct cashier *o)
{
    o->ok = action_apply(&o->ctx, &o->plan, o->id, &o->result, &o->e);
}

static void *cashier_main(void *data)
{
    cashier_apply(data);
    return NULL;
}

static void cashier_end(struct cashier *o)
{
    db_free(o->ctx.db);
    arena_free(o->ctx.arena);
}

/* At the ledger the router was asked before, and what is left goes with the commit; at the audit nothing is yet. */
#define LEDGER_TABLE "public.quota_mutation_ledger"
#define AUDIT_TABLE "console.audit_log"

static void make_trigger(const char *table, const char *body)
{
    ask(b.bench, "CREATE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s RETURN NULL; END $$",
        body);
    ask(b.bench, "CREATE TRIGGER gate AFTER INSERT ON %s EXECUTE FUNCTION public.gate()", table);
}

static void drop_trigger(void)
{
    ask(b.bench, "DROP FUNCTION public.gate() CASCADE");
}

static void wait_until(const char *question)
{
    int waited = 0;
    while (strcmp(ask(b.bench, "SELECT (%s)::text", question), "true") != 0) {
        if (waited++ > PATIENCE_MS / 5)
            fail_msg("never: %s", question);
        poll(NULL, 0, 5);
    }
}

static void close_gate(const char *table)
{
    make_trigger(table, "PERFORM pg_advisory_xact_lock(7);");
    ask(b.bench, "SELECT pg_advisory_lock(%d)", GATE);
}

static void await_gate(void)
{
    wait_until("SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
}

static void open_gate(void)
{
    ask(b.bench, "SELECT pg_advisory_unlock(%d)", GATE);
}

static int asked(void)
{
    json_t *reply = sim_order(&b.sim, "{\"do\":\"stats\",\"reset\":true}");
    int sentences = (int)json_integer_value(json_object_get(json_object_get(reply, "stats"), "sentences"));
    json_decref(reply);
    return sentences;
}

/* Begins to apply, and comes to the gate. */
static void come_to_gate(struct cashier *o, const char *user)
{
    close_gate(LEDGER_TABLE);
    cashier_begin(o, b.bench->scratch.conninfo, user);
    asked();
    assert_int_equal(pthread_create(&o->thread, NULL, cashier_main, o), 0);
    await_gate();
    int64_t until = clock_ms() + PATIENCE_MS;
    while (!asked() && clock_ms() < until)
        poll(NULL, 0, 5);
    assert_true(clock_ms() < until); /* the router was asked before the commit */
}

static void go_on(struct cashier *o)
{
    open_gate();
    pthread_join(o->thread, NULL);
    drop_trigger();
    if (!o->ok)
        fail_msg("%s: %s", o->e.what, o->e.why);
}

static const char *rows_of(const struct cashier *o)
{
    return ask(b.bench,
               "SELECT string_agg(concat_ws(' ', state, attempts, worker_id IS NULL), ', ') FROM console.outbox WHERE "
               "operation_id = '%s'",
               o->id);
}

static const char *lists(void)
{
    return SIM_ROWS(&b.sim, b.bench->ctx.arena, LISTS, "list", "address");
}

static void rows_are_claimed_by_the_commit(void **state)
{
    (void)state;
    need_database();
    struct cashier o;
    connect_router();
    const char *user = ask(b.bench, "SELECT id FROM public.users");
    come_to_gate(&o, user);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox WHERE operation_id = '%s'", o.id), "0");
    go_on(&o);
    assert_int_equal(o.result.effects_done, 1);
    assert_string_equal(rows_of(&o), "done 1 t");
    assert_string_equal(lists(), "active 10.0.0.5\n");
    cashier_end(&o);
}

static void what_was_asked_is_in_vain_without_a_commit(void **state)
{
    (void)state;
    need_database();
    struct cashier o;
    connect_router();
    const char *user = ask(b.bench, "SELECT id FROM public.users");
    cashier_begin(&o, b.bench->scratch.conninfo, user);
    make_trigger(LEDGER_TABLE, "RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full';");
    asked();
    cashier_apply(&o);
    drop_trigger();
    assert_false(o.ok);
    assert_non_null(strstr(o.e.why, "the disk is full"));
    assert_true(asked() > 0); /* it was asked, and told nothing */
    assert_string_equal(lists(), "habis 10.0.0.5\n");
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox WHERE state <> 'done'"), "0");
    cashier_apply(&o); /* the connection has no answers left over from before */
    assert_true(o.ok);
    assert_int_equal(o.result.effects_done, 1);
    assert_string_equal(lists(), "active 10.0.0.5\n");
    cashier_end(&o);
}

static void a_commit_that_fails_leaves_nothing(void **state)
{
    (void)state;
    need_database();
    struct cashier o;
    connect_router();
    cashier_begin(&o, b.bench->scratch.conninfo, ask(b.bench, "SELECT id FROM public.users"));
    ask(b.bench, "CREATE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql AS "
                 "'BEGIN RAISE EXCEPTION ''not so''; END'");
    ask(b.bench, "CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON public.quota_mutation_ledger DEFERRABLE INITIALLY "
                 "DEFERRED FOR EACH ROW EXECUTE FUNCTION public.gate()");
    cashier_apply(&o);
    drop_trigger();
    assert_false(o.ok);
    assert_non_null(strstr(o.e.why, "not so"));
    assert_string_equal(lists(), "habis 10.0.0.5\n");
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox WHERE state <> 'done'"), "0");
    cashier_apply(&o);
    assert_true(o.ok);
    assert_string_equal(rows_of(&o), "done 1 t");
    cashier_end(&o);
}

/* Held by nobody, it is done by whoever comes next. */
static void expect_done_later(const struct cashier *o)
{
    struct error e = { .code = ERR_NONE };
    struct outbox_tally t;
    assert_string_equal(rows_of(o), "pending 1 t");
    routers_retry_now(b.bench->ctx.routers, "main");
    ask(b.bench, "UPDATE console.outbox SET next_attempt_at = clock_timestamp() WHERE state = 'pending'");
    assert_true(outbox_drain(&b.bench->ctx, NULL, &t, &e));
    assert_int_equal(t.done, 1);
    assert_string_equal(lists(), "active 10.0.0.5\n");
}

static void a_router_that_went_away_is_told_later(void **state)
{
    (void)state;
    need_database();
    struct cashier o;
    connect_router();
    come_to_gate(&o, ask(b.bench, "SELECT id FROM public.users"));
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":false}");
    go_on(&o);
    assert_int_equal(o.result.effects_waiting, 1);
    assert_true(*o.result.effect_error);
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":true}");
    expect_done_later(&o);
    cashier_end(&o);
}

static void what_was_cut_off_is_told_later(void **state)
{
    (void)state;
    need_database();
    struct cashier o;
    connect_router();
    come_to_gate(&o, ask(b.bench, "SELECT id FROM public.users"));
    sim_do(&b.sim, "{\"do\":\"drop\"}");
    go_on(&o);
    assert_int_equal(o.result.effects_waiting, 1);
    expect_done_later(&o);
    cashier_end(&o);
}

/* Somebody else was at the router since it was asked. */
static void what_stands_there_since_is_seen(void **state)
{
    (void)state;
    need_database();
    struct cashier o;
    connect_router();
    come_to_gate(&o, ask(b.bench, "SELECT id FROM public.users"));
    json_decref(sim_order(&b.sim,
                          "{\"do\":\"row\",\"path\":\"" LISTS "\",\"verb\":\"add\",\"values\":{\"list\":\"active\","
                          "\"address\":\"10.0.0.5\",\"comment\":\"lpsaring|status=active\"}}"));
    go_on(&o);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox WHERE state = 'running'"), "0");
    const char *now = lists();
    assert_non_null(strstr(now, "active 10.0.0.5"));
    assert_null(strstr(now, "habis"));
    cashier_end(&o);
}

/* The customer has another device since: the router was asked for less than is wanted now. */
static void what_is_wanted_since_is_asked_anew(void **state)
{
    (void)state;
    need_database();
    struct cashier o;
    connect_router();
    const char *user = ask(b.bench, "SELECT id FROM public.users");
    come_to_gate(&o, user);
    new_host(&b, OTHER_MAC, "10.0.0.6", 1000);
    new_device(&b, user, OTHER_MAC, NULL);
    go_on(&o);
    assert_string_equal(rows_of(&o), "done 1 t");
    const char *now = lists();
    assert_non_null(strstr(now, "active 10.0.0.5"));
    assert_non_null(strstr(now, "active 10.0.0.6"));
    cashier_end(&o);
}

static const char running[] = "SELECT count(*) = 1 FROM console.outbox WHERE state = 'running'";

/* A console of its own, which is killed: kill(2) is the only way out of it. */
static pid_t console_of(const char *user, const char *table)
{
    close_gate(table);
    pid_t pid = fork();
    if (pid == 0) {
        struct cashier o;
        struct error e;
        cashier_begin(&o, b.bench->scratch.conninfo, user);
        o.ctx.routers = routers_new(&b.bench->config);
        o.ctx.worker_id = "44444444-4444-4444-8444-444444444444";
        routers_get(&o.ctx, "main", &e);
        cashier_apply(&o);
        pause();
    }
    return pid;
}

static void kill_console(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void a_console_that_dies_before_its_commit_leaves_nothing(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    size_t rescued = 9;
    connect_router();
    pid_t pid = console_of(ask(b.bench, "SELECT id FROM public.users"), AUDIT_TABLE);
    await_gate();
    kill_console(pid);
    open_gate();
    wait_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'operator'");
    drop_trigger();
    assert_true(outbox_rescue(&b.bench->ctx, &rescued, &e));
    assert_int_equal(rescued, 0);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.outbox WHERE state <> 'done'"), "0");
    assert_string_equal(lists(), "habis 10.0.0.5\n");
}

/* Between the commit and the router's answer: who looks whether it is there finds that it is not. */
static void a_console_that_dies_after_its_commit_is_noticed(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    struct outbox_tally t;
    size_t rescued = 0;
    connect_router();
    pid_t pid = console_of(ask(b.bench, "SELECT id FROM public.users"), LEDGER_TABLE);
    await_gate();
    sim_do(&b.sim, "{\"do\":\"mute\",\"execute\":false}");
    open_gate();
    wait_until(running);
    kill_console(pid);
    drop_trigger();
    sim_do(&b.sim, "{\"do\":\"calm\"}");
    sim_do(&b.sim, "{\"do\":\"drop\"}");
    assert_true(outbox_rescue(&b.bench->ctx, &rescued, &e));
    assert_int_equal(rescued, 1);
    assert_true(outbox_drain(&b.bench->ctx, NULL, &t, &e));
    assert_int_equal(t.done, 1);
    assert_string_equal(lists(), "active 10.0.0.5\n");
}

/* What was claimed by a commit whose answer is lost is not known here: it is given back, and done at once. */
static void a_lost_answer_keeps_nothing_claimed(void **state)
{
    (void)state;
    need_database();
    if (PQhost(b.bench->scratch.admin)[0] != '/')
        skip();
    struct door door;
    struct cashier o;
    char conninfo[256];
    connect_router();
    door_open(&door, b.bench->scratch.admin);
    snprintf(conninfo, sizeof conninfo, "host=%s port=5432 user=%s dbname=%s", door.dir, PQuser(b.bench->scratch.admin),
             b.bench->scratch.name);
    cashier_begin(&o, conninfo, ask(b.bench, "SELECT id FROM public.users"));
    door.swallow = true;
    cashier_apply(&o);
    bool was_swallowed = !door.swallow;
    door_close(&door);
    if (!o.ok)
        fail_msg("%s: %s", o.e.what, o.e.why);
    assert_true(was_swallowed);
    assert_int_equal(o.result.effects_done, 1);
    assert_string_equal(rows_of(&o), "done 2 t");
    assert_string_equal(lists(), "active 10.0.0.5\n");
    cashier_end(&o);
}

/* Whatever the test before left. */
static int clean_all(void **state)
{
    if (!b.bench)
        return 0;
    ask(b.bench, "DROP FUNCTION IF EXISTS public.gate() CASCADE");
    ask(b.bench, "SELECT pg_advisory_unlock_all()");
    ask(b.bench, "DELETE FROM public.quota_mutation_ledger");
    return clean(state);
}

#define TEST(f) cmocka_unit_test_setup(f, clean_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_are_claimed_by_the_commit),
        TEST(what_was_asked_is_in_vain_without_a_commit),
        TEST(a_commit_that_fails_leaves_nothing),
        TEST(a_router_that_went_away_is_told_later),
        TEST(what_was_cut_off_is_told_later),
        TEST(what_stands_there_since_is_seen),
        TEST(what_is_wanted_since_is_asked_anew),
        TEST(a_console_that_dies_before_its_commit_leaves_nothing),
        TEST(a_console_that_dies_after_its_commit_is_noticed),
        TEST(a_lost_answer_keeps_nothing_claimed),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
