/* Rows on stdout as a table, JSON or CSV, one by one: memory does not grow with their number.
 *
 * JSON: one array of objects keyed by column name; rupiah and counts are integers, MB strings with two
 * decimals, times ISO 8601 with offset. What is not ASCII is escaped there, so that nothing from
 * outside reaches a terminal raw; table and CSV go through text_safe(). */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/options.h"
#include "model/lists/pane.h"

#include <stdbool.h>
#include <stddef.h>

struct output;

/* columns must outlive it; those flagged COLUMN_FILTER_ONLY are left out, COLUMN_HIDDEN ones of tables. */
struct output *output_open(enum cli_format format, const struct column *columns, size_t count);
/* cells: one for each column, as PostgreSQL writes it; NULL = null. False when stdout is gone. */
bool output_row(struct output *o, const char *const *cells);
/* Ends and frees. What could not be written is said at the program's end, by cli_end(). */
void output_close(struct output *o);

#endif
