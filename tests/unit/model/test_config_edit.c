/* A configuration's text with one setting changed, and files that are there as a whole or as they were. */
#include "base/arena.h"
#include "model/config/config.h"
#include "model/config/config_edit.h"
#include "model/config/config_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct config_spot database = { .key = "database" };
static const struct config_spot host = { .group = "routers", .by = "name", .is = "main", .key = "host" };
static const struct config_spot language = { .group = "ui", .key = "language" };

static const struct {
    const char *text;
    const struct config_spot *spot;
    const char *value, *expected;
} edits[] = {
    { "", &database, "\"dbname=x\"", "database = \"dbname=x\";\n" },
    { "# mine\ndatabase = \"a\" \"b\"; # why\nread_only = true;\n", &database, "\"c\"",
      "# mine\ndatabase = \"c\"; # why\nread_only = true;\n" },
    { "# database = \"x\";\n/* database = \"y\"; */\nmidtrans = { database = \"z\"; };\n", &database, "\"c\"",
      "# database = \"x\";\n/* database = \"y\"; */\nmidtrans = { database = \"z\"; };\ndatabase = \"c\";\n" },
    { "read_only = true", &database, "\"c\"", "read_only = true\ndatabase = \"c\";\n" },
    { "a = \"database = ;}\"; database : \"x\"", &database, "\"c\"", "a = \"database = ;}\"; database : \"c\"" },
    { "", &host, "\"10.0.0.1\"", "routers = (\n  {\n    name = \"main\";\n    host = \"10.0.0.1\";\n  }\n);\n" },
    { "routers = (\n#  { name = \"main\"; }\n);\n", &host, "\"h\"",
      "routers = (\n  {\n    name = \"main\";\n    host = \"h\";\n  }\n#  { name = \"main\"; }\n);\n" },
    { "routers = ( { name = \"north\"; host = \"n\"; }, { name = \"main\"; host = \"old\"; port = 1; } );", &host,
      "\"h\"", "routers = ( { name = \"north\"; host = \"n\"; }, { name = \"main\"; host = \"h\"; port = 1; } );" },
    { "routers = ( { name = \"north\"; } );\n", &host, "\"h\"",
      "routers = ( { name = \"north\"; },\n  {\n    name = \"main\";\n    host = \"h\";\n  } );\n" },
    { "routers = ( { name = \"main\" } );\n", &host, "\"h\"", "routers = ( { name = \"main\"  host = \"h\"; } );\n" },
    { "ui = { mouse = true; };\n", &language, "\"id\"", "ui = { mouse = true;  language = \"id\"; };\n" },
    { "ui = {\n  mouse = true; # yes\n};\n", &language, "\"id\"",
      "ui = {\n  mouse = true; # yes\n  language = \"id\";\n};\n" },
    { "ui = {\n  language = \"en\";\n  mouse = true;\n};\n", &language, NULL, "ui = {\n  mouse = true;\n};\n" },
    { "ui = ( 1, 2 );\n", &language, "\"id\"", NULL },
    { "routers = (\n", &host, "\"h\"", NULL },
    { "what is this", &database, "\"c\"", NULL },
};

static void test_one_setting_is_changed_and_the_rest_stays(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        struct arena *a = arena_new();
        char *made = config_edit(a, edits[i].text, edits[i].spot, edits[i].value);
        if (edits[i].expected && made)
            assert_string_equal(made, edits[i].expected);
        else
            assert_true(!made == !edits[i].expected);
        arena_free(a);
    }
}

static void test_a_text_of_any_shape_is_followed_to_its_end(void **state)
{
    static const char shipped[] =
        "routers = ( { name = \"main\"; host = \"h\" } ); /* } */ a = [ 1, 2 ]; b = \"\\\"{\"; c = 5;";
    (void)state;
    for (size_t i = 0; i < sizeof shipped; i++) {
        struct arena *a = arena_new();
        config_edit(a, arena_copy(a, shipped, i), &host, "\"x\"");
        config_edit(a, arena_copy(a, shipped + i, sizeof shipped - 1 - i), &host, "\"x\"");
        arena_free(a);
    }
}

static void test_a_quoted_text_comes_back_as_it_was(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(config_quote(a, "a\"b\\c"), "\"a\\\"b\\\\c\"");
    arena_free(a);
}

/* --- files --- */

static char folder[] = "/tmp/test_config_edit_XXXXXX";

static mode_t mode_of(const char *file)
{
    struct stat s;
    assert_int_equal(stat(file, &s), 0);
    return s.st_mode & 07777;
}

static void test_a_configuration_is_replaced_as_a_whole(void **state)
{
    struct arena *a = arena_new();
    struct error e = { .code = ERR_NONE };
    (void)state;
    assert_non_null(mkdtemp(folder));
    const char *file = arena_printf(a, "%s/deep/console.conf", folder), *before = arena_printf(a, "%s.before", file);
    assert_true(config_save(a, file, "database = \"dbname=a\";\n", &e));
    assert_int_equal(mode_of(file), 0600);
    assert_int_equal(mode_of(arena_printf(a, "%s/deep", folder)), 0700);
    assert_int_equal(access(before, F_OK), -1);

    assert_int_equal(chmod(file, 0640), 0);
    assert_true(config_save(a, file, "database = \"dbname=b\";\n", &e));
    assert_int_equal(mode_of(file), 0640);
    assert_string_equal(config_text(a, before, &e), "database = \"dbname=a\";\n");

    assert_false(config_save(a, file, "databse = \"dbname=c\";\n", &e));
    assert_int_equal(e.code, ERR_CONFIG);
    assert_string_equal(config_text(a, file, &e), "database = \"dbname=b\";\n");
    assert_int_equal(access(arena_printf(a, "%s.new", file), F_OK), -1);
    arena_free(a);
}

static void test_a_secret_comes_back_where_the_rest_fails(void **state)
{
    struct arena *a = arena_new();
    struct error e = { .code = ERR_NONE };
    struct secret_file kept;
    const char *file = arena_printf(a, "%s/main.password", folder);
    (void)state;
    assert_true(secret_put(a, file, "first", &kept, &e));
    secret_keep(&kept);
    assert_int_equal(mode_of(file), 0600);
    assert_true(secret_put(a, file, "second", &kept, &e));
    assert_string_equal(config_text(a, file, &e), "second\n");
    secret_take_back(&kept);
    assert_string_equal(config_text(a, file, &e), "first\n");
    assert_true(secret_put(a, file, "third", &kept, &e));
    secret_keep(&kept);
    assert_int_equal(access(arena_printf(a, "%s.before", file), F_OK), -1);
    assert_int_equal(system(arena_printf(a, "rm -r %s", folder)), 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_setting_is_changed_and_the_rest_stays),
        cmocka_unit_test(test_a_text_of_any_shape_is_followed_to_its_end),
        cmocka_unit_test(test_a_quoted_text_comes_back_as_it_was),
        cmocka_unit_test(test_a_configuration_is_replaced_as_a_whole),
        cmocka_unit_test(test_a_secret_comes_back_where_the_rest_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
