/* What the formats of a row_writer share. */
#ifndef MODEL_LISTS_ROW_KIND_H
#define MODEL_LISTS_ROW_KIND_H

#include "model/lists/row_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct workbook;

struct row_writer {
    const struct row_writer_kind *kind;
    struct row_writer_options options;
    const size_t *shown;
    size_t shown_count;
    size_t rows, cut;
    int64_t bytes;
    int trouble;                /* errno; 0: none */
    struct arena *kept, *arena; /* as long as it; for a row */

    char *line; /* a row of text on its way */
    size_t line_length, line_room;

    const char ***held; /* rows of a table until the widths are known */
    size_t held_count;
    int *widths;
    bool is_measured;

    struct workbook *book;
};

struct row_writer_kind {
    bool leaves_hidden_out;
    void (*head)(struct row_writer *w);
    void (*row)(struct row_writer *w, const char *const *cells);
    void (*end)(struct row_writer *w);
    void (*drop)(struct row_writer *w); /* NULL: nothing is to be given back */
};

extern const struct row_writer_kind rows_as_table, rows_as_json, rows_as_csv, rows_as_workbook;

enum {
    ROW_CELL_TEXT = 64 /* what a value that is no text takes */
};

/* A value as data formats show it: times in ISO 8601, MB with two decimals, booleans as words. room holds what is made
 * anew. */
const char *row_cell_text(const struct column *c, const char *cell, char room[ROW_CELL_TEXT]);

void row_fail(struct row_writer *w, int trouble); /* the first one counts */

#endif
