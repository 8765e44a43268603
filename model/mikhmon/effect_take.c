/* A router that Mikhmon ran is taken over, step by step: what is done is noted, so that whoever goes on after a crash
 * begins where it ended. Nothing is written on the router before what stands there is in the database. */
#include "model/mikhmon/takeover.h"

#include "base/text.h"
#include "db/db.h"
#include "model/mikhmon/mikhmon_read.h"
#include "model/mikhmon/takeover_part.h"
#include "model/routers/router.h"

#include <string.h>

struct taking {
    struct context *ctx;
    struct ros *ros;
    const char *router, *takeover;
};

/* What stands there is read once more, since time has passed since the look, and what it is changed to is noted. */
static bool remember(struct taking *t, struct error *e)
{
    struct db *db = t->ctx->db;
    if (!mikhmon_read(t->ctx, t->ros, t->router, t->takeover, READ_ALL, e))
        return false;
    struct db_result *r = db_query(db, "takeover_open", DB_PARAMS(t->takeover), e);
    const char *why = r && !db_is_null(r, 0, 0) ? arena_strdup(t->ctx->arena, db_value(r, 0, 0)) : NULL;
    bool ok = r && !why;
    db_result_free(r);
    if (why)
        error_set(e, ERR_REFUSED, "the router was changed meanwhile", "%s", why);
    return ok && db_run(db, "takeover_keep", DB_PARAMS(t->takeover), NULL, e);
}

static bool stop_monitors(struct taking *t, struct error *e)
{
    const char *left;
    return takeover_change_part(t->ctx, t->ros, t->takeover, "scheduler", PART_TAKE, &left, e);
}

/* Until then every first login rewrites a comment. */
static bool take_scripts(struct taking *t, struct error *e)
{
    const char *left;
    return takeover_change_part(t->ctx, t->ros, t->takeover, "profile", PART_TAKE, &left, e);
}

/* What was begun while the scripts still ran. */
static bool read_again(struct taking *t, struct error *e)
{
    return mikhmon_read(t->ctx, t->ros, t->router, t->takeover, READ_AGAIN, e);
}

static bool write_down(struct taking *t, struct error *e)
{
    static const char *const parts[] = { "takeover_write", NULL };
    struct db *db = t->ctx->db;
    bool ok = db_begin(db, e);
    if (!ok)
        return false;
    ok = db_run(db, "operation_plans", DB_PARAMS("force_custom_plan"), NULL, e);
    for (size_t i = 0; ok && parts[i]; i++)
        ok = db_run(db, parts[i], DB_PARAMS(t->takeover), NULL, e);
    if (ok)
        return db_commit(db, e);
    db_rollback(db);
    return false;
}

/* In this order: monitors end vouchers, so they go first; scripts write comments until they are gone. */
static const struct step {
    const char *name;
    bool (*run)(struct taking *t, struct error *e);
} steps[] = {
    { "remembered", remember },   { "monitors_off", stop_monitors }, { "scripts_out", take_scripts },
    { "read_again", read_again }, { "written", write_down },
};

static bool is_done(struct taking *t, const char *step, bool *done, struct error *e)
{
    struct db_result *r = db_query(t->ctx->db, "takeover_step_done", DB_PARAMS(t->takeover, step), e);
    *done = r && db_bool(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

static bool take(struct taking *t, struct error *e)
{
    const size_t count = sizeof steps / sizeof *steps;
    for (size_t i = 0; i < count; i++) {
        bool done;
        context_progress(t->ctx, "steps", i, count);
        if (context_cancelled(t->ctx, e) || !is_done(t, steps[i].name, &done, e))
            return false;
        if (!done && (!steps[i].run(t, e) ||
                      !db_run(t->ctx->db, "takeover_step", DB_PARAMS(t->takeover, steps[i].name), NULL, e)))
            return false;
    }
    return true;
}

static bool restore(struct taking *t, struct error *e)
{
    const char *scripts, *schedulers;
    if (!takeover_change_part(t->ctx, t->ros, t->takeover, "profile", PART_GIVE, &scripts, e) ||
        !takeover_restore_users(t->ctx, t->ros, t->router, t->takeover, e) ||
        !takeover_change_part(t->ctx, t->ros, t->takeover, "scheduler", PART_GIVE, &schedulers, e))
        return false;
    return db_run(t->ctx->db, "takeover_undone", DB_PARAMS(t->takeover, scripts), NULL, e);
}

/* A refusal is said where the take-over stands: somebody has to look at it, and then go on or give it back. */
static bool settle(struct taking *t, struct effect_row *row, bool ok, const struct error *failure, struct error *e)
{
    const char *why = ok ? NULL : arena_printf(t->ctx->arena, "%s: %s", failure->what, failure->why);
    row->state = ok ? EFFECT_DONE : EFFECT_FAILED;
    row->message = why ? text_safe_copy(t->ctx->arena, why) : NULL;
    return ok || db_run(t->ctx->db, "takeover_held_up", DB_PARAMS(t->takeover, row->message), NULL, e);
}

static bool work(struct context *ctx, const char *router, struct effect_row *rows, size_t count, const char *state,
                 bool (*run)(struct taking *t, struct error *e), struct error *e)
{
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct taking t = { .ctx = ctx, .ros = ros, .router = router, .takeover = rows[i].entity_id };
        struct error failure = { .code = ERR_NONE };
        bool is_wanted;
        if (!takeover_is(ctx, t.takeover, state, &is_wanted, e))
            return false;
        if (!is_wanted) {
            rows[i].state = EFFECT_DONE;
            continue;
        }
        bool ok = run(&t, &failure);
        routers_report(ctx, router, ok ? NULL : &failure);
        if (!ok && failure.code != ERR_REFUSED) {
            if (e)
                *e = failure;
            return false;
        }
        if (!settle(&t, &rows[i], ok, &failure, e))
            return false;
    }
    return true;
}

bool effect_mikhmon_take(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                         struct error *e)
{
    return work(ctx, router, rows, count, "{taking}", take, e);
}

bool effect_mikhmon_give_back(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                              struct error *e)
{
    return work(ctx, router, rows, count, "{undoing}", restore, e);
}
