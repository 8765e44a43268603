/* What rows are written as, and where to: see row_writer.h. */
#ifndef MODEL_LISTS_ROW_FORMAT_H
#define MODEL_LISTS_ROW_FORMAT_H

#include "model/lists/pane.h"

#include <stddef.h>
#include <stdio.h>

enum row_format {
    ROWS_TABLE,
    ROWS_JSON,
    ROWS_CSV,
    ROWS_XLSX
};

struct row_writer_options {
    enum row_format format;
    const struct column *columns; /* outlive it */
    size_t count;
    const size_t *shown; /* which of them, in that order; NULL: all that are no COLUMN_FILTER_ONLY, of a table and a
                            workbook no COLUMN_HIDDEN ones */
    size_t shown_count;
    FILE *out;         /* where to; of a workbook NULL, that is a file: */
    const char *path;  /* its name … */
    const char *title; /* … and that of its sheet */
};

#endif
