/* Libraries that are loaded by the first who needs them. */
#include "base/late_library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct table {
    size_t (*length)(const char *text);
    int (*compare)(const char *one, const char *other);
};

static const struct late_function functions[] = { { "strlen", offsetof(struct table, length) },
                                                  { "strcmp", offsetof(struct table, compare) } };

static void its_functions_are_called_through_the_table(void **state)
{
    struct table table = { 0 };
    struct late_library c = { .file = "libc.so.6",
                              .package = "libc6",
                              .functions = functions,
                              .count = 2,
                              .table = &table,
                              .lock = PTHREAD_MUTEX_INITIALIZER };
    (void)state;
    assert_true(late_library_load(&c, NULL));
    assert_int_equal(table.length("voucher"), 7);
    assert_int_equal(table.compare("a", "a"), 0);
    c.file = "libabsent.so.1"; /* it is not asked for again */
    assert_true(late_library_load(&c, NULL));
}

static void what_is_not_there_is_named_with_its_package(void **state)
{
    struct table table = { 0 };
    struct error e = { .code = ERR_NONE };
    struct late_library l = { .file = "libabsent.so.1",
                              .package = "libabsent1",
                              .functions = functions,
                              .count = 2,
                              .table = &table,
                              .lock = PTHREAD_MUTEX_INITIALIZER };
    (void)state;
    assert_false(late_library_load(&l, &e));
    assert_non_null(strstr(e.why, "libabsent.so.1"));
    assert_non_null(strstr(e.hint, "libabsent1"));
    l.file = "libc.so.6"; /* installed meanwhile */
    assert_true(late_library_load(&l, &e));
}

static void a_function_that_it_lacks_is_named(void **state)
{
    static const struct late_function lacking[] = { { "strlen_of_tomorrow", offsetof(struct table, length) } };
    struct table table = { 0 };
    struct error e = { .code = ERR_NONE };
    struct late_library l = { .file = "libc.so.6",
                              .package = "libc6",
                              .functions = lacking,
                              .count = 1,
                              .table = &table,
                              .lock = PTHREAD_MUTEX_INITIALIZER };
    (void)state;
    assert_false(late_library_load(&l, &e));
    assert_non_null(strstr(e.why, "strlen_of_tomorrow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(its_functions_are_called_through_the_table),
                                        cmocka_unit_test(what_is_not_there_is_named_with_its_package),
                                        cmocka_unit_test(a_function_that_it_lacks_is_named) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
