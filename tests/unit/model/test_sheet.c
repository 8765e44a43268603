/* Vouchers on paper, before any database: addresses, letters, pages, and what a full disk says. */
#include "base/arena.h"
#include "model/sheets/late_cairo.h"
#include "model/sheets/sheet_letters.h"
#include "model/sheets/sheet_pdf.h"
#include "model/sheets/sheet_writer.h"

#include <cairo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_a_login_address_leaves_nothing_to_guess(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_string_equal(sheet_login_url(a, "hs.lan", "ab2C", NULL), "http://hs.lan/login?username=ab2C&password=ab2C");
    assert_string_equal(sheet_login_url(a, "hs.lan", "a&b=c+d%e f#?/", "é"),
                        "http://hs.lan/login?username=a%26b%3Dc%2Bd%25e%20f%23%3F%2F&password=%C3%A9");
    assert_null(sheet_login_url(a, "", "ab2C", NULL));
    arena_free(a);
}

static void test_fields_are_words_of_a_list(void **state)
{
    struct sheet_form form;
    (void)state;
    assert_true(sheet_form_fields(&form, "price, qr"));
    assert_true(form.has_price && form.has_qr && !form.has_title && !form.has_number);
    assert_false(sheet_form_fields(&form, "price,colour"));
    assert_true(sheet_form_fields(&form, ""));
    assert_false(form.has_price);
}

static void test_what_the_font_lacks_is_a_box(void **state)
{
    assert_true(cairo_load(NULL));
    struct arena *a = arena_new();
    cairo_surface_t *surface = cairo.image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cr = cairo.create(surface);
    (void)state;
    cairo.select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_scaled_font_t *font = cairo.get_scaled_font(cr);
    assert_string_equal(sheet_letters(a, font, "Kafe 1 GB"), "Kafe 1 GB");
    assert_string_equal(sheet_letters(a, font, "Kafe\u0301 Ж €"), "Kafé Ж €");
    assert_string_equal(sheet_letters(a, font, "日本 שלום"), "□□ □□□□");
    assert_string_equal(sheet_letters(a, font, "a\xff\nb"), "a\\xff\\nb");
    cairo.destroy(cr);
    cairo.surface_destroy(surface);
    arena_free(a);
}

static size_t pages_of(int columns, int count, FILE *out, struct error *e)
{
    struct sheet_form form = { .columns = columns, .logo = "Warnet", .foot = "" };
    size_t pages = 0;
    assert_true(sheet_form_fields(&form, "title,price,validity,limits,qr,number"));
    struct sheet_pdf *p = sheet_pdf_open(out, &form, "Lot 1", e);
    bool ok = p != NULL;
    for (int i = 0; i < count && ok; i++)
        ok = sheet_pdf_add(p,
                           &(struct sheet_voucher){ .code = "ab\xff",
                                                    .title = "Harian \xc3",
                                                    .price = "Rp 5.000",
                                                    .url = "http://hs.lan/login?username=ab",
                                                    .number = (size_t)i + 1 },
                           e);
    ok = ok && sheet_pdf_end(p, &pages, e);
    sheet_pdf_free(p);
    return ok ? pages : SIZE_MAX;
}

static void test_a_page_is_full_before_the_next(void **state)
{
    struct error e = { .code = ERR_NONE };
    FILE *out = tmpfile();
    (void)state;
    assert_int_equal(pages_of(4, 28, out, &e), 1);
    assert_int_equal(pages_of(4, 29, out, &e), 2);
    assert_int_equal(pages_of(2, 0, out, &e), 0);
    fclose(out);
}

static void test_a_full_disk_is_said(void **state)
{
    struct error e = { .code = ERR_NONE };
    FILE *out = fopen("/dev/full", "w");
    (void)state;
    setvbuf(out, NULL, _IONBF, 0);
    assert_int_equal(pages_of(4, 100, out, &e), SIZE_MAX);
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_non_null(strstr(e.why, "No space left"));
    fclose(out);
}

static void test_a_file_is_what_its_name_ends_with(void **state)
{
    enum sheet_format format;
    (void)state;
    assert_true(sheet_format_of_file("lot7.PDF", &format) && format == SHEET_PDF);
    assert_true(sheet_format_of_file("lot7.escpos", &format) && format == SHEET_ESCPOS);
    assert_false(sheet_format_of_file(".pdf", &format));
    assert_false(sheet_format_of_file("lot7.doc", &format));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_login_address_leaves_nothing_to_guess),
        cmocka_unit_test(test_fields_are_words_of_a_list),
        cmocka_unit_test(test_what_the_font_lacks_is_a_box),
        cmocka_unit_test(test_a_page_is_full_before_the_next),
        cmocka_unit_test(test_a_full_disk_is_said),
        cmocka_unit_test(test_a_file_is_what_its_name_ends_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
