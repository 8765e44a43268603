/* Quota and money: what is read, what is refused, and how it is written. */
#include "model/values/amount.h"
#include "tests/unit/model/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void reads_quota(void **state)
{
    static const struct {
        const char *text;
        int64_t cmb;
    } cases[] = {
        { "0", 0 },           { "10240", 1024000 }, { "10240.00", 1024000 },
        { "104.05", 10405 },  { "104,5", 10450 },   { "10GB", 1024000 },
        { "1.5 gb", 153600 }, { "1,5GB", 153600 },  { "2TB", 209715200 },
        { " 512MB ", 51200 }, { "0.125g", 12800 },  { "10000000000000", INT64_C(1000000000000000) },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error e = { .code = ERR_NONE };
        int64_t cmb = -1;
        if (!mb_parse(cases[i].text, &cmb, &e))
            fail_msg("`%s`: %s", cases[i].text, e.why);
        if (cmb != cases[i].cmb)
            fail_msg("`%s` is %lld, not %lld", cases[i].text, (long long)cmb, (long long)cases[i].cmb);
    }
}

static void refuses_quota(void **state)
{
    static const char *const cases[] = {
        "",
        " ",
        "x",
        "GB",
        "10XB",
        "10 GB x",
        "-1",
        "+1",
        "1.",
        ".5",
        "1.2.3",
        "1e3",
        "0x10",
        "10.240",
        "0.001",
        "0.001GB",
        "10000000000000.01",
        "99999999999999999999",
        "1000000000TB",
        "10mbmbmbmbmb",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error e = { .code = ERR_NONE };
        int64_t cmb;
        if (mb_parse(cases[i], &cmb, &e))
            fail_msg("`%s` was taken as %lld", cases[i], (long long)cmb);
        assert_int_equal(e.code, ERR_USAGE);
        assert_true(*e.what && *e.why && *e.hint);
    }
}

static void reads_what_the_database_writes(void **state)
{
    int64_t cmb;
    (void)state;
    assert_true(mb_from_db("104.05", &cmb) && cmb == 10405);
    assert_true(mb_from_db("-3.00", &cmb) && cmb == -300);
    assert_true(mb_from_db("10240", &cmb) && cmb == 1024000);
    assert_true(mb_from_db("0.5", &cmb) && cmb == 50);
    assert_false(mb_from_db("", &cmb));
    assert_false(mb_from_db("NaN", &cmb));
    assert_false(mb_from_db("1,5", &cmb));
    assert_false(mb_from_db("1.005", &cmb));
    assert_false(mb_from_db("10 ", &cmb));
}

static void writes_quota(void **state)
{
    static const struct {
        int64_t cmb;
        const char *exact, *human;
    } cases[] = {
        { 0, "0.00", "0 MB" },
        { 3, "0.03", "0.03 MB" },
        { 5, "0.05", "0.1 MB" },
        { 10405, "104.05", "104.1 MB" },
        { 10404, "104.04", "104.0 MB" },
        { 1024000, "10240.00", "10.0 GB" },
        { 102394, "1023.94", "1023.9 MB" },
        { 102395, "1023.95", "1.0 GB" },
        { -300, "-3.00", "-3.0 MB" },
        { 104857600, "1048576.00", "1.0 TB" },
        { INT64_MIN, "-92233720368547758.08", "-87960930222.1 TB" },
    };
    char out[AMOUNT_TEXT];
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(mb_format(out, cases[i].cmb), cases[i].exact);
        assert_string_equal(mb_human(out, cases[i].cmb), cases[i].human);
    }
}

static void reads_money(void **state)
{
    static const struct {
        const char *text;
        int64_t rp;
    } cases[] = {
        { "200000", 200000 },   { "200.000", 200000 },        { "1.200.000", 1200000 }, { "Rp 200.000", 200000 },
        { "rp200000", 200000 }, { "Rp. 200.000,00", 200000 }, { "200rb", 200000 },      { "200 ribu", 200000 },
        { "1,5jt", 1500000 },   { "1.5 juta", 1500000 },      { "1,250jt", 1250000 },   { "0", 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error e = { .code = ERR_NONE };
        int64_t rp = -1;
        if (!rp_parse(cases[i].text, &rp, &e))
            fail_msg("`%s`: %s", cases[i].text, e.why);
        if (rp != cases[i].rp)
            fail_msg("`%s` is %lld, not %lld", cases[i].text, (long long)rp, (long long)cases[i].rp);
    }
}

static void refuses_money(void **state)
{
    static const char *const cases[] = {
        "",
        "Rp",
        "x",
        "-5",
        "1,5",
        "2000,000",
        "1,200.000",
        "1.200,000",
        "200,0000",
        "20.00",
        "2000.000",
        "1.500rb",
        "0,0000001jt",
        "200000x",
        "1.2.3",
        "5 dollar",
        "9999999999999999",
        "999999999.000.000",
        "1000000001jt",
        "999999999999999.999.999.999",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error e = { .code = ERR_NONE };
        int64_t rp;
        if (rp_parse(cases[i], &rp, &e))
            fail_msg("`%s` was taken as %lld", cases[i], (long long)rp);
        assert_int_equal(e.code, ERR_USAGE);
        assert_true(*e.what && *e.hint);
    }
}

static void writes_money(void **state)
{
    char out[AMOUNT_TEXT];
    (void)state;
    assert_string_equal(rp_human(out, 0), "Rp 0");
    assert_string_equal(rp_human(out, 999), "Rp 999");
    assert_string_equal(rp_human(out, 200000), "Rp 200.000");
    assert_string_equal(rp_human(out, -1234567), "-Rp 1.234.567");
    assert_string_equal(rp_human(out, INT64_MIN), "-Rp 9.223.372.036.854.775.808");
}

static void writes_as_the_language_does(void **state)
{
    char out[AMOUNT_TEXT];
    (void)state;
    assert_string_equal(rp_shown(out, 200000), "Rp 200,000");
    assert_string_equal(rp_shown(out, -1234567), "-Rp 1,234,567");
    assert_string_equal(mb_shown(out, 1536 * CMB_PER_MB), "1.5 GB");
    assert_string_equal(tenths_shown(out, -123), "-12.3");
    speak("id");
    assert_string_equal(rp_shown(out, 200000), "Rp 200.000");
    assert_string_equal(mb_shown(out, 1536 * CMB_PER_MB), "1,5 GB");
    assert_string_equal(mb_shown(out, -3), "-0,03 MB");
    assert_string_equal(mb_shown(out, 0), "0 MB");
    assert_string_equal(tenths_shown(out, 123), "12,3");
    assert_string_equal(mb_format(out, 1536 * CMB_PER_MB), "1536.00"); /* what scripts and SQL read */
    speak("");
}

/* What a screen shows can be typed again, in whatever language it was. */
static void what_is_shown_is_read_back(void **state)
{
    static const char *const languages[] = { "", "id" };
    (void)state;
    for (size_t i = 0; i < COUNT(languages); i++) {
        char out[AMOUNT_TEXT];
        int64_t back;
        speak(languages[i]);
        for (int64_t rp = 0; rp < INT64_C(1000000000000000); rp = rp * 7 + 13) {
            assert_true(rp_parse(rp_shown(out, rp), &back, NULL));
            assert_int_equal(back, rp);
        }
        assert_true(mb_parse(mb_shown(out, 1536 * CMB_PER_MB), &back, NULL));
        assert_int_equal(back, 1536 * CMB_PER_MB);
    }
    speak("");
}

/* What is written is read back as it was. */
static void exact_form_comes_back(void **state)
{
    char out[AMOUNT_TEXT];
    (void)state;
    for (int64_t cmb = 1; cmb < INT64_C(1000000000000000); cmb = cmb * 7 + 3) {
        int64_t back = -1;
        assert_true(mb_parse(mb_format(out, cmb), &back, NULL));
        assert_int_equal(back, cmb);
    }
}

static void parts_of_what_there_is(void **state)
{
    static const struct {
        const char *text;
        int percent;
    } cases[] = { { "50%", 50 },       { " 1 %", 1 },    { "100%", 100 }, { "half", 50 },
                  { "Setengah ", 50 }, { "semua", 100 }, { "all", 100 } };
    static const char *const wrong[] = { "0%", "101%", "50", "%", "-5%", "5%5", "halves", "" };
    int percent;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(part_parse(cases[i].text, &percent));
        assert_int_equal(percent, cases[i].percent);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(part_parse(wrong[i], &percent));
    assert_true(mb_has_unit("10GB") && mb_has_unit("1,5 gb"));
    assert_false(mb_has_unit("10") || mb_has_unit("10rb") || mb_has_unit("half"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_what_there_is),
        cmocka_unit_test(reads_quota),
        cmocka_unit_test(refuses_quota),
        cmocka_unit_test(reads_what_the_database_writes),
        cmocka_unit_test(writes_quota),
        cmocka_unit_test(reads_money),
        cmocka_unit_test(refuses_money),
        cmocka_unit_test(writes_money),
        cmocka_unit_test(writes_as_the_language_does),
        cmocka_unit_test(what_is_shown_is_read_back),
        cmocka_unit_test(exact_form_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
