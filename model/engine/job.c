/* Running the periodic jobs that are due. */
#include "model/engine/job.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/engine/errand.h"
#include "model/engine/job_book.h"
#include "model/values/room.h"

#include <string.h>

const struct job *job_at(size_t i)
{
    ROOM_EACH (job, j, jobs, name)
        if (!i--)
            return j;
    return NULL;
}

size_t job_count(void)
{
    size_t count = 0;
    while (job_at(count))
        count++;
    return count;
}

static const char *row_name(struct arena *a, const struct job *j, const char *router)
{
    return j->run_router ? arena_printf(a, "%s:%s", j->name, router) : j->name;
}

bool jobs_register(struct context *ctx, struct error *e)
{
    size_t room = job_count() * (ctx->config->router_count + 1), count = 0;
    const char **names = ARENA_ARRAY(ctx->arena, const char *, room);
    const char **intervals = ARENA_ARRAY(ctx->arena, const char *, room);

    ROOM_EACH (job, j, jobs, name) {
        size_t rows = j->run_router ? ctx->config->router_count : 1;
        for (size_t k = 0; k < rows; k++) {
            names[count] = row_name(ctx->arena, j, j->run_router ? ctx->config->routers[k].name : NULL);
            intervals[count++] = arena_printf(ctx->arena, "%d", j->interval_s);
        }
    }
    return db_run(ctx->db, "job_register",
                  DB_PARAMS(db_array(ctx->arena, names, count), db_array(ctx->arena, intervals, count)), NULL, e);
}

/* A run, and what came of it. */
struct run {
    const struct job *job;
    const char *name, *router;
    const char *number;               /* of its claim; NULL: none */
    bool is_kept;                     /* it needs no claim */
    const char *due_at, *last_result; /* of one without a claim: as its row says */
    int64_t began_ms;
    bool failed_before, is_over, is_ok;
    char result[200];
    struct touched touched;
    struct error failure;
};

/* number stays NULL where another was faster. */
static bool claim(struct context *ctx, struct run *run, struct error *e)
{
    const char *lease = arena_printf(ctx->arena, "%d", run->job->lease_s);
    const char *keeps = ctx->book && run->job->is_kept ? "t" : "f";
    struct db_result *r = db_query(ctx->db, "job_claim", DB_PARAMS(run->name, ctx->worker_id, lease, keeps), e);
    if (!r)
        return false;
    if (db_rows(r) > 0) {
        run->number = arena_strdup(ctx->arena, db_value(r, 0, 0));
        run->failed_before = db_bool(r, 0, 1);
    }
    db_result_free(r);
    return true;
}

/* Once when it begins to fail and once when it is over, not every minute between. */
static void log_change(const struct run *run)
{
    if (!run->is_ok && !run->failed_before)
        log_error(run->name, &run->failure);
    else if (run->is_ok && run->failed_before)
        log_line(LOG_LEVEL_INFO, "%s: works again", run->name);
}

/* What came out as before is written with the heartbeat. */
static bool finish(struct context *ctx, const struct run *run, struct error *e)
{
    char text[900];
    const char *result = run->is_ok ? text_safe_copy(ctx->arena, run->result) : NULL;
    const char *why = run->is_ok ? NULL : text_safe_copy(ctx->arena, error_text(&run->failure, text, sizeof text));
    log_change(run);
    if (run->is_kept && result && !run->touched.rows && !run->failed_before && strcmp(result, run->last_result) == 0) {
        job_book_note(ctx->book, run->name, run->due_at, run->job->interval_s, run->began_ms);
        return true;
    }
    const char *age = arena_printf(ctx->arena, "%lld", (long long)(clock_ms() - run->began_ms));
    const char *rows = arena_printf(ctx->arena, "%lld", (long long)run->touched.rows);
    const char *operations = arena_printf(ctx->arena, "%zu", run->touched.operations);
    return db_run(ctx->db, run->is_kept ? "job_end" : "job_finish",
                  DB_PARAMS(run->name, ctx->worker_id, run->is_kept ? age : run->number, result, why, rows, operations,
                            *run->touched.operation_id ? run->touched.operation_id : NULL),
                  NULL, e);
}

static bool give_up(struct context *ctx, const struct run *run, struct error *e)
{
    return run->is_kept || db_run(ctx->db, "job_release", DB_PARAMS(run->name, ctx->worker_id, run->number), NULL, e);
}

/* is_over stays false where another was faster, or this process was asked to end. */
static bool run_one(struct context *ctx, struct run *run, struct error *e)
{
    if (!run->is_kept && !claim(ctx, run, e))
        return false;
    if (!run->is_kept && !run->number)
        return true;
    struct context own = *ctx;
    own.touched = &run->touched;
    run->began_ms = clock_ms();
    errand_begin(ctx->errand, run->name);
    run->is_ok = run->job->run_router
                     ? run->job->run_router(&own, run->router, run->result, sizeof run->result, &run->failure)
                     : run->job->run(&own, run->result, sizeof run->result, &run->failure);
    errand_end(ctx->errand);
    if (run->failure.code == ERR_CANCELLED)
        return give_up(ctx, run, e);
    run->is_over = true;
    return finish(ctx, run, e);
}

const char *const *jobs_names_of(struct arena *a, const char *router, size_t *count)
{
    const char **names = ARENA_ARRAY(a, const char *, job_count());
    *count = 0;
    ROOM_EACH (job, j, jobs, name)
        if (!j->run_router == !router && !j->asks_gateway && !j->is_long)
            names[(*count)++] = row_name(a, j, router);
    return names;
}

const char *const *jobs_names_at_gateways(struct arena *a, size_t *count)
{
    const char **names = ARENA_ARRAY(a, const char *, job_count());
    *count = 0;
    ROOM_EACH (job, j, jobs, name)
        if (j->asks_gateway)
            names[(*count)++] = j->name;
    return names;
}

const char *const *jobs_names_of_long(struct arena *a, size_t *count)
{
    const char **names = ARENA_ARRAY(a, const char *, job_count());
    *count = 0;
    ROOM_EACH (job, j, jobs, name)
        if (j->is_long)
            names[(*count)++] = j->name;
    return names;
}

const struct job *job_find(const char *row_name)
{
    size_t length = strcspn(row_name, ":");
    ROOM_EACH (job, j, jobs, name)
        if (strlen(j->name) == length && strncmp(j->name, row_name, length) == 0)
            return j;
    return NULL;
}

static bool run_due(struct context *ctx, const char *names, const char *router, size_t *ran, struct error *failure,
                    struct error *e)
{
    bool ok = true;
    struct job_runs rested = job_book_rested(ctx->book, ctx->arena);
    struct db_result *r =
        db_query(ctx->db, "job_due", DB_PARAMS(names, ctx->worker_id, rested.names, rested.due_at), e);
    if (!r)
        return false;
    for (int i = 0; ok && i < db_rows(r) && !context_cancelled(ctx, NULL); i++) {
        struct run run = { .job = job_find(db_value(r, i, 0)),
                           .name = db_value(r, i, 0),
                           .router = router,
                           .due_at = db_value(r, i, 1),
                           .last_result = db_value(r, i, 2),
                           .failed_before = db_bool(r, i, 3) };
        run.is_kept = ctx->book && run.job->is_kept && db_bool(r, i, 4);
        ok = run_one(ctx, &run, e);
        *ran += run.is_over;
        if (run.is_over && !run.is_ok)
            *failure = run.failure;
    }
    db_result_free(r);
    return ok;
}

bool jobs_run_due_of(struct context *ctx, const char *router, size_t *ran, struct error *failure, struct error *e)
{
    size_t count;
    const char *const *names = jobs_names_of(ctx->arena, router, &count);
    return run_due(ctx, db_array(ctx->arena, names, count), router, ran, failure, e);
}

bool jobs_run_due_at_gateways(struct context *ctx, size_t *ran, struct error *failure, struct error *e)
{
    size_t count;
    const char *const *names = jobs_names_at_gateways(ctx->arena, &count);
    return run_due(ctx, db_array(ctx->arena, names, count), NULL, ran, failure, e);
}

bool jobs_run_due_long(struct context *ctx, size_t *ran, struct error *failure, struct error *e)
{
    size_t count;
    const char *const *names = jobs_names_of_long(ctx->arena, &count);
    return run_due(ctx, db_array(ctx->arena, names, count), NULL, ran, failure, e);
}

bool jobs_run_due(struct context *ctx, size_t *ran, struct error *e)
{
    struct error failure;
    *ran = 0;
    if (!jobs_run_due_at_gateways(ctx, ran, &failure, e) || !jobs_run_due_of(ctx, NULL, ran, &failure, e))
        return false;
    for (size_t i = 0; i < ctx->config->router_count; i++)
        if (!jobs_run_due_of(ctx, ctx->config->routers[i].name, ran, &failure, e))
            return false;
    return jobs_run_due_long(ctx, ran, &failure, e);
}

static bool worker_is_alive(struct context *ctx, bool *is_alive, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "worker_is_alive", NULL, 0, e);
    if (r)
        *is_alive = db_bool(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

/* Whether this process can: it knows the job, and the router that it works on. */
static bool is_ours(const struct context *ctx, struct run *run)
{
    const char *colon = strchr(run->name, ':');
    run->job = job_find(run->name);
    if (!run->job || !run->job->run_router)
        return run->job && !colon;
    for (size_t i = 0; colon && ctx->routers && i < ctx->config->router_count; i++)
        if (strcmp(ctx->config->routers[i].name, colon + 1) == 0)
            run->router = ctx->config->routers[i].name;
    return run->router != NULL;
}

static bool run_wanted(struct context *ctx, const char *name, struct strbuf *words, struct error *e)
{
    struct run run = { .name = name };
    if (!is_ours(ctx, &run))
        return true;
    if (!run_one(ctx, &run, e))
        return false;
    if (run.is_over)
        strbuf_printf(words, "; %s: %s", name, run.is_ok ? run.result : run.failure.what);
    return true;
}

static bool run_all_wanted(struct context *ctx, const char *const *names, size_t count, struct strbuf *words,
                           struct error *e)
{
    bool is_alive, ok = true;
    if (!worker_is_alive(ctx, &is_alive, e))
        return false;
    if (is_alive)
        return true;
    struct db_result *r = db_query(ctx->db, "job_wanted", DB_PARAMS(db_array(ctx->arena, names, count)), e);
    if (!r)
        return false;
    for (int i = 0; ok && i < db_rows(r) && !context_cancelled(ctx, NULL); i++)
        ok = run_wanted(ctx, db_value(r, i, 0), words, e);
    db_result_free(r);
    return ok;
}

void jobs_run_wanted(struct context *ctx, const char *const *names, size_t count, struct strbuf *words)
{
    struct error e;
    error_clear(&e);
    if (!run_all_wanted(ctx, names, count, words, &e) && e.code != ERR_CANCELLED)
        log_error("jobs", &e);
}
