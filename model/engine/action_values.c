/* What a form begins with: what stands in the row now, and what there is to choose from. */
#include "model/engine/action.h"

#include "db/db.h"

bool action_read_values(struct context *ctx, const struct action *a, const char *id, const char *const **values,
                        struct error *e)
{
    struct db_result *r = db_query(ctx->db, a->values_sql, DB_PARAMS(id), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) > 0;
    const char **list = ARENA_ARRAY(ctx->arena, const char *, a->arg_count + 1);
    for (size_t i = 0; is_there && i < a->arg_count && (int)i < db_columns(r); i++)
        if (!db_is_null(r, 0, (int)i))
            list[i] = arena_strdup(ctx->arena, db_value(r, 0, (int)i));
    db_result_free(r);
    *values = list;
    return is_there || error_set(e, ERR_REFUSED, "the row is gone", "%s", id);
}

bool action_read_choices(struct context *ctx, const struct action_arg *arg, struct action_choice **choices,
                         size_t *count, struct error *e)
{
    struct db_result *r = db_query(ctx->db, arg->choices_sql, NULL, 0, e);
    if (!r)
        return false;
    *count = (size_t)db_rows(r);
    *choices = ARENA_ARRAY(ctx->arena, struct action_choice, *count + 1);
    for (size_t i = 0; i < *count; i++)
        (*choices)[i] = (struct action_choice){ .value = arena_strdup(ctx->arena, db_value(r, (int)i, 0)),
                                                .label = arena_strdup(ctx->arena, db_value(r, (int)i, 1)) };
    db_result_free(r);
    return true;
}

bool action_check_step(struct context *ctx, const struct action *a, size_t step, const char *const *values,
                       struct error *e)
{
    const struct action_step *of = &a->steps[step];
    if (!of->check_sql)
        return true;
    struct db_result *r = db_query(ctx->db, of->check_sql, values, (int)of->arg_count, e);
    if (!r)
        return false;
    bool is_refused = db_rows(r) > 0 && !db_is_null(r, 0, 0);
    if (is_refused)
        error_set(e, ERR_REFUSED, "this can't be", "%s", db_value(r, 0, 0));
    db_result_free(r);
    return !is_refused;
}
