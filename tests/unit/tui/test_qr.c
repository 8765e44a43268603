/* The QR code: what is drawn reads back as libqrencode's own modules, in a quiet zone, and as large as there is
 * room for. */
#include "base/arena.h"
#include "tui/terminal/qr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <qrencode.h>
#include <string.h>

enum {
    SIDE_MOST = 200,
    QRIS_MODULES = 45
};

/* As long as those that gateways send. */
static const char qris[] = "00020101021226610014COM.GO-JEK.WWW01189360091430243024560210G0243024560303UMI51440014"
                           "ID.CO.QRIS.WWW0215ID10200000000010303UMI52045411530336054061000005802ID5914Toko Sejahtera"
                           "6007Jakarta62070703A0163046437";
static const char link[] = "https://app.sandbox.midtrans.com/snap/v4/redirection/66e4fa55-fdac-4ef9-91b5-733b97d1b862";

struct modules {
    int width, height; /* with the quiet zone */
    bool dark[SIDE_MOST][SIDE_MOST];
};

static void read_half_blocks(const char *line, int y, struct modules *m)
{
    int x = 0;
    for (const char *p = line; *p; x++) {
        bool is_full = strncmp(p, "█", 3) == 0, is_upper = strncmp(p, "▀", 3) == 0, is_lower = strncmp(p, "▄", 3) == 0;
        assert_true(is_full || is_upper || is_lower || *p == ' ');
        m->dark[y][x] = is_full || is_upper;
        m->dark[y + 1][x] = is_full || is_lower;
        p += *p == ' ' ? 1 : 3;
    }
    assert_int_equal(x, m->width);
}

static void read_ascii(const char *line, int y, struct modules *m)
{
    assert_int_equal(strlen(line), m->width * 2);
    for (int x = 0; x < m->width; x++) {
        assert_int_equal(line[x * 2], line[x * 2 + 1]);
        assert_true(line[x * 2] == '#' || line[x * 2] == ' ');
        m->dark[y][x] = line[x * 2] == '#';
    }
}

static struct modules read_back(const struct qr *qr, bool is_ascii)
{
    struct modules m = { .width = is_ascii ? qr->width / 2 : qr->width, .height = (int)qr->count * (is_ascii ? 1 : 2) };
    for (size_t i = 0; i < qr->count; i++)
        if (is_ascii)
            read_ascii(qr->lines[i], (int)i, &m);
        else
            read_half_blocks(qr->lines[i], (int)i * 2, &m);
    return m;
}

/* The code lies there, its first row in an upper half, and all around it is light. */
static void assert_holds(const struct modules *m, const char *text, bool is_plain)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
    assert_non_null(code);
    int quiet = (m->width - code->width) / 2, above = 0;
    assert_in_range(quiet, 1, 4);
    while (above < SIDE_MOST - 1 && !m->dark[above][quiet])
        above++;
    assert_in_range(above, 1, 4);
    assert_true(is_plain || above % 2 == 0);
    assert_true(m->height > above + code->width);
    for (int y = 0; y < SIDE_MOST; y++)
        for (int x = 0; x < SIDE_MOST; x++) {
            int cy = y - above, cx = x - quiet;
            bool is_inside = cy >= 0 && cx >= 0 && cy < code->width && cx < code->width;
            assert_int_equal(m->dark[y][x], is_inside && (code->data[cy * code->width + cx] & 1));
        }
    QRcode_free(code);
}

static void the_lines_are_the_modules(void **state)
{
    static const char *const texts[] = { qris, link, "A", "lower case, ümlaut" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int is_ascii = 0; is_ascii < 2; is_ascii++) {
            struct qr qr;
            assert_true(qr_make(*state, texts[i], INT_MAX, INT_MAX, is_ascii, &qr));
            struct modules m = read_back(&qr, is_ascii);
            assert_holds(&m, texts[i], is_ascii);
        }
}

static void it_fits_a_screen_of_24_rows(void **state)
{
    struct qr qr;
    assert_true(qr_make(*state, qris, 24, 80, false, &qr));
    assert_int_equal(qr.count, 24);
    assert_int_equal(qr.width, QRIS_MODULES + 8);
    assert_true(qr_make(*state, qris, 24, QRIS_MODULES + 2, false, &qr));
    struct modules m = read_back(&qr, false);
    assert_holds(&m, qris, false);
}

static void the_quiet_zone_takes_what_room_there_is(void **state)
{
    struct qr qr;
    assert_true(qr_make(*state, qris, 100, 100, false, &qr));
    assert_int_equal(qr.width, QRIS_MODULES + 8);
    assert_true(qr_make(*state, qris, 100, QRIS_MODULES + 2, false, &qr));
    assert_int_equal(qr.width, QRIS_MODULES + 2);
    assert_true(qr_make(*state, qris, (QRIS_MODULES + 3) / 2, 100, false, &qr));
    assert_int_equal(qr.count, (QRIS_MODULES + 3) / 2);
    assert_true(qr_make(*state, qris, QRIS_MODULES + 4, 200, true, &qr));
    assert_int_equal(qr.count, QRIS_MODULES + 4);
    assert_int_equal(qr.width, 2 * (QRIS_MODULES + 8));
}

static void what_does_not_fit_is_said(void **state)
{
    struct qr qr;
    int rows, columns;
    assert_true(qr_least(qris, false, &rows, &columns));
    assert_int_equal(rows, (QRIS_MODULES + 3) / 2);
    assert_int_equal(columns, QRIS_MODULES + 2);
    assert_true(qr_make(*state, qris, rows, columns, false, &qr));
    assert_false(qr_make(*state, qris, rows - 1, columns, false, &qr));
    assert_false(qr_make(*state, qris, rows, columns - 1, false, &qr));
    assert_true(qr_least(qris, true, &rows, &columns));
    assert_int_equal(rows, QRIS_MODULES + 2);
    assert_int_equal(columns, 2 * (QRIS_MODULES + 2));
    assert_false(qr_make(*state, qris, rows - 1, columns, true, &qr));
}

static void nothing_and_too_much_is_refused(void **state)
{
    char long_text[4000];
    struct qr qr;
    int rows, columns;
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_false(qr_make(*state, long_text, INT_MAX, INT_MAX, false, &qr));
    assert_false(qr_least(long_text, false, &rows, &columns));
    assert_false(qr_make(*state, "", INT_MAX, INT_MAX, false, &qr));
}

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_lines_are_the_modules, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_fits_a_screen_of_24_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_quiet_zone_takes_what_room_there_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_does_not_fit_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_and_too_much_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
