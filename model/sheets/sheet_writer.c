/* Vouchers to a stream, by format. */
#include "model/sheets/sheet_writer.h"

#include "base/text.h"
#include "model/config/config_values.h"
#include "model/sheets/sheet_pdf.h"
#include "model/sheets/sheet_ticket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    DOTS_OF_A_COLUMN = 12
};

struct sheet_writer {
    struct context ctx; /* with an arena that each voucher empties */
    struct sheet_writer_options options;
    struct sheet_pdf *pdf;
    size_t pages;
};

struct kind {
    const char *ending;
    bool (*begin)(struct sheet_writer *w, struct error *e);
    bool (*add)(struct sheet_writer *w, const struct sheet_voucher *v, struct error *e);
    bool (*end)(struct sheet_writer *w, struct error *e);
};

static bool put(const struct sheet_writer *w, const char *bytes, size_t size, struct error *e)
{
    return fwrite(bytes, 1, size, w->options.out) == size ||
           error_set(e, ERR_UNREACHABLE, "the sheet was not written", "%s", strerror(errno));
}

static bool nothing(struct sheet_writer *w, struct error *e)
{
    (void)w;
    (void)e;
    return true;
}

/* --- PDF --- */

static bool pdf_begin(struct sheet_writer *w, struct error *e)
{
    w->pdf = sheet_pdf_open(w->options.out, w->options.form, w->options.title, e);
    return w->pdf != NULL;
}

static bool pdf_add(struct sheet_writer *w, const struct sheet_voucher *v, struct error *e)
{
    return sheet_pdf_add(w->pdf, v, e);
}

static bool pdf_end(struct sheet_writer *w, struct error *e)
{
    return sheet_pdf_end(w->pdf, &w->pages, e);
}

/* --- tickets --- */

static bool text_add(struct sheet_writer *w, const struct sheet_voucher *v, struct error *e)
{
    const char *text = sheet_ticket_text(&w->ctx, w->options.form, w->options.columns, v, e);
    return text && put(w, text, strlen(text), e) && put(w, "\n", 1, e);
}

static bool escpos_add(struct sheet_writer *w, const struct sheet_voucher *v, struct error *e)
{
    const struct config_printer head = { .columns = w->options.columns,
                                         .dots = w->options.columns * DOTS_OF_A_COLUMN,
                                         .qr = "raster" };
    size_t size;
    const char *bytes = sheet_ticket_escpos(&w->ctx, w->options.form, &head, v, &size, e);
    return bytes && put(w, bytes, size, e);
}

/* --- CSV --- */

/* What a spreadsheet would run as a formula gets a ' in front, as in exports. */
static void add_cell(struct strbuf *b, const char *text)
{
    const char *safe = text_safe_copy(b->arena, text ? text : "");
    strbuf_add(b, *safe && strchr("=+-@", *safe) ? "\"'" : "\"");
    for (; *safe; safe++) {
        if (*safe == '"')
            strbuf_add(b, "\"");
        strbuf_add_bytes(b, safe, 1);
    }
    strbuf_add(b, "\"");
}

static bool csv_begin(struct sheet_writer *w, struct error *e)
{
    static const char head[] = "lot,number,code,password,package,price,validity,limits,url\r\n";
    return put(w, head, sizeof head - 1, e);
}

static bool csv_add(struct sheet_writer *w, const struct sheet_voucher *v, struct error *e)
{
    struct strbuf b = { .arena = w->ctx.arena };
    const char *const cells[] = {
        v->code, v->password ? v->password : v->code, v->title, v->price, v->validity, v->limits, v->url
    };
    add_cell(&b, v->lot);
    strbuf_printf(&b, ",%zu", v->number);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        strbuf_add(&b, ",");
        add_cell(&b, cells[i]);
    }
    strbuf_add(&b, "\r\n");
    return put(w, strbuf_text(&b), b.length, e);
}

/* --- */

static const struct kind kinds[] = {
    [SHEET_PDF] = { ".pdf", pdf_begin, pdf_add, pdf_end },
    [SHEET_TEXT] = { ".txt", nothing, text_add, nothing },
    [SHEET_ESCPOS] = { ".escpos", nothing, escpos_add, nothing },
    [SHEET_CSV] = { ".csv", csv_begin, csv_add, nothing },
};

bool sheet_format_of_file(const char *file, enum sheet_format *format)
{
    size_t length = strlen(file);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t end = strlen(kinds[i].ending);
        if (length > end && strcasecmp(file + length - end, kinds[i].ending) == 0) {
            *format = (enum sheet_format)i;
            return true;
        }
    }
    return false;
}

struct sheet_writer *sheet_writer_open(struct context *ctx, const struct sheet_writer_options *o, struct error *e)
{
    struct sheet_writer *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->ctx = *ctx;
    w->ctx.arena = arena_new();
    w->options = *o;
    if (kinds[o->format].begin(w, e))
        return w;
    sheet_writer_free(w);
    return NULL;
}

bool sheet_writer_add(struct sheet_writer *w, const struct sheet_voucher *v, struct error *e)
{
    arena_reset(w->ctx.arena);
    return kinds[w->options.format].add(w, v, e);
}

bool sheet_writer_end(struct sheet_writer *w, size_t *pages, struct error *e)
{
    bool ok = kinds[w->options.format].end(w, e);
    *pages = w->pages;
    return ok;
}

void sheet_writer_free(struct sheet_writer *w)
{
    if (!w)
        return;
    sheet_pdf_free(w->pdf);
    arena_free(w->ctx.arena);
    free(w);
}
