/* Filters that are remembered: their order, their file, and files that somebody spoiled. */
#include "tui/lists/filter_history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char file[] = "/tmp/filters-XXXXXX";

static int begin(void **state)
{
    (void)state;
    strcpy(file + strlen(file) - 6, "XXXXXX");
    int fd = mkstemp(file);
    return fd < 0 ? -1 : close(fd);
}

static int end(void **state)
{
    (void)state;
    filter_history_forget();
    return unlink(file);
}

static void note(const char *pane, const char *filter)
{
    struct error e;
    assert_true(filter_history_note(file, pane, filter, &e));
}

static void write_file(const char *text)
{
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static size_t lines(void)
{
    size_t n = 0;
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    for (int c; (c = fgetc(in)) != EOF;)
        n += c == '\n';
    fclose(in);
    return n;
}

static void test_the_newest_comes_first_and_each_once(void **state)
{
    (void)state;
    note("users", "budi");
    note("users", "siti");
    note("debts", "ari");
    note("users", "budi");
    note("users", "budi");
    note("users", "");
    for (int i = 0; i < 2; i++) {
        assert_string_equal(filter_history_at(file, "users", 0), "budi");
        assert_string_equal(filter_history_at(file, "users", 1), "siti");
        assert_null(filter_history_at(file, "users", 2));
        assert_string_equal(filter_history_at(file, "debts", 0), "ari");
        assert_null(filter_history_at(file, "quota", 0));
        filter_history_forget(); /* the file says the same */
    }
    assert_int_equal(lines(), 4);
}

static void test_a_pane_keeps_so_many(void **state)
{
    char text[32];
    (void)state;
    note("debts", "ari");
    for (int i = 0; i < FILTER_HISTORY_MOST + 5; i++) {
        snprintf(text, sizeof text, "debt>%d", i);
        note("users", text);
    }
    assert_string_equal(filter_history_at(file, "users", FILTER_HISTORY_MOST - 1), "debt>5");
    assert_null(filter_history_at(file, "users", FILTER_HISTORY_MOST));
    assert_string_equal(filter_history_at(file, "debts", 0), "ari");
}

static void test_a_long_file_is_written_anew(void **state)
{
    (void)state;
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    for (int i = 0; i < 3000; i++)
        fprintf(out, "users\tdebt>%d\n", i);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(filter_history_at(file, "users", 0), "debt>2999");
    assert_int_equal(lines(), FILTER_HISTORY_MOST);
    filter_history_forget();
    assert_string_equal(filter_history_at(file, "users", FILTER_HISTORY_MOST - 1), "debt>2950");
}

static void test_lines_that_somebody_spoiled_are_left_out(void **state)
{
    (void)state;
    write_file("users\tbudi\n\nno tab\n\tno pane\nusers\t\nusers\t\x1b[31mred\nusers\t\xff\xfe\nusers\tsiti");
    assert_string_equal(filter_history_at(file, "users", 0), "siti");
    assert_string_equal(filter_history_at(file, "users", 1), "budi");
    assert_null(filter_history_at(file, "users", 2));
}

static void test_without_a_file_this_process_remembers(void **state)
{
    struct error e = { .code = ERR_NONE };
    (void)state;
    assert_true(filter_history_note(NULL, "users", "budi", &e));
    assert_string_equal(filter_history_at(NULL, "users", 0), "budi");
    filter_history_forget();
    assert_false(filter_history_note("/dev/null/filters", "users", "budi", &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_true(filter_history_note("/dev/null/filters", "users", "siti", &e));
    assert_string_equal(filter_history_at("/dev/null/filters", "users", 1), "budi");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_newest_comes_first_and_each_once, begin, end),
        cmocka_unit_test_setup_teardown(test_a_pane_keeps_so_many, begin, end),
        cmocka_unit_test_setup_teardown(test_a_long_file_is_written_anew, begin, end),
        cmocka_unit_test_setup_teardown(test_lines_that_somebody_spoiled_are_left_out, begin, end),
        cmocka_unit_test_setup_teardown(test_without_a_file_this_process_remembers, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
