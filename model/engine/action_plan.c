/* What an action would change: the set is frozen, shown, and nothing is touched. */
#include "model/engine/action_operation.h"

#include "db/db.h"
#include "model/engine/action_many.h"
#include "model/engine/entity.h"
#include "model/lists/filter.h"
#include "model/lists/listing_find.h"

#include <string.h>

enum {
    MOST_REFUSED_SAMPLES = 10,
    MOST_NOTES = 6
};

static const char *copy(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

void plan_add_note(struct arena *a, struct plan *plan, const char *text)
{
    const char **notes = ARENA_ARRAY(a, const char *, MOST_NOTES + 1);
    size_t n = 0;
    for (; plan->notes && plan->notes[n] && n < MOST_NOTES - 1; n++)
        notes[n] = plan->notes[n];
    notes[n] = text;
    plan->notes = notes;
}

struct plan_sample plan_take_sample(struct arena *a, const struct db_result *r, int row)
{
    return (struct plan_sample){
        .id = copy(a, r, row, PLAN_ID),
        .label = copy(a, r, row, PLAN_LABEL),
        .before = copy(a, r, row, PLAN_BEFORE),
        .after = copy(a, r, row, PLAN_AFTER),
        .refusal = copy(a, r, row, PLAN_REFUSAL),
    };
}

/* Some of what is refused is always shown, however many rows are not. */
void plan_take_samples(const struct plan_sample *told, size_t count, struct arena *a, struct plan *plan)
{
    size_t refused_room = plan->refused_count < MOST_REFUSED_SAMPLES ? plan->refused_count : MOST_REFUSED_SAMPLES;
    if (plan->id_count + refused_room < PLAN_MOST_SAMPLES)
        refused_room = PLAN_MOST_SAMPLES - plan->id_count;
    size_t room[] = { PLAN_MOST_SAMPLES - refused_room, refused_room };
    plan->samples = ARENA_ARRAY(a, struct plan_sample, PLAN_MOST_SAMPLES);
    for (size_t i = 0; i < count && plan->sample_count < PLAN_MOST_SAMPLES; i++) {
        size_t *left = &room[told[i].refusal != NULL];
        if (*left == 0)
            continue;
        --*left;
        plan->samples[plan->sample_count++] = told[i];
    }
}

/* Rows with texts come first. */
static void take_samples(struct arena *a, const struct db_result *r, struct plan *plan)
{
    int count = 0;
    while (count < db_rows(r) && !db_is_null(r, count, PLAN_LABEL))
        count++;
    struct plan_sample *told = ARENA_ARRAY(a, struct plan_sample, count + 1);
    for (int i = 0; i < count; i++)
        told[i] = plan_take_sample(a, r, i);
    plan_take_samples(told, (size_t)count, a, plan);
}

static bool read_once(struct context *ctx, const char *query, const char *const *params, int count, const char ***ids,
                      struct plan *plan, struct error *e)
{
    struct db_result *settings = NULL, *r = NULL;
    bool ok = false;
    /* In the settings of an operation: the same plans, and times that read as those of the audit. */
    if (!db_begin_later(ctx->db, e))
        return false;
    if (!db_later(ctx->db, "operation_settings", DB_PARAMS(ctx->actor, NULL), &settings, e) ||
        !db_later(ctx->db, "operation_plans", DB_PARAMS("force_custom_plan"), NULL, e) ||
        !(r = db_query(ctx->db, query, params, count, e)))
        goto out;
    plan->at = copy(ctx->arena, settings, 0, 0);
    *ids = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    const char **refused = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    const char **terms = db_columns(r) > PLAN_TERMS ? ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1) : NULL;
    for (int i = 0; i < db_rows(r); i++) {
        if (!db_is_null(r, i, PLAN_NOTE))
            plan_add_note(ctx->arena, plan, copy(ctx->arena, r, i, PLAN_NOTE));
        if (db_is_null(r, i, PLAN_REFUSAL) && terms)
            terms[plan->id_count] = copy(ctx->arena, r, i, PLAN_TERMS);
        if (db_is_null(r, i, PLAN_REFUSAL))
            (*ids)[plan->id_count++] = copy(ctx->arena, r, i, PLAN_ID);
        else
            refused[plan->refused_count++] = copy(ctx->arena, r, i, PLAN_ID);
    }
    plan->refused_ids = refused;
    plan->terms = terms;
    take_samples(ctx->arena, r, plan);
    ok = true;
out:
    db_result_free(settings);
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

bool action_is_taken_back_by(const struct action *a, const char *const *args, size_t i)
{
    size_t at = action_arg_index(a, "method");
    const char *method = args && at < a->arg_count ? args[at] : NULL;
    unsigned where = PAID_AT_GATEWAY;
    if (!a->taken_back_where || !method)
        return true;
    if (strcmp(method, "cash") == 0 || strcmp(method, "transfer") == 0)
        where = PAID_AT_COUNTER;
    else if (strcmp(method, "balance") == 0)
        where = PAID_FROM_BALANCE;
    return (a->taken_back_where[i] & where) != 0;
}

bool action_wants_yes(const struct action *a)
{
    return a->wants_yes || a->reverse == REVERSE_NONE;
}

bool action_is_offered(const struct action *a)
{
    return !a->is_internal && !a->report_sql;
}

/* Its rows are what the action works on, or each stands for many of those. */
bool action_is_of_pane(const struct action *a, const struct pane *p)
{
    return strcmp(a->pane, p->name) == 0 || (p->sums_up && strcmp(a->pane, p->sums_up) == 0) ||
           (p->rows_of && strcmp(a->pane, p->rows_of) == 0);
}

bool action_fits(const struct action *a, const struct pane *p)
{
    return action_is_of_pane(a, p) || (p->user && strcmp(a->pane, "users") == 0);
}

bool action_knows_rows_of(const struct action *a, const struct pane *p)
{
    for (const char *const *name = a->begins_on; name && *name; name++)
        if (strcmp(*name, p->name) == 0)
            return true;
    return action_is_of_pane(a, p);
}

bool action_begins_on(const struct action *a, const struct pane *p)
{
    return action_fits(a, p) || (a->makes_new && a->values_sql && (p->user || action_knows_rows_of(a, p)));
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

/* Of which rows an action is planned. */
struct chosen {
    const char *const *ids; /* NULL: the action finds them itself */
    size_t count;
    struct many_choice many; /* its sql NULL: the ids are at hand */
};

/* Texts are taken as far as there are not too many. */
struct taking {
    struct arena *arena;
    const char **ids;
    size_t count;
    bool is_too_many;
};

static bool take_id(void *at, const struct db_result *r)
{
    struct taking *t = at;
    t->is_too_many = t->count == MANY_FROM;
    if (!t->is_too_many)
        t->ids[t->count++] = copy(t->arena, r, 0, 0);
    return !t->is_too_many;
}

/* Whether the database may keep a selection: its rows are the users that are changed, each for itself. */
bool action_takes_many(const struct action *a)
{
    return strcmp(a->entity, "user") == 0 && !a->counts && !a->opens && !a->makes_new && !action_is_undo(a);
}

/* One expression over all rows of a pane that match. */
static bool ask_matching(struct context *ctx, const struct action *a, const char *sql, const struct filter *filter,
                         struct chosen *c, struct error *e)
{
    struct taking t = { .arena = ctx->arena, .ids = NULL };
    if (!action_takes_many(a))
        return ask_ids(ctx, sql, filter->params, filter->param_count, &c->ids, &c->count, e);
    t.ids = ARENA_ARRAY(ctx->arena, const char *, MANY_FROM);
    if (!db_stream(ctx->db, sql, filter->params, (int)filter->param_count, take_id, &t, e))
        return false;
    c->ids = t.ids;
    c->count = t.count;
    if (t.is_too_many)
        c->many = (struct many_choice){ sql, filter->params, filter->param_count };
    return true;
}

static const char *matching_sql(struct context *ctx, const struct pane *p, const char *column, const char *where)
{
    return pane_sql(ctx->arena, p, &(struct pane_marks){ .columns = column, .where = where });
}

/* The ids of all rows that match a filter. */
static bool ids_by_filter(struct context *ctx, const struct action *a, const struct pane *p, const char *text,
                          struct chosen *c, struct error *e)
{
    struct filter filter;
    return filter_compile(ctx->arena, p, text, &filter, e) &&
           ask_matching(ctx, a, matching_sql(ctx, p, p->id, filter.where), &filter, c, e);
}

/* The users that rows of another pane are about: those that match its filter, or those of these ids. */
static bool users_of_rows(struct context *ctx, const struct action *a, const struct pane *p, const struct selection *s,
                          struct chosen *c, struct error *e)
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
    return ask_matching(ctx, a, matching_sql(ctx, p, column, where), &filter, c, e);
}

/* Ids of debt items become those of their users; what is neither stays, and is refused later. */
static bool users_of_items(struct context *ctx, struct chosen *c, struct error *e)
{
    for (size_t i = 0; i < c->count; i++)
        if (!action_is_uuid(c->ids[i]))
            return true;
    const char *array = db_array(ctx->arena, c->ids, c->count);
    return ask_ids(ctx, db_sql("action_users_of_debts"), &array, 1, &c->ids, &c->count, e);
}

/* What it makes is not there yet: rows that were chosen were meant for something else. */
static bool resolve_nothing(const struct action *a, const struct selection *s, struct plan *plan, struct error *e)
{
    plan->selection_text = "a new one";
    if (!s->ids && !s->filter)
        return true;
    error_set(e, ERR_USAGE, "it takes no selection", "%s makes a new one", a->name);
    return error_hint(e, "leave --where and --id out");
}

static bool resolve(struct context *ctx, const struct action *a, const struct selection *s, struct plan *plan,
                    struct chosen *c, struct error *e)
{
    const struct pane *p = s->pane && !a->makes_new ? s->pane : pane_find(a->pane);
    const char *filter = s->filter ? s->filter : "";
    if (!p || !action_fits(a, p))
        return error_set(e, ERR_INTERNAL, "the action does not work on these rows", "%s", a->name);
    if (a->makes_new)
        return resolve_nothing(a, s, plan, e);
    c->ids = s->ids;
    c->count = s->id_count;
    if (s->ids)
        plan->selection_text = arena_printf(ctx->arena, "%zu marked", s->id_count);
    else
        plan->selection_text = *filter ? arena_strdup(ctx->arena, filter) : "all";
    if (!action_is_of_pane(a, p))
        return users_of_rows(ctx, a, p, s, c, e);
    if (s->ids)
        return !a->takes_debts || users_of_items(ctx, c, e);
    if (a->selects_itself && !*filter)
        return true;
    return ids_by_filter(ctx, a, p, filter, c, e);
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
        plan_add_note(ctx->arena, plan, copy(ctx->arena, r, i, 0));
    db_result_free(r);
    return r != NULL;
}

void plan_note_sync(struct arena *a, struct plan *plan)
{
    plan_add_note(a, plan,
                  arena_printf(a, "then the router is brought to it: %s",
                               action_count_text(a, plan->id_count, plan->action->entity)));
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
    plan_note_sync(ctx->arena, plan);
    return strcmp(a->entity, "user") != 0 || note_left_rows(ctx, plan, e);
}

/* With the ids at hand, or without where they are a great many and none of them is damaged. */
static bool plan_chosen(struct context *ctx, const struct selection *s, struct chosen *c, struct plan *plan,
                        struct error *e)
{
    const struct many_choice *m = &c->many;
    bool is_plain = false;
    if (m->sql && !many_plan(ctx, m, plan, &is_plain, e))
        return false;
    if (is_plain)
        return true;
    if (m->sql && !ask_ids(ctx, m->sql, m->params, m->param_count, &c->ids, &c->count, e))
        return false;
    return action_check_ids(plan->action, c->ids, c->count, e) && plan_rows(ctx, s, c->ids, c->count, plan, e);
}

bool action_plan(struct context *ctx, const struct action *a, const struct selection *s, const char *const *args,
                 struct plan *plan, struct error *e)
{
    static const char *const nothing[] = { NULL };
    struct chosen c = { .ids = NULL };
    *plan = (struct plan){ .action = a, .args = args, .ids = nothing, .notes = nothing };
    if (!resolve(ctx, a, s, plan, &c, e) || context_cancelled(ctx, e))
        return false;
    if (action_is_undo(a)) {
        plan->summary = a->label;
        return undo_plan(ctx, a, c.ids, c.count, plan, e);
    }
    if ((a->gather && !a->gather(ctx, args, e)) || !plan_chosen(ctx, s, &c, plan, e))
        return false;
    plan->summary = a->makes_new ? a->label
                                 : arena_printf(ctx->arena, "%s %s", a->label,
                                                action_count_text(ctx->arena, plan->id_count, a->entity));
    return true;
}
