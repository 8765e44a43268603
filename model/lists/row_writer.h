/* A pane's rows as a table, JSON, CSV or a workbook (XLSX), one by one: memory does not grow with their number.
 *
 * JSON: one array of objects keyed by column name; rupiah and counts are integers, MB strings with two decimals, times
 * ISO 8601 with offset. What is not ASCII is escaped there, so that nothing from outside reaches a terminal raw. It is
 * the form that loses nothing.
 *
 * CSV: commas, CRLF, the same values. Texts go through text_safe(), and one that a spreadsheet would run as a formula
 * gets a ' in front; plain numbers and phone numbers ("+62812…") stay as they are.
 *
 * A table is for reading: widths come from its first rows, later ones may be cut.
 *
 * A workbook is for people: headings are labels, money and quota are numbers, times are dates of the zone that they
 * are shown in, everything else is text, be it "=1+1". A sheet that is full is followed by another. */
#ifndef MODEL_LISTS_ROW_WRITER_H
#define MODEL_LISTS_ROW_WRITER_H

#include "model/lists/row_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row_writer;

struct row_writer *row_writer_open(const struct row_writer_options *options);
/* cells: one for each of the columns, as PostgreSQL writes it; NULL = null. False when it can't be written any more. */
bool row_writer_row(struct row_writer *w, const char *const *cells);
/* The rest. False when not all could be written. Once, before the other questions. */
bool row_writer_end(struct row_writer *w);
void row_writer_free(struct row_writer *w);

const char *row_writer_trouble(const struct row_writer *w); /* why it can't be written: "No space left on device" */
int64_t row_writer_bytes(const struct row_writer *w);       /* so many have been written; of a workbook, unpacked */
size_t row_writer_cut(const struct row_writer *w);          /* cells that were longer than a workbook takes */

#endif
