/* Rates that all hosts share: starts are spread, cancelled, and put off for everybody. */
#include "tests/unit/model/action_bench.h"

#include "model/engine/rate.h"

#include <pthread.h>
#include <time.h>

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

static int clean(void **state)
{
    (void)state;
    if (b)
        ask(b, "DELETE FROM console.rate_limit");
    return 0;
}

static void need_database(void)
{
    if (!b)
        skip();
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void wait_for(const char *name, int64_t per_minute)
{
    struct error e = { .code = ERR_NONE };
    if (!rate_wait(&b->ctx, name, per_minute, &e))
        fail_msg("%s: %s", e.what, e.why);
}

static void starts_are_never_closer_than_the_rate(void **state)
{
    enum { STARTS = 9, PER_MINUTE = 1200, INTERVAL_MS = 50 };
    int64_t at[STARTS];
    (void)state;
    need_database();
    for (int i = 0; i < STARTS; i++) {
        wait_for("telegram:bot", PER_MINUTE);
        at[i] = now_ms();
    }
    /* a start may be late, so that the next one seems close: the span of several says it */
    assert_true(at[STARTS - 1] - at[0] >= (STARTS - 1) * INTERVAL_MS - 5);
    assert_true(at[STARTS - 1] - at[0] < 20 * (STARTS - 1) * INTERVAL_MS);
}

static void names_do_not_share(void **state)
{
    (void)state;
    need_database();
    wait_for("a", 1);
    int64_t before = now_ms();
    wait_for("b", 1);
    assert_true(now_ms() - before < 5000);
    assert_string_equal(ask(b, "SELECT count(*) FROM console.rate_limit"), "2");
}

static void slots_are_reserved_one_after_the_other(void **state)
{
    (void)state;
    need_database();
    db_result_free(db_query(b->ctx.db, "rate_reserve", DB_PARAMS("x", "60"), NULL));
    struct db_result *r = db_query(b->ctx.db, "rate_reserve", DB_PARAMS("x", "60"), NULL);
    int64_t second = db_int64(r, 0, 1);
    db_result_free(r);
    r = db_query(b->ctx.db, "rate_reserve", DB_PARAMS("x", "60"), NULL);
    int64_t third = db_int64(r, 0, 1);
    db_result_free(r);
    assert_true(second > 0 && second <= 1020);
    assert_true(third - second > 0 && third > 1020 && third <= 2040);
}

enum {
    HOSTS = 6,
    SLOTS = 15
};

struct host {
    struct context ctx;
    pthread_t thread;
    const char *slots; /* "'…', '…', " */
};

/* Takes slots as fast as it can. */
static void *take_slots(void *arg)
{
    struct host *h = arg;
    struct strbuf slots = { .arena = h->ctx.arena };
    bool ok = db_ready(h->ctx.db, NULL);
    for (int i = 0; ok && i < SLOTS; i++) {
        struct db_result *r = db_query(h->ctx.db, "rate_reserve", DB_PARAMS("x", "600"), NULL);
        ok = r != NULL;
        if (ok)
            strbuf_printf(&slots, "'%s', ", db_value(r, 0, 0));
        db_result_free(r);
    }
    h->slots = ok ? strbuf_text(&slots) : NULL;
    return NULL;
}

static void no_two_hosts_get_the_same_slot(void **state)
{
    struct host hosts[HOSTS];
    struct strbuf all = { .arena = NULL };
    (void)state;
    need_database();
    all.arena = b->ctx.arena;
    for (int i = 0; i < HOSTS; i++) {
        hosts[i] = (struct host){ .ctx = bench_context(db_new(b->scratch.conninfo, "rate"), &b->config) };
        assert_int_equal(pthread_create(&hosts[i].thread, NULL, take_slots, &hosts[i]), 0);
    }
    for (int i = 0; i < HOSTS; i++) {
        pthread_join(hosts[i].thread, NULL);
        assert_non_null(hosts[i].slots);
        strbuf_printf(&all, "%s", hosts[i].slots);
        db_free(hosts[i].ctx.db);
        arena_free(hosts[i].ctx.arena);
    }
    /* 600 a minute, and a fiftieth to spare */
    assert_string_equal(ask(b,
                            "SELECT count(*) || ' ' || (min(gap) >= interval '102 ms') FROM (SELECT at - lag(at) OVER "
                            "(ORDER BY at) AS gap FROM unnest(ARRAY[%s NULL]::timestamptz[]) AS at WHERE at IS NOT NULL) g",
                            strbuf_text(&all)),
                        "90 true");
}

static void an_idle_time_is_not_saved_up(void **state)
{
    (void)state;
    need_database();
    wait_for("x", 60);
    ask(b, "UPDATE console.rate_limit SET next_at = next_at - interval '1 hour'");
    wait_for("x", 60);
    assert_string_equal(ask(b, "SELECT next_at > clock_timestamp() FROM console.rate_limit"), "t");
}

static void slow_down_holds_for_starts_already_taken(void **state)
{
    struct error e = { .code = ERR_NONE };
    (void)state;
    need_database();
    struct db_result *r = db_query(b->ctx.db, "rate_reserve", DB_PARAMS("x", "600"), NULL);
    const char *slot = arena_strdup(b->ctx.arena, db_value(r, 0, 0));
    db_result_free(r);
    assert_true(rate_slow_down(&b->ctx, "x", 400, &e));
    r = db_query(b->ctx.db, "rate_is_slowed", DB_PARAMS("x", slot), NULL);
    assert_true(db_bool(r, 0, 0));
    db_result_free(r);
    int64_t before = now_ms();
    wait_for("x", 600);
    assert_true(now_ms() - before >= 300);
}

static void a_shorter_one_does_not_bring_it_forward(void **state)
{
    (void)state;
    need_database();
    assert_true(rate_slow_down(&b->ctx, "x", 60000, NULL));
    assert_true(rate_slow_down(&b->ctx, "x", 1, NULL));
    assert_string_equal(ask(b, "SELECT not_before > clock_timestamp() + interval '50 s' AND next_at >= not_before "
                               "FROM console.rate_limit"), "t");
}

static void waiting_ends_when_it_is_cancelled(void **state)
{
    struct error e = { .code = ERR_NONE };
    atomic_bool cancel = true;
    (void)state;
    need_database();
    wait_for("x", 1);
    struct context ctx = b->ctx;
    ctx.cancel = &cancel;
    int64_t before = now_ms();
    assert_false(rate_wait(&ctx, "x", 1, &e));
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_true(now_ms() - before < 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(starts_are_never_closer_than_the_rate, clean),
        cmocka_unit_test_setup(names_do_not_share, clean),
        cmocka_unit_test_setup(slots_are_reserved_one_after_the_other, clean),
        cmocka_unit_test_setup(no_two_hosts_get_the_same_slot, clean),
        cmocka_unit_test_setup(an_idle_time_is_not_saved_up, clean),
        cmocka_unit_test_setup(slow_down_holds_for_starts_already_taken, clean),
        cmocka_unit_test_setup(a_shorter_one_does_not_bring_it_forward, clean),
        cmocka_unit_test_setup(waiting_ends_when_it_is_cancelled, clean),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
