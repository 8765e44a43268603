/* What an action would change: the set is frozen, shown, and nothing is touched. */
#include "model/engine/action_operation.h"

#include "db/db.h"
#include "model/engine/entity.h"
#include "model/lists/filter.h"
#include "model/lists/listing_find.h"

#include <string.h>

enum {
    MOST_REFUSED_SAMPLES = 10,
    MOST_NOTES = 6
};

/* Columns of every db/NAME_plan.sql. */
enum {
    PLAN_ID,
    PLAN_REFUSAL,
    PLAN_LABEL,
    PLAN_BEFORE,
    PLAN_AFTER,
    PLAN_NOTE
};

static const char *copy(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

static void add_note(struct arena *a, struct plan *plan, const char *text)
{
    const char **notes = ARENA_ARRAY(a, const char *, MOST_NOTES + 1);
    size_t n = 0;
    for (; plan->notes && plan->notes[n] && n < MOST_NOTES - 1; n++)
        notes[n] = plan->notes[n];
    notes[n] = text;
    plan->notes = notes;
}

/* Some of what is refused is always shown, however many rows are not. */
static void take_samples(struct arena *a, const struct db_result *r, struct plan *plan)
{
    size_t refused_room = plan->refused_count < MOST_REFUSED_SAMPLES ? plan->refused_count : MOST_REFUSED_SAMPLES;
    if (plan->id_count + refused_room < PLAN_MOST_SAMPLES)
        refused_room = PLAN_MOST_SAMPLES - plan->id_count;
    size_t room[] = { PLAN_MOST_SAMPLES - refused_room, refused_room };
    plan->samples = ARENA_ARRAY(a, struct plan_sample, PLAN_MOST_SAMPLES);
    for (int i = 0; i < db_rows(r) && plan->sample_count < PLAN_MOST_SAMPLES && !db_is_null(r, i, PLAN_LABEL); i++) {
        size_t *left = &room[!db_is_null(r, i, PLAN_REFUSAL)];
        if (*left == 0)
            continue;
        --*left;
        plan->samples[plan->sample_count++] = (struct plan_sample){
            .id = copy(a, r, i, PLAN_ID),
            .label = copy(a, r, i, PLAN_LABEL),
            .before = copy(a, r, i, PLAN_BEFORE),
            .after = copy(a, r, i, PLAN_AFTER),
            .refusal = copy(a, r, i, PLAN_REFUSAL),
        };
    }
}

static bool read_once(struct context *ctx, const char *query, const char *const *params, int count, const char ***ids,
                      struct plan *plan, struct error *e)
{
    struct db_result *r = NULL;
    bool ok = false;
    /* In the settings of an operation: the same plans, and times that read as those of the audit. */
    if (!db_begin(ctx->db, e))
        return false;
    if (!db_run(ctx->db, "operation_settings", NULL, 0, NULL, e) ||
        !db_run(ctx->db, "operation_plans", DB_PARAMS("force_custom_plan"), NULL, e) ||
        !(r = db_query(ctx->db, query, params, count, e)))
        goto out;
    *ids = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++) {
        if (!db_is_null(r, i, PLAN_NOTE))
            add_note(ctx->arena, plan, copy(ctx->arena, r, i, PLAN_NOTE));
        if (db_is_null(r, i, PLAN_REFUSAL))
            (*ids)[plan->id_count++] = copy(ctx->arena, r, i, PLAN_ID);
        else
            plan->refused_count++;
    }
    take_samples(ctx->arena, r, plan);
    ok = true;
out:
    db_result_free(r);
    db_rollback(ctx->db);
    return ok;
}

bool plan_read(struct context *ctx, const char *query, const char *const *params, int count, const char ***ids,
               struct plan *plan, struct error *e)
{
    return read_once(ctx, query, params, count, ids, plan, e) ||
           (db_may_repeat(ctx->db) && read_once(ctx, query, params, count, ids, plan, e));
}

bool action_is_offered(const struct action *a)
{
    return !a->is_internal && !a->report_sql;
}

bool action_fits(const struct action *a, const struct pane *p)
{
    return strcmp(a->pane, p->name) == 0 || (p->user && strcmp(a->pane, "users") == 0);
}

/* The pane's query for one expression over all rows that match. */
static const char *query_of(struct arena *a, const struct pane *p, const char *column, const char *where)
{
    const struct sql_mark marks[] = {
        { "columns", column },
        { "where", where },
        { "order", "" },
        { "limit", "" },
    };
    return sql_fill(a, p->query, marks, sizeof marks / sizeof *marks);
}

static bool ask_ids(struct context *ctx, const char *sql, const char *const *params, size_t param_count,
                    const char *const **ids, size_t *count, struct error *e)
{
    struct db_result *r = db_text(ctx->db, sql, params, (int)param_count, e);
    if (!r)
        return false;
    const char **list = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    *count = (size_t)db_rows(r);
    for (size_t i = 0; i < *count; i++)
        list[i] = copy(ctx->arena, r, (int)i, 0);
    *ids = list;
    db_result_free(r);
    return true;
}

/* The ids of all rows that match a filter. */
static bool ids_by_filter(struct context *ctx, const struct pane *p, const char *text, const char *const **ids,
                          size_t *count, struct error *e)
{
    struct filter filter;
    return filter_compile(ctx->arena, p, text, &filter, e) &&
           ask_ids(ctx, query_of(ctx->arena, p, p->id, filter.where), filter.params, filter.param_count, ids, count, e);
}

/* The users that rows of another pane are about: those that match its filter, or those of these ids. */
static bool users_of_rows(struct context *ctx, const struct pane *p, const struct selection *s, const char *const **ids,
                          size_t *count, struct error *e)
{
    const char *column = arena_printf(ctx->arena, "DISTINCT %s", p->user);
    struct filter filter = { .where = NULL };
    const char *where;
    if (s->ids) {
        const char **params = ARENA_ARRAY(ctx->arena, const char *, 1);
        params[0] = db_array(ctx->arena, s->ids, s->id_count);
        filter.params = params;
        filter.param_count = 1;
        where = arena_printf(ctx->arena, "%s = ANY ($1::%s[]) AND %s IS NOT NULL", p->id, p->id_cast, p->user);
    } else if (filter_compile(ctx->arena, p, s->filter, &filter, e)) {
        where = arena_printf(ctx->arena, "(%s) AND %s IS NOT NULL", filter.where, p->user);
    } else {
        return false;
    }
    return ask_ids(ctx, query_of(ctx->arena, p, column, where), filter.params, filter.param_count, ids, count, e);
}

/* Ids of debt items become those of their users; what is neither stays, and is refused later. */
static bool users_of_items(struct context *ctx, const char *const **ids, size_t *count, struct error *e)
{
    for (size_t i = 0; i < *count; i++)
        if (!action_is_uuid((*ids)[i]))
            return true;
    const char *array = db_array(ctx->arena, *ids, *count);
    return ask_ids(ctx, db_sql("action_users_of_debts"), &array, 1, ids, count, e);
}

static bool resolve(struct context *ctx, const struct action *a, const struct selection *s, struct plan *plan,
                    const char *const **ids, size_t *count, struct error *e)
{
    const struct pane *own = pane_find(a->pane), *p = s->pane ? s->pane : own;
    const char *filter = s->filter ? s->filter : "";
    if (!p || !action_fits(a, p))
        return error_set(e, ERR_INTERNAL, "the action does not work on these rows", "%s", a->name);
    *ids = s->ids;
    *count = s->id_count;
    if (s->ids)
        plan->selection_text = arena_printf(ctx->arena, "%zu marked", s->id_count);
    else
        plan->selection_text = *filter ? arena_strdup(ctx->arena, filter) : "all";
    if (p != own)
        return users_of_rows(ctx, p, s, ids, count, e);
    if (s->ids)
        return !a->takes_debts || users_of_items(ctx, ids, count, e);
    if (a->selects_itself && !*filter)
        return true;
    return ids_by_filter(ctx, p, filter, ids, count, e);
}

bool action_check_ids(const struct action *a, const char *const *ids, size_t count, struct error *e)
{
    const struct entity *n = entity_find(a->entity);
    for (size_t i = 0; ids && n->is_uuid && i < count; i++)
        if (!action_is_uuid(ids[i])) {
            error_set(e, ERR_USAGE, "an id does not fit", "%s is no uuid", ids[i]);
            return error_hint(e, "take it from the column id");
        }
    return true;
}

/* An id of nobody is the caller's mistake; one that a filter found and that has gone since is not. */
static bool refuse_unknown(struct context *ctx, const struct entity *n, const char *array, struct error *e)
{
    if (!n->unknown_sql)
        return true;
    struct db_result *r = db_query(ctx->db, n->unknown_sql, DB_PARAMS(array), e);
    if (!r)
        return false;
    bool unknown = db_rows(r) > 0;
    if (unknown)
        error_set(e, ERR_USAGE, "an id does not fit", "there is no %s %s", n->one, db_value(r, 0, 0));
    db_result_free(r);
    return !unknown;
}

/* What will not reach a router, before anybody relies on it. */
static bool note_left_rows(struct context *ctx, struct plan *plan, struct error *e)
{
    struct db_result *r =
        db_query(ctx->db, "plan_left_rows", DB_PARAMS(db_array(ctx->arena, plan->ids, plan->id_count)), e);
    for (int i = 0; r && i < db_rows(r); i++)
        add_note(ctx->arena, plan, copy(ctx->arena, r, i, 0));
    db_result_free(r);
    return r != NULL;
}

/* $1 of a plan: the ids; NULL where the action finds its rows itself. Then come the arguments. */
static bool plan_rows(struct context *ctx, const struct selection *s, const char *const *ids, size_t count,
                      struct plan *plan, struct error *e)
{
    const struct action *a = plan->action;
    const char *array = ids ? db_array(ctx->arena, ids, count) : NULL;
    const char **params = ARENA_ARRAY(ctx->arena, const char *, a->arg_count + 1);
    const char **changed = NULL;
    params[0] = array;
    for (size_t i = 0; i < a->arg_count; i++)
        params[i + 1] = plan->args[i];
    if (!plan_read_sound(ctx, arena_printf(ctx->arena, "%s_plan", a->sql), params, (int)a->arg_count + 1, ids, count,
                         &changed, plan, e))
        return false;
    if (s->ids && plan->id_count + plan->refused_count < count &&
        !refuse_unknown(ctx, entity_find(a->entity), array, e))
        return false;
    plan->ids = changed;
    if (!a->syncs_router || plan->id_count == 0)
        return true;
    add_note(ctx->arena, plan,
             arena_printf(ctx->arena, "then the router is brought to it: %s",
                          action_count_text(ctx->arena, plan->id_count, a->entity)));
    return strcmp(a->entity, "user") != 0 || note_left_rows(ctx, plan, e);
}

bool action_plan(struct context *ctx, const struct action *a, const struct selection *s, const char *const *args,
                 struct plan *plan, struct error *e)
{
    static const char *const nothing[] = { NULL };
    const char *const *ids = NULL;
    size_t count = 0;
    *plan = (struct plan){ .action = a, .args = args, .ids = nothing, .notes = nothing };
    if (!resolve(ctx, a, s, plan, &ids, &count, e) || context_cancelled(ctx, e))
        return false;
    if (action_is_undo(a)) {
        plan->summary = a->label;
        return undo_plan(ctx, a, ids, count, plan, e);
    }
    if (!action_check_ids(a, ids, count, e) || !plan_rows(ctx, s, ids, count, plan, e))
        return false;
    plan->summary =
        arena_printf(ctx->arena, "%s %s", a->label, action_count_text(ctx->arena, plan->id_count, a->entity));
    return true;
}
