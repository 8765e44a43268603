/* A QR code as lines of text. */
#include "tui/terminal/qr.h"

#include <qrencode.h>
#include <string.h>

enum {
    QUIET_WANTED = 4,
    QUIET_LEAST = 1
};

/* The modules, and how many of quiet zone stand around them. */
struct grid {
    const QRcode *code;
    int quiet;
    bool is_ascii;
};

/* The least correction: a screen is neither torn nor dirty, and every row counts. */
static QRcode *encode(const char *text)
{
    return *text ? QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1) : NULL;
}

static int side_of(const struct grid *g)
{
    return g->code->width + 2 * g->quiet;
}

static int rows_of(const struct grid *g)
{
    return g->is_ascii ? side_of(g) : (side_of(g) + 1) / 2;
}

static int columns_of(const struct grid *g)
{
    return g->is_ascii ? side_of(g) * 2 : side_of(g);
}

/* What lies outside of the code is light. */
static bool is_dark(const struct grid *g, int y, int x)
{
    int width = g->code->width;
    y -= g->quiet;
    x -= g->quiet;
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
    for (int x = 0; x < side_of(g); x++)
        if (g->is_ascii)
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

bool qr_make(struct arena *a, const char *text, int rows, int columns, bool is_ascii, struct qr *qr)
{
    QRcode *code = encode(text);
    struct grid g = { .code = code, .quiet = QUIET_WANTED, .is_ascii = is_ascii };
    bool fits = false;
    if (!code)
        return false;
    while (!(fits = rows_of(&g) <= rows && columns_of(&g) <= columns) && g.quiet > QUIET_LEAST)
        g.quiet--;
    if (fits)
        make_lines(a, &g, qr);
    QRcode_free(code);
    return fits;
}

bool qr_least(const char *text, bool is_ascii, int *rows, int *columns)
{
    QRcode *code = encode(text);
    const struct grid g = { .code = code, .quiet = QUIET_LEAST, .is_ascii = is_ascii };
    if (!code)
        return false;
    *rows = rows_of(&g);
    *columns = columns_of(&g);
    QRcode_free(code);
    return true;
}
