/* Rows on stdout, and what `show` and `export` are asked for. */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "cli/options.h"
#include "model/lists/export.h"

#include <stdbool.h>
#include <stddef.h>

/* Of a pane's first word and the options about rows; in the context's arena. */
bool rows_request(struct context *ctx, const struct cli_options *o, struct export_request *request, struct error *e);

/* A writer to stdout. What could not be written is said at the program's end, by cli_end(). */
struct row_writer *rows_open(enum row_format format, const struct column *columns, size_t count);
bool rows_close(struct row_writer *out); /* ends and frees; false: not all could be written */

#endif
