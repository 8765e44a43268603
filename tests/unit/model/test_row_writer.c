/* Workbooks: sheets that are full, cells that are too long, and files that are not whole. */
#include "model/lists/row_writer.h"

#include "base/arena.h"
#include "model/lists/workbook_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    SHEET_ROWS = 1048576,
    CELL = 32767
};

static const struct column columns[] = { { .name = "number", .type = COL_INT }, { .name = "text", .type = COL_TEXT } };

static char folder[] = "/tmp/hc-rows-XXXXXX", path[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/book.xlsx", mkdtemp(folder));
    return 0;
}

static int drop_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct row_writer *open_book(size_t shown)
{
    return row_writer_open(&(struct row_writer_options){
        .format = ROWS_XLSX, .columns = columns, .count = shown, .path = path, .title = "rows" });
}

static char *read_book(struct arena *a, size_t *length)
{
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    fseek(in, 0, SEEK_END);
    *length = (size_t)ftell(in);
    char *bytes = arena_alloc(a, *length);
    rewind(in);
    assert_int_equal(fread(bytes, 1, *length, in), *length);
    fclose(in);
    return bytes;
}

static void write_book(const char *bytes, size_t length)
{
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, length, out), length);
    fclose(out);
}

static void a_full_sheet_is_followed_by_another(void **state)
{
    (void)state;
    size_t length;
    struct arena *a = arena_new();
    struct row_writer *w = open_book(1);
    for (int i = 0; i < SHEET_ROWS; i++)
        assert_true(row_writer_row(w, (const char *[]){ "7" }));
    assert_true(row_writer_end(w));
    row_writer_free(w);
    char *book = read_book(a, &length);
    assert_non_null(memmem(book, length, "xl/worksheets/sheet2.xml", 24));
    assert_null(memmem(book, length, "xl/worksheets/sheet3.xml", 24));
    arena_free(a);
}

static void a_cell_that_is_too_long_is_cut_and_counted(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    char *text = arena_alloc(a, CELL + 2);
    memset(text, 'x', CELL);
    struct row_writer *w = open_book(2);
    assert_true(row_writer_row(w, (const char *[]){ "1", text }));
    assert_int_equal(row_writer_cut(w), 0);
    text[CELL] = 'x';
    assert_true(row_writer_row(w, (const char *[]){ "2", text }));
    assert_int_equal(row_writer_cut(w), 1);
    assert_true(row_writer_end(w));
    row_writer_free(w);
    arena_free(a);
}

static void a_book_that_is_not_whole_is_seen(void **state)
{
    (void)state;
    size_t length;
    struct arena *a = arena_new();
    struct row_writer *w = open_book(2);
    for (int i = 0; i < 1000; i++)
        assert_true(row_writer_row(w, (const char *[]){ "12345", "some text" }));
    assert_true(row_writer_end(w));
    row_writer_free(w);
    assert_true(workbook_is_whole(path));
    char *book = read_book(a, &length);
    for (size_t cut = 1; cut < length; cut += length / 50) {
        write_book(book, length - cut);
        assert_false(workbook_is_whole(path));
    }
    size_t sheet = (size_t)((char *)memmem(book, length, "xl/worksheets/sheet1.xml", 24) - book);
    book[sheet + 100] ^= 1;
    write_book(book, length);
    assert_false(workbook_is_whole(path));
    arena_free(a);
}

/* As the library leaves it where its own file of a sheet could not be written in whole: packed well, and cut. */
static void a_sheet_that_was_cut_before_it_was_packed_is_seen(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof command,
             "/usr/bin/python3 -c \"import zipfile; b = zipfile.ZipFile('%s', 'w', zipfile.ZIP_DEFLATED);"
             " b.writestr('a.xml', '<?xml version=\\\"1.0\\\"?><a><b/>' + '%s' + '</b>'); b.close()\"",
             path, "<b>");
    assert_int_equal(system(command), 0);
    assert_false(workbook_is_whole(path));
    snprintf(command, sizeof command,
             "/usr/bin/python3 -c \"import zipfile; b = zipfile.ZipFile('%s', 'w', zipfile.ZIP_DEFLATED);"
             " b.writestr('a.xml', '<?xml version=\\\"1.0\\\"?><a><b/></a>'); b.close()\"",
             path);
    assert_int_equal(system(command), 0);
    assert_true(workbook_is_whole(path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_sheet_is_followed_by_another),
        cmocka_unit_test(a_cell_that_is_too_long_is_cut_and_counted),
        cmocka_unit_test(a_book_that_is_not_whole_is_seen),
        cmocka_unit_test(a_sheet_that_was_cut_before_it_was_packed_is_seen),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
