/* Sheets of vouchers as PDF: pages of A4, a grid with lines to cut along. A page leaves as soon as it is full, so that
 * ten thousand vouchers need no more memory than one page. */
#ifndef MODEL_SHEETS_SHEET_PDF_H
#define MODEL_SHEETS_SHEET_PDF_H

#include "base/error.h"
#include "model/sheets/sheet.h"

#include <stdio.h>

struct sheet_pdf;

/* Writes to out, which stays open. title: of the document. NULL and e where nothing can be drawn on this host. */
struct sheet_pdf *sheet_pdf_open(FILE *out, const struct sheet_form *form, const char *title, struct error *e);

/* False when it can't go on: e says why, and the file is of no use. */
bool sheet_pdf_add(struct sheet_pdf *p, const struct sheet_voucher *v, struct error *e);

/* Writes what is left. */
bool sheet_pdf_end(struct sheet_pdf *p, size_t *pages, struct error *e);

void sheet_pdf_free(struct sheet_pdf *p); /* NULL is allowed */

#endif
