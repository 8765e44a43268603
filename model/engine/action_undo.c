/* The inverse of an operation: its audit rows turned round, for whom all that it wrote still stands. */
#include "model/engine/action_operation.h"

#include "db/db.h"
#include "model/engine/entity.h"

#include <stdio.h>
#include <string.h>

/* Always false: what takes it back in place of an undo. */
static bool hint_reverse(const struct action *rules, struct error *e)
{
    char names[160] = "";
    size_t n = 0;
    for (size_t i = 0; rules && rules->taken_back_by && rules->taken_back_by[i] && n < sizeof names; i++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", i ? ", " : "", rules->taken_back_by[i]);
    return *names ? error_hint(e, "take it back by %s", names) : false;
}

bool undo_check(struct context *ctx, const char *operation_id, struct operation_record *record,
                const struct action **rules, struct error *e)
{
    static const char what[] = "it can't be undone";
    bool found;
    if (!operation_look_up(ctx, operation_id, record, &found, e))
        return false;
    if (!found || record->undone_by) {
        if (found)
            error_set(e, ERR_REFUSED, what, "operation %s was undone already, by operation %s", operation_id,
                      record->undone_by);
        else
            error_set(e, ERR_USAGE, what, "there is no operation %s", operation_id);
        return false;
    }
    *rules = action_find(record->action);
    if (*rules && action_is_undoable(*rules))
        return true;
    error_set(e, ERR_REFUSED, what, "%s has no undo", record->action);
    return hint_reverse(*rules, e);
}

/* The operation was undone under this very id before: that is not "undone already". */
static bool was_done_here(struct context *ctx, const char *id, bool *found, struct error *e)
{
    struct operation_record record;
    return operation_look_up(ctx, id, &record, found, e);
}

/* Rows of the audit stand for their operation; ids that name several are refused. */
static bool find_operation(struct context *ctx, const char *const *row_ids, size_t count, const char **id,
                           struct error *e)
{
    const char *array = db_array(ctx->arena, row_ids, count);
    struct db_result *r = db_query(ctx->db, "undo_find", DB_PARAMS(array), e);
    bool ok = false;
    if (!r)
        return false;
    if (db_is_null(r, 0, 0))
        error_set(e, ERR_USAGE, "it can't be undone", "there is no entry %s in the audit", db_value(r, 0, 1));
    else if (db_rows(r) > 1) {
        error_set(e, ERR_USAGE, "it can't be undone", "the selection holds rows of several operations");
        error_hint(e, "undo them one by one, the latest first");
    } else {
        *id = arena_strdup(ctx->arena, db_value(r, 0, 0));
        ok = true;
    }
    db_result_free(r);
    return ok;
}

bool action_undo(struct context *ctx, const char *operation_id, const char *new_operation_id,
                 struct action_result *result, struct error *e)
{
    struct operation_record record = { 0 };
    struct operation op = { .ctx = ctx, .id = new_operation_id, .action = action_find("audit.undo") };
    bool repeated = false;
    if (!operation_is_allowed(ctx, new_operation_id, e) || !was_done_here(ctx, new_operation_id, &repeated, e) ||
        !find_operation(ctx, &operation_id, 1, &operation_id, e))
        return false;
    if (repeated)
        op.rules = op.action;
    else if (!undo_check(ctx, operation_id, &record, &op.rules, e))
        return false;
    op.undo_of = operation_id;
    op.asked = record.item_count;
    op.args = arena_printf(ctx->arena, "{\"operation\":\"%s\"}", operation_id);
    op.selection = arena_printf(ctx->arena, "operation %s", operation_id);
    if (!operation_run(&op, e))
        return false;
    operation_finish(&op, result);
    return true;
}

/* How many would be put back, and in the word for it: of devices a customer may have several. count: users. */
static bool count_put_back(struct context *ctx, const char *operation, const struct action *rules,
                           const char *const *users, size_t *count, const char **text, struct error *e)
{
    if (rules->changes_devices) {
        struct db_result *r =
            db_query(ctx->db, "undo_devices", DB_PARAMS(operation, db_array(ctx->arena, users, *count)), e);
        if (!r)
            return false;
        *count = (size_t)db_int64(r, 0, 0);
        *text = action_count_text(ctx->arena, *count, "device");
        db_result_free(r);
        return true;
    }
    const char *counted = operation_counts(rules);
    bool is_own = rules->comes_in_parts || entity_find(counted)->stands_alone;
    *text = action_count_text(ctx->arena, *count, is_own ? counted : "user");
    return true;
}

bool undo_plan(struct context *ctx, const struct action *a, const char *const *row_ids, size_t count, struct plan *plan,
               struct error *e)
{
    struct operation_record record = { 0 };
    const struct action *rules = NULL;
    const char *id, **users = NULL;
    if (count == 0)
        return true;
    if (!find_operation(ctx, row_ids, count, &id, e) || !undo_check(ctx, id, &record, &rules, e) ||
        !plan_read(ctx, "undo_plan", DB_PARAMS(id), &users, plan, e))
        return false;
    const char *what;
    bool is_any = plan->id_count > 0;
    plan->stands_for = plan->id_count;
    if (!count_put_back(ctx, id, rules, users, &plan->stands_for, &what, e))
        return false;
    const char **ids = ARENA_ARRAY(ctx->arena, const char *, 1);
    ids[0] = id;
    plan->ids = ids;
    plan->id_count = is_any;
    plan->selection_text = arena_printf(ctx->arena, "operation %s", id);
    plan->summary = arena_printf(ctx->arena, "%s %s of %s by %s", a->label, rules->name, what, record.actor);
    return true;
}
