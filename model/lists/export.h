/* A pane's rows to a file: all that match a filter, in their order, in constant memory.
 *
 * The file is written under another name in the same folder, for its owner's eyes only, and gets its own when it is
 * whole; until then nothing of that name is there, and what was begun is taken away if it can't be ended. A file that
 * is there already is left alone. */
#ifndef MODEL_LISTS_EXPORT_H
#define MODEL_LISTS_EXPORT_H

#include "model/lists/listing.h"
#include "model/lists/row_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct export_request {
    const struct pane *pane;
    const char *filter, *sort; /* as in struct listing_request */
    size_t limit;
    enum row_format format;
    const size_t *columns; /* see export_columns(); NULL: as row_writer.h says for the format */
    size_t column_count;
    const char *file;
    size_t expected; /* rows, for the progress; 0: not known */
};

struct export_result {
    size_t rows, cut; /* cut: cells that were longer than a workbook takes */
    int64_t bytes;    /* of the file */
};

/* Can be cancelled; tells context_progress() of its rows. */
bool export_file(struct context *ctx, const struct export_request *request, struct export_result *result,
                 struct error *e);

/* The same to a stream, which stays open; of no ROWS_XLSX. Whether that took all, the caller asks the stream. */
bool export_stream(struct context *ctx, const struct export_request *request, FILE *out, struct error *e);

/* A file that can't be made is refused before anything is asked of the database. */
bool export_file_is_possible(const char *file, struct error *e);

/* "shown", "all" or "full_name,debt_mb", in the arena. */
bool export_columns(struct arena *a, const struct pane *p, const char *text, const size_t **columns, size_t *count,
                    struct error *e);

/* "xlsx", "csv", "json", "text" or "table"; of a file by how its name ends. */
bool export_format_of(const char *name, enum row_format *format);
bool export_format_of_file(const char *file, enum row_format *format);

/* From a signal's handler: takes away what this process has begun and not ended. */
void export_abandon(void);

#endif
