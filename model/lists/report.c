/* What an action that changes nothing tells. */
#include "model/lists/report.h"

#include "db/db.h"
#include "model/lists/story.h"

static enum column_type type_of(const struct db_result *r, int column)
{
    switch (db_column_kind(r, column)) {
    case DB_INTEGER:
        return COL_INT;
    case DB_BOOL:
        return COL_BOOL;
    case DB_TIME:
        return COL_TIME;
    case DB_TEXT:
        break;
    }
    return COL_TEXT;
}

static const char *const *cells_of(struct arena *a, const struct db_result *r, int row)
{
    const char **cells = ARENA_ARRAY(a, const char *, db_columns(r));
    for (int i = 0; i < db_columns(r); i++)
        cells[i] = story_text(a, r, row, i);
    return cells;
}

bool report_read(struct context *ctx, const char *sql, struct report *report, struct error *e)
{
    struct db_result *r = db_query(ctx->db, sql, NULL, 0, e);
    if (!r)
        return false;
    struct column *columns = ARENA_ARRAY(ctx->arena, struct column, db_columns(r));
    const char *const **rows = ARENA_ARRAY(ctx->arena, const char *const *, db_rows(r) + 1);
    for (int i = 0; i < db_columns(r); i++)
        columns[i] = (struct column){ .name = arena_strdup(ctx->arena, db_column_name(r, i)), .type = type_of(r, i) };
    for (int i = 0; i < db_rows(r); i++)
        rows[i] = cells_of(ctx->arena, r, i);
    *report = (struct report){ columns, (size_t)db_columns(r), rows, (size_t)db_rows(r) };
    db_result_free(r);
    return true;
}
