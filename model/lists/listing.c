/* A window on a pane's rows: pages, counts, streams. */
#include "model/lists/listing.h"

#include "db/db.h"
#include "model/lists/listing_find.h"

#include <string.h>

static bool is_read(const struct pane *p, const bool *only, size_t column)
{
    return !(p->columns[column].flags & COLUMN_FILTER_ONLY) && (!only || only[column]);
}

/* "u.id, u.full_name, " */
static const char *expressions(const struct look *l, const bool *only)
{
    struct strbuf out = { .arena = l->ctx->arena };
    for (size_t i = 0; i < l->pane->column_count; i++)
        if (is_read(l->pane, only, i))
            strbuf_printf(&out, "%s, ", l->pane->columns[i].sql);
    return strbuf_text(&out);
}

/* Expressions of the columns that are read, then key and id. */
static const char *shown_columns(const struct look *l)
{
    return arena_printf(l->ctx->arena, "%s(%s)::text, (%s)::text", expressions(l, l->only), l->sort->sort, l->pane->id);
}

/* The cells of a row of a result; cells has a place for each column of the pane. Returns the next column of it. */
static int read_cells(const struct pane *p, const bool *only, const struct db_result *r, int row, const char **cells)
{
    int at = 0;
    for (size_t i = 0; i < p->column_count; i++) {
        cells[i] = NULL;
        if (!is_read(p, only, i))
            continue;
        if (!db_is_null(r, row, at))
            cells[i] = db_value(r, row, at);
        at++;
    }
    return at;
}

/* One row of a result of shown_columns(). */
static void read_row(const struct look *l, const struct db_result *r, int row, const char **cells,
                     struct listing_row *out)
{
    int at = read_cells(l->pane, l->only, r, row, cells);
    *out = (struct listing_row){ .cells = cells, .key = db_value(r, row, at), .id = db_value(r, row, at + 1) };
}

static void keep_row(struct arena *a, const struct pane *p, struct listing_row *row)
{
    const char **cells = ARENA_ARRAY(a, const char *, p->column_count);
    for (size_t i = 0; i < p->column_count; i++)
        cells[i] = arena_strdup(a, row->cells[i]);
    row->cells = cells;
    row->key = arena_strdup(a, row->key);
    row->id = arena_strdup(a, row->id);
}

/* Copies a result into the page; the last row comes first where the look went backwards. */
static void fill_page(const struct look *l, const struct db_result *r, size_t most, struct listing_page *page)
{
    struct arena *a = l->ctx->arena;
    size_t count = (size_t)db_rows(r);
    const char **cells = ARENA_ARRAY(a, const char *, l->pane->column_count);
    if (count > most)
        count = most;
    page->rows = ARENA_ARRAY(a, struct listing_row, count + 1);
    page->count = count;
    for (size_t i = 0; i < count; i++) {
        struct listing_row *row = &page->rows[l->is_backward ? count - 1 - i : i];
        read_row(l, r, (int)i, cells, row);
        keep_row(a, l->pane, row);
    }
}

/* No filter: one statement, straight along the index. One row more than asked for tells the end. */
static bool fetch_plain(struct look *l, const struct position *from, size_t limit, struct listing_page *page,
                        bool *is_end, struct error *e)
{
    const char *sql = look_sql(l, shown_columns(l), look_where(l, from, true), look_order(l), look_limit(l, limit + 1));
    struct db_result *r = db_text(l->ctx->db, sql, l->params, (int)l->param_count, e);
    if (!r)
        return false;
    *is_end = (size_t)db_rows(r) <= limit;
    fill_page(l, r, limit, page);
    db_result_free(r);
    return true;
}

/* The first ones of these, in order. */
static struct db_result *query_by_ids(struct look *l, const char *const *ids, size_t count, size_t limit,
                                      struct error *e)
{
    struct arena *a = l->ctx->arena;
    const char *where = arena_printf(a, "%s = ANY ($1::%s[])", l->pane->id, l->pane->id_cast);
    const char *sql = look_sql(l, shown_columns(l), where, look_order(l), look_limit(l, limit));
    return db_text(l->ctx->db, sql, DB_PARAMS(db_array(a, ids, count)), e);
}

static bool find_once(struct look *l, const struct position *from, size_t want, bool may_be_provisional,
                      struct found *found, struct error *e)
{
    if (!look_begin(l, e))
        return false;
    if (look_find(l, from, want, may_be_provisional, found, e) && db_commit(l->ctx->db, e))
        return true;
    db_rollback(l->ctx->db);
    return false;
}

/* Which rows: by whatever way is quick. */
static bool find(struct look *l, const struct position *from, size_t want, bool may_be_provisional, struct found *found,
                 struct error *e)
{
    return find_once(l, from, want, may_be_provisional, found, e) ||
           (db_may_repeat(l->ctx->db) && find_once(l, from, want, may_be_provisional, found, e));
}

/* A filter, or several sources: first which rows, then their columns for those alone. */
static bool fetch_found(struct look *l, const struct position *from, const struct listing_request *q,
                        struct listing_page *page, bool *is_end, struct error *e)
{
    struct found found;
    if (!find(l, from, q->limit + 1, q->may_be_provisional && q->from == LISTING_FIRST, &found, e))
        return false;
    *is_end = found.count <= q->limit;
    page->is_provisional = found.is_provisional;
    if (!found.count)
        return true;
    const char **ids = ARENA_ARRAY(l->ctx->arena, const char *, found.count);
    for (size_t i = 0; i < found.count; i++)
        ids[i] = found.rows[i].id;
    struct db_result *r = query_by_ids(l, ids, found.count, q->limit, e);
    if (!r)
        return false;
    fill_page(l, r, q->limit, page);
    db_result_free(r);
    return true;
}

/* What a page has without being asked: all but what is worked out on demand. NULL: the pane has nothing of that. */
static const bool *usual_columns(struct arena *a, const struct pane *p)
{
    bool *usual = ARENA_ARRAY(a, bool, p->column_count + 1);
    bool is_all = true;
    for (size_t i = 0; i < p->column_count; i++) {
        usual[i] = !(p->columns[i].flags & COLUMN_ON_DEMAND);
        is_all &= usual[i];
    }
    return is_all ? NULL : usual;
}

bool listing_fetch(struct context *ctx, const struct listing_request *q, struct listing_page *page, struct error *e)
{
    struct look l;
    bool is_backward = q->from == LISTING_LAST || q->from == LISTING_BEFORE, is_end = false, ok;
    struct position from = { .key = NULL };

    *page = (struct listing_page){ .rows = NULL };
    if (!look_open(&l, ctx, q->pane, q->filter, q->sort, is_backward, e) || !db_ready(ctx->db, e))
        return false;
    if (!q->reads_demanded)
        l.only = usual_columns(ctx->arena, q->pane);
    if (q->from != LISTING_FIRST && q->from != LISTING_LAST)
        from = (struct position){ .key = q->anchor_key, .id = q->anchor_id, .is_included = q->from == LISTING_AT };
    if (l.filter.is_empty && !look_sources(&l))
        ok = fetch_plain(&l, &from, q->limit, page, &is_end, e);
    else
        ok = fetch_found(&l, &from, q, page, &is_end, e);
    page->at_start = !page->is_provisional && (q->from == LISTING_FIRST || (is_backward && is_end));
    page->at_end = !page->is_provisional && (q->from == LISTING_LAST || (!is_backward && is_end));
    return ok;
}

bool listing_by_ids(struct context *ctx, const struct pane *p, const char *const *ids, size_t count,
                    struct listing_page *page, struct error *e)
{
    struct look l;
    *page = (struct listing_page){ .rows = NULL };
    if (!look_open(&l, ctx, p, "", NULL, false, e) || !db_ready(ctx->db, e))
        return false;
    struct db_result *r = query_by_ids(&l, ids, count, count, e);
    if (!r)
        return false;
    fill_page(&l, r, count, page);
    db_result_free(r);
    return true;
}

enum {
    BIG_TABLE = 100000
};

static bool estimate(struct context *ctx, const struct pane *p, int64_t *count, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "listing_estimate", DB_PARAMS(p->table), e);
    if (!r)
        return false;
    *count = db_rows(r) ? db_int64(r, 0, 0) : -1;
    db_result_free(r);
    return true;
}

bool listing_count(struct context *ctx, const struct pane *p, const char *filter, int64_t *count, bool *is_estimate,
                   struct error *e)
{
    struct look l;
    *is_estimate = false;
    if (!look_open(&l, ctx, p, filter, NULL, false, e) || !db_ready(ctx->db, e))
        return false;
    if (l.filter.is_empty && p->table) {
        if (!estimate(ctx, p, count, e))
            return false;
        *is_estimate = *count >= BIG_TABLE;
        if (*is_estimate)
            return true;
    }
    const char *sql = look_sql(&l, "count(*)", l.filter.where, "", "");
    struct db_result *r = db_text(ctx->db, sql, l.params, (int)l.filter.param_count, e);
    if (!r)
        return false;
    *count = db_int64(r, 0, 0);
    db_result_free(r);
    return true;
}

struct stream {
    const struct pane *pane;
    const bool *only;
    const char **cells;
    bool (*row)(void *row_ctx, const struct listing_row *r);
    void *row_ctx;
};

static bool stream_row(void *ctx, const struct db_result *r)
{
    struct stream *s = ctx;
    struct listing_row row = { .id = "", .key = "", .cells = s->cells };
    read_cells(s->pane, s->only, r, 0, s->cells);
    return s->row(s->row_ctx, &row);
}

/* As many rows as one page may have are quicker as a page. */
enum {
    STREAM_PAGE = 1000
};

static bool stream_page(struct context *ctx, const struct listing_request *q,
                        bool (*row)(void *row_ctx, const struct listing_row *r), void *row_ctx, struct error *e)
{
    struct listing_page page;
    struct listing_request first = *q;
    first.from = LISTING_FIRST;
    first.may_be_provisional = false;
    if (!listing_fetch(ctx, &first, &page, e))
        return false;
    for (size_t i = 0; i < page.count && row(row_ctx, &page.rows[i]); i++)
        ;
    return true;
}

bool listing_stream(struct context *ctx, const struct listing_request *q,
                    bool (*row)(void *row_ctx, const struct listing_row *r), void *row_ctx, struct error *e)
{
    struct look l;
    if (q->limit && q->limit <= STREAM_PAGE)
        return stream_page(ctx, q, row, row_ctx, e);
    struct position from = { .key = NULL };
    if (!look_open(&l, ctx, q->pane, q->filter, q->sort, false, e) || !db_ready(ctx->db, e))
        return false;
    struct stream s = { .pane = q->pane,
                        .only = q->only,
                        .cells = ARENA_ARRAY(ctx->arena, const char *, q->pane->column_count),
                        .row = row,
                        .row_ctx = row_ctx };
    char *columns = arena_strdup(ctx->arena, expressions(&l, q->only));
    columns[strlen(columns) - 2] = '\0'; /* the comma behind the last one */
    const char *sql =
        look_sql(&l, columns, look_where(&l, &from, true), look_order(&l), q->limit ? look_limit(&l, q->limit) : "");
    return db_stream(ctx->db, sql, l.params, (int)l.param_count, stream_row, &s, e);
}
