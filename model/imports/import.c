/* Imports that are staged: found, judged, written. */
#include "model/imports/import.h"

#include "db/db.h"
#include "model/engine/action_operation.h"
#include "model/imports/room.h"

#include <inttypes.h>
#include <string.h>

const char *const import_existing[] = { "keep", "update", NULL };

const char *const import_own_columns[IMPORT_OWN_COLUMNS] = { "line", "why" };

enum {
    PART_LINES = 5000 /* of the file, written by one statement */
};

static const char *copy(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

static bool no_such(const char *id, struct error *e)
{
    error_set(e, ERR_USAGE, "the import is not there", "there is no import %s", id);
    return error_hint(e, "what was staged is kept for some days: read the file again");
}

static bool take_import(struct context *ctx, const struct db_result *r, struct import *import, struct error *e)
{
    struct arena *a = ctx->arena;
    *import = (struct import){
        .kind = import_kind_find(db_value(r, 0, 1)),
        .id = copy(a, r, 0, 0),
        .file = copy(a, r, 0, 2),
        .actor = copy(a, r, 0, 3),
        .header = copy(a, r, 0, 4),
        .existing = copy(a, r, 0, 5),
        .lines = db_int64(r, 0, 6),
        .staged_at = copy(a, r, 0, 7),
        .operation_id = copy(a, r, 0, 8),
        .is_done = db_bool(r, 0, 9),
    };
    return import->kind ||
           error_set(e, ERR_REFUSED, "the import is not there", "it is of another version of the program");
}

bool import_find(struct context *ctx, const char *id, struct import *import, struct error *e)
{
    if (strspn(id, "0123456789") != strlen(id) || strlen(id) > 18 || !*id)
        return no_such(id, e);
    struct db_result *r = db_query(ctx->db, "import_find", DB_PARAMS(id), e);
    bool ok = r && (db_rows(r) ? take_import(ctx, r, import, e) : no_such(id, e));
    db_result_free(r);
    return ok;
}

bool import_find_last(struct context *ctx, struct import *import, bool *found, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "import_last", DB_PARAMS(ctx->actor), e);
    *found = r && db_rows(r) > 0;
    const char *id = *found ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : NULL;
    db_result_free(r);
    return r && (!id || import_find(ctx, id, import, e));
}

/* What is asked of the lines of one import: $1 its number. */
static struct db_result *ask_lines(struct context *ctx, const struct import *import, const char *format,
                                   struct error *e)
{
    return db_text(ctx->db, arena_printf(ctx->arena, format, import->kind->table), DB_PARAMS(import->id), e);
}

bool import_forget(struct context *ctx, const struct import *import, struct error *e)
{
    if (!db_begin(ctx->db, e))
        return false;
    struct db_result *r = ask_lines(ctx, import, "DELETE FROM console.%s WHERE import_id = $1::bigint", e);
    bool ok = r && db_run(ctx->db, "import_forget", DB_PARAMS(import->id), NULL, e);
    db_result_free(r);
    if (ok)
        return db_commit(ctx->db, e);
    db_rollback(ctx->db);
    return false;
}

/* A server that crashed has lost them. */
static bool lines_are_there(const struct import *import, int64_t lines, struct error *e)
{
    if (lines >= import->lines)
        return true;
    error_set(e, ERR_REFUSED, "the import can't go on",
              "of %" PRId64 " staged lines %" PRId64 " are left: the database was restarted", import->lines, lines);
    return error_hint(e, "read the file again");
}

static int64_t *verdict_count(struct import_verdict *v, const char *verdict)
{
    const struct {
        const char *name;
        int64_t *count;
    } counts[] = { { "new", &v->fresh }, { "update", &v->update }, { "same", &v->same }, { "kept", &v->kept } };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (strcmp(counts[i].name, verdict) == 0)
            return counts[i].count;
    return &v->faulty;
}

static bool read_counts(struct context *ctx, const struct import *import, struct import_verdict *v, struct error *e)
{
    static const char sql[] =
        "SELECT l.fault_kind, CASE WHEN l.fault_kind IS NULL THEN l.verdict END, count(*) AS lines"
        " FROM console.%s l WHERE l.import_id = $1::bigint GROUP BY 1, 2 ORDER BY 3 DESC";
    int64_t all = 0;
    struct db_result *r = ask_lines(ctx, import, sql, e);
    if (!r)
        return false;
    v->counts = ARENA_ARRAY(ctx->arena, struct import_fault_count, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++) {
        int64_t lines = db_int64(r, i, 2);
        *verdict_count(v, db_value(r, i, 1)) += lines;
        if (!db_is_null(r, i, 0))
            v->counts[v->count_count++] = (struct import_fault_count){ copy(ctx->arena, r, i, 0), lines };
        all += lines;
    }
    db_result_free(r);
    return lines_are_there(import, all, e);
}

static bool read_faults(struct context *ctx, const struct import *import, struct import_verdict *v, struct error *e)
{
    struct db_result *r =
        ask_lines(ctx, import,
                  "SELECT l.line, l.fault_kind, l.fault FROM console.%s l WHERE l.import_id = $1::bigint"
                  " AND l.fault_kind IS NOT NULL ORDER BY l.line LIMIT 100",
                  e);
    if (!r)
        return false;
    v->faults = ARENA_ARRAY(ctx->arena, struct import_faulty, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++)
        v->faults[v->fault_count++] =
            (struct import_faulty){ db_int64(r, i, 0), copy(ctx->arena, r, i, 1), copy(ctx->arena, r, i, 2) };
    db_result_free(r);
    return true;
}

static bool read_preview(struct context *ctx, const struct import *import, struct import_verdict *v, struct error *e)
{
    const char *most = arena_printf(ctx->arena, "%d", IMPORT_MOST_SHOWN);
    struct db_result *r = db_query(ctx->db, import->kind->plan, DB_PARAMS(NULL, import->id, most), e);
    if (!r)
        return false;
    v->lines = ARENA_ARRAY(ctx->arena, struct import_line, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++)
        v->lines[v->line_count++] =
            (struct import_line){ db_int64(r, i, PLAN_ID), copy(ctx->arena, r, i, PLAN_NOTE),
                                  copy(ctx->arena, r, i, PLAN_LABEL), copy(ctx->arena, r, i, PLAN_BEFORE),
                                  copy(ctx->arena, r, i, PLAN_AFTER) };
    db_result_free(r);
    return true;
}

/* How the lines are found is planned for as many as there are. Who may not has a warning for it, and no more. */
static bool analyze(struct context *ctx, const struct import *import, struct error *e)
{
    struct db_result *r =
        db_text(ctx->db, arena_printf(ctx->arena, "ANALYZE console.%s", import->kind->table), NULL, 0, e);
    db_result_free(r);
    return r != NULL;
}

static bool judge(struct context *ctx, const struct import *import, struct error *e)
{
    return db_run(ctx->db, "operation_settings", DB_PARAMS(ctx->actor, NULL), NULL, e) && analyze(ctx, import, e) &&
           db_run(ctx->db, "operation_plans", DB_PARAMS("force_custom_plan"), NULL, e) &&
           db_run(ctx->db, "import_set_existing", DB_PARAMS(import->id, import->existing), NULL, e) &&
           db_run(ctx->db, import->kind->check, DB_PARAMS(import->id), NULL, e) &&
           db_run(ctx->db, "import_checked", DB_PARAMS(import->id), NULL, e);
}

bool import_check(struct context *ctx, const struct import *import, struct import_verdict *verdict, struct error *e)
{
    *verdict = (struct import_verdict){ .fresh = 0 };
    context_progress(ctx, "checking", 0, (size_t)import->lines);
    if (!db_begin(ctx->db, e))
        return false;
    if (!judge(ctx, import, e)) {
        db_rollback(ctx->db);
        return false;
    }
    if (!db_commit(ctx->db, e))
        return false;
    context_progress(ctx, "checking", (size_t)import->lines, (size_t)import->lines);
    return read_counts(ctx, import, verdict, e) && read_faults(ctx, import, verdict, e) &&
           read_preview(ctx, import, verdict, e);
}

bool import_may_write(const struct import_verdict *v, bool skips_bad, struct error *e)
{
    if (v->faulty && !skips_bad) {
        error_set(e, ERR_REFUSED, "nothing is imported",
                  "%" PRId64 " of its lines can't be taken; the first is line %" PRId64 ": %s", v->faulty,
                  v->faults[0].line, v->faults[0].why);
        return error_hint(e, "mend the file, or leave those lines out with --skip-bad");
    }
    if (v->fresh + v->update)
        return true;
    return error_set(e, ERR_REFUSED, "nothing is imported", "%s",
                     v->faulty ? "no line can be taken" : "all of it is there already");
}

void import_plan(struct context *ctx, const struct import *import, const struct import_verdict *v, struct plan *plan)
{
    struct arena *a = ctx->arena;
    const struct action *action = action_find(import->kind->action);
    size_t parts = 0;
    const char **args = ARENA_ARRAY(a, const char *, action->arg_count + 1);
    int64_t last = import->lines;
    struct db_result *r = ask_lines(ctx, import, "SELECT max(line) FROM console.%s WHERE import_id = $1::bigint", NULL);
    if (r)
        last = db_int64(r, 0, 0);
    db_result_free(r);
    const char **ids = ARENA_ARRAY(a, const char *, last / PART_LINES + 1);
    for (int64_t first = 1; first <= last; first += PART_LINES)
        ids[parts++] = arena_printf(a, "%" PRId64, first);
    args[0] = import->id;
    args[1] = arena_printf(a, "%d", PART_LINES);
    static const char *const nothing[] = { NULL };
    *plan = (struct plan){ .action = action,
                           .args = args,
                           .ids = ids,
                           .id_count = parts,
                           .stands_for = (size_t)(v->fresh + v->update),
                           .selection_text = arena_printf(a, "import %s: %s", import->id, import->file),
                           .notes = nothing };
    plan->summary =
        arena_printf(a, "%s %s", action->label, action_count_text(a, plan->stands_for, import->kind->entity));
}

static void add_samples(struct arena *a, const struct import_verdict *v, const char *line, struct plan *plan)
{
    plan->samples = ARENA_ARRAY(a, struct plan_sample, v->fault_count + v->line_count);
    for (size_t i = 0; i < v->fault_count; i++)
        plan->samples[plan->sample_count++] =
            (struct plan_sample){ .label = arena_printf(a, "%s %" PRId64, line, v->faults[i].line),
                                  .refusal = v->faults[i].why };
    for (size_t i = 0; plan->id_count && i < v->line_count; i++)
        plan->samples[plan->sample_count++] = (struct plan_sample){ .label = v->lines[i].label,
                                                                    .before = v->lines[i].before,
                                                                    .after = v->lines[i].after };
}

void import_shown_plan(struct arena *a, const struct import *import, const struct import_verdict *v, bool skips_bad,
                       const char *line, struct plan *plan)
{
    const struct action *action = action_find(import->kind->action);
    static const char *const nothing[] = { NULL };
    bool is_stopped = v->faulty && !skips_bad;
    *plan = (struct plan){ .action = action,
                           .ids = nothing,
                           .notes = nothing,
                           .id_count = is_stopped ? 0 : (size_t)(v->fresh + v->update),
                           .refused_count = (size_t)v->faulty };
    plan->summary = arena_printf(a, "%s %s", action->label, action_count_text(a, plan->id_count, import->kind->entity));
    plan_add_note(a, plan,
                  arena_printf(a,
                               "%" PRId64 " new, %" PRId64 " to update, %" PRId64 " there already, %" PRId64
                               " differ and are kept",
                               v->fresh, v->update, v->same, v->kept));
    if (is_stopped)
        plan_add_note(a, plan, "nothing is imported while lines are faulty: tab leaves them out, into a file");
    else if (v->faulty)
        plan_add_note(a, plan, "faulty lines are left out, and go to a file beside the one that was read");
    add_samples(a, v, line, plan);
}

static const char *decide(struct context *ctx, const struct import *import, bool skips_bad, struct error *e)
{
    char id[40];
    const char *kept = NULL;
    action_new_id(id);
    struct db_result *r = db_query(ctx->db, "import_decide", DB_PARAMS(import->id, id, skips_bad ? "t" : "f"), e);
    if (r && db_rows(r))
        kept = arena_strdup(ctx->arena, db_value(r, 0, 0));
    else if (r)
        no_such(import->id, e);
    db_result_free(r);
    return kept;
}

/* Somebody made meanwhile what it wanted to make. */
static bool changed_meanwhile(const struct import *import, struct error *e)
{
    error_set(e, ERR_REFUSED, "nothing is imported", "what it wanted to make was made by somebody else meanwhile");
    return error_hint(e, "look at it again: hotspot-console import --resume %s", import->id);
}

bool import_write(struct context *ctx, const struct import *import, const struct import_verdict *verdict,
                  bool skips_bad, struct action_result *result, struct error *e)
{
    struct plan plan;
    struct error unseen;
    const char *operation = NULL;
    if (ctx->read_only)
        return error_set(e, ERR_REFUSED, "nothing is imported", "this session is read-only");
    if (!import_may_write(verdict, skips_bad, e) || !(operation = decide(ctx, import, skips_bad, e)))
        return false;
    import_plan(ctx, import, verdict, &plan);
    if (!action_apply(ctx, &plan, operation, result, e))
        return strcmp(db_sqlstate(ctx->db), "23505") == 0 ? changed_meanwhile(import, e) : false;
    /* The job takes it away later if this fails. */
    struct db_result *r = ask_lines(ctx, import, "DELETE FROM console.%s WHERE import_id = $1::bigint", &unseen);
    db_result_free(r);
    return true;
}
