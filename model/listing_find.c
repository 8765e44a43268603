/* Finding the next rows of a filter without reading a million of them. */
#include "model/listing_find.h"

#include "base/text.h"
#include "db/db.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* A walk of this many rows takes some 5 ms, as does the collection of so many matches. */
enum { WALK_ROWS = 4000, COLLECT_ROWS = 3000 };

struct mark {
    const char *name, *text;
};

static const char *fill_marks(struct arena *a, const char *sql, const struct mark *marks, size_t count)
{
    struct strbuf out = { .arena = a };
    for (;;) {
        const char *open = strstr(sql, "{{"), *close = open ? strstr(open, "}}") : NULL;
        if (!close)
            break;
        strbuf_add_bytes(&out, sql, (size_t)(open - sql));
        for (size_t i = 0; i < count; i++)
            if (strlen(marks[i].name) == (size_t)(close - open - 2) &&
                strncmp(marks[i].name, open + 2, strlen(marks[i].name)) == 0)
                strbuf_add(&out, marks[i].text);
        sql = close + 2;
    }
    strbuf_add(&out, sql);
    return strbuf_text(&out);
}

static bool unknown_sort(const struct pane *p, const char *name, struct error *e)
{
    char what[128];
    const char *nearest = NULL;
    int best = INT_MAX;
    for (size_t i = 0; i < p->column_count; i++) {
        int distance = text_distance(name, p->columns[i].name);
        if (p->columns[i].sort && distance < best) {
            nearest = p->columns[i].name;
            best = distance;
        }
    }
    snprintf(what, sizeof what, "%s can't be sorted by `%.60s`", p->name, name);
    error_set(e, ERR_USAGE, what, pane_column(p, name) ? "the column has no order" : "there is no such column");
    return nearest ? error_hint(e, "did you mean `%s`?", nearest) : false;
}

bool look_open(struct look *l, struct context *ctx, const struct pane *p, const char *filter, const char *sort,
               bool is_backward, struct error *e)
{
    const char *by = sort ? sort : p->default_sort;
    bool is_descending = *by == '-';
    *l = (struct look){ .ctx = ctx, .pane = p, .is_backward = is_backward,
                        .is_descending = is_descending != is_backward };
    l->sort = pane_column(p, by + is_descending);
    if (!l->sort || !l->sort->sort)
        return unknown_sort(p, by + is_descending, e);
    if (!filter_compile(ctx->arena, p, filter ? filter : "", &l->filter, e))
        return false;
    l->params = ARENA_ARRAY(ctx->arena, const char *, l->filter.param_count + 2);
    if (l->filter.param_count)
        memcpy(l->params, l->filter.params, l->filter.param_count * sizeof *l->params);
    l->param_count = l->filter.param_count;
    return true;
}

const char *look_sql(const struct look *l, const char *columns, const char *where, const char *order, const char *limit)
{
    const struct mark marks[] = {
        { "columns", columns }, { "where", where }, { "order", order }, { "limit", limit },
    };
    return fill_marks(l->ctx->arena, db_sql(l->pane->query), marks, sizeof marks / sizeof *marks);
}

const char *look_where(struct look *l, const struct position *from, bool is_filtered)
{
    struct arena *a = l->ctx->arena;
    size_t n = l->filter.param_count;
    const char *filter = is_filtered ? l->filter.where : "true";
    l->param_count = n;
    if (!from->key)
        return filter;
    l->params[n] = from->key;
    l->params[n + 1] = from->id;
    l->param_count = n + 2;
    return arena_printf(a, "%s AND (%s, %s) %s%s ($%zu::%s, $%zu::%s)", filter, l->sort->sort, l->pane->id,
                        l->is_descending ? "<" : ">", from->is_included ? "=" : "", n + 1, l->sort->cast, n + 2,
                        l->pane->id_cast);
}

static const char *direction(const struct look *l)
{
    return l->is_descending ? " DESC" : "";
}

const char *look_order(const struct look *l)
{
    return arena_printf(l->ctx->arena, "ORDER BY %s%s, %s%s", l->sort->sort, direction(l), l->pane->id, direction(l));
}

const char *look_limit(const struct look *l, size_t limit)
{
    return arena_printf(l->ctx->arena, "LIMIT %zu", limit);
}

static void add_found(struct look *l, struct found *found, const struct db_result *r, int row)
{
    struct arena *a = l->ctx->arena;
    found->rows[found->count++] = (struct found_row){ .key = arena_strdup(a, db_value(r, row, 0)),
                                                      .id = arena_strdup(a, db_value(r, row, 1)) };
}

/* Looks at the next WALK_ROWS rows, matching or not. is_done: the page is full, or the rows have ended;
 * else from is moved to the last row seen. */
static bool walk(struct look *l, struct position *from, size_t want, struct found *found, bool *is_done, struct error *e)
{
    struct arena *a = l->ctx->arena;
    const char *columns = arena_printf(a, "%s AS key, %s AS id, (%s) IS TRUE AS is_match, row_number() OVER (%s) AS n",
                                       l->sort->sort, l->pane->id, l->filter.where, look_order(l));
    const char *query = look_sql(l, columns, look_where(l, from, false), look_order(l), look_limit(l, WALK_ROWS));
    const struct mark marks[] = {
        { "query", query },
        { "last", arena_printf(a, "%d", WALK_ROWS) },
        { "limit", arena_printf(a, "%zu", want - found->count) },
    };
    const char *sql = fill_marks(a, db_sql("listing_walk"), marks, sizeof marks / sizeof *marks);
    struct db_result *r = db_text(l->ctx->db, sql, l->params, (int)l->param_count, e);
    if (!r)
        return false;
    int rows = db_rows(r);
    *is_done = true;
    for (int i = 0; i < rows; i++) {
        if (db_bool(r, i, 2))
            add_found(l, found, r, i);
        if (db_int64(r, i, 3) == WALK_ROWS && found->count < want) {
            *from = (struct position){ .key = arena_strdup(a, db_value(r, i, 0)), .id = arena_strdup(a, db_value(r, i, 1)) };
            *is_done = false;
        }
    }
    db_result_free(r);
    return true;
}

static bool use_bitmaps_only(struct look *l, bool only, struct error *e)
{
    return db_run(l->ctx->db, "listing_index_only", DB_PARAMS(only ? "off" : "on"), NULL, e);
}

/* Lets the indexes find up to COLLECT_ROWS matches in any order. is_done: these are all, and the page has
 * what there is. */
static bool collect(struct look *l, const struct position *from, size_t want, struct found *found, bool *is_done,
                    struct error *e)
{
    struct arena *a = l->ctx->arena;
    const char *columns = arena_printf(a, "%s AS key, %s AS id", l->sort->sort, l->pane->id);
    const struct mark marks[] = {
        { "query", look_sql(l, columns, look_where(l, from, true), "", look_limit(l, COLLECT_ROWS + 1)) },
        { "order", arena_printf(a, "ORDER BY c.key%s, c.id%s", direction(l), direction(l)) },
        { "limit", arena_printf(a, "%zu", want - found->count) },
    };
    const char *sql = fill_marks(a, db_sql("listing_collect"), marks, sizeof marks / sizeof *marks);
    if (!use_bitmaps_only(l, true, e))
        return false;
    struct db_result *r = db_text(l->ctx->db, sql, l->params, (int)l->param_count, e);
    if (!r)
        return false;
    *is_done = db_rows(r) == 0 || db_int64(r, 0, 2) <= COLLECT_ROWS;
    for (int i = 0; *is_done && i < db_rows(r); i++)
        add_found(l, found, r, i);
    db_result_free(r);
    return use_bitmaps_only(l, false, e);
}

/* As the planner likes, to the end. */
static bool rest(struct look *l, const struct position *from, size_t want, struct found *found, struct error *e)
{
    const char *columns = arena_printf(l->ctx->arena, "(%s)::text, (%s)::text", l->sort->sort, l->pane->id);
    const char *sql = look_sql(l, columns, look_where(l, from, true), look_order(l), look_limit(l, want - found->count));
    struct db_result *r = db_text(l->ctx->db, sql, l->params, (int)l->param_count, e);
    if (!r)
        return false;
    for (int i = 0; i < db_rows(r); i++)
        add_found(l, found, r, i);
    db_result_free(r);
    return true;
}

bool look_find(struct look *l, const struct position *start, size_t want, struct found *found, struct error *e)
{
    struct position from = *start;
    bool is_done = false;
    *found = (struct found){ .rows = ARENA_ARRAY(l->ctx->arena, struct found_row, want) };
    if (!db_run(l->ctx->db, "listing_begin", NULL, 0, NULL, e))
        return false;
    if ((l->sort->flags & COLUMN_SORT_INDEXED) && !walk(l, &from, want, found, &is_done, e))
        return false;
    if (!is_done && l->filter.is_indexed && !collect(l, &from, want, found, &is_done, e))
        return false;
    return is_done || rest(l, &from, want, found, e);
}
