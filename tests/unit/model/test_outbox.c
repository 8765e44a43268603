/* The outbox: claims, leases, fences, and what happens to rows when the router or a worker is gone. */
#include "tests/unit/model/router_bench.h"

#include "base/clock.h"
#include "model/engine/heartbeat.h"
#include "model/engine/outbox.h"
#include "model/engine/outbox_batch.h"
#include "model/engine/outbox_target.h"

#define MAC "AA:BB:CC:00:00:01"
#define OTHER_WORKER "22222222-2222-4222-8222-222222222222"
#define OPERATION "33333333-3333-4333-8333-333333333333"

static struct router_bench b;

static int begin(void **state)
{
    (void)state;
    if (router_bench_open(&b))
        ask(b.bench,
            "INSERT INTO console.operation (id, actor, action) VALUES ('" OPERATION "', 'siti', 'users.sync')");
    return 0;
}

static int end(void **state)
{
    (void)state;
    router_bench_close(&b);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    if (b.bench)
        router_bench_clean(&b);
    return 0;
}

static void need_database(void)
{
    if (!b.bench)
        skip();
}

static const char *user_at_home(void)
{
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, NULL);
    new_host(&b, MAC, "10.0.0.5", 1000);
    return user;
}

static const char *wish(const char *user, const char *operation)
{
    return ask(b.bench,
               "INSERT INTO console.outbox (target, effect, entity_type, entity_id, operation_id) "
               "VALUES ('router:main', 'sync_user', 'user', '%s', %s) RETURNING id",
               user, operation ? "'" OPERATION "'" : "NULL");
}

static const char *row(const char *id)
{
    return ask(b.bench, "SELECT state || ' ' || attempts FROM console.outbox WHERE id = %s", id);
}

static struct outbox_tally drain(const char *operation)
{
    struct error e = { .code = ERR_NONE };
    struct outbox_tally tally;
    if (!outbox_drain(&b.bench->ctx, operation, &tally, &e))
        fail_msg("%s: %s", e.what, e.why);
    return tally;
}

static size_t rescue(void)
{
    struct error e = { .code = ERR_NONE };
    size_t rescued;
    if (!outbox_rescue(&b.bench->ctx, &rescued, &e))
        fail_msg("%s: %s", e.what, e.why);
    return rescued;
}

/* As if another worker had it; lease: SQL interval from now. */
static void hold(const char *id, const char *lease)
{
    ask(b.bench,
        "UPDATE console.outbox SET state = 'running', attempts = attempts + 1, worker_id = '" OTHER_WORKER "', "
        "lease_until = clock_timestamp() + interval '%s' WHERE id = %s",
        lease, id);
}

static void due_rows_are_done(void **state)
{
    (void)state;
    need_database();
    const char *id = wish(user_at_home(), NULL);
    struct outbox_tally t = drain(NULL);
    assert_int_equal(t.done, 1);
    assert_string_equal(row(id), "done 1");
    assert_string_equal(SIM_ROWS(&b.sim, b.bench->ctx.arena, "/ip/firewall/address-list", "list", "address"),
                        "active 10.0.0.5\n");
    assert_string_equal(ask(b.bench, "SELECT kind FROM console.worker WHERE id = '" BENCH_WORKER "'"), "act");
}

static void only_the_operations_rows(void **state)
{
    (void)state;
    need_database();
    const char *mine = wish(user_at_home(), OPERATION), *other = wish(new_user(b.bench, NULL), NULL);
    struct outbox_tally t = drain(OPERATION);
    assert_int_equal(t.done, 1);
    assert_int_equal(t.waiting, 0);
    assert_string_equal(row(mine), "done 1");
    assert_string_equal(row(other), "pending 0");
}

static void no_address_yet_is_no_failure(void **state)
{
    (void)state;
    need_database();
    const char *id = wish(new_user(b.bench, NULL), NULL);
    drain(NULL);
    assert_string_equal(row(id), "done 1");
    assert_non_null(strstr(ask(b.bench, "SELECT payload ->> 'note' FROM console.outbox"), "no address yet"));
}

static void refusal_is_kept_as_failed(void **state)
{
    (void)state;
    need_database();
    const char *id = wish(user_at_home(), NULL);
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"/ip/firewall/address-list/add\",\"message\":\"failure: \\u001bodd\"}");
    struct outbox_tally t = drain(NULL);
    assert_int_equal(t.failed, 1);
    assert_string_equal(row(id), "failed 1");
    assert_non_null(strstr(ask(b.bench, "SELECT last_error FROM console.outbox"),
                           "address list active, 10.0.0.5: failure: \\eodd"));
}

static void unreachable_router_leaves_rows_waiting(void **state)
{
    (void)state;
    need_database();
    const char *id = wish(user_at_home(), NULL);
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":false}");
    struct outbox_tally t = drain(NULL);
    assert_int_equal(t.waiting, 1);
    assert_string_equal(row(id), "pending 1");
    assert_true(*t.last_error);
    assert_string_equal(
        ask(b.bench, "SELECT last_error <> '' AND next_attempt_at > clock_timestamp() FROM console.outbox"), "t");
    assert_string_equal(ask(b.bench, "SELECT state FROM console.router_sync_state"), "down");
    t = drain(NULL); /* not due: nothing is tried */
    assert_int_equal(t.waiting, 0);
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":true}");
    routers_retry_now(b.bench->ctx.routers, "main");
    ask(b.bench, "UPDATE console.outbox SET next_attempt_at = clock_timestamp()");
    assert_int_equal(drain(NULL).done, 1);
}

static void broken_connection_gives_the_batch_back(void **state)
{
    (void)state;
    need_database();
    const char *id = wish(user_at_home(), NULL);
    assert_non_null(routers_get(&b.bench->ctx, "main", NULL));
    sim_do(&b.sim, "{\"do\":\"drop\",\"after_bytes\":100}");
    struct outbox_tally t = drain(NULL);
    assert_int_equal(t.waiting, 1);
    assert_string_equal(row(id), "pending 1");
    assert_string_equal(
        ask(b.bench, "SELECT worker_id IS NULL AND next_attempt_at > clock_timestamp() FROM console.outbox"), "t");
}

static void held_rows_are_left_alone(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home(), *held = wish(user, NULL);
    hold(held, "1 min");
    const char *newer = wish(user, NULL);
    struct outbox_tally t = drain(NULL);
    assert_int_equal(t.done, 0);
    assert_string_equal(row(held), "running 1");
    assert_string_equal(row(newer), "pending 0");
}

static void ended_lease_is_rescued(void **state)
{
    (void)state;
    need_database();
    const char *id = wish(user_at_home(), NULL);
    hold(id, "1 min");
    assert_int_equal(rescue(), 0);
    ask(b.bench, "UPDATE console.outbox SET lease_until = clock_timestamp() - interval '1 s'");
    assert_int_equal(rescue(), 1);
    assert_string_equal(row(id), "pending 1");
    assert_int_equal(drain(NULL).done, 1);
    assert_string_equal(row(id), "done 2");
}

static void rescued_row_yields_to_a_newer_one(void **state)
{
    (void)state;
    need_database();
    const char *user = user_at_home(), *id = wish(user, NULL);
    hold(id, "-1 s");
    const char *newer = wish(user, NULL);
    assert_int_equal(rescue(), 1);
    assert_string_equal(row(id), "cancelled 1");
    assert_int_equal(drain(NULL).done, 1);
    assert_string_equal(row(newer), "done 1");
}

static void rows_of_an_ended_process_are_rescued_at_once(void **state)
{
    (void)state;
    need_database();
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    const char *id = wish(user_at_home(), NULL);
    hold(id, "1 h");
    ask(b.bench,
        "INSERT INTO console.worker (id, kind, host, pid, version) VALUES ('" OTHER_WORKER "', 'act', '%s', %d, '1')",
        host, (int)getpid());
    assert_int_equal(rescue(), 0);
    ask(b.bench, "UPDATE console.worker SET pid = %d WHERE id = '" OTHER_WORKER "'", (int)pid);
    assert_int_equal(rescue(), 1);
    assert_string_equal(row(id), "pending 1");
}

/* A worker that was too slow may not close what another does by now. */
static void late_completion_is_fenced(void **state)
{
    (void)state;
    need_database();
    const char *id = wish(user_at_home(), NULL);
    hold(id, "1 min");
    ask(b.bench, "UPDATE console.outbox SET attempts = 2");
    const char *sql = db_sql("outbox_finish");
    struct db_result *r = db_text(
        b.bench->ctx.db, sql,
        DB_PARAMS(OTHER_WORKER, arena_printf(b.bench->ctx.arena, "{%s}", id), "{1}", "{done}", "{\"\"}", "{0}"), NULL);
    assert_non_null(r);
    assert_int_equal(db_int64(r, 0, 0), 0);
    db_result_free(r);
    assert_string_equal(row(id), "running 2");
}

static void cancelled_drain_gives_back(void **state)
{
    (void)state;
    need_database();
    atomic_bool stop;
    atomic_init(&stop, true);
    const char *id = wish(user_at_home(), NULL);
    b.bench->ctx.cancel = &stop;
    struct outbox_tally t = drain(NULL);
    b.bench->ctx.cancel = NULL;
    assert_int_equal(t.done, 0);
    assert_string_equal(row(id), "pending 0");
}

/* Of the one row; before: the database's clock. */
static void assert_waits_since(const char *before)
{
    assert_string_equal(ask(b.bench,
                            "SELECT state = 'pending' AND next_attempt_at >= timestamptz '%s' + interval '%d "
                            "milliseconds' FROM console.outbox",
                            before, CLOCK_LEAST_WAIT_MS),
                        "t");
}

static void nothing_is_tried_again_at_once_whatever_is_asked(void **state)
{
    struct error e = { .code = ERR_NONE }, why = { .what = "it is busy" };
    struct outbox_tally tally = { 0 };
    struct outbox_batch batch = { .outer = &b.bench->ctx, .target = "router:main", .lease_s = 30 };
    (void)state;
    need_database();
    assert_true(worker_heartbeat(&b.bench->ctx, "worker", &e));
    wish(user_at_home(), NULL);
    assert_true(outbox_batch_claim(&b.bench->ctx, &batch, 1, NULL, &e));
    assert_int_equal(batch.count, 1);
    batch.rows[0].wait_ms = 1;
    const char *before = ask(b.bench, "SELECT clock_timestamp()");
    assert_true(outbox_batch_finish(&b.bench->ctx, &batch, &tally, &e));
    assert_waits_since(before);
    ask(b.bench, "UPDATE console.outbox SET next_attempt_at = now()");
    before = ask(b.bench, "SELECT clock_timestamp()");
    assert_true(outbox_postpone(&b.bench->ctx, "router:main", NULL, true, 1, &why, &tally, &e));
    assert_waits_since(before);
}

static void many_rows_go_in_batches(void **state)
{
    (void)state;
    need_database();
    ask(b.bench,
        "INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status, mikrotik_server_name) "
        "SELECT gen_random_uuid(), '+6285' || lpad(i::text, 8, '0'), 'x', true, 'APPROVED', 'hs1' "
        "FROM generate_series(1, 1100) i");
    ask(b.bench, "INSERT INTO console.outbox (target, effect, entity_type, entity_id) "
                 "SELECT 'router:main', 'sync_user', 'user', id FROM public.users");
    assert_int_equal(drain(NULL).done, 1100);
}

/* Users at home whose router knows nothing of them: a binding and a list entry each. */
static void many_wishes(int count)
{
    ask(b.bench,
        "WITH u AS (INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status, "
        "mikrotik_server_name, total_quota_purchased_mb) "
        "SELECT gen_random_uuid(), '+6285' || lpad(i::text, 8, '0'), 'x', true, 'APPROVED', 'hs1', 100 "
        "FROM generate_series(0, %d) i RETURNING id, right(phone_number, 4)::integer AS n), "
        "d AS (INSERT INTO public.user_devices (id, user_id, mac_address, ip_address) "
        "SELECT gen_random_uuid(), id, '02:00:00:00:' || lpad(upper(to_hex(n / 256)), 2, '0') || ':' || "
        "lpad(upper(to_hex(n %% 256)), 2, '0'), '10.128.' || n / 256 || '.' || n %% 256 FROM u) "
        "INSERT INTO console.outbox (target, effect, entity_type, entity_id) "
        "SELECT 'router:main', 'sync_user', 'user', id FROM u",
        count - 1);
    json_decref(sim_order(&b.sim, "{\"do\":\"populate\",\"hosts\":%d,\"entries\":0}", count));
    sim_writes(&b.sim);
}

/* All is written once: what was in flight when it stopped was looked for, and not sent again. */
static void expect_all_written_once(int count)
{
    json_t *reply = sim_order(&b.sim, "{\"do\":\"stats\"}"), *stats = json_object_get(reply, "stats");
    assert_int_equal(json_integer_value(json_object_get(stats, "traps")), 0);
    assert_int_equal(json_integer_value(json_object_get(stats, "writes")), 2 * count);
    json_decref(reply);
    reply = sim_order(&b.sim, "{\"do\":\"dump\",\"path\":\"/ip/firewall/address-list\"}");
    assert_int_equal(json_array_size(json_object_get(json_object_get(reply, "tables"), "/ip/firewall/address-list")),
                     count);
    json_decref(reply);
    assert_string_equal(ask(b.bench, "SELECT string_agg(DISTINCT state, ',') FROM console.outbox"), "done");
}

struct stop {
    atomic_bool cancelled;
    size_t after;
};

static void stop_after(void *ctx, const char *what, size_t done, size_t total)
{
    struct stop *s = ctx;
    (void)what, (void)total;
    if (done < s->after || atomic_exchange(&s->cancelled, true))
        return;
    routers_interrupt(b.bench->ctx.routers);
}

static void a_run_that_is_stopped_halfway_can_go_on(void **state)
{
    (void)state;
    need_database();
    struct stop stop = { .after = 50 };
    struct context *ctx = &b.bench->ctx;
    many_wishes(300);
    sim_do(&b.sim, "{\"do\":\"latency\",\"ms\":1}");
    atomic_init(&stop.cancelled, false);
    ctx->cancel = &stop.cancelled;
    ctx->progress = stop_after;
    ctx->progress_ctx = &stop;
    struct outbox_tally t = drain(NULL);
    ctx->cancel = NULL;
    ctx->progress = NULL;
    assert_int_equal(t.waiting, 300);
    assert_string_equal(ask(b.bench,
                            "SELECT count(*) FROM console.outbox WHERE state = 'pending' AND worker_id IS NULL "
                            "AND next_attempt_at <= clock_timestamp()"),
                        "300");
    assert_int_equal(routers_retry_in_ms(ctx->routers, "main"), 0);
    assert_int_equal(drain(NULL).done, 300);
    expect_all_written_once(300);
}

static void a_run_whose_connection_breaks_looks_before_it_goes_on(void **state)
{
    (void)state;
    need_database();
    many_wishes(300);
    assert_non_null(routers_get(&b.bench->ctx, "main", NULL));
    sim_do(&b.sim, "{\"do\":\"power_cut\",\"after_writes\":400,\"down_ms\":0}");
    assert_int_equal(drain(NULL).waiting, 300);
    routers_retry_now(b.bench->ctx.routers, "main");
    ask(b.bench, "UPDATE console.outbox SET next_attempt_at = clock_timestamp()");
    assert_int_equal(drain(NULL).done, 300);
    expect_all_written_once(300);
}

static void idle_worker_asks_cheaply(void **state)
{
    (void)state;
    need_database();
    bool is_due = true;
    assert_true(outbox_is_due(&b.bench->ctx, "router:main", &is_due, NULL));
    assert_false(is_due);
    wish(new_user(b.bench, NULL), NULL);
    assert_true(outbox_is_due(&b.bench->ctx, "router:main", &is_due, NULL));
    assert_true(is_due);
}

#define TEST(f) cmocka_unit_test_setup(f, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(due_rows_are_done),
        TEST(only_the_operations_rows),
        TEST(no_address_yet_is_no_failure),
        TEST(refusal_is_kept_as_failed),
        TEST(unreachable_router_leaves_rows_waiting),
        TEST(broken_connection_gives_the_batch_back),
        TEST(held_rows_are_left_alone),
        TEST(ended_lease_is_rescued),
        TEST(rescued_row_yields_to_a_newer_one),
        TEST(rows_of_an_ended_process_are_rescued_at_once),
        TEST(late_completion_is_fenced),
        TEST(cancelled_drain_gives_back),
        TEST(nothing_is_tried_again_at_once_whatever_is_asked),
        TEST(many_rows_go_in_batches),
        TEST(a_run_that_is_stopped_halfway_can_go_on),
        TEST(a_run_whose_connection_breaks_looks_before_it_goes_on),
        TEST(idle_worker_asks_cheaply),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
