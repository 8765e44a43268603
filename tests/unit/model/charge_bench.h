/* What the tests of charges share: packages and coupons, one line to sell, one to take news. */
#ifndef TESTS_UNIT_MODEL_CHARGE_BENCH_H
#define TESTS_UNIT_MODEL_CHARGE_BENCH_H

#include "tests/unit/model/action_bench.h"

#include "model/pay/charge.h"

enum {
    MOST_WORDS = 6
};

/* 10 GB for 100,000, 25 GB for 200,000 and unlimited for 300,000, each for 30 days. */
static inline void new_packages(struct bench *b)
{
    ask(b, "INSERT INTO public.package_profiles (id, profile_name) VALUES (gen_random_uuid(), 'vip')");
    ask(b, "INSERT INTO public.packages (id, name, price, is_active, data_quota_gb, duration_days, profile_id) "
           "SELECT gen_random_uuid(), v.name, v.price, v.is_active, v.gb, 30, f.id FROM public.package_profiles f, "
           "(VALUES "
           "('10 GB', 100000, true, 10), ('25 GB', 200000, true, 25), ('Unlimited', 300000, true, 0), "
           "('Gone', 50000, false, 5)) AS v (name, price, is_active, gb)");
}

/* words: pairs of name and value, NULL at the end. */
static inline struct plan plan_of(struct context *ctx, const char *action, const char *id, const char *const *words)
{
    const char *names[MOST_WORDS], *values[MOST_WORDS];
    size_t count = 0;
    for (; words[2 * count]; count++) {
        names[count] = words[2 * count];
        values[count] = words[2 * count + 1];
    }
    const char **ids = ARENA_ARRAY(ctx->arena, const char *, 1);
    ids[0] = id;
    return make_plan_of(ctx, action, &(struct selection){ .ids = ids, .id_count = 1 }, names, values, count);
}
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL, NULL })
#define NO_WORDS ((const char *const[]){ NULL, NULL })

static inline struct action_result act(struct bench *b, const char *action, const char *id, const char *const *words)
{
    struct plan plan = plan_of(&b->ctx, action, id, words);
    if (plan.id_count == 0)
        fail_msg("%s: %s", action, plan.sample_count ? plan.samples[0].refusal : "nothing is planned");
    return carry_out_plan(b, &plan);
}

static inline const char *refusal_of(struct bench *b, const char *action, const char *id, const char *const *words)
{
    struct plan plan = plan_of(&b->ctx, action, id, words);
    assert_int_equal(plan.id_count, 0);
    assert_int_equal(plan.refused_count, 1);
    return plan.samples[0].refusal;
}

/* The order id of what was sold. */
static inline const char *sell(struct bench *b, const char *user, const char *const *words)
{
    return arena_strdup(b->ctx.arena, act(b, "payments.sell", user, words).opened_id);
}

/* As the effect that asked the gateway does. */
static inline void open_charge(struct bench *b, const char *order)
{
    ask(b, "UPDATE console.charge SET state = 'open', mode = 'core_api' WHERE order_id = '%s'", order);
}

static inline struct charge_outcome take_news(struct context *ctx, const char *order, const char *state, int64_t rp)
{
    struct charge_outcome o;
    struct error e = { .code = ERR_NONE };
    struct charge_news news = { .order_id = order,
                                .state = state,
                                .gateway_status = state,
                                .transaction_id = "tx-1",
                                .amount_rp = rp,
                                .currency = "IDR",
                                .at = "2026-01-31 10:00:00+07:00",
                                .source = "poll" };
    if (!charge_take_news(ctx, &news, &o, &e))
        fail_msg("%s %s: %s: %s", order, state ? state : "-", e.what, e.why);
    return o;
}

static inline const char *charge_column(struct bench *b, const char *order, const char *column)
{
    return ask(b, "SELECT %s FROM console.charge WHERE order_id = '%s'", column, order);
}

static inline void set_setting(struct bench *b, const char *key, const char *value)
{
    ask(b,
        "INSERT INTO console.setting_value (key, value) VALUES ('%s', '%s') "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key, value);
}

#endif
