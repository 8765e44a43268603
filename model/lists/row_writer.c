/* Rows in one of several formats: what they share. */
#include "model/lists/row_writer.h"

#include "base/arena.h"
#include "model/lists/row_kind.h"
#include "model/values/amount.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct row_writer_kind *const kinds[] = {
    [ROWS_TABLE] = &rows_as_table,
    [ROWS_JSON] = &rows_as_json,
    [ROWS_CSV] = &rows_as_csv,
    [ROWS_XLSX] = &rows_as_workbook,
};

/* "2026-11-21 08:00:00.5+07" as PostgreSQL writes it, to ISO 8601 with a full offset. */
static const char *iso_time(char room[ROW_CELL_TEXT], const char *text)
{
    const char *space = strchr(text, ' '), *sign = space ? strpbrk(space, "+-") : NULL;
    snprintf(room, ROW_CELL_TEXT, "%s%s", text, sign && strlen(sign) == 3 ? ":00" : "");
    if (space && space - text < ROW_CELL_TEXT - 1)
        room[space - text] = 'T';
    return room;
}

const char *row_cell_text(const struct column *c, const char *cell, char room[ROW_CELL_TEXT])
{
    int64_t cmb;
    if (c->type == COL_TIME)
        return iso_time(room, cell);
    if (c->type == COL_MB && mb_from_db(cell, &cmb))
        return mb_format(room, cmb);
    if (c->type == COL_BOOL)
        return cell[0] == 't' ? "true" : "false";
    return cell;
}

void row_fail(struct row_writer *w, int trouble)
{
    if (!w->trouble)
        w->trouble = trouble ? trouble : EIO;
}

static void choose_columns(struct row_writer *w)
{
    const struct row_writer_options *o = &w->options;
    unsigned left_out = COLUMN_FILTER_ONLY | COLUMN_ON_DEMAND | (w->kind->leaves_hidden_out ? COLUMN_HIDDEN : 0);
    w->shown = o->shown;
    w->shown_count = o->shown_count;
    if (o->shown)
        return;
    size_t *shown = ARENA_ARRAY(w->kept, size_t, o->count + 1);
    for (size_t i = 0; i < o->count; i++)
        if (!(o->columns[i].flags & left_out))
            shown[w->shown_count++] = i;
    w->shown = shown;
}

struct row_writer *row_writer_open(const struct row_writer_options *options)
{
    struct row_writer *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->options = *options;
    w->kind = kinds[options->format];
    w->kept = arena_new();
    w->arena = arena_new();
    choose_columns(w);
    w->kind->head(w);
    return w;
}

bool row_writer_row(struct row_writer *w, const char *const *cells)
{
    w->kind->row(w, cells);
    w->rows++;
    return !w->trouble;
}

bool row_writer_end(struct row_writer *w)
{
    w->kind->end(w);
    if (w->options.out && fflush(w->options.out) != 0)
        row_fail(w, errno);
    return !w->trouble;
}

void row_writer_free(struct row_writer *w)
{
    if (w->kind->drop)
        w->kind->drop(w);
    arena_free(w->kept);
    arena_free(w->arena);
    free(w->line);
    free(w);
}

const char *row_writer_trouble(const struct row_writer *w)
{
    return w->trouble ? strerror(w->trouble) : "";
}

int64_t row_writer_bytes(const struct row_writer *w)
{
    return w->bytes;
}

size_t row_writer_cut(const struct row_writer *w)
{
    return w->cut;
}
