/* One operation: one transaction that writes the audit and carries it out, then what follows it. */
#include "model/engine/action_operation.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/engine/audit.h"
#include "model/engine/entity.h"
#include "model/engine/job.h"
#include "model/engine/outbox.h"
#include "model/lists/pane.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    MOST_TRIES = 4,
    RECONNECT_MS = 10000
};

bool action_may_change(const struct context *ctx, struct error *e)
{
    if (ctx->looks_only) {
        error_set(e, ERR_REFUSED, "nothing is changed", "%s only looks: this takes the operator role", ctx->looks_only);
        return error_hint(e, "connect as an account that is a member of the operator role (migrate --roles makes it)");
    }
    if (ctx->read_only || (ctx->config && ctx->config->read_only)) {
        error_set(e, ERR_REFUSED, "nothing is changed", "this session is read-only");
        return error_hint(e, "start it without --read-only and without read_only in the configuration");
    }
    return true;
}

bool operation_is_allowed(const struct context *ctx, const char *operation_id, struct error *e)
{
    if (!action_may_change(ctx, e))
        return false;
    if (!action_is_uuid(operation_id))
        return error_set(e, ERR_USAGE, "the operation has no proper id", "%s is no uuid", operation_id);
    return true;
}

static const char *copy_or_null(struct arena *a, const struct db_result *r, int column)
{
    return db_is_null(r, 0, column) ? NULL : arena_strdup(a, db_value(r, 0, column));
}

bool operation_look_up(struct context *ctx, const char *id, struct operation_record *record, bool *found,
                       struct error *e)
{
    struct db_result *r = db_query(ctx->db, "operation_find", DB_PARAMS(id), e);
    if (!r)
        return false;
    *found = db_rows(r) > 0;
    if (*found)
        *record = (struct operation_record){
            .action = arena_strdup(ctx->arena, db_value(r, 0, 0)),
            .actor = copy_or_null(ctx->arena, r, 1),
            .item_count = (size_t)db_int64(r, 0, 2),
            .selection = copy_or_null(ctx->arena, r, 3),
            .at = copy_or_null(ctx->arena, r, 4),
            .hash = copy_or_null(ctx->arena, r, 5),
            .undone_by = copy_or_null(ctx->arena, r, 6),
        };
    db_result_free(r);
    return true;
}

bool operation_is_open(struct operation *op)
{
    struct db_result *r = op->opening;
    op->opening = NULL;
    if (!r)
        return op->is_opened;
    op->was_opened = true;
    op->is_opened = db_rows(r) > 0;
    if (op->is_opened)
        op->at = arena_strdup(op->ctx->arena, db_value(r, 0, 0));
    db_result_free(r);
    return op->is_opened;
}

/* Inserts the operation's row; what would follow for a row each goes out with it, and is rolled back where somebody has
 * done so before. */
static bool open_operation(struct operation *op, struct error *e)
{
    const char *const params[] = { op->id, op->ctx->actor, op->action->name, op->args, op->selection, op->undo_of };
    const int count = (int)(sizeof params / sizeof *params);
    if (op->plan && operation_is_of_one(op))
        return db_later(op->ctx->db, "operation_open", params, count, &op->opening, e);
    op->opening = db_query(op->ctx->db, "operation_open", params, count, e);
    return op->opening && operation_is_open(op);
}

static void forget_answers(struct operation *op)
{
    for (size_t i = 0; i < op->wish_count; i++)
        db_result_free(op->wishes[i]);
    db_result_free(op->opening);
    db_result_free(op->applied);
    db_result_free(op->counted);
    db_result_free(op->sealed);
    op->opening = op->applied = op->counted = op->sealed = NULL;
    op->wish_count = 0;
    op->was_opened = op->is_opened = op->is_certain = false;
}

/* Takes over what was done under this id before; it must have been the same. */
static bool adopt(struct operation *op, struct error *e)
{
    struct operation_record record = { 0 };
    bool found;
    if (!operation_look_up(op->ctx, op->id, &record, &found, e))
        return false;
    if (!found) {
        error_set(e, ERR_REFUSED, "it can't be undone again", "operation %s was undone just now by somebody else",
                  op->undo_of ? op->undo_of : op->id);
        return false;
    }
    if (!record.action || strcmp(record.action, op->action->name) != 0)
        return error_set(e, ERR_USAGE, "the operation's id is taken", "%s is a %s by %s", op->id,
                         record.action ? record.action : "-", record.actor ? record.actor : "-");
    op->was_there = true;
    if (op->is_lost)
        outbox_release(op->ctx, op->id);
    op->changed = record.item_count;
    op->at = record.at;
    op->hash = record.hash;
    return true;
}

static void count_wishes(struct operation *op)
{
    for (size_t i = 0; i < op->wish_count; i++)
        op->outbox_count += op->wishes[i] ? (size_t)db_changed(op->wishes[i]) : 0;
}

static bool leaves_effects(const struct action *rules)
{
    return rules->syncs_router || rules->may_open_access || rules->has_effects || rules->changes_devices;
}

bool operation_drains(const struct operation *op)
{
    return (op->ctx->routers || op->ctx->gateways) && leaves_effects(op->rules);
}

/* What closes it; it waits, as far as it can. The end of the chain is locked from operation_link to the commit, so that
 * it comes last. */
static bool seal(struct operation *op, struct error *e)
{
    struct db *db = op->ctx->db;
    const char *by = operation_counts(op->rules);
    return !context_cancelled(op->ctx, e) && db_later(db, "operation_count", DB_PARAMS(op->id, by), &op->counted, e) &&
           db_later(db, "operation_notify", DB_PARAMS(entity_channels(by)), NULL, e) &&
           (!op->rules->opens || db_later(db, "operation_opened", DB_PARAMS(op->id, by), &op->opened, e)) &&
           (!operation_is_of_one(op) || !operation_drains(op) || outbox_ahead_ask(op->ctx, op->id, &op->ahead, e)) &&
           db_later(db, "operation_link", DB_PARAMS(op->id), NULL, e) &&
           db_later(db, "operation_seal", DB_PARAMS(op->id), &op->sealed, e);
}

/* What is not known to change anything is looked at before. */
static bool look_before_commit(struct operation *op, struct error *e)
{
    return db_send_waiting(op->ctx->db, e) && operation_has_changed(op, e) && !context_cancelled(op->ctx, e);
}

static void take_answers(struct operation *op)
{
    op->changed = (size_t)db_int64(op->counted, 0, 0);
    op->hash = arena_strdup(op->ctx->arena, db_value(op->sealed, 0, 0));
    count_wishes(op);
}

static bool try_once(struct operation *op, struct error *e)
{
    struct db *db = op->ctx->db;
    forget_answers(op);
    if (!db_begin_later(db, e))
        return false;
    bool ok = db_later(db, "operation_settings", DB_PARAMS(op->ctx->actor, op->plan ? op->plan->at : NULL), NULL, e) &&
              open_operation(op, e) && operation_write(op, e) && seal(op, e) &&
              (op->is_certain || look_before_commit(op, e));
    operation_is_open(op);
    if (!ok)
        db_rollback(db);
    else if (!db_commit(db, e))
        return false;
    if (ok)
        take_answers(op);
    return ok || (op->was_opened && !op->is_opened && adopt(op, e));
}

static bool reconnect(struct context *ctx)
{
    const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
    int64_t until = clock_ms() + RECONNECT_MS;
    while (!db_ready(ctx->db, NULL)) {
        if (clock_ms() > until || context_cancelled(ctx, NULL))
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

/* Whether another try makes sense: the id makes it harmless. */
static bool may_try_again(const struct operation *op, struct error *e)
{
    if (e->code == ERR_REFUSED && db_may_repeat(op->ctx->db))
        return true;
    if (e->code != ERR_UNKNOWN)
        return false;
    if (reconnect(op->ctx))
        return true;
    return error_hint(e, "it may have been done: look for operation %s in the audit before doing it again", op->id);
}

bool operation_run(struct operation *op, struct error *e)
{
    struct error last;
    for (int tries = 1;; tries++) {
        error_clear(&last);
        db_result_free(op->opened);
        op->opened = NULL;
        bool ok = try_once(op, &last);
        forget_answers(op);
        if (ok && !op->was_there)
            return true;
        op->is_lost |= last.code == ERR_UNKNOWN;
        outbox_ahead_end(op->ctx, &op->ahead);
        if (ok)
            return true;
        if (tries == MOST_TRIES || !may_try_again(op, &last))
            break;
        log_line(LOG_LEVEL_INFO, "operation %s: tried again after: %s", op->id, last.why);
    }
    db_result_free(op->opened);
    op->opened = NULL;
    if (e)
        *e = last;
    return false;
}

/* After a drain the outbox's rows know best how far the effects are; r: what they said at its end, if it was asked. */
static void read_effects(struct operation *op, struct db_result *r, struct action_result *result, struct strbuf *words)
{
    struct error e;
    if (!r)
        r = db_query(op->ctx->db, "operation_effects", DB_PARAMS(op->id), &e);
    if (!r) {
        log_error("effects of an operation", &e);
        return;
    }
    result->outbox_count = result->effects_done = result->effects_waiting = result->effects_failed = 0;
    for (int i = 0; i < db_rows(r); i++) {
        const char *target = db_value(r, i, 0), *name = strchr(target, ':');
        int64_t done = db_int64(r, i, 2), waiting = db_int64(r, i, 3), failed = db_int64(r, i, 4);
        result->outbox_count += (size_t)db_int64(r, i, 1);
        result->effects_done += (size_t)done;
        result->effects_waiting += (size_t)waiting;
        result->effects_failed += (size_t)failed;
        if (!db_is_null(r, i, 6)) {
            strbuf_printf(words, "; %s", db_value(r, i, 6));
            continue;
        }
        strbuf_printf(words, "; %.*s %s: %" PRId64 " %s", name ? (int)(name - target) : 0, target,
                      name ? name + 1 : target, done, db_bool(r, i, 5) ? "synced" : "done");
        if (waiting)
            strbuf_printf(words, ", %" PRId64 " waiting", waiting);
        if (failed)
            strbuf_printf(words, ", %" PRId64 " failed", failed);
    }
    db_result_free(r);
}

/* Stopped halfway: what has not begun is not to be done by a worker behind the operator's back. */
static void withdraw(struct operation *op, struct action_result *result, struct strbuf *words)
{
    struct error e;
    int64_t rows = 0;
    if (!op->rules->can_be_withdrawn || !context_cancelled(op->ctx, NULL))
        return;
    if (!db_run(op->ctx->db, "operation_withdraw", DB_PARAMS(op->id), &rows, &e)) {
        log_error("withdrawing effects", &e);
        strbuf_printf(words, "; %s: %s", e.what, e.why);
        return;
    }
    result->effects_withdrawn = (size_t)rows;
    if (rows)
        strbuf_printf(words, "; stopped: %" PRId64 " withdrawn", rows);
}

static struct db_result *drain(struct operation *op, struct action_result *result)
{
    struct outbox_tally tally = { 0 };
    struct error e;
    if (!op->ahead.kept || !operation_drains(op))
        outbox_ahead_settle(&op->ahead);
    if (!operation_drains(op))
        return NULL;
    error_clear(&e);
    op->ctx->ahead = &op->ahead;
    bool ok = outbox_drain(op->ctx, op->id, &tally, &e);
    op->ctx->ahead = NULL;
    outbox_ahead_settle(&op->ahead);
    outbox_ahead_end(op->ctx, &op->ahead);
    if (ok) {
        snprintf(result->effect_error, sizeof result->effect_error, "%s", tally.last_error);
        return tally.effects;
    }
    log_error("drain of the outbox", &e);
    error_text(&e, result->effect_error, sizeof result->effect_error);
    db_result_free(tally.effects);
    return NULL;
}

/* Where the action opens what it made or found. Without it the operator looks it up himself. */
static void read_opened(struct operation *op, struct action_result *result, struct strbuf *words)
{
    struct error e;
    struct db_result *r = op->opened;
    op->opened = NULL;
    if (!op->rules->opens)
        return;
    if (!r) /* it had been done before */
        r = db_query(op->ctx->db, "operation_opened", DB_PARAMS(op->id, operation_counts(op->rules)), &e);
    if (!r) {
        log_error("what an operation opens", &e);
        return;
    }
    if (db_rows(r) > 0) {
        snprintf(result->opened_id, sizeof result->opened_id, "%s", db_value(r, 0, 0));
        const char *rest = db_rows(r) > 1 ? ", …" : db_bool(r, 0, 1) ? " was open already: it is shown again" : "";
        strbuf_printf(words, ": %s%s", result->opened_id, rest);
        if (op->ctx->settled && db_rows(r) == 1 && db_bool(r, 0, 2)) {
            op->ahead.asker = op->ctx;
            op->ahead.opened_id = result->opened_id;
        }
    }
    db_result_free(r);
}

static void append_file(const struct operation *op, struct strbuf *words)
{
    struct error e;
    struct audit_line line = {
        .operation_id = op->id,
        .actor = op->ctx->actor,
        .action = op->action->name,
        .args = op->args,
        .selection = op->selection,
        .undo_of = op->undo_of,
        .at = op->at,
        .hash = op->hash,
        .changed = op->changed,
    };
    if (audit_append_file(op->ctx, &line, &e))
        return;
    log_error("audit", &e);
    strbuf_printf(words, "; %s: %s", e.what, e.why);
}

const char *action_count_text(struct arena *a, size_t count, const char *entity)
{
    const struct entity *n = entity_find(entity);
    return arena_printf(a, "%zu %s", count, count == 1 ? n->one : n->many);
}

/* What a job's run changes stands in the audit. */
static void tell_run(const struct operation *op)
{
    struct touched *t = op->ctx->touched;
    if (!t || !op->changed)
        return;
    t->rows += (int64_t)op->changed;
    t->operations++;
    snprintf(t->operation_id, sizeof t->operation_id, "%s", op->id);
}

void operation_finish(struct operation *op, struct action_result *result)
{
    struct strbuf words = { .arena = op->ctx->arena };
    *result = (struct action_result){ .changed = op->changed,
                                      .outbox_count = op->outbox_count,
                                      .effects_waiting = op->outbox_count };
    snprintf(result->operation_id, sizeof result->operation_id, "%s", op->id);
    tell_run(op);
    /* an undo that is looked up again does not say what it was the undo of */
    const char *entity = action_is_undo(op->rules) ? "user" : op->rules->counts ? op->rules->counts : op->rules->entity;
    strbuf_printf(&words, "%s %s", action_count_text(op->ctx->arena, op->changed, entity), op->action->done);
    read_opened(op, result, &words);
    if (op->asked > op->changed)
        strbuf_printf(&words, ", %zu left out: changed %s", op->asked - op->changed,
                      op->undo_of ? "since" : "meanwhile");
    append_file(op, &words);
    struct db_result *effects = drain(op, result);
    if (op->plan && strcmp(op->rules->entity, "job") == 0)
        jobs_run_wanted(op->ctx, op->plan->ids, op->plan->id_count, &words);
    withdraw(op, result, &words);
    if (result->effects_withdrawn) {
        db_result_free(effects);
        effects = NULL;
    }
    read_effects(op, effects, result, &words);
    context_progress(op->ctx, op->action->label, op->changed, op->changed);
    result->summary = strbuf_text(&words);
}
