/* The faulty lines of an import as a file for a spreadsheet. */
#include "model/imports/import.h"

#include "db/db.h"
#include "model/lists/export.h"
#include "model/lists/row_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fault_file {
    struct row_writer *out;
    size_t width; /* columns of the import's file */
    const char **cells;
    struct arena *scratch;
};

static size_t count_fields(const char *text)
{
    size_t n = 1;
    for (; *text; text++)
        n += *text == IMPORT_APART;
    return n;
}

static const struct column *fault_columns(struct arena *a, const struct import *import, size_t width)
{
    struct column *columns = ARENA_ARRAY(a, struct column, width + IMPORT_OWN_COLUMNS);
    char *at = arena_strdup(a, import->header);
    for (size_t i = 0; i < width; i++) {
        char *end = strchr(at, IMPORT_APART);
        columns[i] = (struct column){ .name = at, .label = at, .type = COL_TEXT };
        if (end)
            *end++ = '\0';
        at = end ? end : at;
    }
    for (size_t i = 0; i < IMPORT_OWN_COLUMNS; i++)
        columns[width + i] =
            (struct column){ .name = import_own_columns[i], .label = import_own_columns[i], .type = COL_TEXT };
    return columns;
}

static bool write_row(void *at, const struct db_result *r)
{
    struct fault_file *f = at;
    char *text = arena_strdup(f->scratch, db_value(r, 0, 2));
    for (size_t i = 0; i < f->width; i++) {
        char *end = text ? strchr(text, IMPORT_APART) : NULL;
        f->cells[i] = text;
        if (end)
            *end++ = '\0';
        text = end;
    }
    f->cells[f->width] = db_value(r, 0, 0);
    f->cells[f->width + 1] = db_value(r, 0, 1);
    bool ok = row_writer_row(f->out, f->cells);
    arena_reset(f->scratch);
    return ok;
}

static bool write_rows(struct context *ctx, const struct import *import, FILE *out, const char *file, struct error *e)
{
    size_t width = count_fields(import->header);
    struct fault_file f = { .width = width,
                            .scratch = arena_new(),
                            .cells = ARENA_ARRAY(ctx->arena, const char *, width + IMPORT_OWN_COLUMNS) };
    f.out = row_writer_open(&(struct row_writer_options){ .format = ROWS_CSV,
                                                          .columns = fault_columns(ctx->arena, import, width),
                                                          .count = width + IMPORT_OWN_COLUMNS,
                                                          .out = out });
    const char *sql = arena_printf(ctx->arena,
                                   "SELECT l.line, l.fault, l.raw FROM console.%s l WHERE l.import_id = $1::bigint"
                                   " AND l.fault_kind IS NOT NULL ORDER BY l.line",
                                   import->kind->table);
    bool ok = db_stream(ctx->db, sql, DB_PARAMS(import->id), write_row, &f, e);
    bool is_written = row_writer_end(f.out) && fflush(out) == 0 && fsync(fileno(out)) == 0;
    if (ok && !is_written) {
        const char *trouble = row_writer_trouble(f.out);
        ok = error_set(e, ERR_UNREACHABLE, "the rejected lines can't be written", "%s: %s", file,
                       trouble ? trouble : strerror(errno));
    }
    row_writer_free(f.out);
    arena_free(f.scratch);
    return ok;
}

bool import_write_faults(struct context *ctx, const struct import *import, const char *file, struct error *e)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        error_set(e, ERR_USAGE, "the rejected lines can't be written", "%s: %s", file, strerror(errno));
        return error_hint(e, "name another file with --output");
    }
    FILE *out = fdopen(fd, "w");
    bool ok = out && write_rows(ctx, import, out, file, e);
    if (out)
        ok = (fclose(out) == 0) && ok;
    else
        close(fd);
    if (!ok)
        unlink(file);
    return ok;
}
