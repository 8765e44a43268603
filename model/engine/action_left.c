/* What an action left as it was. */
#include "model/engine/action_operation.h"

#include "db/db.h"

static bool all_was_done(const struct plan *plan, const struct action_result *r)
{
    /* of an undo the plan's one id is the operation; what it can't put back stays with that */
    return action_is_undo(plan->action) ||
           (r->changed >= plan->id_count && r->effects_failed == 0 && r->effects_withdrawn == 0);
}

/* The ids of a great many are not read again: what failed of their effects stands in the outbox, by which it is found.
 */
bool action_read_left(struct context *ctx, const struct plan *plan, const struct action_result *result,
                      const char *const **ids, size_t *count, struct error *e)
{
    *ids = plan->refused_ids;
    *count = plan->refused_count;
    if (plan->many)
        *count = 0;
    if (plan->many || all_was_done(plan, result))
        return true;
    const char *array = db_array(ctx->arena, plan->ids, plan->id_count);
    struct db_result *r = db_query(ctx->db, "operation_left",
                                   DB_PARAMS(result->operation_id, array, result->effects_withdrawn ? "t" : "f"), e);
    if (!r)
        return false;
    const char **left = ARENA_ARRAY(ctx->arena, const char *, plan->refused_count + (size_t)db_rows(r) + 1);
    for (size_t i = 0; i < plan->refused_count; i++)
        left[i] = plan->refused_ids[i];
    for (int i = 0; i < db_rows(r); i++)
        left[(*count)++] = arena_strdup(ctx->arena, db_value(r, i, 0));
    *ids = left;
    db_result_free(r);
    return true;
}
