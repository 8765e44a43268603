/* Actions under fire: two at once on the same users, a server that ends them at any statement, and an
 * answer to the commit that never comes. */
#include "tests/unit/model/action_bench.h"
#include "tests/unit/model/door.h"

#include "model/engine/audit.h"

#include <pthread.h>

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

enum {
    CROWD = 60
};

struct rival {
    struct context ctx;
    struct plan plan;
    char id[40];
    struct action_result result;
    struct error e;
    bool ok;
    pthread_barrier_t *start;
};

static void *rival_run(void *data)
{
    struct rival *r = data;
    pthread_barrier_wait(r->start);
    r->ok = action_apply(&r->ctx, &r->plan, r->id, &r->result, &r->e);
    return NULL;
}

/* Two operators with a connection each plan on what they both see, then apply at the same moment. */
static void race(struct rival *two, const char *action, const char *const *ids, size_t count, const char *name,
                 const char *value, bool same_id)
{
    pthread_barrier_t start;
    pthread_t threads[2];
    pthread_barrier_init(&start, NULL, 2);
    for (int i = 0; i < 2; i++) {
        two[i] =
            (struct rival){ .ctx = bench_context(db_new(b->scratch.conninfo, "rival"), &b->config), .start = &start };
        two[i].plan = make_plan(&two[i].ctx, action, &(struct selection){ .ids = ids, .id_count = count }, name, value);
        action_new_id(two[i].id);
    }
    if (same_id)
        memcpy(two[1].id, two[0].id, sizeof two[1].id);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, rival_run, &two[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&start);
}

static void part(struct rival *two)
{
    for (int i = 0; i < 2; i++) {
        db_free(two[i].ctx.db);
        arena_free(two[i].ctx.arena);
    }
}

static void make_crowd(const char *ids[CROWD], const char *columns)
{
    for (int i = 0; i < CROWD; i++) {
        ids[i] = new_user(b, columns);
        new_debt(b, ids[i], 130, 0, "'2024-01-01'");
    }
}

static void test_two_injections_both_count(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[CROWD];
    struct rival two[2];
    make_crowd(ids, NULL);
    race(two, "quota.inject", ids, CROWD, "mb", "100", false);
    assert_true(two[0].ok && two[1].ok);
    for (int i = 0; i < CROWD; i++) {
        assert_string_equal(items(b, ids[i]), "130/130p");
        assert_string_equal(figures(b, ids[i]), "10310/0.00/0/0");
    }
    part(two);
}

static void test_two_blocks_block_once(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[CROWD];
    struct rival two[2];
    make_crowd(ids, NULL);
    race(two, "users.block", ids, CROWD, "reason", "x", false);
    assert_int_equal(two[0].ok + two[1].ok, 1);
    assert_int_equal(two[two[0].ok].e.code, ERR_REFUSED);
    assert_int_equal(two[!two[0].ok].result.changed, CROWD);
    part(two);
}

static void test_one_operation_from_two_sides_is_done_once(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *ids[CROWD];
    struct rival two[2];
    make_crowd(ids, NULL);
    race(two, "quota.inject", ids, CROWD, "mb", "10", true);
    assert_true(two[0].ok && two[1].ok);
    assert_int_equal(two[1].result.changed, CROWD);
    assert_string_equal(items(b, ids[0]), "10/130");
    assert_int_equal(count_of(b, LEDGER, two[0].id), CROWD);
    part(two);
}

static void test_the_chain_holds_under_rivals(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    int64_t broken = -1, links;
    struct error e;
    assert_true(audit_verify(&b->ctx, &broken, &links, &e));
    assert_int_equal(broken, 0);
    assert_true(links > 0);
}

/* Everything that an operation may touch, as one number. */
static const char *everything(void)
{
    return ask(b, "SELECT md5(concat((SELECT string_agg(u::text, '' ORDER BY id) FROM public.users u), "
                  "(SELECT string_agg(d::text, '' ORDER BY id) FROM public.user_quota_debts d), "
                  "(SELECT string_agg(d::text, '' ORDER BY id) FROM public.user_devices d), "
                  "(SELECT string_agg(l::text, '' ORDER BY id) FROM public.quota_mutation_ledger l), "
                  "(SELECT string_agg(p::text, '' ORDER BY id) FROM console.debt_payment p), "
                  "(SELECT string_agg(a::text, '' ORDER BY id) FROM console.audit_log a), "
                  "(SELECT string_agg(o::text, '' ORDER BY id) FROM console.operation o), "
                  "(SELECT string_agg(x::text, '' ORDER BY id) FROM console.outbox x), "
                  "(SELECT string_agg(h::text, '') FROM console.operation_head h)))");
}

/* Where the server ends the connection: at each table that an operation writes, and in the commit. */
static const struct {
    const char *trigger;
    enum error_code code;
} ends[] = {
    { "BEFORE INSERT ON console.operation FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "BEFORE INSERT ON console.audit_log FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER INSERT ON public.user_quota_debts FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER UPDATE ON public.user_quota_debts FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER INSERT ON console.debt_payment FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER INSERT ON public.quota_mutation_ledger FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER UPDATE ON public.users FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER UPDATE ON public.user_devices FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER INSERT ON console.outbox FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "BEFORE UPDATE OF item_count ON console.operation FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "BEFORE UPDATE OF prev_hash ON console.operation FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER UPDATE ON console.operation_head FOR EACH STATEMENT", ERR_UNREACHABLE },
    { "AFTER UPDATE ON console.operation_head DEFERRABLE INITIALLY DEFERRED FOR EACH ROW", ERR_UNKNOWN },
};

static void test_all_or_nothing_wherever_it_ends(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    const char *id = new_user(b, "total_quota_used_mb = 9");
    new_debt(b, id, 130, 0, "'2024-01-01'");
    ask(b, "INSERT INTO public.user_devices (id, user_id, mac_address) VALUES (gen_random_uuid(), '%s', '02:00')", id);
    ask(b, "CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS "
           "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
    struct plan p =
        make_plan(&b->ctx, "quota.reset_with_debt", &(struct selection){ .ids = &id, .id_count = 1 }, NULL, NULL);
    const char *before = everything();
    char op[40];
    struct action_result r;
    struct error e;
    action_new_id(op);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *on = strstr(ends[i].trigger, " ON ") + 4;
        ask(b, "CREATE %s TRIGGER end_it %s EXECUTE FUNCTION end_it()",
            strstr(ends[i].trigger, "DEFERRABLE") ? "CONSTRAINT" : "", ends[i].trigger);
        db_retry_now(b->ctx.db);
        error_clear(&e);
        assert_false(action_apply(&b->ctx, &p, op, &r, &e));
        ask(b, "DROP TRIGGER end_it ON %.*s", (int)strcspn(on, " "), on);
        if (e.code != ends[i].code)
            fail_msg("%s: code %d: %s: %s", ends[i].trigger, (int)e.code, e.what, e.why);
        assert_string_equal(everything(), before);
    }
    db_retry_now(b->ctx.db);
    assert_true(action_apply(&b->ctx, &p, op, &r, &e));
    assert_string_equal(figures(b, id), "10240/0.00/0/10240");
    assert_string_equal(items(b, id), "0/130p 0/10240");
}

static void test_a_lost_answer_to_the_commit_is_looked_up(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    if (PQhost(b->scratch.admin)[0] != '/')
        skip();
    struct door door;
    char conninfo[256], op[40];
    const char *id = new_user(b, NULL);
    struct action_result r;
    struct error e = { .code = ERR_NONE };
    door_open(&door, b->scratch.admin);
    snprintf(conninfo, sizeof conninfo, "host=%s port=5432 user=%s dbname=%s", door.dir, PQuser(b->scratch.admin),
             b->scratch.name);
    struct context ctx = bench_context(db_new(conninfo, "door"), &b->config);
    struct plan p = make_plan(&ctx, "quota.inject", &(struct selection){ .ids = &id, .id_count = 1 }, "mb", "100");
    action_new_id(op);
    door.swallow = true;
    bool ok = action_apply(&ctx, &p, op, &r, &e);
    bool swallowed = !door.swallow;
    db_free(ctx.db);
    door_close(&door);
    if (!ok)
        fail_msg("%s: %s", e.what, e.why);
    assert_true(swallowed);
    assert_int_equal(r.changed, 1);
    assert_string_equal(figures(b, id), "10340/0.00/0/0");
    assert_int_equal(count_of(b, LEDGER, op), 1);
    arena_free(ctx.arena);
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
        cmocka_unit_test(test_two_injections_both_count),
        cmocka_unit_test(test_two_blocks_block_once),
        cmocka_unit_test(test_one_operation_from_two_sides_is_done_once),
        cmocka_unit_test(test_the_chain_holds_under_rivals),
        cmocka_unit_test(test_all_or_nothing_wherever_it_ends),
        cmocka_unit_test(test_a_lost_answer_to_the_commit_is_looked_up),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
