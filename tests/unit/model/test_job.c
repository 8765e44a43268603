/* Periodic jobs and the worker that runs them. */
#include "tests/unit/model/router_bench.h"

#include "model/engine/heartbeat.h"
#include "model/engine/job.h"
#include "model/engine/job_book.h"
#include "model/engine/outbox.h"
#include "model/worker/beat.h"
#include "model/worker/worker.h"

#include <pthread.h>

#define MAC "AA:BB:CC:00:00:01"
#define OTHER_WORKER "22222222-2222-4222-8222-222222222222"

static struct router_bench b;

static int begin(void **state)
{
    (void)state;
    router_bench_open(&b);
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
    if (!b.bench)
        return 0;
    router_bench_clean(&b);
    ask(b.bench, "DELETE FROM console.job");
    ask(b.bench, "DELETE FROM console.worker");
    assert_true(jobs_register(&b.bench->ctx, NULL));
    return 0;
}

static void need_database(void)
{
    if (!b.bench)
        skip();
}

static size_t run_due(void)
{
    struct error e = { .code = ERR_NONE };
    size_t ran;
    if (!jobs_run_due(&b.bench->ctx, &ran, &e))
        fail_msg("%s: %s", e.what, e.why);
    return ran;
}

static void each_job_has_a_row(void **state)
{
    (void)state;
    need_database();
    assert_int_equal(atoi(ask(b.bench, "SELECT count(*) FROM console.job")), job_count());
    const struct job *j;
    for (size_t i = 0; (j = job_at(i)); i++)
        assert_string_equal(
            ask(b.bench, "SELECT count(*) FROM console.job WHERE name = '%s%s'", j->name, j->run_router ? ":main" : ""),
            "1");
    ask(b.bench, "UPDATE console.job SET is_paused = true, interval_s = 7 WHERE name = 'worker_cleanup'");
    assert_true(jobs_register(&b.bench->ctx, NULL));
    assert_string_equal(
        ask(b.bench, "SELECT is_paused || ' ' || interval_s FROM console.job WHERE name = 'worker_cleanup'"),
        "true 3600");
}

static void due_jobs_run_once_an_interval(void **state)
{
    (void)state;
    need_database();
    assert_int_equal(run_due(), job_count());
    assert_int_equal(run_due(), 0);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.job WHERE last_result <> '' AND last_error IS NULL "
                                     "AND lease_worker IS NULL AND run_number = 1 AND next_run_at > clock_timestamp()"),
                        arena_printf(b.bench->ctx.arena, "%zu", job_count()));
    assert_string_equal(ask(b.bench, "SELECT state FROM console.router_sync_state"), "up");
}

static void paused_and_leased_jobs_do_not_run(void **state)
{
    (void)state;
    need_database();
    ask(b.bench, "UPDATE console.job SET is_paused = true WHERE name = 'outbox_rescue'");
    ask(b.bench,
        "UPDATE console.job SET lease_worker = '" OTHER_WORKER "', lease_until = clock_timestamp() + interval '1 min' "
        "WHERE name = 'worker_cleanup'");
    assert_int_equal(run_due(), job_count() - 2);
    ask(b.bench, "UPDATE console.job SET lease_until = clock_timestamp() WHERE name = 'worker_cleanup'");
    assert_int_equal(run_due(), 1);
}

static void failing_job_is_recorded_and_stops_no_other(void **state)
{
    (void)state;
    need_database();
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":false}");
    assert_int_equal(run_due(), job_count());
    assert_string_equal(
        ask(b.bench, "SELECT string_agg(name, ' ' ORDER BY name) FROM console.job WHERE last_error <> ''"),
        "reconcile:main router_probe:main usage_sync:main voucher_strays:main");
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":true}");
    routers_retry_now(b.bench->ctx.routers, "main");
    ask(b.bench, "UPDATE console.job SET next_run_at = clock_timestamp()");
    run_due();
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.job WHERE last_error IS NOT NULL"), "0");
}

static const char *state_of(const char *job)
{
    return ask(b.bench, "SELECT console.job_state(j) FROM console.job j WHERE name = '%s'", job);
}

/* With a worker somewhere, so that the wish is left to it. */
static void wish_for(const char *job)
{
    ask(b.bench, "INSERT INTO console.worker (id, kind, host, pid, version) VALUES ('" OTHER_WORKER
                 "', 'worker', 'far', 1, '1') ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp()");
    run_action(b.bench, "jobs.run", &job, 1, NULL, NULL);
}

static void paused_job_that_is_asked_for_runs_once_and_stays_paused(void **state)
{
    (void)state;
    need_database();
    const char *job = "outbox_rescue";
    run_due();
    run_action(b.bench, "jobs.pause", &job, 1, NULL, NULL);
    assert_string_equal(state_of(job), "paused");
    wish_for(job);
    assert_string_equal(state_of(job), "due");
    assert_int_equal(run_due(), 1);
    assert_string_equal(state_of(job), "paused");
    assert_string_equal(ask(b.bench, "SELECT run_number FROM console.job WHERE name = 'outbox_rescue'"), "2");
    ask(b.bench, "UPDATE console.job SET next_run_at = clock_timestamp() WHERE name = 'outbox_rescue'");
    assert_int_equal(run_due(), 0);
    run_action(b.bench, "jobs.resume", &job, 1, NULL, NULL);
    assert_int_equal(run_due(), 1);
}

static void wish_during_a_run_is_for_another_one(void **state)
{
    (void)state;
    need_database();
    ask(b.bench,
        "UPDATE console.job SET lease_worker = '" OTHER_WORKER "', lease_until = clock_timestamp() + interval '1 min', "
        "last_run_at = clock_timestamp(), run_number = 5 WHERE name = 'outbox_rescue'");
    wish_for("outbox_rescue");
    assert_string_equal(state_of("outbox_rescue"), "running");
    assert_true(db_run(b.bench->ctx.db, "job_finish",
                       DB_PARAMS("outbox_rescue", OTHER_WORKER, "5", "done", NULL, "0", "0", NULL), NULL, NULL));
    assert_string_equal(state_of("outbox_rescue"), "due");
}

static void wish_outlives_a_run_whose_process_died(void **state)
{
    (void)state;
    need_database();
    run_due();
    wish_for("outbox_rescue");
    ask(b.bench,
        "UPDATE console.job SET lease_worker = '" OTHER_WORKER "', lease_until = clock_timestamp(), last_run_at = "
        "clock_timestamp(), run_number = run_number + 1 WHERE name = 'outbox_rescue'");
    assert_int_equal(run_due(), 1);
    assert_string_equal(state_of("outbox_rescue"), "waiting");
}

static const char *refusal_of(const char *action, const char *job)
{
    struct plan p = make_plan(&b.bench->ctx, action, &(struct selection){ .ids = &job, .id_count = 1 }, NULL, NULL);
    assert_int_equal(p.id_count + p.refused_count, 1);
    return p.refused_count ? p.samples[0].refusal : "-";
}

static void plans_refuse_what_makes_no_sense(void **state)
{
    (void)state;
    need_database();
    assert_string_equal(refusal_of("jobs.run", "nonsense"), "there is no such job");
    assert_string_equal(refusal_of("jobs.pause", "nonsense"), "there is no such job");
    assert_string_equal(refusal_of("jobs.resume", "debt_limit"), "is not paused");
    ask(b.bench, "UPDATE console.job SET is_paused = true WHERE name = 'debt_limit'");
    assert_string_equal(refusal_of("jobs.pause", "debt_limit"), "is paused already");
    assert_string_equal(refusal_of("jobs.run", "debt_limit"), "-");
    ask(b.bench, "INSERT INTO console.job (name, interval_s) VALUES ('usage_sync:gone', 60)");
    assert_string_equal(refusal_of("jobs.run", "usage_sync:gone"), "no configuration names its router any more");
}

static const char *run_wanted(const char *job)
{
    struct strbuf words = { .arena = b.bench->ctx.arena };
    jobs_run_wanted(&b.bench->ctx, &job, 1, &words);
    return strbuf_text(&words);
}

static void no_worker_lives(void)
{
    ask(b.bench, "UPDATE console.worker SET heartbeat_at = clock_timestamp() - interval '31 s'");
}

static void who_asks_runs_it_where_no_worker_lives(void **state)
{
    (void)state;
    need_database();
    assert_string_equal(run_wanted("outbox_rescue"), ""); /* due, but nobody asked */
    wish_for("outbox_rescue");
    assert_string_equal(run_wanted("outbox_rescue"), "");
    assert_string_equal(state_of("outbox_rescue"), "due");
    no_worker_lives();
    assert_string_equal(run_wanted("outbox_rescue"), "; outbox_rescue: 0 given back");
    assert_string_equal(state_of("outbox_rescue"), "waiting");
    wish_for("router_probe:main");
    no_worker_lives();
    assert_string_equal(run_wanted("router_probe:main"), "; router_probe:main: answers");
    ask(b.bench, "INSERT INTO console.job (name, interval_s, wanted_at) VALUES ('usage_sync:gone', 60, now())");
    assert_string_equal(run_wanted("usage_sync:gone"), "");
}

static void jobs_of_routers_that_are_gone_are_forgotten(void **state)
{
    (void)state;
    need_database();
    ask(b.bench, "INSERT INTO console.job (name, interval_s, next_run_at, is_paused) VALUES "
                 "('usage_sync:gone', 60, clock_timestamp() - interval '25 h', false), "
                 "('usage_sync:fresh', 60, clock_timestamp() - interval '23 h', false), "
                 "('usage_sync:kept', 60, clock_timestamp() - interval '25 h', true), "
                 "('a_kind_of_old', 60, clock_timestamp() - interval '25 h', false)");
    ask(b.bench,
        "UPDATE console.job SET next_run_at = clock_timestamp() - interval '25 h' WHERE name = 'usage_sync:main'");
    assert_string_equal(state_of("usage_sync:gone"), "unserved");
    wish_for("worker_cleanup");
    run_due();
    assert_string_equal(ask(b.bench, "SELECT last_result FROM console.job WHERE name = 'worker_cleanup'"),
                        "0 processes and 2 jobs forgotten");
    assert_string_equal(ask(b.bench, "SELECT string_agg(name, ' ' ORDER BY name) FROM console.job "
                                     "WHERE name LIKE 'usage_sync%%' OR name = 'a_kind_of_old'"),
                        "usage_sync:fresh usage_sync:kept usage_sync:main");
}

static void late_run_is_fenced(void **state)
{
    (void)state;
    need_database();
    ask(b.bench,
        "UPDATE console.job SET lease_worker = '" BENCH_WORKER "', lease_until = clock_timestamp() + interval '1 min', "
        "run_number = 5 WHERE name = 'worker_cleanup'");
    int64_t rows = -1;
    assert_true(db_run(b.bench->ctx.db, "job_finish",
                       DB_PARAMS("worker_cleanup", BENCH_WORKER, "4", "late", NULL, "0", "0", NULL), &rows, NULL));
    assert_int_equal(rows, 0);
}

#define KEPT                                                                                                           \
    "'outbox_rescue', 'queue_rescue', 'charge_expiry', 'charge_reconcile', 'usage_sync:main', 'router_probe:main', "   \
    "'notice_quota', 'notice_admins', 'mikhmon_follow:main', 'voucher_follow:main', 'line_follow:main', "              \
    "'incident_watch', 'audit_seal', 'trouble_watch'"

/* As a worker whose jobs have run once. */
static void keep_jobs(void)
{
    b.bench->ctx.book = job_book_new();
    assert_true(worker_heartbeat(&b.bench->ctx, "worker", NULL));
    run_due();
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.job WHERE kept_by = '" BENCH_WORKER "'"), "14");
    assert_string_equal(
        ask(b.bench, "SELECT count(*) FROM console.job WHERE kept_by IS NOT NULL AND name IN (" KEPT ")"), "14");
}

static void stop_keeping(void)
{
    job_book_free(b.bench->ctx.book);
    b.bench->ctx.book = NULL;
}

static void make_kept_due(void)
{
    ask(b.bench, "UPDATE console.job SET next_run_at = clock_timestamp() WHERE name IN (" KEPT ")");
}

static const char *runs_of(const char *job)
{
    return ask(b.bench, "SELECT run_number FROM console.job WHERE name = '%s'", job);
}

static void beat_now(void)
{
    assert_true(beat(&b.bench->ctx, NULL, &(struct listening){ NULL, NULL }, NULL));
}

static void a_kept_job_is_written_with_the_heartbeat(void **state)
{
    (void)state;
    need_database();
    keep_jobs();
    make_kept_due();
    const char *rows = "SELECT md5(string_agg(j::text, ' ' ORDER BY name)) FROM console.job j";
    const char *before = ask(b.bench, "%s", rows);
    assert_int_equal(run_due(), 14);
    assert_int_equal(run_due(), 0); /* nor for the same once more */
    assert_string_equal(state_of("outbox_rescue"), "waiting");
    assert_string_equal(ask(b.bench, "%s", rows), before);
    beat_now();
    assert_string_equal(runs_of("outbox_rescue"), "2");
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.job WHERE next_run_at > clock_timestamp() AND "
                                     "last_run_at > clock_timestamp() - interval '1 min' AND lease_until IS NULL"),
                        arena_printf(b.bench->ctx.arena, "%zu", job_count()));
    ask(b.bench,
        "UPDATE console.job SET next_run_at = clock_timestamp() - interval '16 s' WHERE name = 'queue_rescue'");
    assert_string_equal(state_of("queue_rescue"), "due");
    beat_now(); /* what is written is not written again */
    assert_string_equal(runs_of("outbox_rescue"), "2");
    stop_keeping();
}

/* Whoever makes it due again before the heartbeat is not passed over, nor who asks for it. */
static void a_kept_job_runs_when_it_is_made_due(void **state)
{
    (void)state;
    need_database();
    keep_jobs();
    make_kept_due();
    assert_int_equal(run_due(), 14);
    make_kept_due();
    assert_int_equal(run_due(), 14);
    make_kept_due();
    beat_now();
    assert_string_equal(runs_of("outbox_rescue"), "1"); /* it is due for something else by now */
    wish_for("outbox_rescue");
    ask(b.bench, "UPDATE console.job SET next_run_at = clock_timestamp() + interval '1 hour'");
    assert_int_equal(run_due(), 1);
    assert_string_equal(runs_of("outbox_rescue"), "2");
    stop_keeping();
}

static void what_a_kept_job_finds_is_written_at_once(void **state)
{
    (void)state;
    need_database();
    keep_jobs();
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":false}");
    make_kept_due();
    assert_int_equal(run_due(), 14);
    assert_string_equal(ask(b.bench,
                            "SELECT string_agg(name, ' ' ORDER BY name) FROM console.job WHERE last_error <> '' AND "
                            "run_number = 2 AND next_run_at > clock_timestamp()"),
                        "router_probe:main usage_sync:main");
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":true}");
    routers_retry_now(b.bench->ctx.routers, "main");
    beat_now();
    make_kept_due();
    assert_int_equal(run_due(), 14);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.job WHERE last_error IS NOT NULL"), "0");
    stop_keeping();
}

/* No other takes it while its worker is heard of; then anyone does, and the former goes on only by a claim. */
static void a_kept_job_is_free_when_its_worker_has_gone(void **state)
{
    (void)state;
    need_database();
    keep_jobs();
    make_kept_due();
    b.bench->ctx.worker_id = OTHER_WORKER;
    assert_int_equal(run_due(), 0);
    ask(b.bench, "UPDATE console.worker SET heartbeat_at = clock_timestamp() - interval '31 s'");
    assert_true(worker_heartbeat(&b.bench->ctx, "worker", NULL));
    assert_int_equal(run_due(), 14);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.job WHERE kept_by = '" OTHER_WORKER "'"), "14");
    assert_string_equal(runs_of("outbox_rescue"), "2");
    b.bench->ctx.worker_id = BENCH_WORKER;
    int64_t rows = -1;
    assert_true(db_run(b.bench->ctx.db, "job_end",
                       DB_PARAMS("outbox_rescue", BENCH_WORKER, "5", "late", NULL, "0", "0", NULL), &rows, NULL));
    assert_int_equal(rows, 0);
    ask(b.bench, "DELETE FROM console.worker"); /* as one that ends in order */
    make_kept_due();
    assert_true(worker_heartbeat(&b.bench->ctx, "worker", NULL));
    assert_int_equal(run_due(), 14);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.job WHERE kept_by = '" BENCH_WORKER "'"), "14");
    stop_keeping();
}

/* Heard of too long ago to be sure that no other takes it meanwhile: it claims again. */
static void who_was_not_heard_of_claims_what_he_keeps(void **state)
{
    (void)state;
    need_database();
    keep_jobs();
    make_kept_due();
    ask(b.bench, "UPDATE console.worker SET heartbeat_at = clock_timestamp() - interval '21 s'");
    assert_int_equal(run_due(), 14);
    assert_string_equal(runs_of("outbox_rescue"), "2");
    stop_keeping();
}

/* The heartbeat waits for nobody. */
static void a_heartbeat_leaves_out_what_is_held(void **state)
{
    (void)state;
    need_database();
    struct error e;
    keep_jobs();
    make_kept_due();
    run_due();
    struct db *other = db_new(b.bench->scratch.conninfo, "holder");
    assert_true(db_begin(other, &e));
    db_result_free(db_text(other, "SELECT FROM console.job WHERE name = 'outbox_rescue' FOR UPDATE", NULL, 0, &e));
    beat_now();
    db_rollback(other);
    db_free(other);
    assert_string_equal(runs_of("outbox_rescue"), "1");
    assert_string_equal(runs_of("queue_rescue"), "2");
    stop_keeping();
}

static void once_does_all_that_is_due(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    const char *user = new_user(b.bench, "total_quota_purchased_mb = 1");
    new_device(&b, user, MAC, NULL);
    new_host(&b, MAC, "10.0.0.5", 5 * 1048576);
    if (!worker_run(&b.bench->ctx, true, &(bool){ true }, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(ask(b.bench, "SELECT total_quota_used_mb FROM public.users"), "5.00");
    assert_string_equal(ask(b.bench, "SELECT state FROM console.outbox"), "done");
    assert_string_equal(SIM_ROWS(&b.sim, b.bench->ctx.arena, "/ip/firewall/address-list", "list", "address"),
                        "habis 10.0.0.5\n");
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.worker"), "0");
}

static void once_says_what_could_not_be_reached(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":false}");
    assert_false(worker_run(&b.bench->ctx, true, &(bool){ true }, &e));
    assert_int_equal(error_exit_code(e.code), 3);
    assert_non_null(strstr(e.what, "main"));
}

struct running {
    struct context ctx;
    atomic_bool cancel;
    pthread_t thread;
    bool ok;
};

static void *run_worker(void *arg)
{
    struct running *r = arg;
    struct error e;
    r->ok = worker_run(&r->ctx, false, &(bool){ true }, &e);
    return NULL;
}

static void start_worker(struct running *r)
{
    r->ctx = b.bench->ctx;
    r->ctx.db = db_new(b.bench->config.database, "worker main");
    r->ctx.arena = arena_new();
    atomic_init(&r->cancel, false);
    r->ctx.cancel = &r->cancel;
    assert_int_equal(pthread_create(&r->thread, NULL, run_worker, r), 0);
}

static void stop_worker(struct running *r)
{
    int64_t began = scratch_now_ms();
    atomic_store(&r->cancel, true);
    pthread_join(r->thread, NULL);
    assert_true(r->ok);
    assert_in_range(scratch_now_ms() - began, 0, 1000);
    db_free(r->ctx.db);
    arena_free(r->ctx.arena);
}

static void wish_and_wait(const char *user)
{
    ask(b.bench,
        "INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES ('router:main', 'sync_user', "
        "'user', '%s')",
        user);
    ask(b.bench, "NOTIFY hotspot_console, 'outbox'");
    scratch_wait_for(b.bench->scratch.admin, "SELECT count(*) FROM console.outbox WHERE state = 'done'", "1");
    ask(b.bench, "DELETE FROM console.outbox");
}

static void worker_lives_through_a_database_restart(void **state)
{
    (void)state;
    need_database();
    struct running r;
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, "ip_address = '10.0.0.5'");
    start_worker(&r);
    scratch_wait_for(b.bench->scratch.admin, "SELECT count(*) FROM console.worker WHERE kind = 'worker'", "1");
    wish_and_wait(user);
    scratch_terminate(b.bench->scratch.admin, "hotspot-console worker");
    wish_and_wait(user);
    stop_worker(&r);
    assert_string_equal(ask(b.bench, "SELECT count(*) FROM console.worker WHERE id = '" BENCH_WORKER "'"), "0");
}

/* Asked to end while a router keeps silent: at once, and what it held goes back. */
static void worker_gives_back_when_it_is_ended(void **state)
{
    (void)state;
    need_database();
    struct running r;
    ask(b.bench, "UPDATE console.job SET is_paused = true");
    const char *user = new_user(b.bench, NULL);
    new_device(&b, user, MAC, "ip_address = '10.0.0.5'");
    start_worker(&r);
    wish_and_wait(user);
    sim_do(&b.sim, "{\"do\":\"mute\"}");
    ask(b.bench,
        "INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES ('router:main', 'sync_user', "
        "'user', '%s')",
        user);
    ask(b.bench, "NOTIFY hotspot_console, 'outbox'");
    scratch_wait_for(b.bench->scratch.admin, "SELECT state FROM console.outbox", "running");
    stop_worker(&r);
    assert_string_equal(
        ask(b.bench, "SELECT state || ' ' || (next_attempt_at <= clock_timestamp()) FROM console.outbox"),
        "pending true");
}

#define TEST(f) cmocka_unit_test_setup(f, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_job_has_a_row),
        TEST(due_jobs_run_once_an_interval),
        TEST(paused_and_leased_jobs_do_not_run),
        TEST(failing_job_is_recorded_and_stops_no_other),
        TEST(paused_job_that_is_asked_for_runs_once_and_stays_paused),
        TEST(wish_during_a_run_is_for_another_one),
        TEST(wish_outlives_a_run_whose_process_died),
        TEST(plans_refuse_what_makes_no_sense),
        TEST(who_asks_runs_it_where_no_worker_lives),
        TEST(jobs_of_routers_that_are_gone_are_forgotten),
        TEST(late_run_is_fenced),
        TEST(a_kept_job_is_written_with_the_heartbeat),
        TEST(a_kept_job_runs_when_it_is_made_due),
        TEST(what_a_kept_job_finds_is_written_at_once),
        TEST(a_kept_job_is_free_when_its_worker_has_gone),
        TEST(who_was_not_heard_of_claims_what_he_keeps),
        TEST(a_heartbeat_leaves_out_what_is_held),
        TEST(once_does_all_that_is_due),
        TEST(once_says_what_could_not_be_reached),
        TEST(worker_lives_through_a_database_restart),
        TEST(worker_gives_back_when_it_is_ended),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
