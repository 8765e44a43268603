/* A pane's rows to a file. */
#include "model/lists/export.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/lists/draft_file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    PROGRESS_ROWS = 2000
};

struct export
{
    struct context *ctx;
    const struct export_request *request;
    struct row_writer *writer;
    FILE *out;
    struct draft_file *draft; /* NULL: to a stream */
    size_t rows;
    bool is_cancelled;
};

void export_abandon(void)
{
    draft_abandon_all();
}

/* --- names --- */

static const struct {
    const char *name;
    enum row_format format;
} formats[] = {
    { "xlsx", ROWS_XLSX },  { "csv", ROWS_CSV },   { "json", ROWS_JSON },
    { "text", ROWS_TABLE }, { "txt", ROWS_TABLE }, { "table", ROWS_TABLE },
};

bool export_format_of(const char *name, enum row_format *format)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(name, formats[i].name) == 0) {
            *format = formats[i].format;
            return true;
        }
    return false;
}

bool export_format_of_file(const char *file, enum row_format *format)
{
    const char *slash = strrchr(file, '/'), *dot = strrchr(slash ? slash : file, '.');
    return dot && export_format_of(dot + 1, format);
}

static void take_columns(const struct pane *p, unsigned left_out, size_t *columns, size_t *count)
{
    for (size_t i = 0; i < p->column_count; i++)
        if (!(p->columns[i].flags & left_out))
            columns[(*count)++] = i;
}

static const char *nearest_column(const struct pane *p, const char *name)
{
    const char *nearest = NULL;
    int best = 4;
    for (size_t i = 0; i < p->column_count; i++) {
        int far = p->columns[i].flags & COLUMN_FILTER_ONLY ? best : text_distance(name, p->columns[i].name);
        if (far < best) {
            best = far;
            nearest = p->columns[i].name;
        }
    }
    return nearest;
}

static bool unknown_column(const struct pane *p, const char *name, struct error *e)
{
    const char *nearest = nearest_column(p, name);
    error_set(e, ERR_USAGE, _("can't write these columns"), _("%s has no column '%s'"), p->name, name);
    return nearest ? error_hint(e, _("did you mean '%s'?"), nearest)
                   : error_hint(e, _("shown, all, or some of those that `show %s --help` lists, with commas between"),
                                p->name);
}

bool export_columns(struct arena *a, const struct pane *p, const char *text, const size_t **columns, size_t *count,
                    struct error *e)
{
    char *words = arena_strdup(a, text), *rest = NULL;
    size_t most = p->column_count > strlen(text) ? p->column_count : strlen(text);
    size_t *taken = ARENA_ARRAY(a, size_t, most + 1);
    *count = 0;
    *columns = taken;
    if (strcmp(text, "all") == 0)
        return take_columns(p, COLUMN_FILTER_ONLY | COLUMN_ON_DEMAND, taken, count), true;
    if (strcmp(text, "shown") == 0)
        return take_columns(p, COLUMN_FILTER_ONLY | COLUMN_HIDDEN, taken, count), true;
    for (char *word = strtok_r(words, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
        const struct column *c = pane_column(p, word);
        if (!c || c->flags & COLUMN_FILTER_ONLY)
            return unknown_column(p, word, e);
        taken[(*count)++] = (size_t)(c - p->columns);
    }
    return *count || unknown_column(p, text, e);
}

/* --- the file --- */

bool export_file_is_possible(const char *file, struct error *e)
{
    return draft_is_possible(file, e);
}

/* --- rows --- */

static bool take_row(void *row_ctx, const struct listing_row *row)
{
    struct export *x = row_ctx;
    x->is_cancelled = x->ctx->cancel && atomic_load(x->ctx->cancel);
    if (x->is_cancelled || !row_writer_row(x->writer, row->cells))
        return false;
    if (++x->rows % PROGRESS_ROWS == 0)
        context_progress(x->ctx, _("rows written"), x->rows, x->request->expected);
    return true;
}

static bool stopped_writing(const struct export *x, struct error *e)
{
    if (!x->request->file)
        return false;
    error_set(e, ERR_UNREACHABLE, _("the file can't be written"), _("%s: %s, after %zu rows (%.1f MB)"),
              x->request->file, row_writer_trouble(x->writer), x->rows, (double)row_writer_bytes(x->writer) / 1e6);
    return error_hint(e, _("nothing of it was left behind"));
}

static const bool *wanted_columns(struct arena *a, const struct export_request *q)
{
    bool *wanted = ARENA_ARRAY(a, bool, q->pane->column_count);
    for (size_t i = 0; i < q->column_count && q->columns; i++)
        wanted[q->columns[i]] = true;
    for (size_t i = 0; i < q->pane->column_count && !q->columns; i++)
        wanted[i] = !(q->pane->columns[i].flags & COLUMN_ON_DEMAND);
    return wanted;
}

static bool write_rows(struct export *x, struct error *e)
{
    const struct export_request *q = x->request;
    struct listing_request listing = { .pane = q->pane,
                                       .filter = q->filter,
                                       .sort = q->sort,
                                       .limit = q->limit,
                                       .only = wanted_columns(x->ctx->arena, q) };
    x->writer = row_writer_open(&(struct row_writer_options){ .format = q->format,
                                                              .columns = q->pane->columns,
                                                              .count = q->pane->column_count,
                                                              .shown = q->columns,
                                                              .shown_count = q->column_count,
                                                              .out = x->out,
                                                              .path = x->draft ? draft_path(x->draft) : NULL,
                                                              .title = q->pane->name });
    bool ok = listing_stream(x->ctx, &listing, take_row, x, e) && !context_cancelled(x->ctx, e);
    if (ok && (*row_writer_trouble(x->writer) || !row_writer_end(x->writer)))
        ok = stopped_writing(x, e);
    return ok && !context_cancelled(x->ctx, e);
}

bool export_stream(struct context *ctx, const struct export_request *q, FILE *out, struct error *e)
{
    struct export x = { .ctx = ctx, .request = q, .out = out };
    bool ok = write_rows(&x, e);
    ok |= *row_writer_trouble(x.writer) != '\0'; /* whose stream it is looks at that */
    row_writer_free(x.writer);
    return ok;
}

static int64_t size_of(const char *file)
{
    struct stat found;
    return stat(file, &found) == 0 ? (int64_t)found.st_size : 0;
}

bool export_file(struct context *ctx, const struct export_request *q, struct export_result *result, struct error *e)
{
    struct export x = { .ctx = ctx, .request = q };
    *result = (struct export_result){ .rows = 0 };
    if (!draft_is_possible(q->file, e) || !(x.draft = draft_open(q->file, e)))
        return false;
    x.out = q->format == ROWS_XLSX ? NULL : draft_stream(x.draft);
    bool ok = write_rows(&x, e);
    *result = (struct export_result){ .rows = x.rows, .cut = row_writer_cut(x.writer) };
    row_writer_free(x.writer);
    if (ok)
        ok = draft_publish(x.draft, e);
    else
        draft_abandon(x.draft);
    result->bytes = ok ? size_of(q->file) : 0;
    return ok;
}
