/* The sums of a list's columns. */
#include "model/lists/listing_sum.h"

#include "db/db.h"
#include "model/lists/listing_find.h"

bool listing_sum(struct context *ctx, const struct listing_sum_request *q, struct listing_sums *out, struct error *e)
{
    struct look l;
    struct arena *a = ctx->arena;
    struct strbuf columns = { .arena = a };
    if (!look_open(&l, ctx, q->pane, q->ids ? "" : q->filter, NULL, false, e) || !db_ready(ctx->db, e))
        return false;
    strbuf_add(&columns, "count(*)");
    for (size_t i = 0; i < q->column_count; i++)
        strbuf_printf(&columns, ", sum((%s)::numeric)", q->pane->columns[q->columns[i]].sql);
    const char *where = q->ids ? arena_printf(a, "%s = ANY ($1::%s[])", q->pane->id, q->pane->id_cast) : l.filter.where;
    const char *sql = look_sql(&l, strbuf_text(&columns), where, "", "");
    const char *const ids[] = { q->ids ? db_array(a, q->ids, q->id_count) : NULL };
    struct db_result *r =
        q->ids ? db_text(ctx->db, sql, ids, 1, e) : db_text(ctx->db, sql, l.params, (int)l.filter.param_count, e);
    if (!r)
        return false;
    const char **sums = ARENA_ARRAY(a, const char *, q->column_count + 1);
    for (size_t i = 0; i < q->column_count; i++)
        sums[i] = db_is_null(r, 0, (int)i + 1) ? NULL : arena_strdup(a, db_value(r, 0, (int)i + 1));
    *out = (struct listing_sums){ .rows = db_int64(r, 0, 0), .sums = sums };
    db_result_free(r);
    return true;
}
