/* Statements are cut at the semicolons that end them, and at no others. */
#include "db/split.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void cut(const char *sql, const char *const *expected)
{
    size_t length;
    for (; (length = split_statement(sql)) > 0; sql += length, expected++) {
        assert_non_null(*expected);
        if (strlen(*expected) != length || strncmp(sql, *expected, length) != 0)
            fail_msg("got <%.*s>, not <%s>", (int)length, sql, *expected);
    }
    assert_null(*expected);
}

#define CUT(sql, ...) cut(sql, (const char *const[]){ __VA_ARGS__, NULL })

static void plain_statements(void **state)
{
    (void)state;
    CUT("SELECT 1; SELECT 2;\n", "SELECT 1;", " SELECT 2;");
    CUT("SELECT 1", "SELECT 1");
    CUT("", NULL);
    CUT(" \n-- only a comment\n/* and another; */ ", NULL);
}

static void quotes_are_kept_whole(void **state)
{
    (void)state;
    CUT("SELECT ';', 'it''s;', \"a;\"\"b;\"; SELECT 2", "SELECT ';', 'it''s;', \"a;\"\"b;\";", " SELECT 2");
    CUT("SELECT E'\\';', e'\\\\'; SELECT 2", "SELECT E'\\';', e'\\\\';", " SELECT 2");
    CUT("SELECT '\\'; SELECT 2", "SELECT '\\';", " SELECT 2");
    CUT("SELECT done'\\'; SELECT 2", "SELECT done'\\';", " SELECT 2");
    CUT("SELECT 'never closed; SELECT 2", "SELECT 'never closed; SELECT 2");
}

static void dollar_quotes_are_kept_whole(void **state)
{
    (void)state;
    CUT("DO $$BEGIN; END$$; SELECT 2", "DO $$BEGIN; END$$;", " SELECT 2");
    CUT("DO $a$ $$; $b$; $a$; SELECT 2", "DO $a$ $$; $b$; $a$;", " SELECT 2");
    CUT("SELECT $1; SELECT $2$3; x", "SELECT $1;", " SELECT $2$3;", " x");
    CUT("SELECT a$b$; SELECT c$b$", "SELECT a$b$;", " SELECT c$b$");
}

static void comments_are_no_statements(void **state)
{
    (void)state;
    CUT("SELECT 1 -- it's; \n; SELECT 2", "SELECT 1 -- it's; \n;", " SELECT 2");
    CUT("SELECT /* ; /* ' ; */ ; */ 1; SELECT 2", "SELECT /* ; /* ' ; */ ; */ 1;", " SELECT 2");
    CUT("SELECT 3 - 1; -- end", "SELECT 3 - 1;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_statements),
        cmocka_unit_test(quotes_are_kept_whole),
        cmocka_unit_test(dollar_quotes_are_kept_whole),
        cmocka_unit_test(comments_are_no_statements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
