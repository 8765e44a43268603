/* Finding the first rows of a filter without reading a million of them. */
#include "model/lists/listing_find.h"

#include "base/text.h"
#include "db/db.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Rows: about 8 ms each, whether walked in the index alone (0.1 us a row), with the table (2 us), or found by index
 * and fetched (5 us). */
enum { WALK_IN_INDEX = 50000, WALK_IN_TABLE = 4000, COLLECT_ROWS = 1500 };

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

/* The walk begins where the position is, not at the beginning of the index. */
static const char *walk_where(const struct look *l, size_t n)
{
    if (!l->sort->walk)
        return "";
    return arena_printf(l->ctx->arena, " AND %s %s ($%zu::%s).%s", l->sort->walk, l->is_descending ? "<=" : ">=", n,
                        l->sort->cast, l->sort->walk_field);
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
    l->params[l->param_count++] = from->id;
    return arena_printf(l->ctx->arena, "%s AND (%s, %s) %s ($%zu::%s, $%zu::%s)%s", filter, l->sort->sort, l->pane->id,
                        compare, n + 1, l->sort->cast, n + 2, l->pane->id_cast, walk_where(l, n + 1));
}

static const char *direction(const struct look *l)
{
    return l->is_descending ? " DESC" : "";
}

const char *look_order(const struct look *l)
{
    const char *by = direction(l);
    const char *walk = l->sort->walk ? arena_printf(l->ctx->arena, "%s%s, ", l->sort->walk, by) : "";
    return arena_printf(l->ctx->arena, "ORDER BY %s%s%s, %s%s", walk, l->sort->sort, by, l->pane->id, by);
}

const char *look_limit(const struct look *l, size_t limit)
{
    return arena_printf(l->ctx->arena, "LIMIT %zu", limit);
}

/* What the planner may use. */
enum means { MEANS_ANY, MEANS_BITMAPS, MEANS_ORDER };

static bool use(const struct look *l, enum means means, struct error *e)
{
    const char *table = means == MEANS_ANY ? "on" : "off", *order = means == MEANS_BITMAPS ? "off" : "on",
               *bitmaps = means == MEANS_ORDER ? "off" : "on";
    return db_run(l->ctx->db, "listing_planner", DB_PARAMS(table, order, bitmaps), NULL, e);
}

static struct db_result *run(struct look *l, const char *sql, struct error *e)
{
    return db_text(l->ctx->db, sql, l->params, (int)l->param_count, e);
}

/* Columns 0 and 1 of the result are key and id. */
static void take(const struct look *l, const struct db_result *r, struct found *found)
{
    struct arena *a = l->ctx->arena;
    found->count = (size_t)db_rows(r);
    for (int i = 0; i < db_rows(r); i++)
        found->rows[i] = (struct found_row){
            .key = arena_strdup(a, db_value(r, i, 0)), .id = arena_strdup(a, db_value(r, i, 1))
        };
}

/* The filter can be told by what the index of the order holds. */
static bool is_covered(const struct look *l)
{
    return l->filter.is_covered && (l->sort->flags & COLUMN_SORT_COVERS);
}

static const char *found_columns(const struct look *l)
{
    return arena_printf(l->ctx->arena, "%s AS key, %s AS id", l->sort->sort, l->pane->id);
}

/* Looks at the next rows in order from where on, and takes those that match. */
static bool walk(struct look *l, const char *where, const char *match, size_t want, struct found *found, struct error *e)
{
    struct arena *a = l->ctx->arena;
    const char *columns = arena_printf(a, "%s, (%s) AS is_match", found_columns(l), match);
    const char *bound = look_limit(l, is_covered(l) ? WALK_IN_INDEX : WALK_IN_TABLE);
    const struct sql_mark marks[] = {
        { "query", look_sql(l, columns, where, look_order(l), bound) },
        { "limit", arena_printf(a, "%zu", want) },
    };
    struct db_result *r = run(l, sql_fill(a, "listing_walk", marks, sizeof marks / sizeof *marks), e);
    if (!r)
        return false;
    take(l, r, found);
    db_result_free(r);
    return true;
}

/* Matches that the indexes find, in any order and up to a bound; sorted where these are all that there are. */
static bool collect(struct look *l, const struct position *from, size_t want, struct found *found, bool *is_all,
                    struct error *e)
{
    struct arena *a = l->ctx->arena;
    const char *where = look_where(l, from, true);
    const struct sql_mark marks[] = {
        { "query", look_sql(l, found_columns(l), where, "", look_limit(l, COLLECT_ROWS + 1)) },
        { "order", arena_printf(a, "ORDER BY c.key%s, c.id%s", direction(l), direction(l)) },
        { "limit", arena_printf(a, "%zu", want) },
    };
    if (!use(l, MEANS_BITMAPS, e))
        return false;
    struct db_result *r = run(l, sql_fill(a, "listing_collect", marks, sizeof marks / sizeof *marks), e);
    if (!r)
        return false;
    *is_all = db_rows(r) == 0 || db_int64(r, 0, 2) <= COLLECT_ROWS;
    if (*is_all)
        take(l, r, found);
    db_result_free(r);
    return true;
}

/* The order is that of the text in which the filter, one free word, is looked for. */
static bool is_word_in_order(const struct look *l)
{
    return l->filter.word && is_covered(l) && !l->is_descending &&
           strcmp(l->sort->sql, l->pane->search->text_columns[0]) == 0;
}

/* The rows that begin with the word stand together: a walk from the word on meets them at once. */
static bool find_beginnings(struct look *l, size_t want, struct found *found, struct error *e)
{
    struct arena *a = l->ctx->arena;
    size_t n = l->filter.param_count + 1;
    l->params[n - 1] = l->filter.word;
    l->param_count = n;
    const char *where = arena_printf(a, "%s >= lower($%zu)", l->sort->sort, n);
    const char *match = arena_printf(a, "%s AND starts_with(%s, lower($%zu))", l->filter.where, l->sort->sort, n);
    if (!use(l, MEANS_ORDER, e) || !walk(l, where, match, want, found, e))
        return false;
    found->is_provisional = found->count > 0;
    return true;
}

/* To the end: along the index that tells all, else as the planner likes. */
static bool find_all(struct look *l, const struct position *from, size_t want, struct found *found, struct error *e)
{
    const char *where = look_where(l, from, true);
    const char *sql = look_sql(l, found_columns(l), where, look_order(l), look_limit(l, want));
    struct db_result *r = use(l, is_covered(l) ? MEANS_ORDER : MEANS_ANY, e) ? run(l, sql, e) : NULL;
    if (!r)
        return false;
    take(l, r, found);
    db_result_free(r);
    return true;
}

bool look_find(struct look *l, const struct position *from, size_t want, bool may_be_provisional, struct found *found,
               struct error *e)
{
    bool is_all = false;
    *found = (struct found){ .rows = ARENA_ARRAY(l->ctx->arena, struct found_row, want) };
    if (l->sort->flags & COLUMN_SORT_INDEXED) {
        if (!use(l, MEANS_ORDER, e) || !walk(l, look_where(l, from, false), l->filter.where, want, found, e))
            return false;
        if (found->count == want)
            return true;
    }
    if (l->filter.is_indexed && !collect(l, from, want, found, &is_all, e))
        return false;
    if (is_all)
        return true;
    if (may_be_provisional && is_word_in_order(l) && !find_beginnings(l, want, found, e))
        return false;
    return found->is_provisional || find_all(l, from, want, found, e);
}
