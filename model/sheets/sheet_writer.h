/* Vouchers to a stream, one after the other: sheets to cut up (PDF), tickets for the eye or for a receipt printer, or
 * rows for other programs. Memory is that of one page, however many there are. */
#ifndef MODEL_SHEETS_SHEET_WRITER_H
#define MODEL_SHEETS_SHEET_WRITER_H

#include "model/sheets/sheet.h"
#include "model/values/context.h"

#include <stdio.h>

enum sheet_format {
    SHEET_PDF,
    SHEET_TEXT,
    SHEET_ESCPOS,
    SHEET_CSV
};

/* By how its name ends: .pdf, .txt, .escpos, .csv. */
bool sheet_format_of_file(const char *file, enum sheet_format *format);

struct sheet_writer;

struct sheet_writer_options {
    enum sheet_format format;
    const struct sheet_form *form;
    int columns;       /* of tickets: 32 or 48 */
    const char *title; /* "Lot 12" */
    FILE *out;         /* stays open */
};

/* NULL and e where it can't begin. */
struct sheet_writer *sheet_writer_open(struct context *ctx, const struct sheet_writer_options *o, struct error *e);
bool sheet_writer_add(struct sheet_writer *w, const struct sheet_voucher *v, struct error *e);
/* pages: of a PDF, else 0. */
bool sheet_writer_end(struct sheet_writer *w, size_t *pages, struct error *e);
void sheet_writer_free(struct sheet_writer *w); /* NULL is allowed */

#endif
