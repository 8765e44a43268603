/* A QR code as lines of text. */
#include "tui/terminal/qr.h"

#include <qrencode.h>
#include <string.h>

enum {
    QUIET_WANTED = 4,
    QUIET_LEAST = 1,
    HEIGHTS = 4
};

/* Modules of the quiet zone above and below. With half blocks the first row of the code is an upper half: where a
 * font's halves leave hairlines, they lie between the marks' rows then and not in them, and it costs no row. */
struct height {
    int above, below;
};
static const struct height plain_heights[HEIGHTS] = { { 4, 4 }, { 3, 3 }, { 2, 2 }, { 1, 1 } };
static const struct height half_heights[HEIGHTS] = { { 4, 4 }, { 4, 3 }, { 2, 3 }, { 2, 1 } };

/* The modules, and the quiet zone around them. */
struct grid {
    const QRcode *code;
    struct height quiet;
    int beside;
    bool is_plain;
};

static struct height height_at(bool is_plain, int i)
{
    return is_plain ? plain_heights[i] : half_heights[i];
}

/* The least correction: a screen is neither torn nor dirty, and every row counts. */
static QRcode *encode(const char *text)
{
    return *text ? QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1) : NULL;
}

static int height_of(const struct grid *g)
{
    return g->quiet.above + g->code->width + g->quiet.below;
}

static int width_of(const struct grid *g)
{
    return g->code->width + 2 * g->beside;
}

static int rows_of(const struct grid *g)
{
    return g->is_plain ? height_of(g) : (height_of(g) + 1) / 2;
}

static int columns_of(const struct grid *g)
{
    return g->is_plain ? width_of(g) * 2 : width_of(g);
}

/* What lies outside of the code is light. */
static bool is_dark(const struct grid *g, int y, int x)
{
    int width = g->code->width;
    y -= g->quiet.above;
    x -= g->beside;
    return y >= 0 && x >= 0 && y < width && x < width && g->code->data[y * width + x] & 1;
}

static const char *half_block(bool is_upper_dark, bool is_lower_dark)
{
    if (is_upper_dark)
        return is_lower_dark ? "█" : "▀";
    return is_lower_dark ? "▄" : " ";
}

static const char *make_line(struct arena *a, const struct grid *g, int row)
{
    struct strbuf b = { .arena = a };
    for (int x = 0; x < width_of(g); x++)
        if (g->is_plain)
            strbuf_add(&b, is_dark(g, row, x) ? "##" : "  ");
        else
            strbuf_add(&b, half_block(is_dark(g, row * 2, x), is_dark(g, row * 2 + 1, x)));
    return strbuf_text(&b);
}

static void make_lines(struct arena *a, const struct grid *g, struct qr *qr)
{
    size_t count = (size_t)rows_of(g);
    const char **lines = ARENA_ARRAY(a, const char *, count);
    for (size_t i = 0; i < count; i++)
        lines[i] = make_line(a, g, (int)i);
    *qr = (struct qr){ .lines = lines, .count = count, .width = columns_of(g) };
}

bool qr_make(struct arena *a, const char *text, int rows, int columns, bool is_plain, struct qr *qr)
{
    QRcode *code = encode(text);
    struct grid g = { .code = code, .quiet = height_at(is_plain, 0), .beside = QUIET_WANTED, .is_plain = is_plain };
    if (!code)
        return false;
    for (int i = 1; rows_of(&g) > rows && i < HEIGHTS; i++)
        g.quiet = height_at(is_plain, i);
    while (columns_of(&g) > columns && g.beside > QUIET_LEAST)
        g.beside--;
    bool fits = rows_of(&g) <= rows && columns_of(&g) <= columns;
    if (fits)
        make_lines(a, &g, qr);
    QRcode_free(code);
    return fits;
}

bool qr_least(const char *text, bool is_plain, int *rows, int *columns)
{
    QRcode *code = encode(text);
    const struct grid g = {
        .code = code, .quiet = height_at(is_plain, HEIGHTS - 1), .beside = QUIET_LEAST, .is_plain = is_plain
    };
    if (!code)
        return false;
    *rows = rows_of(&g);
    *columns = columns_of(&g);
    QRcode_free(code);
    return true;
}
