/* ESC/POS. A head never says that it does not know a command, it prints its letters: so only what all of them know is
 * sent, the QR code as a picture unless its own command is asked for. */
#include "model/receipts/escpos.h"

#include "model/config/config_values.h"

#include <qrencode.h>
#include <string.h>

enum {
    BAND_ROWS = 64, /* heads have small buffers */
    MOST_MODULE = 8,
    QUIET = 4, /* modules around a code */
    LONGEST_NATIVE = 500
};

static void put(struct strbuf *b, const char *bytes, size_t length)
{
    strbuf_add_bytes(b, bytes, length);
}
#define PUT(b, bytes) put(b, bytes, sizeof(bytes) - 1)

/* ESC @ turns the two-byte mode of Chinese heads on again: FS . after it turns it off. ESC R 0: no national signs in
 * place of brackets. ESC t 0: code page 437. */
static void begin(struct strbuf *b)
{
    PUT(b, "\x1b@\x1c.\x1bR\x00\x1bt\x00");
}

static bool is_dark(const QRcode *code, int module, int x, int y)
{
    x = x / module - QUIET;
    y = y / module - QUIET;
    return x >= 0 && y >= 0 && x < code->width && y < code->width && code->data[y * code->width + x] & 1;
}

static void put_band(struct strbuf *b, const QRcode *code, int module, int from, int rows)
{
    int dots = (code->width + 2 * QUIET) * module, bytes = (dots + 7) / 8;
    const char head[] = {
        0x1d, 'v', '0', 0, (char)(bytes & 0xff), (char)(bytes >> 8), (char)(rows & 0xff), (char)(rows >> 8)
    };
    put(b, head, sizeof head);
    for (int y = from; y < from + rows; y++)
        for (int i = 0; i < bytes; i++) {
            unsigned char byte = 0;
            for (int bit = 0; bit < 8; bit++)
                byte |= (unsigned char)(is_dark(code, module, i * 8 + bit, y) << (7 - bit));
            put(b, (const char *)&byte, 1);
        }
}

/* False where it has no room on this head. */
static bool put_picture(struct strbuf *b, const char *text, int dots)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    int wide = code ? code->width + 2 * QUIET : 0, module = wide ? dots / wide : 0;
    module = module > MOST_MODULE ? MOST_MODULE : module;
    int rows = wide * module;
    PUT(b, "\x1b"
           "a\x01");
    for (int y = 0; y < rows; y += BAND_ROWS)
        put_band(b, code, module, y, rows - y < BAND_ROWS ? rows - y : BAND_ROWS);
    PUT(b, "\x1b"
           "a\x00");
    QRcode_free(code);
    return rows > 0;
}

/* The head's own command: model 2, modules of 6 dots, correction M, store, print. */
static bool put_native(struct strbuf *b, const char *text)
{
    size_t length = strlen(text) + 3;
    if (length > LONGEST_NATIVE)
        return false;
    const char store[] = { 0x1d, '(', 'k', (char)(length & 0xff), (char)(length >> 8), '1', 'P', '0' };
    PUT(b, "\x1b"
           "a\x01");
    PUT(b, "\x1d(k\x04\x00"
           "1A2\x00");
    PUT(b, "\x1d(k\x03\x00"
           "1C\x06");
    PUT(b, "\x1d(k\x03\x00"
           "1E1");
    put(b, store, sizeof store);
    strbuf_add(b, text);
    PUT(b, "\x1d(k\x03\x00"
           "1Q0");
    PUT(b, "\x1b"
           "a\x00");
    return true;
}

static void put_code(struct strbuf *b, const struct config_printer *p, const char *text)
{
    if (strcmp(p->qr, "native") == 0)
        put_native(b, text);
    else if (strcmp(p->qr, "raster") == 0)
        put_picture(b, text, p->dots);
}

static void put_text(struct strbuf *b, const struct receipt_line *line)
{
    if (line->is_bold)
        PUT(b, "\x1b"
               "E\x01");
    if (line->is_large)
        PUT(b, "\x1d!\x11");
    strbuf_add(b, line->text);
    if (line->is_large)
        PUT(b, "\x1d!\x00");
    if (line->is_bold)
        PUT(b, "\x1b"
               "E\x00");
    PUT(b, "\n");
}

/* A drawer opens for money, once: not for a copy. */
static bool opens_drawer(const struct config_printer *p, const struct receipt *r)
{
    return p->drawer && !r->is_copy && r->method && (strcmp(r->method, "cash") == 0 || strcmp(r->method, "hand") == 0);
}

const char *receipt_escpos(struct context *ctx, const struct config_printer *p, const struct receipt *r,
                           const struct receipt_line *lines, size_t count, size_t *size)
{
    struct strbuf b = { .arena = ctx->arena };
    begin(&b);
    if (opens_drawer(p, r))
        PUT(&b, "\x1bp\x00\x19\xfa");
    for (size_t i = 0; i < count; i++) {
        if (lines[i].is_qr) {
            put_code(&b, p, lines[i].text);
            continue;
        }
        put_text(&b, &lines[i]);
    }
    PUT(&b, "\x1b"
            "d\x04"); /* past the edge where it is torn */
    if (p->cuts_fully)
        PUT(&b, "\x1dV\x41\x00");
    else if (p->cuts)
        PUT(&b, "\x1dV\x42\x00");
    *size = b.length;
    return strbuf_text(&b);
}
