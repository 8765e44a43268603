/* Routers: registration, breaker, probe. */
#include "tests/unit/model/router_fixture.h"

static void probe_writes_the_state(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    if (!routers_probe(&b.bench->ctx, "main", &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_string_equal(
        ask(b.bench, "SELECT state || ' ' || identity || ' ' || version || ' ' || (abs(clock_skew_s) < 5) || ' ' || "
                     "(uptime_s >= 0) || ' ' || (latency_us > 0) FROM console.router_sync_state"),
        "up simulated 7.16 (stable) true true true");
    sim_do(&b.sim, "{\"do\":\"options\",\"skew_s\":900}");
    assert_true(routers_probe(&b.bench->ctx, "main", &e));
    sim_do(&b.sim, "{\"do\":\"options\",\"skew_s\":0}");
    assert_string_equal(ask(b.bench, "SELECT abs(clock_skew_s - 900) < 5 FROM console.router_sync_state"), "t");
}

static void breaker_opens_and_waits_longer(void **state)
{
    (void)state;
    need_database();
    struct error first, second;
    struct context *ctx = &b.bench->ctx;
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":false}");
    while (routers_get(ctx, "main", NULL)) /* the kept connection notices it when it is used */
        routers_probe(ctx, "main", NULL);
    routers_retry_now(ctx->routers, "main");
    assert_false(routers_probe(ctx, "main", &first));
    int wait = routers_retry_in_ms(ctx->routers, "main");
    assert_in_range(wait, 500, 1000);
    assert_null(routers_get(ctx, "main", &second));
    assert_string_equal(second.why, first.why);
    assert_non_null(strstr(second.hint, "tried again in 1 s"));
    assert_string_equal(ask(b.bench, "SELECT state FROM console.router_sync_state"), "down");
    for (int i = 0; i < 8; i++)
        routers_report(ctx, "main", &first);
    assert_in_range(routers_retry_in_ms(ctx->routers, "main"), 47000, 60000);
    sim_do(&b.sim, "{\"do\":\"listen\",\"on\":true}");
    routers_retry_now(ctx->routers, "main");
    assert_true(routers_probe(ctx, "main", NULL));
    assert_string_equal(ask(b.bench, "SELECT state || failures FROM console.router_sync_state"), "up0");
}

static void refusals_do_not_open_it(void **state)
{
    (void)state;
    need_database();
    struct error e;
    error_set(&e, ERR_REFUSED, "no", NULL);
    routers_report(&b.bench->ctx, "main", &e);
    error_set(&e, ERR_CANCELLED, "no", NULL);
    routers_report(&b.bench->ctx, "main", &e);
    assert_int_equal(routers_retry_in_ms(b.bench->ctx.routers, "main"), 0);
}

static void unknown_router_is_said(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    assert_null(routers_get(&b.bench->ctx, "south", &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.why, "south"));
}

static void registration_follows_the_configuration(void **state)
{
    (void)state;
    need_database();
    struct error e = { .code = ERR_NONE };
    assert_true(routers_register(&b.bench->ctx, &e));
    assert_string_equal(ask(b.bench, "SELECT string_agg(name || position || servers::text || is_enabled, ' ' ORDER BY "
                                     "name) FROM console.router"),
                        "main0{hs1}true north1{hs2}false");
    const char *xmin = ask(b.bench, "SELECT xmin FROM console.router WHERE name = 'main'");
    assert_true(routers_register(&b.bench->ctx, &e));
    assert_string_equal(ask(b.bench, "SELECT xmin FROM console.router WHERE name = 'main'"), xmin);
    b.bench->config.router_count = 0;
    assert_true(routers_register(&b.bench->ctx, &e));
    b.bench->config.router_count = 1;
    assert_string_equal(ask(b.bench, "SELECT is_enabled FROM console.router WHERE name = 'main'"), "t");
}

#define TEST(f) cmocka_unit_test_setup(f, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(probe_writes_the_state), TEST(breaker_opens_and_waits_longer),         TEST(refusals_do_not_open_it),
        TEST(unknown_router_is_said), TEST(registration_follows_the_configuration),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
