/* Drift: a look at a whole router, and the mending of what is safe to mend. */
#include "model/routers/drift.h"

#include "base/text.h"
#include "db/db.h"
#include "model/engine/action.h"
#include "model/routers/drift_run.h"
#include "model/routers/garden.h"
#include "model/routers/host_seen.h"
#include "model/routers/router.h"

#include <time.h>

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool begin(struct drift_run *d, struct error *e)
{
    struct db_result *r = db_query(d->ctx->db, "drift_begin", NULL, 0, e);
    if (!r)
        return false;
    d->started_at = arena_strdup(d->arena, db_value(r, 0, 0));
    db_result_free(r);
    d->scan.strangers_by_mac = lookup_new(d->arena);
    d->scan.foreign_macs = lookup_new(d->arena);
    return sync_load_all(&d->sync, e);
}

/* Tells the breaker how it went. */
static bool read_router(struct drift_run *d, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    bool ok = sync_read_router(&d->sync, &failure) &&
              garden_compare(d->ctx, d->sync.ros, &d->garden, &d->garden_count, &failure);
    routers_report(d->ctx, d->sync.router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}

static void compare(struct drift_run *d, struct drift_report *report)
{
    int64_t from = clock_us(CLOCK_THREAD_CPUTIME_ID);
    sync_guess_addresses(&d->sync);
    sync_compare(&d->sync);
    report->compare_us = clock_us(CLOCK_THREAD_CPUTIME_ID) - from;
}

static void fill(const struct drift_run *d, struct drift_report *report)
{
    report->users = d->sync.user_count;
    report->devices = d->sync.device_count;
    report->entries = d->scan.entry_count;
    report->foreign = d->scan.foreign_count;
    report->sessions = d->scan.session_count;
    report->differences = d->rows.count;
    for (size_t i = 0; i < d->rows.count; i++) {
        report->mendable += d->rows.items[i]->mend != NULL;
        report->safe += d->rows.items[i]->mend && d->rows.items[i]->is_safe;
    }
}

static bool look(struct drift_run *d, struct drift_report *report, struct error *e)
{
    int64_t from = clock_us(CLOCK_MONOTONIC), read_from;

    if (!(d->sync.ros = routers_get(d->ctx, d->sync.router, e)) || !begin(d, e))
        return false;
    read_from = clock_us(CLOCK_MONOTONIC);
    if (!read_router(d, e))
        return false;
    report->read_ms = (clock_us(CLOCK_MONOTONIC) - read_from) / 1000;
    compare(d, report);
    if (!drift_load_facts(d, e))
        return false;
    drift_find(d);
    report->ms = (clock_us(CLOCK_MONOTONIC) - from) / 1000;
    fill(d, report);
    return drift_store(d, report, e) && host_seen_look(d, e);
}

/* What the last look found stays; where this can't be written either, the caller says so. */
static void note_failure(struct drift_run *d, const struct error *failure)
{
    char text[900];
    error_text(failure, text, sizeof text);
    db_run(d->ctx->db, "drift_failed", DB_PARAMS(d->sync.router, text_safe_copy(d->arena, text)), NULL, NULL);
}

bool drift_scan(struct context *ctx, const char *router, struct drift_report *report, struct error *e)
{
    struct context inner = *ctx;
    struct drift_run d = { .ctx = &inner };
    struct error failure = { .code = ERR_NONE };

    *report = (struct drift_report){ 0 };
    inner.arena = d.arena = arena_new();
    d.sync = (struct sync_run){ .ctx = &inner, .arena = d.arena, .router = router, .scan = &d.scan };
    bool ok = look(&d, report, &failure);
    if (!ok && failure.code != ERR_CANCELLED)
        note_failure(&d, &failure);
    if (!ok && e)
        *e = failure;
    arena_free(d.arena);
    return ok;
}

static bool ids_of_safe(struct context *ctx, const char *router, const char *const **ids, size_t *count,
                        struct error *e)
{
    struct db_result *r = db_query(ctx->db, "drift_safe", DB_PARAMS(router), e);
    if (!r)
        return false;
    const char **items = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    *count = (size_t)db_rows(r);
    for (size_t i = 0; i < *count; i++)
        items[i] = arena_strdup(ctx->arena, db_value(r, (int)i, 0));
    *ids = items;
    db_result_free(r);
    return true;
}

/* By the same action as a person's: planned, audited, in the outbox, drained. */
static bool mend(struct context *ctx, const char *const *ids, size_t count, size_t *mended, struct error *e)
{
    const struct action *a = action_find("drift.mend");
    const struct selection selection = { .ids = ids, .id_count = count };
    struct action_result result;
    struct plan plan;
    const char *const *args;
    char operation[40];

    if (!action_parse_args(ctx, a, NULL, NULL, 0, &args, e) || !action_plan(ctx, a, &selection, args, &plan, e))
        return false;
    if (!plan.id_count)
        return true;
    action_new_id(operation);
    if (!action_apply(ctx, &plan, operation, &result, e))
        return false;
    *mended = result.changed;
    return true;
}

bool drift_mend_safe(struct context *ctx, const char *router, size_t *mended, struct error *e)
{
    struct context inner = *ctx;
    const char *const *ids;
    size_t count;

    *mended = 0;
    inner.arena = arena_new();
    bool ok = ids_of_safe(&inner, router, &ids, &count, e) && (!count || mend(&inner, ids, count, mended, e));
    arena_free(inner.arena);
    return ok;
}

bool drift_forget(struct context *ctx, const char *router, const char *kind, const char *const *ids, size_t count,
                  struct error *e)
{
    const char *array = ids ? db_array(ctx->arena, ids, count) : NULL;
    return (ids && !count) || db_run(ctx->db, "drift_forget", DB_PARAMS(router, kind, array), NULL, e);
}
