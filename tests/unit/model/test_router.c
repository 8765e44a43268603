/* Routers: registration, breaker, probe. */
#include "tests/unit/model/router_fixture.h"

#include "model/routers/router_note.h"

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

static void probe(void)
{
    struct error e = { .code = ERR_NONE };
    if (!routers_probe(&b.bench->ctx, "main", &e))
        fail_msg("%s: %s", e.what, e.why);
}

static void every_version_tells_who_it_is(void **state)
{
    (void)state;
    need_database();
    static const char *const versions[] = { "6.49.19", "7.9", "7.16", "7.18", "7.21", "7.25.1" };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        be_version(&b, versions[i]);
        sim_do(&b.sim, "{\"do\":\"options\",\"nul_padding\":true}");
        probe();
        assert_string_equal(ask(b.bench, "SELECT split_part(version, ' ', 1) FROM console.router_sync_state"),
                            versions[i]);
        assert_string_equal(ask(b.bench, "SELECT state || ' ' || identity || ' ' || (abs(clock_skew_s) < 5) || ' ' || "
                                         "(uptime_s >= 0) FROM console.router_sync_state"),
                            "up simulated true true");
    }
}

static const char *limits(void)
{
    return ask(b.bench,
               "SELECT concat_ws('|', coalesce(device_mode, '-'), coalesce(allows_hotspot::text, '-'), "
               "coalesce(allows_proxy::text, '-'), coalesce(is_flagged::text, '-'), coalesce(lacks_policies, '-'), "
               "coalesce(refused_menus, '-')) FROM console.router_sync_state");
}

static void limits_are_asked_once_a_connection(void **state)
{
    (void)state;
    need_database();
    be_version(&b, "7.25.1");
    sim_do(&b.sim, "{\"do\":\"options\",\"policies\":[\"read\",\"api\"],\"device_mode\":{\"mode\":\"home\","
                   "\"hotspot\":\"no\",\"proxy\":\"no\",\"flagged\":\"yes\"}}");
    probe();
    assert_string_equal(limits(), "home|false|false|true|write, sensitive|-");
    sim_writes(&b.sim);
    probe();
    assert_string_equal(limits(), "home|false|false|true|write, sensitive|-");
    json_t *reply = sim_order(&b.sim, "{\"do\":\"stats\"}");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(reply, "stats"), "sentences")), 4);
    json_decref(reply);
    be_version(&b, "7.16"); /* it has no device-mode */
    sim_do(&b.sim, "{\"do\":\"options\",\"policies\":[\"read\",\"write\",\"sensitive\"]}");
    probe();
    assert_string_equal(limits(), "-|-|-|-||-");
}

static void a_refused_menu_costs_its_line_alone(void **state)
{
    (void)state;
    need_database();
    probe();
    sim_do(&b.sim, "{\"do\":\"options\",\"refused\":[\"/system/clock\",\"/user\"]}");
    sim_do(&b.sim, "{\"do\":\"drop\"}");
    probe();
    assert_string_equal(limits(), "-|-|-|-|-|/system/clock, /user");
    assert_string_equal(ask(b.bench, "SELECT state || ' ' || version FROM console.router_sync_state"),
                        "up 7.16 (stable)");
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

static void a_router_that_comes_back_is_up_at_once(void **state)
{
    (void)state;
    need_database();
    struct context *ctx = &b.bench->ctx;
    struct error e;
    assert_true(routers_probe(ctx, "main", NULL));
    error_set(&e, ERR_TIMEOUT, "it is silent", "no answer within 10 ms");
    routers_report(ctx, "main", &e);
    assert_string_equal(ask(b.bench, "SELECT state || ' ' || (retry_at > clock_timestamp()) || ' ' || is_clear_text || "
                                     "' ' || is_unverified || ' ' || last_error FROM console.router_sync_state"),
                        "down true true false it is silent: no answer within 10 ms");
    routers_report(ctx, "main", NULL);
    assert_string_equal(ask(b.bench, "SELECT state || ' ' || (retry_at IS NULL) || ' ' || version || ' ' || "
                                     "(last_error IS NULL) FROM console.router_sync_state"),
                        "up true 7.16 (stable) true");
    assert_int_equal(routers_retry_in_ms(ctx->routers, "main"), 0);
}

/* Of the ctx's routers, made anew so that those of other tests keep nothing. */
static struct routers *keep_notes(void)
{
    routers_free(b.bench->ctx.routers);
    b.bench->ctx.routers = routers_new(b.bench->ctx.config);
    routers_keep_notes(b.bench->ctx.routers);
    return b.bench->ctx.routers;
}

static const char *row_of_main(void)
{
    return ask(b.bench, "SELECT md5(s::text) FROM console.router_sync_state s WHERE router = 'main'");
}

static void what_is_as_before_is_left_to_who_writes_it(void **state)
{
    (void)state;
    need_database();
    struct router_note note;
    struct routers *r = keep_notes();
    assert_false(routers_note_reading(&b.bench->ctx, "main", true)); /* nothing is written of it yet */
    probe();
    assert_false(routers_take_note(r, 0, &note));
    const char *before = row_of_main();
    assert_true(routers_note_reading(&b.bench->ctx, "main", true));
    probe();
    assert_string_equal(row_of_main(), before);
    assert_true(routers_take_note(r, 0, &note));
    assert_true(note.asked_ms > 0 && note.read_ms > 0 && note.has_moved && *note.latency_us && *note.clock_s);
    assert_false(routers_take_note(r, 0, &note));
}

static void what_a_router_says_anew_is_written_at_once(void **state)
{
    (void)state;
    need_database();
    struct router_note note;
    struct routers *r = keep_notes();
    probe();
    probe();
    sim_do(&b.sim, "{\"do\":\"options\",\"identity\":\"moved\"}");
    probe();
    assert_string_equal(ask(b.bench, "SELECT identity FROM console.router_sync_state"), "moved");
    assert_false(routers_take_note(r, 0, &note)); /* it is older than what was written */
    routers_report(&b.bench->ctx, "main", &(struct error){ .code = ERR_UNREACHABLE, .what = "gone" });
    assert_string_equal(ask(b.bench, "SELECT state FROM console.router_sync_state"), "down");
    routers_retry_now(r, "main");
    probe();
    assert_string_equal(ask(b.bench, "SELECT state FROM console.router_sync_state"), "up");
    assert_false(routers_take_note(r, 0, &note));
}

/* What a router holds against us is told, and it is not asked again and again. */
static void expect_down(const char *part)
{
    struct context *ctx = &b.bench->ctx;
    struct error e;
    sim_do(&b.sim, "{\"do\":\"drop\"}");
    routers_retry_now(ctx->routers, "main");
    sim_writes(&b.sim);
    for (int i = 0; i < 20; i++)
        assert_false(routers_probe(ctx, "main", &e));
    const char *told = ask(b.bench, "SELECT state || ' ' || last_error FROM console.router_sync_state");
    if (strncmp(told, "down ", 5) != 0 || !strstr(told, part))
        fail_msg("%s says nothing of %s", told, part);
    json_t *reply = sim_order(&b.sim, "{\"do\":\"stats\"}");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(reply, "stats"), "connections")), 1);
    json_decref(reply);
}

static void a_connection_that_ended_while_idle_is_made_anew(void **state)
{
    (void)state;
    need_database();
    assert_true(routers_probe(&b.bench->ctx, "main", NULL));
    sim_do(&b.sim, "{\"do\":\"drop\"}");
    assert_true(routers_probe(&b.bench->ctx, "main", NULL));
    assert_string_equal(ask(b.bench, "SELECT state || failures FROM console.router_sync_state"), "up0");
}

static void refused_logins_are_told_and_make_no_storm(void **state)
{
    (void)state;
    need_database();
    assert_true(routers_probe(&b.bench->ctx, "main", NULL));
    sim_do(&b.sim, "{\"do\":\"options\",\"password\":\"another\"}");
    expect_down("invalid user name or password");
    sim_do(&b.sim, "{\"do\":\"options\",\"password\":\"router\"}");
    sim_do(&b.sim, "{\"do\":\"sessions\",\"limit\":0,\"fatal\":true}");
    expect_down("too many sessions");
    sim_do(&b.sim, "{\"do\":\"sessions\",\"limit\":0}");
    expect_down("may allow no API session from this address, or have too many already");
    sim_do(&b.sim, "{\"do\":\"calm\"}");
    routers_retry_now(b.bench->ctx.routers, "main");
    assert_true(routers_probe(&b.bench->ctx, "main", NULL));
}

/* --- which routers there are ------------------------------------------------------------------------ */

static const char *registry(void)
{
    return ask(b.bench, "SELECT string_agg(name || position || servers::text || is_enabled, ' ' ORDER BY name) "
                        "FROM console.router");
}

static void register_routers(size_t count)
{
    struct error e = { .code = ERR_NONE };
    b.bench->config.router_count = count;
    if (!routers_register(&b.bench->ctx, &e))
        fail_msg("%s: %s", e.what, e.why);
    b.bench->config.router_count = 1;
}

static int clean_registry(void **state)
{
    clean(state);
    if (b.bench)
        ask(b.bench, "DELETE FROM console.router_host; DELETE FROM console.router; "
                     "INSERT INTO console.router VALUES ('main', 0, '{hs1}'), ('north', 1, '{hs2}')");
    return 0;
}

static void other_host_lists(const char *host, const char *router, int position, const char *servers)
{
    ask(b.bench, "INSERT INTO console.router_host VALUES ('%s', '%s', %d, '%s')", host, router, position, servers);
}

static void what_no_host_has_named_yet_is_left_alone(void **state)
{
    (void)state;
    need_database();
    register_routers(1);
    assert_string_equal(registry(), "main0{hs1}true north1{hs2}true");
    const char *xmin = ask(b.bench, "SELECT xmin FROM console.router WHERE name = 'main'");
    register_routers(1);
    assert_string_equal(ask(b.bench, "SELECT xmin FROM console.router WHERE name = 'main'"), xmin);
}

static void a_router_stays_as_long_as_a_host_has_it(void **state)
{
    (void)state;
    need_database();
    other_host_lists("kasir-2", "north", 0, "{hs2}");
    other_host_lists("kasir-2", "main", 1, "{hs9}");
    register_routers(1);
    /* whoever registers last, the answer is the same */
    assert_string_equal(registry(), "main0{hs1,hs9}true north1{hs2}true");
    ask(b.bench, "DELETE FROM console.router_host WHERE host = 'kasir-2' AND router = 'main'");
    register_routers(0);
    assert_string_equal(ask(b.bench, "SELECT name FROM console.router WHERE is_enabled"), "north");
    register_routers(1);
    assert_string_equal(registry(), "main0{hs1}true north1{hs2}true");
}

static void a_host_without_routers_takes_none_away(void **state)
{
    (void)state;
    need_database();
    other_host_lists("kasir-2", "main", 0, "{hs1}");
    register_routers(0);
    assert_string_equal(registry(), "main0{hs1}true north1{hs2}true");
}

static void the_word_of_a_host_long_gone_is_forgotten(void **state)
{
    (void)state;
    need_database();
    other_host_lists("kasir-2", "north", 0, "{hs2}");
    ask(b.bench, "UPDATE console.router_host SET listed_at = now() - interval '8 days'");
    ask(b.bench, "INSERT INTO console.router_sync_state (router, state, checked_at) "
                 "VALUES ('north', 'up', now() - interval '1 day')");
    register_routers(1);
    assert_string_equal(registry(), "main0{hs1}true north1{hs2}true");
    ask(b.bench, "UPDATE console.router_sync_state SET checked_at = now() - interval '8 days'");
    register_routers(1);
    assert_string_equal(registry(), "main0{hs1}true north1{hs2}false");
    assert_string_equal(ask(b.bench, "SELECT string_agg(router, ',') FROM console.router_host"), "main");
}

#define TEST(f) cmocka_unit_test_setup(f, clean)

#define REGISTRY_TEST(f) cmocka_unit_test_setup(f, clean_registry)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(probe_writes_the_state),
        TEST(every_version_tells_who_it_is),
        TEST(limits_are_asked_once_a_connection),
        TEST(a_refused_menu_costs_its_line_alone),
        TEST(breaker_opens_and_waits_longer),
        TEST(refusals_do_not_open_it),
        TEST(a_router_that_comes_back_is_up_at_once),
        TEST(what_is_as_before_is_left_to_who_writes_it),
        TEST(what_a_router_says_anew_is_written_at_once),
        TEST(a_connection_that_ended_while_idle_is_made_anew),
        TEST(refused_logins_are_told_and_make_no_storm),
        TEST(unknown_router_is_said),
        REGISTRY_TEST(what_no_host_has_named_yet_is_left_alone),
        REGISTRY_TEST(a_router_stays_as_long_as_a_host_has_it),
        REGISTRY_TEST(a_host_without_routers_takes_none_away),
        REGISTRY_TEST(the_word_of_a_host_long_gone_is_forgotten),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
