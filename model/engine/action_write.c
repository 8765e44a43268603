/* What an operation writes, in parts: neither the ids of a million users nor what is written of them is held at once,
 * and it can be told how far it is. All parts are in the operation's one transaction. */
#include "model/engine/action_operation.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/engine/action_many.h"
#include "model/engine/entity.h"
#include "model/lists/pane.h"

#include <stdlib.h>
#include <string.h>

enum {
    PART_USERS = 10000,
    PART_STEPS = 8 /* about as many statements carry out a part */
};

/* One part of it, or all of it. */
struct part {
    struct operation *op;
    const char *const *ids;     /* NULL: an undo, or there are many */
    size_t first, count, total; /* total: of all parts */
    struct arena *scratch;      /* of this part */
    const char *after;          /* the number of the last audit row before its own */
    size_t steps;               /* done */
};

bool operation_step(const struct operation *op, const char *name, int64_t *rows, struct error *e)
{
    return !context_cancelled(op->ctx, e) && db_run(op->ctx->db, name, DB_PARAMS(op->id), rows, e);
}

const char *operation_counts(const struct action *rules)
{
    if (rules->counts)
        return rules->counts;
    return rules->opens ? pane_find(rules->opens)->entity : rules->entity;
}

bool operation_is_of_one(const struct operation *op)
{
    return op->rules->is_of_one || (op->plan && op->plan->id_count == 1 && !op->rules->comes_in_parts);
}

/* What comes back of it is of no use. */
static bool ask(const struct operation *op, const char *name, const char *const *params, int count, struct error *e)
{
    return operation_is_of_one(op) ? db_later(op->ctx->db, name, params, count, NULL, e)
                                   : db_run(op->ctx->db, name, params, count, NULL, e);
}

static bool plan_for(const struct operation *op, const char *mode, struct error *e)
{
    return ask(op, "operation_plans", DB_PARAMS(mode), e);
}

/* Rows behind an id that stands for several. */
static size_t rows_each(const struct operation *op)
{
    return op->plan && op->asked && op->plan->stands_for > op->asked ? op->plan->stands_for / op->asked : 1;
}

static void tell_step(struct part *p)
{
    const struct operation *op = p->op;
    size_t each = rows_each(op);
    if (operation_is_of_one(op))
        return; /* over before it could be drawn */
    p->steps += p->steps < PART_STEPS;
    context_progress(op->ctx, op->action->label, p->first * each + p->count * each * p->steps / PART_STEPS,
                     op->asked * each);
}

/* Why nothing was changed: what a plan that is made now says of the first row; NULL where it has no word for it. */
static const char *ask_reason(const struct part *p, size_t first)
{
    const struct operation *op = p->op;
    const struct action *a = op->action;
    const char *reason = NULL;
    const char **params = ARENA_ARRAY(p->scratch, const char *, a->arg_count + 1);
    if (op->plan && (op->plan->many || !p->ids))
        return NULL;
    params[0] = op->plan ? db_array(p->scratch, p->ids, first) : op->undo_of;
    for (size_t i = 0; op->plan && i < a->arg_count; i++)
        params[i + 1] = op->plan->args[i];
    struct db_result *r = op->plan ? db_query(op->ctx->db, arena_printf(p->scratch, "%s_plan", a->sql), params,
                                              (int)a->arg_count + 1, NULL)
                                   : db_query(op->ctx->db, "undo_plan", params, 1, NULL);
    for (int i = 0; r && !reason && i < db_rows(r); i++)
        if (!db_is_null(r, i, PLAN_REFUSAL))
            reason = arena_strdup(op->ctx->arena, db_value(r, i, PLAN_REFUSAL));
    db_result_free(r);
    return reason;
}

/* Refused, with the reason where there is one: the operator is to know what to do. */
static bool refuse_unchanged(const struct part *p, size_t count, struct error *e)
{
    enum {
        ASKED_OF = 20
    };
    const char *reason = ask_reason(p, count < ASKED_OF ? count : ASKED_OF);
    if (!reason)
        reason = p->op->plan ? "what was planned has changed meanwhile" : "everything has changed since then";
    return error_set(e, ERR_REFUSED, "nothing was changed", "%s", reason);
}

/* One shared statement for the rows of a part. */
static bool write_step(struct part *p, const char *name, struct error *e)
{
    bool ok = !context_cancelled(p->op->ctx, e) && ask(p->op, name, DB_PARAMS(p->op->id, p->after), e);
    tell_step(p);
    return ok;
}

/* What is asked of the routers is counted. */
static bool write_wishes(struct part *p, const char *name, const char *const *params, int count, struct error *e)
{
    struct operation *op = p->op;
    int64_t wishes = 0;
    if (context_cancelled(op->ctx, e))
        return false;
    if (operation_is_of_one(op) && op->wish_count < OPERATION_WISHES)
        return db_later(op->ctx->db, name, params, count, &op->wishes[op->wish_count++], e);
    if (!db_run(op->ctx->db, name, params, count, &wishes, e))
        return false;
    tell_step(p);
    op->outbox_count += (size_t)wishes;
    return true;
}

static const char *part_array(const struct part *p)
{
    const struct many *many = p->op->plan->many;
    return many ? many_array(p->scratch, many, p->first, p->count) : db_array(p->scratch, p->ids + p->first, p->count);
}

/* Looks again at what is locked and writes the audit rows of what still may be changed. Of a row alone it is known when
 * all that follows was answered as well, which does nothing where there are none. */
static bool write_planned(struct part *p, const char *ids, int64_t *rows, struct error *e)
{
    struct operation *op = p->op;
    struct context *ctx = op->ctx;
    const struct action *a = op->action;
    const char *name = arena_printf(ctx->arena, "%s_apply", a->sql);
    const char **params = ARENA_ARRAY(p->scratch, const char *, a->arg_count + 2);
    params[0] = p->op->id;
    params[1] = ids;
    for (size_t i = 0; i < a->arg_count; i++)
        params[i + 2] = op->plan->args[i];
    if (operation_is_of_one(op)) {
        *rows = 1;
        return !context_cancelled(ctx, e) && db_later(ctx->db, name, params, (int)a->arg_count + 2, &op->applied, e);
    }
    if (context_cancelled(ctx, e))
        return false;
    struct db_result *r = db_query(ctx->db, name, params, (int)a->arg_count + 2, e);
    bool ok = r && terms_hold(op, r, e) && operation_is_open(op);
    *rows = r ? db_changed(r) : 0;
    db_result_free(r);
    tell_step(p);
    return ok;
}

static bool write_undo(const struct operation *op, int64_t *rows, struct error *e)
{
    const struct entity *n = entity_find(operation_counts(op->rules));
    return db_run(op->ctx->db, "undo_lock_users", DB_PARAMS(op->undo_of), NULL, e) &&
           (!op->rules->changes_quota || db_run(op->ctx->db, "undo_lock_debts", DB_PARAMS(op->undo_of), NULL, e)) &&
           (!n || !n->undo_lock || db_run(op->ctx->db, n->undo_lock, DB_PARAMS(op->undo_of), NULL, e)) &&
           operation_step(op, "undo_apply", rows, e);
}

/* The audit rows of a part, of which there may be none. */
static bool write_audit(struct part *p, int64_t *rows, struct error *e)
{
    const struct operation *op = p->op;
    const struct entity *n = entity_find(op->action->entity);
    if (!operation_is_of_one(op) && !plan_for(op, "force_custom_plan", e))
        return false;
    if (!op->plan)
        return write_undo(op, rows, e);
    const char *ids = part_array(p);
    return (!n->lock_debts || !op->action->changes_quota || ask(op, n->lock_debts, DB_PARAMS(ids), e)) &&
           write_planned(p, ids, rows, e);
}

/* Devices, with what they ask of the routers. */
static bool write_devices(struct part *p, struct error *e)
{
    return write_wishes(p, "operation_write_devices", DB_PARAMS(p->op->id, p->after), e);
}

/* What the routers are asked for the users of a part. */
static bool write_outbox(struct part *p, struct error *e)
{
    const struct operation *op = p->op;
    if (!op->rules->syncs_router && !op->rules->may_open_access)
        return true;
    return write_step(p, "operation_tell_access", e) &&
           write_wishes(p, "operation_outbox", DB_PARAMS(op->id, p->after, op->rules->syncs_router ? "t" : "f"), e);
}

/* Of a row alone, what the routers are asked for goes first: they are asked what stands there while the rest is
 * written. */
static bool is_asked_early(const struct operation *op)
{
    return operation_is_of_one(op) && operation_drains(op) && !op->undo_of && !op->rules->changes_record &&
           !op->rules->changes_devices && (op->rules->syncs_router || op->rules->may_open_access);
}

static bool ask_early(struct part *p, struct error *e)
{
    struct operation *op = p->op;
    if (!write_outbox(p, e) || !outbox_ahead_begin(op->ctx, op->id, &op->ahead, e))
        return false;
    bool was_answered = op->ahead.kept != NULL; /* else nobody here talks to routers, and all of it still waits */
    if (!was_answered)
        return true;
    op->is_certain = operation_is_open(op) && operation_has_changed(op, e);
    return op->is_certain;
}

/* Who customers are, and where their hotspot accounts are then. */
static bool write_records(struct part *p, struct error *e)
{
    return write_step(p, "operation_write_records", e) &&
           write_wishes(p, "operation_move_accounts", DB_PARAMS(p->op->id, p->after), e);
}

/* What the audit says is done to the tables, and noted for the router. */
static bool carry_out(struct part *p, struct error *e)
{
    const struct operation *op = p->op;
    const struct entity *counted = entity_find(operation_counts(op->rules));
    bool is_written = op->rules->comes_in_parts && !op->undo_of;
    if ((!operation_is_of_one(op) && !plan_for(op, "auto", e)) ||
        (!is_written && !write_step(p, "operation_write_users", e)))
        return false;
    bool is_early = is_asked_early(op);
    if (is_early && !ask_early(p, e))
        return false;
    if (op->rules->changes_record && !op->rules->makes_new && !write_records(p, e))
        return false;
    if (op->rules->changes_quota && !(write_step(p, "operation_write_debts", e) &&
                                      write_step(p, "operation_payments", e) && write_step(p, "operation_ledger", e)))
        return false;
    if (op->undo_of && counted && counted->undo_sql && !operation_step(op, counted->undo_sql, NULL, e))
        return false;
    if (op->undo_of && op->rules->makes_new && counted && counted->unmake_sql &&
        !operation_step(op, counted->unmake_sql, NULL, e))
        return false;
    if (op->rules->takes_baseline && !op->undo_of && !write_step(p, "operation_baseline", e))
        return false;
    return (is_early || write_outbox(p, e)) && (!op->rules->changes_devices || write_devices(p, e));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* How many ids are written at once. Only users stand for themselves: two debt items of one user belong together. */
static size_t part_size(const struct operation *op, size_t total)
{
    if (op->plan && op->action->comes_in_parts)
        return 1;
    return op->plan && op->plan->id_count > PART_USERS && action_takes_many(op->action) ? PART_USERS : total;
}

/* In the order in which their users are locked, whatever part they are in. */
static const char *const *sorted_ids(const struct operation *op)
{
    const char **ids = ARENA_ARRAY(op->ctx->arena, const char *, op->plan->id_count);
    memcpy(ids, op->plan->ids, op->plan->id_count * sizeof *ids);
    qsort(ids, op->plan->id_count, sizeof *ids, by_text);
    return ids;
}

/* The next part of them; false: there is none. */
static bool next_part(struct part *p, size_t most)
{
    p->first += p->count;
    if (p->first >= p->total)
        return false;
    p->count = p->total - p->first < most ? p->total - p->first : most;
    arena_reset(p->scratch);
    p->steps = 0;
    return true;
}

/* All users before anything else, so that two operations on the same ones wait for each other and never block each
 * other for good. */
static bool lock_users(struct part p, size_t most, struct error *e)
{
    const char *by = entity_find(p.op->action->entity)->lock_users;
    while (by && p.op->plan && next_part(&p, most))
        if (context_cancelled(p.op->ctx, e) || !ask(p.op, by, DB_PARAMS(part_array(&p)), e))
            return false;
    return true;
}

static bool begin_part(struct part *p, struct error *e)
{
    if (p->first == 0)
        return true;
    struct db_result *r = db_query(p->op->ctx->db, "operation_part", DB_PARAMS(p->op->id), e);
    if (r)
        p->after = arena_strdup(p->scratch, db_value(r, 0, 0));
    db_result_free(r);
    return r != NULL;
}

static bool write_parts(struct part *p, size_t most, int64_t *all, struct error *e)
{
    const struct operation *op = p->op;
    if (!plan_for(op, operation_is_of_one(op) ? "force_generic_plan" : "force_custom_plan", e) ||
        !lock_users(*p, most, e))
        return false;
    while (next_part(p, most)) {
        int64_t rows = 0;
        if (!begin_part(p, e) || !write_audit(p, &rows, e) || (rows > 0 && !carry_out(p, e)))
            return false;
        *all += rows;
    }
    return true;
}

static const char *const *ids_of(const struct operation *op, size_t most)
{
    if (!op->plan || op->plan->many)
        return NULL;
    return most == PART_USERS ? sorted_ids(op) : op->plan->ids;
}

bool operation_has_changed(struct operation *op, struct error *e)
{
    struct part p = { .op = op, .total = op->asked ? op->asked : 1 };
    if (!op->applied || db_changed(op->applied) > 0)
        return terms_hold(op, op->applied, e);
    p.scratch = arena_new();
    p.ids = ids_of(op, part_size(op, p.total));
    refuse_unchanged(&p, p.total, e);
    arena_free(p.scratch);
    return false;
}

bool operation_write(struct operation *op, struct error *e)
{
    struct part p = { .op = op, .after = "0", .total = op->asked ? op->asked : 1, .scratch = arena_new() };
    size_t most = part_size(op, p.total);
    int64_t all = 0;
    p.ids = ids_of(op, most);
    op->outbox_count = 0;
    context_progress(op->ctx, op->action->label, 0, op->asked * rows_each(op));
    bool ok = write_parts(&p, most, &all, e);
    if (ok && all == 0)
        ok = refuse_unchanged(&p, p.total, e);
    arena_free(p.scratch);
    return ok;
}
