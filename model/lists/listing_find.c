/* Finding the first rows of a filter without reading a million of them. */
#include "model/lists/listing_find.h"

#include "base/text.h"
#include "db/db.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Rows: about 8 ms each, whether walked in the index alone (0.1 us a row), with the table (2 us), or found by index
 * and fetched (5 us). */
enum {
    WALK_IN_INDEX = 50000,
    WALK_IN_TABLE = 4000,
    WALK_SPARSE = 400,
    FEW = 10, /* of so many matches that are wanted, one met by a walk is few */
    COLLECT_ROWS = 1500
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
    *l = (struct look){
        .ctx = ctx, .pane = p, .is_backward = is_backward, .is_descending = is_descending != is_backward
    };
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

/* All sources as one. */
static const char *whole(struct arena *a, const struct pane *p)
{
    if (p->relation)
        return p->relation;
    struct strbuf out = { .arena = a };
    for (const struct pane_source *s = p->sources; s && s->relation; s++)
        strbuf_printf(&out, "%sSELECT * FROM %s s", s == p->sources ? "(" : " UNION ALL ", s->relation);
    strbuf_add(&out, p->sources ? ")" : "");
    return strbuf_text(&out);
}

/* As a constant that nothing in a name can end. */
static const char *name_constant(struct arena *a, const char *name)
{
    struct strbuf out = { .arena = a };
    if (!name)
        return "NULL::text";
    for (const unsigned char *p = (const unsigned char *)name; *p; p++)
        strbuf_printf(&out, "%02x", *p);
    return arena_printf(a, "convert_from(decode('%s', 'hex'), 'UTF8')", strbuf_text(&out));
}

const char *pane_sql(struct arena *a, const struct pane *p, const struct pane_marks *m)
{
    const struct sql_mark marks[] = {
        { "source", m->source ? m->source : whole(a, p) },
        { "columns", m->columns },
        { "where", m->where },
        { "order", m->order ? m->order : "" },
        { "limit", m->limit ? m->limit : "" },
        { "words", p->words ? p->words(a) : "" },
        { "actor", name_constant(a, m->actor) },
    };
    return sql_fill(a, p->query, marks, sizeof marks / sizeof *marks);
}

const char *look_sql(const struct look *l, const char *columns, const char *where, const char *order, const char *limit)
{
    return pane_sql(
        l->ctx->arena, l->pane,
        &(struct pane_marks){ l->source ? l->source->relation : NULL, columns, where, order, limit, l->ctx->actor });
}

/* The key begins with the source's constant: the planner sees before it starts whether all of the rows lie beyond the
 * position, or none of them, or where it is among them. */
static const char *level_where(const struct look *l, size_t n, bool is_end)
{
    const struct pane_source *s = l->source;
    const char *compare = l->is_descending != is_end ? "<" : ">", *cast = l->sort->cast;
    struct arena *a = l->ctx->arena;
    if (!s->walk)
        return arena_printf(a, " AND (%s %s $%zu::%s OR (%s = $%zu::%s AND %s %s= $%zu::%s))", s->level, compare, n,
                            cast, s->level, n, cast, l->pane->id, compare, n + 1, l->pane->id_cast);
    return arena_printf(a,
                        " AND (%s %s left($%zu::text, length(%s)) OR (%s = left($%zu::text, length(%s)) AND %s %s= "
                        "substr($%zu::text, length(%s) + 1)))",
                        s->level, compare, n, s->level, s->level, n, s->level, s->walk, compare, n, s->level);
}

/* The walk begins where the position is, not at the beginning of the index, and ends at the end. */
static const char *walk_where(const struct look *l, size_t n, bool is_end)
{
    const char *compare = l->is_descending != is_end ? "<=" : ">=";
    if (l->source && l->source->level)
        return level_where(l, n, is_end);
    if (l->source && l->source->walk)
        return arena_printf(l->ctx->arena, " AND %s %s $%zu::%s", l->source->walk, compare, n, l->sort->cast);
    if (!l->sort->walk)
        return "";
    if (!l->sort->walk_field)
        return arena_printf(l->ctx->arena, " AND %s %s $%zu::%s", l->sort->walk, compare, n, l->sort->cast);
    return arena_printf(l->ctx->arena, " AND %s %s ($%zu::%s).%s", l->sort->walk, compare, n, l->sort->cast,
                        l->sort->walk_field);
}

/* " AND …": how a row's place compares with this one. */
static const char *beside(struct look *l, const char *compare, const char *key, const char *id)
{
    size_t n = l->param_count;
    l->params[l->param_count++] = key;
    l->params[l->param_count++] = id;
    return arena_printf(l->ctx->arena, " AND (%s, %s) %s ($%zu::%s, $%zu::%s)", l->sort->sort, l->pane->id, compare,
                        n + 1, l->sort->cast, n + 2, l->pane->id_cast);
}

const char *look_where(struct look *l, const struct position *from, bool is_filtered)
{
    struct arena *a = l->ctx->arena;
    size_t n = l->param_count = l->filter.param_count;
    struct strbuf out = { .arena = a };
    strbuf_add(&out, is_filtered ? l->filter.where : l->pane->usual && !l->filter.asks_all ? l->pane->usual : "true");
    if (l->source && l->source->where)
        strbuf_printf(&out, " AND %s", l->source->where);
    if (l->sort->walk_where)
        strbuf_printf(&out, " AND %s", l->sort->walk_where);
    if (from->key) {
        const char *beyond = arena_printf(a, "%s%s", l->is_descending ? "<" : ">", from->is_included ? "=" : "");
        strbuf_printf(&out, "%s%s", beside(l, beyond, from->key, from->id), walk_where(l, n + 1, false));
    }
    if (l->end.key) {
        n = l->param_count;
        strbuf_printf(&out, "%s%s", beside(l, l->is_descending ? ">=" : "<=", l->end.key, l->end.id),
                      walk_where(l, n + 1, true));
    }
    return strbuf_text(&out);
}

static const char *direction(const struct look *l)
{
    return l->is_descending ? " DESC" : "";
}

const char *look_order(const struct look *l)
{
    const char *by = direction(l);
    const char *along = l->source ? l->source->walk : l->sort->walk;
    if (l->source && l->source->level && !along)
        return arena_printf(l->ctx->arena, "ORDER BY %s%s", l->pane->id, by);
    const char *walk = along ? arena_printf(l->ctx->arena, "%s%s, ", along, by) : "";
    return arena_printf(l->ctx->arena, "ORDER BY %s%s%s, %s%s", walk, l->sort->sort, by, l->pane->id, by);
}

const char *look_limit(const struct look *l, size_t limit)
{
    return arena_printf(l->ctx->arena, "LIMIT %zu", limit);
}

/* What the planner may use. */
enum means {
    MEANS_ANY,
    MEANS_BITMAPS,
    MEANS_ORDER,
    MEANS_TABLE
};

/* In the order of listing_planner's parameters. */
static const char *const planner[][4] = {
    [MEANS_ANY] = { "on", "on", "on", "0" },
    [MEANS_BITMAPS] = { "off", "off", "on", "0" },
    [MEANS_ORDER] = { "off", "on", "off", "0" },
    [MEANS_TABLE] = { "on", "off", "on", "2" },
};

static bool use(const struct look *l, enum means means, struct error *e)
{
    return db_run(l->ctx->db, "listing_planner", planner[means], 4, NULL, e);
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
        found->rows[i] =
            (struct found_row){ .key = arena_strdup(a, db_value(r, i, 0)), .id = arena_strdup(a, db_value(r, i, 1)) };
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

/* The last row may be there for the bound alone. Where the bound was not met there is nothing behind these. */
static void take_walk(const struct look *l, const struct db_result *r, size_t want, struct found *found, bool *is_all)
{
    int last = db_rows(r) - 1;
    take(l, r, found);
    *is_all = last < 0 || (found->count < want && !db_bool(r, last, 3));
    if (last >= 0 && !db_bool(r, last, 2))
        found->count--;
}

static size_t walk_length(const struct look *l)
{
    if ((l->source && l->source->is_sparse) || l->sort->walk)
        return WALK_SPARSE;
    return is_covered(l) ? WALK_IN_INDEX : WALK_IN_TABLE;
}

/* Looks at the next rows in order from where on, and takes those that match; is_all: these were all rows that there
 * are. */
static bool walk(struct look *l, const char *where, const char *match, size_t want, struct found *found, bool *is_all,
                 struct error *e)
{
    struct arena *a = l->ctx->arena;
    const char *columns = arena_printf(a, "%s, coalesce(%s, false) AS is_match", found_columns(l), match);
    size_t bound = walk_length(l);
    const struct sql_mark marks[] = {
        { "query", look_sql(l, columns, where, look_order(l), look_limit(l, bound)) },
        { "bound", arena_printf(a, "%zu", bound) },
        { "limit", arena_printf(a, "%zu", want) },
    };
    struct db_result *r = run(l, sql_fill(a, "listing_walk", marks, sizeof marks / sizeof *marks), e);
    if (!r)
        return false;
    take_walk(l, r, want, found, is_all);
    db_result_free(r);
    return true;
}

/* Of several tables no index finds what is in this one or that one: each is asked by itself. */
static const char *collection(struct look *l, const struct position *from)
{
    struct strbuf out = { .arena = l->ctx->arena };
    const char *bound = look_limit(l, COLLECT_ROWS + 1), *whole = l->filter.where;
    if (!l->filter.alternative_count)
        return look_sql(l, found_columns(l), look_where(l, from, true), "", bound);
    for (size_t i = 0; i < l->filter.alternative_count; i++) {
        l->filter.where = l->filter.alternatives[i];
        strbuf_printf(&out, "%s(%s)", i ? " UNION " : "",
                      look_sql(l, found_columns(l), look_where(l, from, true), "", bound));
    }
    l->filter.where = whole;
    return strbuf_text(&out);
}

/* Matches that the indexes find, in any order and up to a bound; sorted where these are all that there are. */
static bool collect(struct look *l, const struct position *from, size_t want, struct found *found, bool *is_all,
                    struct error *e)
{
    struct arena *a = l->ctx->arena;
    const struct sql_mark marks[] = {
        { "query", collection(l, from) },
        { "order", arena_printf(a, "ORDER BY c.key%s, c.id%s", direction(l), direction(l)) },
        { "limit", arena_printf(a, "%zu", want) },
    };
    /* the rows that have a part come by the indexes of their keys, and few parts are read as their table has them */
    if (!use(l, l->filter.is_by_parts ? MEANS_ANY : MEANS_BITMAPS, e))
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
    bool is_all;
    if (!use(l, MEANS_ORDER, e) || !walk(l, where, match, want, found, &is_all, e))
        return false;
    found->is_provisional = found->count > 0;
    return true;
}

/* To the end: along the index that tells all. Else as the planner likes, but not along an index whose first rows have
 * shown that hardly any of them match: each row of the table costs more there than in the table's own order. What an
 * index has found too many of stands somewhere along the order, and a sparse level anywhere in it. */
static enum means means_to_end(const struct look *l, size_t met, size_t want)
{
    if (is_covered(l))
        return MEANS_ORDER;
    if (l->source && l->source->is_sparse && !l->source->walk)
        return MEANS_TABLE;
    bool is_found_by_walking = l->filter.is_empty || l->filter.is_indexed || met * FEW > want;
    return is_found_by_walking || !(l->sort->flags & COLUMN_SORT_INDEXED) ? MEANS_ANY : MEANS_TABLE;
}

static bool find_all(struct look *l, const struct position *from, size_t want, struct found *found, struct error *e)
{
    const char *where = look_where(l, from, true);
    const char *sql = look_sql(l, found_columns(l), where, look_order(l), look_limit(l, want));
    struct db_result *r = use(l, means_to_end(l, found->count, want), e) ? run(l, sql, e) : NULL;
    if (!r)
        return false;
    take(l, r, found);
    db_result_free(r);
    return true;
}

/* In one source, or where the pane has but one. */
static bool find_rows(struct look *l, const struct position *from, size_t want, bool may_be_provisional,
                      struct found *found, struct error *e)
{
    bool is_all = false;
    *found = (struct found){ .rows = ARENA_ARRAY(l->ctx->arena, struct found_row, want) };
    if (l->filter.is_empty)
        return find_all(l, from, want, found, e);
    if ((l->sort->flags & COLUMN_SORT_INDEXED) && !l->filter.is_by_parts) {
        if (!use(l, MEANS_ORDER, e) || !walk(l, look_where(l, from, false), l->filter.where, want, found, &is_all, e))
            return false;
        if (is_all || found->count == want)
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

/* Every row is of one of these levels, and none of them has an order of its own. */
static bool are_levels(const struct pane_source *sources)
{
    for (const struct pane_source *s = sources; s->relation; s++)
        if (!s->level || s->walk)
            return false;
    return true;
}

/* A filter is looked for once, not level by level. */
const struct pane_source *look_sources(const struct look *l)
{
    bool is_of_use = l->sort->sources && (l->filter.is_empty || !(l->sort->levels || are_levels(l->sort->sources)));
    return is_of_use ? l->sort->sources : l->pane->sources;
}

static size_t source_count(const struct pane_source *sources)
{
    size_t n = 0;
    while (sources[n].relation)
        n++;
    return n;
}

bool look_begin(struct look *l, struct error *e)
{
    return look_sources(l) ? db_begin_moment(l->ctx->db, e) : db_begin(l->ctx->db, e);
}

/* The sources that are looked at, and the level that each of them stands at, where the database has told it. */
struct told_sources {
    const struct pane_source *all; /* NULL: they could not be told */
    const char **levels;           /* NULL: the database was not asked */
    size_t count;
};

/* The level is the look's first parameter: without a filter there is no other. */
static struct pane_source source_of_level(struct look *l, const struct pane_source *of)
{
    struct pane_source s = *of;
    s.level = "$1::text";
    s.where =
        of->where ? arena_printf(l->ctx->arena, "%s AND %s", of->where, l->sort->level_where) : l->sort->level_where;
    return s;
}

/* The last source level by level where the database knows the levels: from the position on, in the direction of the
 * order. */
static struct told_sources told_sources(struct look *l, const struct position *from, struct error *e)
{
    struct arena *a = l->ctx->arena;
    const struct pane_source *sources = look_sources(l);
    struct told_sources told = { .all = sources, .count = source_count(sources) };
    if (!l->sort->levels || sources != l->sort->sources)
        return told;
    struct db_result *r =
        db_query(l->ctx->db, l->sort->levels, DB_PARAMS(from->key, l->is_descending ? "true" : "false"), e);
    if (!r)
        return (struct told_sources){ .all = NULL };
    size_t others = told.count - 1, count = others + (size_t)db_rows(r);
    struct pane_source *all = ARENA_ARRAY(a, struct pane_source, count + 1);
    told = (struct told_sources){ .all = all, .levels = ARENA_ARRAY(a, const char *, count + 1), .count = count };
    for (size_t i = 0; i < count; i++) {
        all[i] = i < others ? sources[i] : source_of_level(l, &sources[others]);
        told.levels[i] = i < others ? NULL : arena_strdup(a, db_value(r, (int)(i - others), 0));
    }
    db_result_free(r);
    return told;
}

static void look_at_source(struct look *l, const struct told_sources *told, size_t i)
{
    l->source = &told->all[i];
    if (!told->levels)
        return;
    l->filter.param_count = told->levels[i] ? 1 : 0;
    l->params[0] = told->levels[i];
}

/* A full page of one source ends the look at those after it: what lies behind can't be on the page of all. So levels
 * are looked at in the direction of the order, and none after a full one. */
static bool find_in_sources(struct look *l, const struct position *from, size_t want, struct found *found,
                            struct error *e)
{
    struct told_sources told = told_sources(l, from, e);
    if (!told.all)
        return false;
    *found = (struct found){ .rows = ARENA_ARRAY(l->ctx->arena, struct found_row, want * told.count) };
    bool ok = true, are_all_levels = !told.levels && are_levels(told.all), is_full = false;
    for (size_t i = 0; ok && !is_full && i < told.count; i++) {
        struct found part = { .count = 0 };
        look_at_source(l, &told, l->is_descending && are_all_levels ? told.count - 1 - i : i);
        ok = find_rows(l, from, want, false, &part, e);
        if (part.count)
            memcpy(found->rows + found->count, part.rows, part.count * sizeof *part.rows);
        found->count += part.count;
        if (part.count == want)
            l->end = part.rows[want - 1];
        is_full = part.count == want && (are_all_levels || (told.levels && told.levels[i]));
    }
    l->source = NULL;
    if (told.levels)
        l->filter.param_count = 0;
    l->end = (struct found_row){ .key = NULL };
    return ok;
}

bool look_find(struct look *l, const struct position *from, size_t want, bool may_be_provisional, struct found *found,
               struct error *e)
{
    return look_sources(l) ? find_in_sources(l, from, want, found, e)
                           : find_rows(l, from, want, may_be_provisional, found, e);
}
