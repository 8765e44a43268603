/* Connection strings taken apart: whatever form they have, the password does not stay in them. */
#include "db/conninfo.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *given, *plain, *password, *dbname, *user;
} cases[] = {
    { "host=/run/postgresql dbname=hotspot", "host=/run/postgresql dbname=hotspot", NULL, "hotspot", NULL },
    { "  dbname=x", "dbname=x", NULL, "x", NULL },
    { "dbname=x password='a b' user=u", "user=u dbname=x", "a b", "x", "u" },
    { "postgresql://u@h/x", "postgresql://u@h/x", NULL, "x", "u" },
    { "postgresql://u:p%40ss@h:5433/x", "user=u dbname=x host=h port=5433", "p@ss", "x", "u" },
    { "postgresql+psycopg2://u:geheim@db:5432/hotspot_db", "user=u dbname=hotspot_db host=db port=5432", "geheim",
      "hotspot_db", "u" },
    { "postgres+asyncpg://u@db/x", "postgresql://u@db/x", NULL, "x", "u" },
    { "postgresql://u@h/x?password=p&connect_timeout=2", "user=u connect_timeout=2 dbname=x host=h", "p", "x", "u" },
    { "password=p dbname='it''s'", NULL, NULL, NULL, NULL },
    { "hots=x", NULL, NULL, NULL, NULL },
    { "postgresql://[", NULL, NULL, NULL, NULL },
};

static void expect_text(const char *found, const char *expected)
{
    if (expected)
        assert_string_equal(found, expected);
    else
        assert_null(found);
}

static void a_password_is_taken_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_new();
        struct conninfo c;
        struct error e = { .code = ERR_NONE };
        bool ok = conninfo_read(a, cases[i].given, &c, &e);
        assert_int_equal(ok, cases[i].plain != NULL);
        if (ok) {
            assert_string_equal(c.plain, cases[i].plain);
            expect_text(c.password, cases[i].password);
            expect_text(c.dbname, cases[i].dbname);
            expect_text(c.user, cases[i].user);
        } else {
            assert_int_equal(e.code, ERR_USAGE);
            assert_null(strstr(e.why, "x")); /* nothing of what was given is quoted: it may be a password */
        }
        arena_free(a);
    }
}

static void a_word_is_replaced(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(conninfo_with(a, "dbname=x host=h", "dbname", "postgres"), "host=h dbname=postgres");
    assert_string_equal(conninfo_with(a, "dbname=x", "password", "it's \\ so"), "dbname=x password='it\\'s \\\\ so'");
    arena_free(a);
}

static void a_passfiles_line_holds_any_password(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(conninfo_passfile_line(a, "a:b\\c"), "*:*:*:*:a\\:b\\\\c");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_is_taken_out),
        cmocka_unit_test(a_word_is_replaced),
        cmocka_unit_test(a_passfiles_line_holds_any_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
