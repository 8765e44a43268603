/* What Mikhmon writes on a router, read by its shape. */
#include "model/mikhmon/mikhmon_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void reads_the_comma_list_of_every_age(void **state)
{
    static const struct {
        const char *script, *mode, *price, *selling;
        int64_t validity_s;
        bool records, locks_user, locks_server;
    } cases[] = {
        { ":put (\",remc,3000,1d,5000,,Disable,\"); {:local a}", "remc", "3000", "5000", 86400, true, false, false },
        { ":put (\",remc,15000,1w,20000,,Enable,Enable,\")", "remc", "15000", "20000", 604800, true, true, true },
        { ":put (\",rem,10000,2d,12000,,Enable,\")", "rem", "10000", "12000", 172800, false, true, false },
        { ":put (\",ntf,8000,12h,9.000,,Disable,\")", "ntf", "8000", "9.000", 43200, false, false, false },
        /* before August 2019: a grace period stood there, or nothing */
        { ":put (\",ntfc,5000,1d,5m,,Disable,\")", "ntfc", "5000", NULL, 86400, true, false, false },
        { ":put (\",remc,5000,1d,,,Disable,\")", "remc", "5000", NULL, 86400, true, false, false },
        { ":put (\",remc,5000,1d,5m,\")", "remc", "5000", NULL, 86400, true, false, false },
        /* no expiry: the older form keeps no selling price, the newer does */
        { ":put (\",,4000,,,noexp,Disable,\")", "", "4000", NULL, -1, false, false, false },
        { ":put (\",,4000,,5000,noexp,Disable,Disable,\")", "", "4000", "5000", -1, false, false, false },
        { "  :put  \",remc, 0.25 ,30d,0.50,,Disable,\"", "remc", "0.25", "0.50", 2592000, true, false, false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct mikhmon_profile p;
        if (!mikhmon_read_profile(arena, cases[i].script, &p))
            fail_msg("`%s` was not read", cases[i].script);
        assert_string_equal(p.mode, cases[i].mode);
        assert_string_equal(p.price, cases[i].price);
        assert_string_equal(p.selling ? p.selling : "-", cases[i].selling ? cases[i].selling : "-");
        assert_int_equal(p.validity_s, cases[i].validity_s);
        assert_int_equal(p.records, cases[i].records);
        assert_int_equal(p.locks_user, cases[i].locks_user);
        assert_int_equal(p.locks_server, cases[i].locks_server);
    }
}

static void leaves_other_scripts_alone(void **state)
{
    static const char *const scripts[] = { NULL,
                                           "",
                                           ":log info \"in, $user, 1d, 5\"",
                                           ":put \"welcome, $user\"",
                                           ":put (\",hello,1,2,3\")",
                                           ":put (\",remc",
                                           ":put x",
                                           ":put (\",remc\")" };
    struct mikhmon_profile p;
    (void)state;
    for (size_t i = 0; i < COUNT(scripts); i++)
        if (mikhmon_read_profile(arena, scripts[i], &p))
            fail_msg("`%s` was taken for one", scripts[i]);
}

static void tells_comments_by_their_shape(void **state)
{
    static const struct {
        const char *text, *shape, *made_on, *ends, *note;
        char monitor;
    } cases[] = {
        { NULL, "empty", "", "", "", 0 },
        { "", "empty", "", "", "", 0 },
        { "vc-123-07.14.23-warung", "batch", "2023-07-14", "", "warung", 0 },
        { "up-999-12.31.25-toko-bu-ani-2", "batch", "2025-12-31", "", "toko-bu-ani-2", 0 },
        { "vc-123-07.14.23-", "batch", "2023-07-14", "", "", 0 },
        { "vc-123-02.29.24-x", "batch", "2024-02-29", "", "x", 0 },
        { "vc-123-02.29.23-x", "single", "", "", "123-02.29.23-x", 0 },
        { "vc-123-14.07.23-x", "single", "", "", "123-14.07.23-x", 0 },
        { "vc-099-07.14.23-x", "single", "", "", "099-07.14.23-x", 0 },
        { "vc-123-7.14.23-x", "single", "", "", "123-7.14.23-x", 0 },
        { "vc-titip-pak-rt", "single", "", "", "titip-pak-rt", 0 },
        { "up-", "single", "", "", "", 0 },
        { "jul/14/2023 10:11:12", "dated_old", "", "2023-07-14 10:11:12", "", 0 },
        { "jul/14/2023 10:11:12 N", "dated_old", "", "2023-07-14 10:11:12", "", 'N' },
        { "jul/14/2023 10:11:12 X", "dated_old", "", "2023-07-14 10:11:12", "", 'X' },
        { "jul/14/2023 10:11:12 Nanti bayar", "dated_old", "", "2023-07-14 10:11:12", "Nanti bayar", 0 },
        { "2023-07-14 10:11:12", "dated_iso", "", "2023-07-14 10:11:12", "", 0 },
        { "2023-07-14 10:11:12 X", "dated_iso", "", "2023-07-14 10:11:12", "", 'X' },
        { "2023-07-14 25:11:12", "foreign", "", "", "", 0 },
        { "2023-02-30 10:11:12", "foreign", "", "", "", 0 },
        { "2023-07-14 10:11:123", "foreign", "", "", "", 0 },
        { "2023-01-02 rapat", "foreign", "", "", "", 0 },
        { "jul/14/2023", "foreign", "", "", "", 0 },
        { "upacara 17an", "foreign", "", "", "", 0 },
        { "lobi, vc-lama", "foreign", "", "", "", 0 },
        { "jul/14/2023-10:11:12", "foreign", "", "", "", 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct mikhmon_comment c;
        mikhmon_read_comment(cases[i].text, &c);
        if (strcmp(mikhmon_shape_name(c.shape), cases[i].shape) != 0)
            fail_msg("`%s` is %s", cases[i].text, mikhmon_shape_name(c.shape));
        assert_string_equal(c.made_on, cases[i].made_on);
        assert_string_equal(c.ends, cases[i].ends);
        assert_string_equal(c.note, cases[i].note);
        assert_int_equal(c.monitor, cases[i].monitor);
    }
}

static void reads_sales_of_both_forms(void **state)
{
    struct mikhmon_sale s;
    (void)state;
    assert_true(mikhmon_read_sale(
        arena, "jul/14/2023-|-10:11:12-|-ab34-|-5.000-|-10.5.50.7-|-02:00:00:00:00:01-|-1d-|-1-Hari-|-vc-123-07.01.23-",
        &s));
    assert_string_equal(s.sold, "2023-07-14 10:11:12");
    assert_string_equal(s.stamp, "jul/14/2023 10:11:12");
    assert_string_equal(s.user, "ab34");
    assert_string_equal(s.price, "5.000");
    assert_string_equal(s.mac, "02:00:00:00:00:01");
    assert_int_equal(s.validity_s, 86400);
    assert_string_equal(s.profile, "1-Hari");
    assert_string_equal(s.batch, "vc-123-07.01.23-");
    assert_true(mikhmon_read_sale(arena, "2023-07-14-|-10:11:12-|-ab34-|--|-10.5.50.7-|-m-|--|-Bebas-|-vc-a-|-b", &s));
    assert_string_equal(s.sold, "2023-07-14 10:11:12");
    assert_string_equal(s.price, "");
    assert_int_equal(s.validity_s, -1);
    assert_string_equal(s.batch, "vc-a-|-b");
    /* a router that had not asked for the time yet */
    assert_true(mikhmon_read_sale(arena, "jan/02/1970-|-00:03:12-|-ab34-|-5000-|-a-|-m-|-1d-|-p-|-", &s));
    assert_string_equal(s.sold, "");
    assert_string_equal(s.stamp, "jan/02/1970 00:03:12");
    assert_false(mikhmon_read_sale(arena, "jul/14/2023-|-10:11:12-|-putus", &s));
    assert_false(mikhmon_read_sale(arena, "catatan", &s));
    assert_false(mikhmon_read_sale(arena, "32-|-10:11:12-|-u-|-1-|-a-|-m-|-1d-|-p-|-", &s));
    assert_false(mikhmon_read_sale(arena, "jul/14/2023-|-10:11:12-|--|-1-|-a-|-m-|-1d-|-p-|-", &s));
}

static void reads_quick_print_packages(void **state)
{
    struct mikhmon_package p;
    (void)state;
    assert_true(mikhmon_read_package(
        arena, "1 Hari#hotspot1#vc#6#wr#mix1#1-Hari#0#1073741824#warung#1d#3000_5000#Disable", &p));
    assert_string_equal(p.name, "1 Hari");
    assert_int_equal(p.length, 6);
    assert_string_equal(p.prefix, "wr");
    assert_int_equal(p.uptime_s, 0);
    assert_int_equal(p.bytes, 1073741824);
    assert_string_equal(p.price, "3000");
    assert_string_equal(p.selling, "5000");
    assert_true(mikhmon_read_package(arena, "Jam#all#up#4##num#3-Jam#3h#0##3h#2000#Enable", &p));
    assert_int_equal(p.uptime_s, 10800);
    assert_null(p.selling);
    assert_true(p.locks_user);
    assert_false(mikhmon_read_package(arena, "rusak#hotspot1#vc", &p));
    assert_false(mikhmon_read_package(arena, "", &p));
}

static void proposes_a_reading_of_prices(void **state)
{
    static const struct {
        const char *typed;
        enum mikhmon_price sure;
        int64_t rupiah;
    } cases[] = {
        { "5000", PRICE_SURE, 5000 },
        { "", PRICE_SURE, 0 },
        { NULL, PRICE_SURE, 0 },
        { "0", PRICE_SURE, 0 },
        { "5.000", PRICE_PROPOSED, 5000 },
        { "1,250,000", PRICE_PROPOSED, 1250000 },
        { "Rp 5.000", PRICE_PROPOSED, 5000 },
        { "5rb", PRICE_PROPOSED, 5000 },
        { "0.25", PRICE_UNKNOWN, 0 },
        { "5.0", PRICE_UNKNOWN, 0 },
        { "gratis", PRICE_UNKNOWN, 0 },
        { "99999999999", PRICE_UNKNOWN, 0 },
        { "-5000", PRICE_UNKNOWN, 0 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t rupiah;
        if (mikhmon_read_price(cases[i].typed, &rupiah) != cases[i].sure)
            fail_msg("`%s` is read otherwise", cases[i].typed);
        assert_int_equal(rupiah, cases[i].rupiah);
    }
}

static void reads_durations(void **state)
{
    (void)state;
    assert_int_equal(mikhmon_seconds("30d"), 2592000);
    assert_int_equal(mikhmon_seconds("4w2d"), 2592000);
    assert_int_equal(mikhmon_seconds("00:00:01"), 1);
    assert_int_equal(mikhmon_seconds("1s"), 1);
    assert_int_equal(mikhmon_seconds("0"), -1);
    assert_int_equal(mikhmon_seconds(""), -1);
    assert_int_equal(mikhmon_seconds("ever"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_comma_list_of_every_age),
        cmocka_unit_test(leaves_other_scripts_alone),
        cmocka_unit_test(tells_comments_by_their_shape),
        cmocka_unit_test(reads_sales_of_both_forms),
        cmocka_unit_test(reads_quick_print_packages),
        cmocka_unit_test(proposes_a_reading_of_prices),
        cmocka_unit_test(reads_durations),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
