/* Finding the next rows of a filter without reading a million of them. */
#include "model/listing_find.h"

#include "base/text.h"
#include "db/db.h"
#include "model/listing_span.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Looking at a row of a walk takes 1 to 2 us, fetching a match that an index found as much. */
enum { SHORT_WALK = 1000, LONG_WALK = 8000, COLLECT_ROWS = 1500 };

/* Where a search stands. */
struct search_state {
    struct position from; /* everything up to here has been looked at */
    size_t want;
    struct found *found;
    const char *enough_by; /* a key by which there are surely as many matches as wanted; NULL: not known */
    bool is_same_span;     /* there is nothing to skip */
    bool is_done;
};

const char *sql_fill(struct arena *a, const char *name, const struct sql_mark *marks, size_t count)
{
    struct strbuf out = { .arena = a };
    const char *sql = db_sql(name);
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
    l->params = ARENA_ARRAY(ctx->arena, const char *, l->filter.param_count + LOOK_OWN_PARAMS);
    if (l->filter.param_count)
        memcpy(l->params, l->filter.params, l->filter.param_count * sizeof *l->params);
    l->param_count = l->filter.param_count;
    return true;
}

const char *look_sql(const struct look *l, const char *columns, const char *where, const char *order, const char *limit)
{
    const struct sql_mark marks[] = {
        { "columns", columns }, { "where", where }, { "order", order }, { "limit", limit },
    };
    return sql_fill(l->ctx->arena, l->pane->query, marks, sizeof marks / sizeof *marks);
}

const char *look_where(struct look *l, const struct position *from, bool is_filtered)
{
    size_t n = l->filter.param_count;
    const char *filter = is_filtered ? l->filter.where : "true";
    l->param_count = n;
    if (!from->key)
        return filter;
    l->params[l->param_count++] = from->key;
    const char *compare = arena_printf(l->ctx->arena, "%s%s", l->is_descending ? "<" : ">", from->is_included ? "=" : "");
    if (!from->id)
        return arena_printf(l->ctx->arena, "%s AND %s %s $%zu::%s", filter, l->sort->sort, compare, n + 1, l->sort->cast);
    l->params[l->param_count++] = from->id;
    return arena_printf(l->ctx->arena, "%s AND (%s, %s) %s ($%zu::%s, $%zu::%s)", filter, l->sort->sort, l->pane->id,
                        compare, n + 1, l->sort->cast, n + 2, l->pane->id_cast);
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

static struct db_result *run(struct look *l, const char *sql, struct error *e)
{
    return db_text(l->ctx->db, sql, l->params, (int)l->param_count, e);
}

static size_t missing(const struct search_state *s)
{
    return s->want - s->found->count;
}

/* Columns 0 and 1 of the row are key and id. */
static void add_found(struct look *l, struct search_state *s, const struct db_result *r, int row)
{
    struct arena *a = l->ctx->arena;
    s->found->rows[s->found->count++] = (struct found_row){ .key = arena_strdup(a, db_value(r, row, 0)),
                                                            .id = arena_strdup(a, db_value(r, row, 1)) };
}

/* Takes what a walk brought. Its last row, matching or not, is where the next one begins. */
static void take_walk(struct look *l, struct search_state *s, const struct db_result *r, int rows)
{
    struct arena *a = l->ctx->arena;
    s->is_done = true;
    for (int i = 0; i < db_rows(r); i++) {
        if (db_bool(r, i, 2))
            add_found(l, s, r, i);
        if (db_int64(r, i, 3) == rows && missing(s)) {
            s->from = (struct position){ .key = arena_strdup(a, db_value(r, i, 0)), .id = arena_strdup(a, db_value(r, i, 1)) };
            s->is_done = false;
        }
    }
}

/* Looks at the next rows in order, matching or not. Done when the page is full or the rows have ended. */
static bool walk(struct look *l, struct search_state *s, int rows, struct error *e)
{
    struct arena *a = l->ctx->arena;
    const char *columns = arena_printf(a, "%s AS key, %s AS id, (%s) IS TRUE AS is_match, row_number() OVER (%s) AS n",
                                       l->sort->sort, l->pane->id, l->filter.where, look_order(l));
    const char *where = look_where(l, &s->from, false);
    const struct sql_mark marks[] = {
        { "query", look_sql(l, columns, where, look_order(l), look_limit(l, (size_t)rows)) },
        { "last", arena_printf(a, "%d", rows) },
        { "limit", arena_printf(a, "%zu", missing(s)) },
    };
    struct db_result *r = run(l, sql_fill(a, "listing_walk", marks, sizeof marks / sizeof *marks), e);
    if (!r)
        return false;
    take_walk(l, s, r, rows);
    db_result_free(r);
    return true;
}

static bool use_bitmaps_only(struct look *l, bool only, struct error *e)
{
    return db_run(l->ctx->db, "listing_index_only", DB_PARAMS(only ? "off" : "on"), NULL, e);
}

/* Matches beyond the position that the indexes find, up to a bound and in any order; the first ones of
 * these, sorted: key, id, how many there were. */
static struct db_result *query_collection(struct look *l, const struct search_state *s, const char *where, size_t bound,
                                          struct error *e)
{
    struct arena *a = l->ctx->arena;
    const char *columns = arena_printf(a, "%s AS key, %s AS id", l->sort->sort, l->pane->id);
    const struct sql_mark marks[] = {
        { "query", look_sql(l, columns, where, "", look_limit(l, bound)) },
        { "order", arena_printf(a, "ORDER BY c.key%s, c.id%s", direction(l), direction(l)) },
        { "limit", arena_printf(a, "%zu", missing(s)) },
    };
    if (!use_bitmaps_only(l, true, e))
        return NULL;
    struct db_result *r = run(l, sql_fill(a, "listing_collect", marks, sizeof marks / sizeof *marks), e);
    if (r && !use_bitmaps_only(l, false, e)) {
        db_result_free(r);
        return NULL;
    }
    return r;
}

/* Done where these are all matches that there are. Else those collected are any: but there are enough
 * of them up to the last key of the sorted ones, and so the page ends there at the latest. */
static bool collect(struct look *l, struct search_state *s, struct error *e)
{
    struct db_result *r = query_collection(l, s, look_where(l, &s->from, true), COLLECT_ROWS + 1, e);
    if (!r)
        return false;
    int rows = db_rows(r);
    s->is_done = rows == 0 || db_int64(r, 0, 2) <= COLLECT_ROWS;
    for (int i = 0; s->is_done && i < rows; i++)
        add_found(l, s, r, i);
    if (!s->is_done && (size_t)rows == missing(s))
        s->enough_by = arena_strdup(l->ctx->arena, db_value(r, rows - 1, 0));
    db_result_free(r);
    return true;
}

/* The spans from the position up to, but without, the one in which there are enough matches; from then
 * stands where that one begins. */
static bool spans_between(struct look *l, struct search_state *s, const char **cover, struct error *e)
{
    struct arena *a = l->ctx->arena;
    struct db_result *r = db_query(l->ctx->db, "listing_span", DB_PARAMS(s->from.key, s->enough_by), e);
    if (!r)
        return false;
    int here = (int)db_int64(r, 0, 0), there = (int)db_int64(r, 0, 1);
    s->is_same_span = here == there;
    *cover = l->is_descending ? span_cover(a, there + 1, here) : span_cover(a, here, there - 1);
    if (!s->is_same_span)
        s->from = (struct position){ .key = arena_strdup(a, db_value(r, 0, l->is_descending ? 3 : 2)),
                                     .is_included = !l->is_descending };
    db_result_free(r);
    return true;
}

/* Skips to the span in which there are enough matches; those before it, few or none, are found by index.
 * Nothing but time is lost where they are more than was thought: then nothing is skipped. */
static bool skip(struct look *l, struct search_state *s, struct error *e)
{
    struct arena *a = l->ctx->arena;
    struct search_state before = *s;
    const char *cover;
    if (!spans_between(l, s, &cover, e))
        return false;
    if (s->is_same_span)
        return true;
    const char *where = look_where(l, &before.from, true);
    l->params[l->param_count++] = cover;
    where = arena_printf(a, "%s AND %s && $%zu::integer[]", where, l->sort->spans, l->param_count);
    struct db_result *r = query_collection(l, s, where, COLLECT_ROWS + 1, e);
    if (!r)
        return false;
    if (db_rows(r) && db_int64(r, 0, 2) > COLLECT_ROWS) {
        *s = before;
    } else {
        for (int i = 0; i < db_rows(r); i++)
            add_found(l, s, r, i);
        s->is_done = missing(s) == 0;
    }
    db_result_free(r);
    return true;
}

/* As the planner likes, to the end. */
static bool rest(struct look *l, struct search_state *s, struct error *e)
{
    const char *columns = arena_printf(l->ctx->arena, "(%s)::text, (%s)::text", l->sort->sort, l->pane->id);
    const char *where = look_where(l, &s->from, true);
    struct db_result *r = run(l, look_sql(l, columns, where, look_order(l), look_limit(l, missing(s))), e);
    if (!r)
        return false;
    for (int i = 0; i < db_rows(r); i++)
        add_found(l, s, r, i);
    db_result_free(r);
    return true;
}

/* The walk goes on where it met enough to fill the page soon. */
static bool walk_while_it_pays(struct look *l, struct search_state *s, struct error *e)
{
    if (!walk(l, s, SHORT_WALK, e))
        return false;
    if (s->is_done || s->found->count * (LONG_WALK / SHORT_WALK) < s->want)
        return true;
    return walk(l, s, LONG_WALK, e);
}

bool look_find(struct look *l, const struct position *start, size_t want, struct found *found, struct error *e)
{
    struct search_state s = { .from = *start, .want = want, .found = found };
    *found = (struct found){ .rows = ARENA_ARRAY(l->ctx->arena, struct found_row, want) };
    if (!db_run(l->ctx->db, "listing_begin", NULL, 0, NULL, e))
        return false;
    if ((l->sort->flags & COLUMN_SORT_INDEXED) && !walk_while_it_pays(l, &s, e))
        return false;
    if (!s.is_done && l->filter.is_indexed && !collect(l, &s, e))
        return false;
    if (!s.is_done && s.enough_by && l->sort->spans && !skip(l, &s, e))
        return false;
    return s.is_done || rest(l, &s, e);
}
