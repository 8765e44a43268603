/* The brands of the configuration: what the database is told of them, and which rate each is asked at. */
#include "tests/unit/model/action_bench.h"

#include "model/bill/brand.h"

static struct bench *b;
static struct config_xendit brands[] = {
    { .brand = "Kost-Net",
      .prefix = "KST",
      .tax = "percent",
      .tax_percent = "1.5",
      .pkp_tku = "000000",
      .is_live = true },
    { .brand = "JAKINET", .prefix = "JAKINET", .tax = "percent", .tax_percent = "11", .pkp_tku = "000000" },
};

static int begin(void **state)
{
    (void)state;
    b = bench_open();
    if (b) {
        b->config.xendit = brands;
        b->config.xendit_count = sizeof brands / sizeof *brands;
    }
    return 0;
}

static int end(void **state)
{
    (void)state;
    bench_close(b);
    return 0;
}

static void register_all(void)
{
    struct error e = { .code = ERR_NONE };
    if (!brands_register(&b->ctx, &e))
        fail_msg("%s: %s", e.what, e.why);
}

static const char *known(void)
{
    return ask(b, "SELECT string_agg(concat_ws(' ', name, prefix, tax_percent, key_kind), ', ' ORDER BY name) "
                  "FROM console.brand");
}

static void test_the_database_is_told(void **state)
{
    (void)state;
    if (!b)
        skip();
    register_all();
    assert_string_equal(known(), "JAKINET JAKINET 11.00 test, Kost-Net KST 1.50 live");
    ask(b, "UPDATE console.brand SET last_number = 7, paid_seen_at = '2026-11-21'");
    const char *before = ask(b, "SELECT string_agg(xmin::text, ',' ORDER BY name) FROM console.brand");
    register_all();
    assert_string_equal(ask(b, "SELECT string_agg(xmin::text, ',' ORDER BY name) FROM console.brand"), before);
    brands[0].tax_percent = "12.25";
    register_all();
    assert_string_equal(known(), "JAKINET JAKINET 11.00 test, Kost-Net KST 12.25 live");
    assert_string_equal(
        ask(b, "SELECT concat_ws(' ', tax_kind, tax_included, npwp, tku) FROM console.brand WHERE name = 'JAKINET'"),
        "percent f 000000");
    brands[1].tax = "ppn_2025";
    brands[1].tax_included = true;
    brands[1].pkp_npwp = "0123456789012345";
    brands[1].pkp_tku = "000001";
    register_all();
    assert_string_equal(
        ask(b, "SELECT concat_ws(' ', tax_kind, tax_included, npwp, tku) FROM console.brand WHERE name = 'JAKINET'"),
        "ppn_2025 t 0123456789012345 000001");
    /* what it has done so far stays */
    assert_string_equal(ask(b, "SELECT count(*) FROM console.brand WHERE last_number = 7 AND paid_seen_at IS NOT NULL"),
                        "2");
}

static void test_a_rate_for_each_key(void **state)
{
    const char *setting = NULL;
    struct error e = { .code = ERR_NONE };
    (void)state;
    if (!b)
        skip();
    assert_string_equal(brand_rate(&b->ctx, "JAKINET", &setting, &e), "xendit:test:JAKINET");
    assert_string_equal(setting, "xendit_test_per_minute");
    assert_string_equal(brand_rate(&b->ctx, "Kost-Net", &setting, &e), "xendit:live:Kost-Net");
    assert_string_equal(setting, "xendit_live_per_minute");
    assert_null(brand_rate(&b->ctx, "NOBODY", &setting, &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_non_null(strstr(e.why, "NOBODY"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_database_is_told),
        cmocka_unit_test(test_a_rate_for_each_key),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
