/* MAC addresses: every usual way of writing one ends in one form. */
#include "model/values/mac.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void normalises(void **state)
{
    static const char *const spellings[] = {
        "AA:BB:CC:0D:0E:01", "aa:bb:cc:0d:0e:01", "AA-BB-CC-0D-0E-01",  "aabb.cc0d.0e01",
        "AABBCC0D0E01",      "aabbcc-0d0e01",     " aa bb cc 0d 0e 01",
    };
    char out[MAC_SIZE];
    (void)state;
    for (size_t i = 0; i < COUNT(spellings); i++) {
        if (!mac_normalise(out, spellings[i]))
            fail_msg("`%s` was refused", spellings[i]);
        assert_string_equal(out, "AA:BB:CC:0D:0E:01");
    }
}

static void refuses(void **state)
{
    static const char *const wrong[] = {
        "",
        "AA:BB:CC:0D:0E",
        "AA:BB:CC:0D:0E:01:02",
        "AA:BB:CC:0D:0E:0G",
        "00:00:00:00:00:00",
        "FF:FF:FF:FF:FF:FF",
        "0812 3456 7890 1",
        "01:00:5E:00:00:01",
    };
    char out[MAC_SIZE];
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (mac_normalise(out, wrong[i]))
            fail_msg("`%s` was taken as %s", wrong[i], out);
}

static void knows_what_a_device_made_up(void **state)
{
    (void)state;
    assert_true(mac_is_random("DA:99:00:00:00:04"));
    assert_true(mac_is_random("02:00:00:00:00:01"));
    assert_false(mac_is_random("0C:99:00:00:00:01"));
    assert_false(mac_is_random(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normalises),
        cmocka_unit_test(refuses),
        cmocka_unit_test(knows_what_a_device_made_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
