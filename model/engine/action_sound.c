/* A row that can't be reckoned with keeps no other from being changed.
 *
 * What an action makes of such a row often goes, and mends it: a reset, say. So the plan is tried with all rows, and
 * only where that fails those that are damaged are refused. The preview works out few rows, applying all of them:
 * where there are more, the damaged ones are tried apart. */
#include "model/engine/action_operation.h"

#include "db/db.h"
#include "model/engine/entity.h"

#include <string.h>

struct reading {
    struct context *ctx;
    const char *query;
    const char **params; /* the first are the ids */
    int count;
    const struct db_result *damaged;
};

/* They come in the order of their ids. */
static bool is_damaged(const struct db_result *damaged, const char *id)
{
    int from = 0, to = db_rows(damaged);
    while (from < to) {
        int middle = from + (to - from) / 2, order = strcmp(db_value(damaged, middle, 0), id);
        if (order == 0)
            return true;
        from = order < 0 ? middle + 1 : from;
        to = order < 0 ? to : middle;
    }
    return false;
}

/* As db_array() takes them: those that are damaged, at most so many as a preview works out, or the others. */
static const char *select_ids(const struct reading *r, const char *const *ids, size_t count, bool damaged)
{
    const char **chosen = ARENA_ARRAY(r->ctx->arena, const char *, count + 1);
    size_t n = 0;
    for (size_t i = 0; i < count && !(damaged && n == PLAN_MOST_SAMPLES); i++)
        if (is_damaged(r->damaged, ids[i]) == damaged)
            chosen[n++] = ids[i];
    return db_array(r->ctx->arena, chosen, n);
}

static bool read_with(const struct reading *r, const char *array, const char ***changed, struct plan *plan,
                      struct error *e)
{
    r->params[0] = array;
    return plan_read(r->ctx, r->query, r->params, r->count, changed, plan, e);
}

static void refuse_damaged(const struct reading *r, struct plan *plan)
{
    struct arena *a = r->ctx->arena;
    const char **ids = ARENA_ARRAY(a, const char *, plan->refused_count + (size_t)db_rows(r->damaged));
    for (size_t i = 0; i < plan->refused_count; i++)
        ids[i] = plan->refused_ids[i];
    plan->refused_ids = ids;
    for (int i = 0; i < db_rows(r->damaged); i++) {
        ids[plan->refused_count++] = arena_strdup(a, db_value(r->damaged, i, 0));
        if (plan->sample_count < PLAN_MOST_SAMPLES)
            plan->samples[plan->sample_count++] = (struct plan_sample){
                .id = arena_strdup(a, db_value(r->damaged, i, 0)),
                .label = arena_strdup(a, db_value(r->damaged, i, 1)),
                .refusal = arena_strdup(a, db_value(r->damaged, i, 2)),
            };
    }
}

/* Whether the damaged ones alone would fail. */
static bool would_fail(const struct reading *r, const char *const *ids, size_t count)
{
    struct plan unused = { .action = NULL };
    struct error unseen;
    const char **nobody = NULL;
    return !read_with(r, select_ids(r, ids, count, true), &nobody, &unused, &unseen) && db_is_of_data(r->ctx->db);
}

bool plan_read_sound(struct context *ctx, const char *query, const char **params, int count, const char *const *ids,
                     size_t id_count, const char ***changed, struct plan *plan, struct error *e)
{
    const char *by = entity_find(plan->action->entity)->damaged_sql, *all = params[0];
    struct plan empty = *plan;
    struct error unseen;
    bool ok = plan_read(ctx, query, params, count, changed, plan, e);
    if (!by || !all || (ok ? id_count <= PLAN_MOST_SAMPLES : !db_is_of_data(ctx->db)))
        return ok;
    struct db_result *damaged = db_query(ctx->db, by, DB_PARAMS(all), ok ? e : &unseen);
    struct reading r = { .ctx = ctx, .query = query, .params = params, .count = count, .damaged = damaged };
    if (!damaged)
        return false;
    if (db_rows(damaged) > 0 && (!ok || would_fail(&r, ids, id_count))) {
        *plan = empty;
        ok = read_with(&r, select_ids(&r, ids, id_count, false), changed, plan, e);
        if (ok)
            refuse_damaged(&r, plan);
    }
    params[0] = all;
    db_result_free(damaged);
    return ok;
}
