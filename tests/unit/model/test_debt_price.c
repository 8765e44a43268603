/* What debt costs: the reference package rule and the parts of a price, against whole-number arithmetic. */
#include "tests/unit/model/action_bench.h"

#include <inttypes.h>

static struct bench *b;

#define NEEDS_DATABASE                                                                                                 \
    if (!b)                                                                                                            \
    skip()

enum {
    MOST_PACKAGES = 8,
    CASES = 4000
};

struct package {
    int64_t cgb, price; /* hundredths of a GB, rupiah */
    bool is_active;
};

static void set_packages(const struct package *packages, size_t count)
{
    ask(b, "DELETE FROM public.packages");
    ask(b,
        "INSERT INTO public.package_profiles (id, profile_name) VALUES ('00000000-0000-4000-8000-000000000001', 'p') "
        "ON CONFLICT DO NOTHING");
    for (size_t i = 0; i < count; i++)
        ask(b,
            "INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, profile_id, is_active) VALUES "
            "(gen_random_uuid(), 'package %zu', %" PRId64 ", %" PRId64 " / 100.0, 30, "
            "'00000000-0000-4000-8000-000000000001', %s)",
            i, packages[i].price, packages[i].cgb, packages[i].is_active ? "true" : "false");
}

/* The rule as the trade tells it, without a fraction; -1: nothing to price by. cmb: hundredths of a MB. */
static int64_t price_by_hand(const struct package *packages, size_t count, int64_t cmb)
{
    const struct package *fits = NULL, *largest = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct package *p = &packages[i];
        if (!p->is_active || p->cgb <= 0 || p->price <= 0)
            continue;
        if (p->cgb * 1024 >= cmb && (!fits || p->cgb < fits->cgb || (p->cgb == fits->cgb && p->price < fits->price)))
            fits = p;
        if (!largest || p->cgb > largest->cgb || (p->cgb == largest->cgb && p->price < largest->price))
            largest = p;
    }
    const struct package *p = fits ? fits : largest;
    if (cmb <= 0)
        return 0;
    if (!p)
        return -1;
    /* whole quotas apart, so that nothing leaves 64 bits on the way */
    int64_t quota = p->cgb * 1024, rest = cmb % quota;
    int64_t rp = p->price * (cmb / quota) + (2 * p->price * rest + quota) / (2 * quota);
    return (rp + 9999) / 10000 * 10000;
}

static int64_t price_of(int64_t cmb)
{
    const char *text = ask(b, "SELECT coalesce(console.reference_price_rp(%" PRId64 " / 100.0), -1)", cmb);
    return strtoll(text, NULL, 10);
}

static void test_the_best_fitting_package_prices(void **state)
{
    static const struct package two[] = { { 1000, 100000, true }, { 2500, 200000, true } };
    (void)state;
    NEEDS_DATABASE;
    set_packages(two, 2);
    assert_int_equal(price_of(INT64_C(25600) * 100), 200000);
    assert_int_equal(price_of(INT64_C(10240) * 100), 100000);
    assert_int_equal(price_of(INT64_C(1) * 100), 10000);
    assert_int_equal(price_of(0), 0);
    /* beyond the largest: its price per MB */
    assert_int_equal(price_of(INT64_C(51200) * 100), 400000);
    /* 0.06 MB more are 0.47 rupiah, 0.07 MB 0.55: a rupiah more, and that goes up to ten thousand */
    assert_int_equal(price_of(INT64_C(25600) * 100 + 6), 200000);
    assert_int_equal(price_of(INT64_C(25600) * 100 + 7), 210000);
}

static void test_a_half_rupiah_goes_up_before_the_rounding_to_ten_thousand(void **state)
{
    /* half of 20,480,001 is 10,240,000.5: up to 10,240,001, and so to the next 10,000 */
    static const struct package half[] = { { 100, 20480001, true } }, exact[] = { { 100, 20480000, true } };
    (void)state;
    NEEDS_DATABASE;
    set_packages(half, 1);
    assert_string_equal(ask(b, "SELECT console.divide_half_up(20480001.0 * 512, 1024)"), "10240001");
    assert_int_equal(price_of(51200), 10250000);
    set_packages(exact, 1);
    assert_int_equal(price_of(51200), 10240000);
}

static void test_what_is_no_package_to_price_by(void **state)
{
    static const struct package none[] = { { 0, 350000, true }, { 1000, 100000, false }, { 1000, 0, true } };
    static const struct package tie[] = { { 1000, 120000, true }, { 1000, 90000, true }, { 1000, 110000, true } };
    (void)state;
    NEEDS_DATABASE;
    set_packages(none, 3);
    assert_int_equal(price_of(102400), -1);
    assert_int_equal(price_of(0), 0);
    assert_string_equal(ask(b, "SELECT coalesce(console.debt_price_rp(10240, NULL), -1)"), "-1");
    assert_string_equal(ask(b, "SELECT console.debt_price_rp(10240, 7)"), "7");
    set_packages(tie, 3);
    assert_int_equal(price_of(INT64_C(10240) * 100), 90000);
}

static int64_t draw(uint64_t *seed, int64_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((*seed >> 33) % (uint64_t)below);
}

static void test_any_packages_and_amounts(void **state)
{
    uint64_t seed = 1;
    struct package packages[MOST_PACKAGES];
    (void)state;
    NEEDS_DATABASE;
    for (int round = 0; round < 12; round++) {
        size_t count = (size_t)draw(&seed, MOST_PACKAGES + 1);
        for (size_t i = 0; i < count; i++)
            packages[i] = (struct package){ draw(&seed, 8) * 250 + draw(&seed, 3),
                                            draw(&seed, 5) * 49999 + draw(&seed, 3), draw(&seed, 5) > 0 };
        set_packages(packages, count);
        struct error e = { .code = ERR_NONE };
        struct db_result *r = db_text(
            b->ctx.db,
            "SELECT c.cmb, coalesce(console.reference_price_rp(c.cmb / 100.0, p.list), -1) "
            "FROM (SELECT console.price_list() AS list OFFSET 0) p, (SELECT CASE g % 4 WHEN 0 THEN g "
            "WHEN 1 THEN g * 25600 WHEN 2 THEN abs(hashint8(g)) ELSE abs(hashint8(g)) % 5000000 END::bigint AS cmb "
            "FROM generate_series(0, $1::bigint) g) c",
            DB_PARAMS(arena_printf(b->ctx.arena, "%d", CASES)), &e);
        assert_non_null(r);
        for (int i = 0; i < db_rows(r); i++) {
            int64_t cmb = db_int64(r, i, 0);
            if (db_int64(r, i, 1) != price_by_hand(packages, count, cmb))
                fail_msg("round %d: %" PRId64 " hundredths of a MB cost %" PRId64 ", not %" PRId64, round, cmb,
                         db_int64(r, i, 1), price_by_hand(packages, count, cmb));
        }
        db_result_free(r);
    }
}

static void test_parts_sum_to_the_price(void **state)
{
    (void)state;
    NEEDS_DATABASE;
    /* Every part of small items, one MB after the other, and one split in two of large ones. */
    assert_string_equal(
        ask(b, "SELECT count(*) FROM (SELECT i.price, sum(console.price_of_first_rp(i.price, i.mb, g) "
               "- console.price_of_first_rp(i.price, i.mb, g - 1)) AS parts, min(console.price_of_first_rp(i.price, "
               "i.mb, g) "
               "- console.price_of_first_rp(i.price, i.mb, g - 1)) AS least "
               "FROM (SELECT s AS mb, s * 7919 %% 100003 AS price FROM generate_series(1::bigint, 150) s) i, "
               "generate_series(1::bigint, i.mb) g GROUP BY i.mb, i.price) p WHERE p.parts <> p.price OR p.least < 0"),
        "0");
    assert_string_equal(
        ask(b,
            "SELECT string_agg(console.price_of_first_rp(p, a, f)::text, ' ') FROM (VALUES (200000::bigint, 3::bigint, "
            "1::bigint), (200000, 3, 2), (200000, 3, 3), (5, 10, 1), (4, 10, 1), (7, 0, 0), (1000000000, 104857600, "
            "1)) "
            "v (p, a, f)"),
        "66667 133333 200000 1 0 7 10");
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
        cmocka_unit_test(test_the_best_fitting_package_prices),
        cmocka_unit_test(test_a_half_rupiah_goes_up_before_the_rounding_to_ten_thousand),
        cmocka_unit_test(test_what_is_no_package_to_price_by),
        cmocka_unit_test(test_any_packages_and_amounts),
        cmocka_unit_test(test_parts_sum_to_the_price),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
