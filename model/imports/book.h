/* The first sheet of an Excel workbook (.xlsx), row by row; only its table of texts is held. Formulas give what they came to. */
#ifndef MODEL_IMPORTS_BOOK_H
#define MODEL_IMPORTS_BOOK_H

#include "model/imports/sheet.h"

struct book;

/* NULL and e where it can't be read. */
struct book *book_open(const char *file, struct error *e);
void book_close(struct book *b); /* NULL is allowed */

/* As sheet_read(). */
bool book_read(struct book *b, struct sheet_record *record, struct error *e);

#endif
