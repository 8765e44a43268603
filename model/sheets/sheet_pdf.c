/* Sheets of vouchers, drawn by cairo. */
#include "model/sheets/sheet_pdf.h"

#include "model/sheets/late_cairo.h"
#include "model/sheets/sheet_letters.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

/* In points. */
static const double page_width = 595.276, page_height = 841.890;
static const double margin = 28; /* what office printers leave white */
static const double gap = 4;
static const double login_height = 26, foot_height = 7;
static const double least_size = 4; /* of letters that can be read */
static const double least_qr = 50;  /* of a login address: a dot is 0.35 mm */
enum {
    QUIET = 4 /* modules around a code */
};
static const char failed[] = "the sheet was not written";

struct sheet_pdf {
    const struct sheet_form *form;
    FILE *out;
    cairo_surface_t *surface;
    cairo_t *cr;
    double width, height; /* of a voucher */
    int rows, place;      /* on a page; of the next one */
    size_t pages;
    int write_error;
};

/* A voucher's corner, and how far its text may go. */
struct box {
    double x, y, width;
};

/* --- letters --- */

static void set_font(struct sheet_pdf *p, double size, bool is_bold, bool is_mono)
{
    cairo.select_font_face(p->cr, is_mono ? "DejaVu Sans Mono" : "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                           is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo.set_font_size(p->cr, size);
}

static double width_of(struct sheet_pdf *p, const char *text)
{
    cairo_text_extents_t extents;
    cairo.text_extents(p->cr, text, &extents);
    return extents.x_advance;
}

/* Takes characters off its end until it has room, with dots in their place. */
static const char *cut(struct sheet_pdf *p, struct arena *a, const char *text, double width)
{
    for (size_t length = strlen(text); length > 0; length--) {
        if (((unsigned char)text[length] & 0xc0) == 0x80)
            continue;
        const char *shorter = arena_printf(a, "%.*s…", (int)length, text);
        if (width_of(p, shorter) <= width)
            return shorter;
    }
    return "…";
}

/* Smaller where it has no room, shorter where that is not enough. A code is never shortened: it gets as small as it
 * must. */
static void put(struct sheet_pdf *p, const struct box *b, double size, const char *text, bool is_bold, bool is_code)
{
    struct arena *a = arena_new();
    set_font(p, size, is_bold, is_code);
    const char *shown = sheet_letters(a, cairo.get_scaled_font(p->cr), text);
    double wide = width_of(p, shown);
    if (wide > b->width) {
        double fit = size * b->width / wide;
        set_font(p, fit < least_size && !is_code ? least_size : fit, is_bold, is_code);
        if (!is_code && width_of(p, shown) > b->width * 1.001)
            shown = cut(p, a, shown, b->width);
    }
    cairo.move_to(p->cr, b->x, b->y);
    cairo.show_text(p->cr, shown);
    arena_free(a);
}

/* --- the code --- */

/* A dot of the picture for each module: what is read is the picture, not what a renderer makes of two thousand edges.
 */
static void put_qr(struct sheet_pdf *p, double x, double y, double side, const char *text)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        return; /* too long for any code: the letters are there */
    int wide = code->width;
    cairo_surface_t *picture = cairo.image_surface_create(CAIRO_FORMAT_A8, wide, wide);
    unsigned char *pixels = cairo.image_surface_get_data(picture);
    int stride = cairo.image_surface_get_stride(picture);
    for (int row = 0; pixels && row < wide; row++)
        for (int column = 0; column < wide; column++)
            pixels[row * stride + column] = code->data[row * wide + column] & 1 ? 255 : 0;
    cairo.surface_mark_dirty(picture);
    double module = side / (wide + 2 * QUIET);
    cairo.save(p->cr);
    cairo.translate(p->cr, x + QUIET * module, y + QUIET * module);
    cairo.scale(p->cr, module, module);
    cairo_pattern_t *mask = cairo.pattern_create_for_surface(picture);
    cairo.pattern_set_filter(mask, CAIRO_FILTER_NEAREST);
    cairo.mask(p->cr, mask);
    cairo.pattern_destroy(mask);
    cairo.restore(p->cr);
    cairo.surface_destroy(picture);
    QRcode_free(code);
}

/* --- a voucher --- */

static bool is_there(const char *text)
{
    return text && *text;
}

static void put_line(struct sheet_pdf *p, struct box *b, double size, const char *text, bool is_bold)
{
    b->y += size * 1.25;
    put(p, b, size, text, is_bold, false);
}

/* Price, package, how long, how much: beside the code, one below the other. */
static void put_facts(struct sheet_pdf *p, struct box b, const struct sheet_voucher *v)
{
    const struct sheet_form *f = p->form;
    struct arena *a = arena_new();
    if (f->has_title && is_there(v->title))
        put_line(p, &b, 8, v->title, false);
    if (f->has_price && is_there(v->price))
        put_line(p, &b, 12, v->price, true);
    if (f->has_validity && is_there(v->validity))
        put_line(p, &b, 7, arena_printf(a, "%s %s", sheet_word(f, "valid"), v->validity), false);
    if (f->has_limits && is_there(v->limits))
        put_line(p, &b, 7, v->limits, false);
    arena_free(a);
}

static void put_login(struct sheet_pdf *p, struct box b, const struct sheet_voucher *v)
{
    struct arena *a = arena_new();
    if (sheet_has_password(v)) {
        b.y -= 11;
        put(p, &b, 11, arena_printf(a, "%s: %s", sheet_word(p->form, "user"), v->code), true, true);
        b.y += 12;
        put(p, &b, 11, arena_printf(a, "%s: %s", sheet_word(p->form, "password"), v->password), true, true);
    } else {
        put(p, &b, 17, v->code, true, true);
    }
    arena_free(a);
}

static void put_head(struct sheet_pdf *p, const struct box *b, const struct sheet_voucher *v)
{
    struct arena *a = arena_new();
    const char *copy = v->is_copy ? sheet_word(p->form, "COPY") : "";
    const char *number = v->number && p->form->has_number ? arena_printf(a, "%s %zu", copy, v->number) : copy;
    set_font(p, 6, false, false);
    double taken = *number ? width_of(p, number) + gap : 0;
    struct box left = { .x = b->x, .y = b->y, .width = b->width - taken };
    struct box right = { .x = b->x + b->width - taken + gap, .y = b->y, .width = taken };
    if (is_there(p->form->logo))
        put(p, &left, 8, p->form->logo, true, false);
    if (*number)
        put(p, &right, 6, number, false, false);
    arena_free(a);
}

static void put_voucher(struct sheet_pdf *p, double x, double y, const struct sheet_voucher *v)
{
    const double inner = p->width - 2 * gap, foot = is_there(p->form->foot) ? foot_height : 0;
    const double top = y + gap + 10, bottom = y + p->height - gap - foot;
    bool has_qr = p->form->has_qr && is_there(v->url);
    double side = bottom - login_height - top;
    side = !has_qr ? 0 : side < inner * 0.55 ? side : inner * 0.55;
    put_head(p, &(struct box){ .x = x + gap, .y = y + gap + 7, .width = inner }, v);
    if (has_qr)
        put_qr(p, x + p->width - gap - side, top, side, v->url);
    put_facts(p, (struct box){ .x = x + gap, .y = top, .width = inner - side }, v);
    put_login(p, (struct box){ .x = x + gap, .y = bottom - 5, .width = inner }, v);
    if (foot > 0)
        put(p, &(struct box){ .x = x + gap, .y = bottom + foot - 2, .width = inner }, 6, p->form->foot, false, false);
}

/* --- pages --- */

/* Along all edges of the grid that is taken, from one end of it to the other: a blade follows them. */
static void put_cut_lines(struct sheet_pdf *p)
{
    static const double dash[] = { 2, 2 };
    int columns = p->form->columns, taken = (p->place + columns - 1) / columns;
    cairo.save(p->cr);
    cairo.set_line_width(p->cr, 0.3);
    cairo.set_dash(p->cr, dash, 2, 0);
    for (int i = 0; i <= columns; i++) {
        cairo.move_to(p->cr, margin + i * p->width, margin);
        cairo.line_to(p->cr, margin + i * p->width, margin + taken * p->height);
    }
    for (int i = 0; i <= taken; i++) {
        cairo.move_to(p->cr, margin, margin + i * p->height);
        cairo.line_to(p->cr, page_width - margin, margin + i * p->height);
    }
    cairo.stroke(p->cr);
    cairo.restore(p->cr);
}

/* A context that failed once ignores all that follows, and the surface says of it that all is well. */
static bool check(struct sheet_pdf *p, struct error *e)
{
    cairo_status_t status = p->cr ? cairo.status(p->cr) : CAIRO_STATUS_NULL_POINTER;
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo.surface_status(p->surface);
    if (p->write_error)
        return error_set(e, ERR_UNREACHABLE, failed, "%s", strerror(p->write_error));
    return status == CAIRO_STATUS_SUCCESS ||
           error_set(e, ERR_INTERNAL, failed, "it can't be drawn: %s", cairo.status_to_string(status));
}

static bool end_page(struct sheet_pdf *p, struct error *e)
{
    put_cut_lines(p);
    cairo.show_page(p->cr);
    p->place = 0;
    p->pages++;
    return check(p, e);
}

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned length)
{
    struct sheet_pdf *p = closure;
    if (!p->write_error && fwrite(bytes, 1, length, p->out) != length)
        p->write_error = errno ? errno : EIO;
    return p->write_error ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* A narrow voucher is as high as its picture and what stands below it need. */
static void measure(struct sheet_pdf *p)
{
    p->width = (page_width - 2 * margin) / p->form->columns;
    double facts = 50, picture = p->form->has_qr ? p->width * 0.45 : 0;
    double body = picture > facts ? picture : facts;
    body = p->form->has_qr && body < least_qr ? least_qr : body;
    p->height = 2 * gap + 10 + body + login_height + (is_there(p->form->foot) ? foot_height : 0);
    p->rows = (int)((page_height - 2 * margin) / p->height);
}

struct sheet_pdf *sheet_pdf_open(FILE *out, const struct sheet_form *form, const char *title, struct error *e)
{
    if (!cairo_load(e))
        return NULL;
    struct sheet_pdf *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->form = form;
    p->out = out;
    measure(p);
    p->surface = cairo.pdf_surface_create_for_stream(write_bytes, p, page_width, page_height);
    cairo.pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, title);
    p->cr = cairo.create(p->surface);
    set_font(p, 8, false, false);
    if (check(p, e))
        return p;
    sheet_pdf_free(p);
    return NULL;
}

bool sheet_pdf_add(struct sheet_pdf *p, const struct sheet_voucher *v, struct error *e)
{
    int columns = p->form->columns;
    put_voucher(p, margin + p->place % columns * p->width, margin + p->place / columns * p->height, v);
    p->place++;
    return p->place < columns * p->rows ? check(p, e) : end_page(p, e);
}

bool sheet_pdf_end(struct sheet_pdf *p, size_t *pages, struct error *e)
{
    bool ok = p->place == 0 || end_page(p, e);
    *pages = p->pages;
    cairo.surface_finish(p->surface);
    return ok && check(p, e);
}

void sheet_pdf_free(struct sheet_pdf *p)
{
    if (!p)
        return;
    if (p->cr)
        cairo.destroy(p->cr);
    cairo.surface_destroy(p->surface);
    free(p);
}
