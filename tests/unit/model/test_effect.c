/* Effects on routers: kicks, batches of several effects, and the actions that ask for them, retry and withdraw. */
#include "tests/unit/model/router_fixture.h"

#include "model/engine/effect.h"
#include "model/engine/outbox.h"
#include "model/worker/health.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>

#define ACTIVE "/ip/hotspot/active"
#define MAC_A "AA:BB:CC:00:00:01"
#define MAC_B "AA:BB:CC:00:00:02"
#define SOMEONE "44444444-4444-4444-8444-444444444444"

static int clean_effects(void **state)
{
    clean(state);
    if (!b.bench)
        return 0;
    sim_do(&b.sim,
           "{\"do\":\"load\",\"tables\":{\"/ip/hotspot/walled-garden\":[],\"/ip/hotspot/walled-garden/ip\":[]}}");
    ask(b.bench, "DELETE FROM console.router_session; DELETE FROM console.setting_value");
    return 0;
}

static void new_session(const char *account, const char *mac, const char *address)
{
    json_decref(sim_order(&b.sim,
                          "{\"do\":\"row\",\"path\":\"" ACTIVE "\",\"verb\":\"add\",\"values\":{\"user\":\"%s\","
                          "\"mac-address\":\"%s\",\"address\":\"%s\"}}",
                          account, mac, address));
}

static const char *sessions(void)
{
    return SIM_ROWS(&b.sim, b.bench->ctx.arena, ACTIVE, "user", "address");
}

/* payload without its braces. */
static const char *wish(const char *effect, const char *target, const char *payload)
{
    return ask(b.bench,
               "INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload) "
               "VALUES ('%s', '%s', 'user', gen_random_uuid(), '{%s}') RETURNING id",
               target, effect, payload);
}

static const char *kick(const char *payload)
{
    return wish("kick", "router:main", payload);
}

static struct outbox_tally drain(void)
{
    struct error e = { .code = ERR_NONE };
    struct outbox_tally tally;
    if (!outbox_drain(&b.bench->ctx, NULL, &tally, &e))
        fail_msg("%s: %s", e.what, e.why);
    return tally;
}

static const char *row(const char *id)
{
    return ask(b.bench,
               "SELECT concat_ws(' ', state, payload ->> 'note', last_error) FROM console.outbox WHERE id = %s", id);
}

/* How often a command came to the router since the last look. */
static int commands(const char *command)
{
    json_t *reply = sim_order(&b.sim, "{\"do\":\"stats\"}");
    json_t *counts = json_object_get(json_object_get(reply, "stats"), "commands");
    int count = (int)json_integer_value(json_object_get(counts, command));
    json_decref(reply);
    return count;
}

static void a_kick_ends_what_it_means(void **state)
{
    (void)state;
    need_database();
    new_session("0811", MAC_A, "10.0.0.1");
    new_session("0811", "AA:BB:CC:00:00:11", "10.0.0.2");
    new_session("0822", MAC_B, "10.0.0.3");
    new_session("0833", "AA:BB:CC:00:00:33", "10.0.0.4");
    const char *one = kick("\"account\": \"0811\"");
    const char *two = kick("\"account\": \"0899\", \"macs\": [\"aa-bb-cc-00-00-02\", \"no mac\"]");
    assert_int_equal(drain().done, 2);
    assert_string_equal(sessions(), "0833 10.0.0.4\n");
    assert_string_equal(row(one), "done");
    assert_string_equal(row(two), "done");
    assert_int_equal(commands(ACTIVE "/print"), 1);
    assert_int_equal(commands(ACTIVE "/remove"), 3);
}

static void an_address_narrows_it_to_one_session(void **state)
{
    (void)state;
    need_database();
    new_session("0811", MAC_A, "10.0.0.1");
    new_session("0811", MAC_A, "10.0.0.2");
    kick("\"macs\": [\"" MAC_A "\"], \"address\": \"10.0.0.2\"");
    drain();
    assert_string_equal(sessions(), "0811 10.0.0.1\n");
}

static void nobody_on_is_no_failure(void **state)
{
    (void)state;
    need_database();
    const char *id = kick("\"account\": \"0811\"");
    assert_int_equal(drain().done, 1);
    assert_string_equal(row(id), "done no session");
    assert_int_equal(commands(ACTIVE "/remove"), 0);
}

static void a_session_that_ended_meanwhile_is_ended(void **state)
{
    (void)state;
    need_database();
    static const char *const messages[] = { "no such item", "no such item (4)" };
    new_session("0811", MAC_A, "10.0.0.1");
    for (size_t i = 0; i < 2; i++) {
        json_decref(
            sim_order(&b.sim, "{\"do\":\"trap\",\"on\":\"" ACTIVE "/remove\",\"message\":\"%s\"}", messages[i]));
        const char *id = kick("\"account\": \"0811\"");
        assert_int_equal(drain().done, 1);
        assert_string_equal(row(id), "done");
        assert_int_equal(commands(ACTIVE "/remove"), i + 1);
    }
}

static void a_refused_kick_fails_alone(void **state)
{
    (void)state;
    need_database();
    new_session("0811", MAC_A, "10.0.0.1");
    new_session("0822", MAC_B, "10.0.0.2");
    const char *first = kick("\"account\": \"0811\""), *second = kick("\"account\": \"0822\"");
    const char *empty = kick("\"address\": \"10.0.0.2\"");
    sim_do(&b.sim, "{\"do\":\"trap\",\"on\":\"" ACTIVE "/remove\",\"message\":\"not permitted (9)\"}");
    drain();
    assert_string_equal(row(first), "failed session at 10.0.0.1: not permitted (9)");
    assert_string_equal(row(second), "done");
    assert_string_equal(row(empty), "failed its payload does not say whose session is meant");
}

static void users_are_kicked_by_account_and_devices(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, "phone_number = '+62811000111'");
    new_device(&b, user, MAC_A, NULL);
    new_device(&b, user, MAC_B, "is_authorized = false");
    new_session("0811000111", "AA:BB:CC:00:00:77", "10.0.0.1");
    new_session("cookie", MAC_A, "10.0.0.2");
    new_session("other", MAC_B, "10.0.0.3");
    struct action_result r = run_on(b.bench, "users.kick", user, NULL, NULL);
    assert_int_equal(r.changed, 1);
    assert_int_equal(r.effects_done, 1);
    assert_string_equal(sessions(), "other 10.0.0.3\n");
    assert_string_equal(ask(b.bench,
                            "SELECT entity_id || ' ' || (before IS NULL) FROM console.audit_log "
                            "WHERE operation_id = '%s'",
                            r.operation_id),
                        arena_printf(b.bench->ctx.arena, "%s true", user));
}

static void one_session_is_kicked(void **state)
{
    (void)state;
    need_database();
    new_session("0811", MAC_A, "10.0.0.1");
    new_session("0811", MAC_B, "10.0.0.2");
    ask(b.bench, "INSERT INTO console.router_session (id, router, router_id, account, mac, address, uptime_s) "
                 "VALUES ('" SOMEONE "', 'main', '*2', '0811', '" MAC_B "', '10.0.0.2', 3700)");
    const char *gone = "55555555-5555-4555-8555-555555555555";
    struct plan plan =
        make_plan(&b.bench->ctx, "sessions.kick",
                  &(struct selection){ .ids = (const char *const[]){ SOMEONE, gone }, .id_count = 2 }, NULL, NULL);
    assert_int_equal(plan.id_count, 1);
    assert_int_equal(plan.refused_count, 1);
    assert_string_equal(plan.samples[0].before, "on for 01:01:40 · 10.0.0.2 · main");
    struct action_result r = run_on(b.bench, "sessions.kick", SOMEONE, NULL, NULL);
    assert_int_equal(r.effects_done, 1);
    assert_string_equal(sessions(), "0811 10.0.0.1\n");
}

static void each_effect_of_a_batch_runs_once(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL), *other = new_user(b.bench, NULL);
    new_device(&b, user, MAC_A, NULL);
    new_host(&b, MAC_A, "10.0.0.5", 1);
    new_session("0811", MAC_B, "10.0.0.1");
    kick("\"account\": \"0811\"");
    wish("garden", "router:main", "");
    wish("garden", "router:main", "");
    const char *odd = wish("dance", "router:main", "");
    ask(b.bench,
        "INSERT INTO console.outbox (target, effect, entity_type, entity_id) "
        "VALUES ('router:main', 'sync_user', 'user', '%s'), ('router:main', 'sync_user', 'user', '%s')",
        user, other);
    struct outbox_tally t = drain();
    assert_int_equal(t.done, 5);
    assert_int_equal(t.waiting, 1);
    assert_string_equal(row(odd), "pending this program does not know the effect dance: another is to do it");
    assert_int_equal(commands("/ip/hotspot/walled-garden/print"), 1);
    assert_string_equal(sessions(), "");
    assert_string_equal(SIM_ROWS(&b.sim, b.bench->ctx.arena, "/ip/hotspot/walled-garden", "dst-host"),
                        "*.midtrans.com\n*.xendit.co\n");
    assert_string_equal(ask(b.bench, "SELECT string_agg(payload ->> 'note', ',') FROM console.outbox "
                                     "WHERE effect = 'garden'"),
                        "2 entries changed,2 entries changed");
}

/* Reading a menu takes as long as writing hundreds of entries: a mend of 10,000 must not read it for each 500. */
static void many_users_take_few_prints(void **state)
{
    (void)state;
    need_database();
    ask(b.bench, "INSERT INTO public.users (id, phone_number, full_name, is_active, approval_status, "
                 "mikrotik_server_name, mikrotik_password) "
                 "SELECT gen_random_uuid(), '+6285' || lpad(i::text, 8, '0'), 'x', true, 'APPROVED', 'hs1', '123456' "
                 "FROM generate_series(1, 6000) i");
    ask(b.bench, "INSERT INTO console.outbox (target, effect, entity_type, entity_id) "
                 "SELECT 'router:main', 'sync_user', 'user', id FROM public.users");
    sim_writes(&b.sim);
    assert_int_equal(drain().done, 6000);
    assert_int_equal(commands("/ip/hotspot/user/add"), 6000);
    assert_int_equal(commands("/ip/hotspot/user/print"), 2);
    ask(b.bench, "INSERT INTO console.outbox (target, effect, entity_type, entity_id) "
                 "SELECT 'router:main', 'sync_user', 'user', id FROM public.users");
    sim_writes(&b.sim);
    assert_int_equal(drain().done, 6000);
    assert_int_equal(sim_writes(&b.sim), 0);
}

static void what_is_for_messengers_is_left_to_them(void **state)
{
    (void)state;
    need_database();
    struct health h;
    const char *id = wish("message", "telegram:bot", "");
    struct outbox_tally t = drain();
    assert_int_equal(t.done + t.waiting + t.failed, 0);
    assert_string_equal(row(id), "pending");
    assert_true(health_read(&b.bench->ctx, &h, NULL));
    assert_int_equal(h.outbox_waiting, 0);
    assert_int_equal(h.messages_waiting, 1);
}

/* --- outbox.retry and outbox.cancel --------------------------------------------------------------- */

static void end_as(const char *id, const char *state)
{
    ask(b.bench,
        "UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now() WHERE id = %s",
        id);
    ask(b.bench,
        "UPDATE console.outbox SET state = '%s', worker_id = NULL, lease_until = NULL, last_error = 'odd', "
        "done_at = CASE '%s' WHEN 'done' THEN now() END WHERE id = %s",
        state, state, id);
}

static const char *sync_wish(const char *user)
{
    return ask(b.bench,
               "INSERT INTO console.outbox (target, effect, entity_type, entity_id, next_attempt_at) "
               "VALUES ('router:main', 'sync_user', 'user', '%s', now() + interval '1 h') RETURNING id",
               user);
}

static struct plan plan_for(const char *action, const char *const *ids, size_t count)
{
    return make_plan(&b.bench->ctx, action, &(struct selection){ .ids = ids, .id_count = count }, NULL, NULL);
}

static void failed_and_waiting_effects_are_tried_again(void **state)
{
    (void)state;
    need_database();
    const char *failed = sync_wish(new_user(b.bench, NULL)), *waiting = sync_wish(new_user(b.bench, NULL));
    const char *done = sync_wish(new_user(b.bench, NULL));
    end_as(failed, "failed");
    end_as(done, "done");
    const char *const ids[] = { failed, waiting, done, "999999", "no number" };
    struct plan plan = plan_for("outbox.retry", ids, 5);
    assert_int_equal(plan.id_count, 2);
    assert_int_equal(plan.refused_count, 3);
    struct action_result r = run_action(b.bench, "outbox.retry", ids, 5, NULL, NULL);
    assert_int_equal(r.changed, 2);
    assert_int_equal(r.effects_done, 2);
    assert_non_null(strstr(row(failed), "done"));
    assert_non_null(strstr(row(waiting), "done"));
    assert_string_equal(ask(b.bench,
                            "SELECT string_agg(entity_type || (before ->> 'state'), ' ' ORDER BY before ->> 'state') "
                            "FROM console.audit_log WHERE operation_id = '%s'",
                            r.operation_id),
                        "outboxfailed outboxpending");
}

static void of_several_for_one_thing_the_newest_is_tried(void **state)
{
    (void)state;
    need_database();
    const char *user = new_user(b.bench, NULL), *busy = new_user(b.bench, NULL);
    const char *old = sync_wish(user);
    end_as(old, "failed");
    const char *young = sync_wish(user);
    end_as(young, "failed");
    const char *covered = sync_wish(busy);
    end_as(covered, "failed");
    sync_wish(busy);
    const char *const ids[] = { old, young, covered };
    struct plan plan = plan_for("outbox.retry", ids, 3);
    assert_int_equal(plan.id_count, 1);
    assert_string_equal(plan.ids[0], young);
    /* as one whose plan is old would have it */
    plan.ids = ids;
    plan.id_count = 3;
    struct action_result r;
    struct error e = { .code = ERR_NONE };
    char id[40];
    action_new_id(id);
    if (!action_apply(&b.bench->ctx, &plan, id, &r, &e))
        fail_msg("%s: %s", e.what, e.why);
    assert_int_equal(r.changed, 1);
    assert_string_equal(row(old), arena_printf(b.bench->ctx.arena, "cancelled done by a later one, number %s odd", young));
    assert_string_equal(row(covered), "failed odd");
}

static void effects_are_withdrawn(void **state)
{
    (void)state;
    need_database();
    const char *failed = sync_wish(new_user(b.bench, NULL)), *waiting = sync_wish(new_user(b.bench, NULL));
    const char *done = sync_wish(new_user(b.bench, NULL)), *other = sync_wish(new_user(b.bench, NULL));
    end_as(failed, "failed");
    end_as(done, "done");
    const char *const ids[] = { failed, waiting, done };
    struct action_result r = run_action(b.bench, "outbox.cancel", ids, 3, NULL, NULL);
    assert_int_equal(r.changed, 2);
    assert_string_equal(row(failed), "cancelled odd");
    assert_string_equal(row(waiting), "cancelled");
    assert_string_equal(row(other), "pending");
    assert_int_equal(plan_for("outbox.cancel", ids, 3).id_count, 0);
}

/* --- several routers ------------------------------------------------------------------------------- */

/* A port where connections are taken and nothing is ever said. */
static int silent_port(int *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(
        bind(fd, (struct sockaddr *)&at, size) | listen(fd, 8) | getsockname(fd, (struct sockaddr *)&at, &size), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

struct told {
    pthread_t thread;
    size_t calls;
    bool by_others;
};

static void note_thread(void *ctx, const char *what, size_t done, size_t total)
{
    struct told *t = ctx;
    (void)what, (void)done, (void)total;
    t->calls++;
    t->by_others |= !pthread_equal(t->thread, pthread_self());
}

static void a_dead_router_delays_no_other(void **state)
{
    (void)state;
    need_database();
    struct context *ctx = &b.bench->ctx;
    struct routers *usual = ctx->routers;
    struct config_router three[] = { b.router, b.router, b.router };
    struct told told = { .thread = pthread_self() };
    int fds[2] = { silent_port(&three[0].port), silent_port(&three[2].port) };
    three[0].name = "dead";
    three[2].name = "south";
    three[0].deadline_ms = three[2].deadline_ms = 2000;
    b.bench->config.routers = three;
    b.bench->config.router_count = 3;
    ctx->routers = routers_new(&b.bench->config);
    ctx->progress = note_thread;
    ctx->progress_ctx = &told;
    new_session("0811", MAC_A, "10.0.0.1");
    const char *good = kick("\"account\": \"0811\"");
    const char *bad = wish("kick", "router:dead", "\"account\": \"0811\"");
    wish("kick", "router:south", "\"account\": \"0811\"");
    struct outbox_tally t = drain();
    assert_int_equal(t.done, 1);
    assert_int_equal(t.waiting, 2);
    assert_string_equal(row(good), "done");
    assert_non_null(strstr(row(bad), "no answer within 2000 ms"));
    /* the dead ones took 2 s, side by side; the other was done long before */
    assert_string_equal(ask(b.bench,
                            "SELECT clock_timestamp() - done_at BETWEEN interval '1.5 s' AND interval '3.9 s' "
                            "FROM console.outbox WHERE id = %s",
                            good),
                        "t");
    assert_true(told.calls > 0);
    assert_false(told.by_others);
    ctx->progress = NULL;
    routers_free(ctx->routers);
    ctx->routers = usual;
    b.bench->config.routers = &b.router;
    b.bench->config.router_count = 1;
    close(fds[0]);
    close(fds[1]);
}

#define TEST(f) cmocka_unit_test_setup(f, clean_effects)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_kick_ends_what_it_means),
        TEST(an_address_narrows_it_to_one_session),
        TEST(nobody_on_is_no_failure),
        TEST(a_session_that_ended_meanwhile_is_ended),
        TEST(a_refused_kick_fails_alone),
        TEST(users_are_kicked_by_account_and_devices),
        TEST(one_session_is_kicked),
        TEST(each_effect_of_a_batch_runs_once),
        TEST(many_users_take_few_prints),
        TEST(what_is_for_messengers_is_left_to_them),
        TEST(failed_and_waiting_effects_are_tried_again),
        TEST(of_several_for_one_thing_the_newest_is_tried),
        TEST(effects_are_withdrawn),
        TEST(a_dead_router_delays_no_other),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
