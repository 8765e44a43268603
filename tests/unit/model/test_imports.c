/* CSV files as spreadsheets and people write them, and values in them. */
#include "model/imports/kind.h"
#include "model/imports/sheet.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/hc-sheet-XXXXXX", path[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/sheet.csv", mkdtemp(folder));
    return 0;
}

static int drop_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct sheet *open_bytes(const char *bytes, size_t length)
{
    struct error e;
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, length, out), length);
    fclose(out);
    struct sheet *s = sheet_open(path, &e);
    assert_non_null(s);
    return s;
}

#define OPEN(text) open_bytes((text), sizeof(text) - 1)

/* "3:a|b" is a record of line 3; of a faulty one its trouble stands in front, as a number. */
static void expect(struct sheet *s, const char *wanted)
{
    struct sheet_record r;
    struct error e;
    char got[4096];
    assert_true(sheet_read(s, &r, &e));
    size_t n = r.trouble ? (size_t)snprintf(got, sizeof got, "%d!", r.trouble) : 0;
    n += (size_t)snprintf(got + n, sizeof got - n, "%d:", (int)r.line);
    for (size_t i = 0; i < r.count && i < SHEET_MOST_FIELDS; i++)
        n += (size_t)snprintf(got + n, sizeof got - n, "%s%s", i ? "|" : "", r.fields[i].text);
    assert_string_equal(got, wanted);
}

static void expect_end(struct sheet *s)
{
    struct sheet_record r;
    struct error e;
    assert_false(sheet_read(s, &r, &e));
    assert_int_equal(e.code, ERR_NONE);
    sheet_close(s);
}

static void test_separators_and_line_ends(void **state)
{
    (void)state;
    struct sheet *s = OPEN("a;b\r\n1;2,5\r\n\r\n3;4");
    expect(s, "1:a|b");
    expect(s, "2:1|2,5");
    expect(s, "4:3|4");
    expect_end(s);
    s = OPEN("a\tb\n1\t\"x, y; z\"\n");
    expect(s, "1:a|b");
    expect(s, "2:1|x, y; z");
    expect_end(s);
    s = OPEN("a,b\r1,2\r3,4\r");
    expect(s, "1:a|b");
    expect(s, "2:1|2");
    expect(s, "3:3|4");
    expect_end(s);
    s = OPEN("sep=|\r\na|b\r\n1|2\r\n");
    expect(s, "2:a|b");
    expect(s, "3:1|2");
    expect_end(s);
}

static void test_quotes_hold_line_ends_and_the_lines_are_counted(void **state)
{
    (void)state;
    struct sheet *s = OPEN("a,b\n\"one\ntwo\r\nthree\",\"say \"\"x\"\"\"\nnext,1\n , \nlast,2\n");
    expect(s, "1:a|b");
    expect(s, "2:one\ntwo\r\nthree|say \"x\"");
    expect(s, "5:next|1");
    expect(s, "7:last|2");
    expect_end(s);
}

static void test_encodings(void **state)
{
    (void)state;
    struct sheet *s = OPEN("\xEF\xBB\xBFnama,b\nSiti \xC3\xA9,1\n");
    expect(s, "1:nama|b");
    expect(s, "2:Siti \xC3\xA9|1");
    expect_end(s);
    s = OPEN("\xFF\xFEn\0,\0b\0\n\0\xE9\0,\0\x31\0\n\0");
    expect(s, "1:n|b");
    expect(s, "2:\xC3\xA9|1");
    expect_end(s);
    s = OPEN("\0n\0,\0b\0\n\0x\0,\0\x31\0\n");
    expect(s, "1:n|b");
    expect(s, "2:x|1");
    expect_end(s);
    s = OPEN("a,b\nSiti \xE9,1\nBudi,2\n");
    expect(s, "1:a|b");
    expect(s, "4!2:Siti \xE9|1");
    expect(s, "3:Budi|2");
    expect_end(s);
}

static void test_a_broken_line_does_not_take_the_next_along(void **state)
{
    (void)state;
    struct sheet *s = OPEN("a,b\nx \"y\",1\ngood,2\n\"z\"z,3\ngood,4\nn\0l,5\ngood,6\n\"open,7\n");
    struct sheet_record r;
    struct error e;
    static const struct {
        int line;
        enum sheet_trouble trouble;
    } wanted[] = { { 1, SHEET_SOUND }, { 2, SHEET_QUOTES }, { 3, SHEET_SOUND }, { 4, SHEET_QUOTES },
                   { 5, SHEET_SOUND }, { 6, SHEET_NUL },    { 7, SHEET_SOUND }, { 8, SHEET_QUOTES } };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_true(sheet_read(s, &r, &e));
        assert_int_equal(r.line, wanted[i].line);
        assert_int_equal(r.trouble, wanted[i].trouble);
    }
    expect_end(s);
}

/* However long a line is, no more than some of it is held. */
static void test_a_line_without_an_end(void **state)
{
    (void)state;
    enum {
        LENGTH = 3 * SHEET_MOST_BYTES
    };
    char *bytes = malloc(2 * LENGTH + 64);
    size_t n = (size_t)sprintf(bytes, "a,b\n");
    memset(bytes + n, 'x', LENGTH);
    n += LENGTH;
    n += (size_t)sprintf(bytes + n, "\n1,2\n");
    for (size_t i = 0; i < LENGTH / 2; i++)
        n += (size_t)sprintf(bytes + n, "y,");
    n += (size_t)sprintf(bytes + n, "\n3,4\n");
    struct sheet *s = open_bytes(bytes, n);
    struct sheet_record r;
    struct error e;
    free(bytes);
    expect(s, "1:a|b");
    assert_true(sheet_read(s, &r, &e));
    assert_int_equal(r.trouble, SHEET_TOO_LONG);
    expect(s, "3:1|2");
    assert_true(sheet_read(s, &r, &e));
    assert_int_equal(r.line, 4);
    assert_true(r.count > SHEET_MOST_FIELDS);
    expect(s, "5:3|4");
    expect_end(s);
}

static void test_a_file_that_is_written_meanwhile_is_refused(void **state)
{
    (void)state;
    struct sheet *s = OPEN("a,b\n1,2\n");
    struct sheet_record r;
    struct error e;
    FILE *out = fopen(path, "ae");
    fputs("3,4\n", out);
    fclose(out);
    while (sheet_read(s, &r, &e))
        ;
    assert_int_equal(e.code, ERR_REFUSED);
    assert_non_null(strstr(e.why, "changed while it was read"));
    sheet_close(s);
}

static void test_headers_in_both_languages_and_as_exports_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *header, *column;
    } known[] = {
        { "customers", "Nama Lengkap", "name" },  { "customers", "phone_number", "phone" },
        { "customers", "No. HP", "phone" },       { "customers", "TELEPON", "phone" },
        { "customers", "mac_addresses", "mac" },  { "customers", "total_quota_purchased_mb", "quota" },
        { "customers", "Blok", "block" },         { "devices", "MAC Address", "mac" },
        { "customers", "Kadaluarsa", "expires" }, { "customers", "colour", NULL },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct import_column *c = import_column_find(import_kind_find(known[i].kind), known[i].header);
        if (known[i].column)
            assert_string_equal(c ? c->name : "none", known[i].column);
        else
            assert_null(c);
    }
    assert_string_equal(import_column_nearest(import_kind_find("customers"), "phne"), "phone");
}

/* No two columns of a kind take the same header: which one is meant would be a matter of order. */
static void test_no_header_stands_for_two_columns(void **state)
{
    (void)state;
    for (size_t k = 0; import_kind_at(k); k++) {
        const struct import_kind *kind = import_kind_at(k);
        for (size_t i = 0; i < kind->column_count; i++) {
            char list[1024], *at = list;
            snprintf(list, sizeof list, "%s,%s", kind->columns[i].name,
                     kind->columns[i].also ? kind->columns[i].also : "");
            for (char *one; (one = strsep(&at, ","));)
                if (one[strspn(one, " ")])
                    assert_ptr_equal(import_column_find(kind, one), &kind->columns[i]);
        }
    }
}

static void test_values_as_they_are_written(void **state)
{
    (void)state;
    static const struct {
        enum import_type type;
        const char *text, *value; /* NULL: it is none */
    } known[] = {
        { IMPORT_PHONE, "0812-3456-7890", "+6281234567890" },
        { IMPORT_PHONE, "'+62 812 3456 7890", "+6281234567890" },
        { IMPORT_PHONE, "81234567890", "+6281234567890" },
        { IMPORT_PHONE, "6,28123E+12", NULL },
        { IMPORT_MAC, "aa-bb-cc-dd-ee-ff", "AA:BB:CC:DD:EE:FF" },
        { IMPORT_MAC, "aabb.ccdd.eeff", "AA:BB:CC:DD:EE:FF" },
        { IMPORT_MAC, "aabbccddeeff", "AA:BB:CC:DD:EE:FF" },
        { IMPORT_MAC, "aa-bb-cc-dd-ee", NULL },
        { IMPORT_MAC, "aa-bb-cc-dd-ee-ff-00", NULL },
        { IMPORT_MAC, "aa-bb-cc-dd-ee-fg", NULL },
        { IMPORT_ADDRESS, "10.0.0.7", "10.0.0.7" },
        { IMPORT_ADDRESS, "10.0.0.256", NULL },
        { IMPORT_MB, "10GB", "10240.00" },
        { IMPORT_MB, "10.240", NULL },
        { IMPORT_GB, "2,5", "2.50" },
        { IMPORT_GB, "512MB", "0.50" },
        { IMPORT_RP, "50rb", "50000" },
        { IMPORT_RP, "Rp 50.000", "50000" },
        { IMPORT_RP, "1,5jt", "1500000" },
        { IMPORT_DAY, "31/12/2026", "2026-12-31" },
        { IMPORT_DAY, "2026-12-31", "2026-12-31" },
        { IMPORT_DAY, "31.2.2026", NULL },
        { IMPORT_TIME, "2026-12-31T23:59:59.123+07:00", "2026-12-31T23:59:59.123+07:00" },
        { IMPORT_TIME, "2026-12-31 25:00", NULL },
        { IMPORT_YES, "Ya", "t" },
        { IMPORT_YES, "TIDAK", "f" },
        { IMPORT_YES, "perhaps", NULL },
        { IMPORT_TEXT, "'=1+1", "=1+1" },
        { IMPORT_TEXT, "two\nlines", NULL },
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct import_column c = { .name = "c", .type = known[i].type, .maximum = INT64_C(1000000000) };
        const char *value, *why = NULL;
        enum import_fault fault;
        bool ok = import_value(a, &c, known[i].text, &value, &fault, &why);
        assert_int_equal(ok, known[i].value != NULL);
        if (ok)
            assert_string_equal(value, known[i].value);
        else
            assert_non_null(why);
    }
    arena_free(a);
}

static void test_bounds_and_what_is_required(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    const char *value, *why;
    enum import_fault fault;
    struct import_column c = { .name = "name", .type = IMPORT_TEXT, .is_required = true, .minimum = 2, .maximum = 4 };
    assert_false(import_value(a, &c, "  ", &value, &fault, &why));
    assert_int_equal(fault, FAULT_REQUIRED);
    assert_false(import_value(a, &c, "abcde", &value, &fault, &why));
    assert_int_equal(fault, FAULT_BOUNDS);
    assert_true(import_value(a, &c, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", &value, &fault, &why));
    c = (struct import_column){ .name = "price", .type = IMPORT_RP, .minimum = 1, .maximum = 100000 };
    assert_true(import_value(a, &c, "", &value, &fault, &why));
    assert_null(value);
    assert_false(import_value(a, &c, "200rb", &value, &fault, &why));
    assert_int_equal(fault, FAULT_BOUNDS);
    arena_free(a);
}

static void test_every_template_is_a_file_of_its_kind(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (size_t k = 0; import_kind_at(k); k++) {
        const struct import_kind *kind = import_kind_at(k);
        const char *text = import_template(a, kind), *value, *why = "";
        enum import_fault fault;
        struct sheet *s = open_bytes(text, strlen(text));
        struct sheet_record r;
        struct error e;
        assert_true(sheet_read(s, &r, &e));
        assert_int_equal(r.count, kind->column_count);
        assert_true(sheet_read(s, &r, &e));
        for (size_t i = 0; i < kind->column_count; i++)
            assert_true(import_value(a, &kind->columns[i], r.fields[i].text, &value, &fault, &why));
        expect_end(s);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_separators_and_line_ends),
        cmocka_unit_test(test_quotes_hold_line_ends_and_the_lines_are_counted),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_a_broken_line_does_not_take_the_next_along),
        cmocka_unit_test(test_a_line_without_an_end),
        cmocka_unit_test(test_a_file_that_is_written_meanwhile_is_refused),
        cmocka_unit_test(test_headers_in_both_languages_and_as_exports_write_them),
        cmocka_unit_test(test_no_header_stands_for_two_columns),
        cmocka_unit_test(test_values_as_they_are_written),
        cmocka_unit_test(test_bounds_and_what_is_required),
        cmocka_unit_test(test_every_template_is_a_file_of_its_kind),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
