/* Drift: a look at a whole router, and the mending of what is safe to mend. */
#include "model/routers/drift.h"

#include "base/memory.h"
#include "base/text.h"
#include "db/db.h"
#include "model/engine/action.h"
#include "model/routers/drift_run.h"
#include "model/routers/garden.h"
#include "model/routers/host_seen.h"
#include "model/routers/router.h"
#include "model/routers/sync_aside.h"

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
    d->started_at = arena_strdup(d->kept, db_value(r, 0, 0));
    db_result_free(r);
    d->next_renewal = &d->renewals;
    return sync_begin(&d->whole, e) && sync_aside_wanted(&d->whole, e);
}

/* Tells the breaker how it went. */
static bool router_step(struct drift_run *d, bool ok, const struct error *failure, struct error *e)
{
    routers_report(d->ctx, d->whole.router, ok ? NULL : failure);
    if (!ok && e)
        *e = *failure;
    return ok;
}

static bool read_router(struct drift_run *d, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    bool ok = sync_read_router(&d->whole, &failure) &&
              garden_compare(d->ctx, d->whole.ros, &d->garden, &d->garden_count, &failure) &&
              profiles_read(d->ctx, d->whole.ros, &d->profiles, &failure);
    return router_step(d, ok, &failure, e);
}

static void compare(struct drift_run *d, struct drift_report *report)
{
    int64_t from = clock_us(CLOCK_THREAD_CPUTIME_ID);
    sync_guess_addresses(&d->sync);
    sync_compare(&d->sync);
    report->compare_us += clock_us(CLOCK_THREAD_CPUTIME_ID) - from;
}

static void start_part(struct drift_run *d)
{
    arena_reset(d->arena);
    d->sync = d->whole;
    d->sync.arena = d->arena;
    d->scan.strangers = NULL;
    d->scan.orphans = NULL;
    d->scan.stranger_count = 0;
    d->scan.strangers_by_mac = lookup_new(d->arena);
    d->scan.foreign_macs = lookup_new(d->arena);
}

static bool look_at_part(struct drift_run *d, uint32_t part, struct drift_report *report, struct error *e)
{
    const struct sync_session *known = d->scan.sessions;
    struct error failure = { .code = ERR_NONE };

    start_part(d);
    if (!sync_aside_load(&d->sync, part, e) || !router_step(d, sync_read_router(&d->sync, &failure), &failure, e))
        return false;
    d->user_count += d->sync.user_count;
    d->device_count += d->sync.device_count;
    compare(d, report);
    drift_keep(d, known);
    if (!drift_load_facts(d, e))
        return false;
    drift_find(d);
    return true;
}

static bool look_at_parts(struct drift_run *d, struct drift_report *report, struct error *e)
{
    uint32_t count = sync_aside_divide(d->whole.aside);
    d->scan.lease_count = sync_aside_leases(d->whole.aside);
    for (uint32_t part = 0; part < count; part++)
        if (!look_at_part(d, part, report, e))
            return false;
    arena_reset(d->arena);
    drift_find_of_all(d);
    return true;
}

static void fill(const struct drift_run *d, struct drift_report *report)
{
    report->users = d->user_count;
    report->devices = d->device_count;
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

    if (!(d->whole.ros = routers_get(d->ctx, d->whole.router, e)) || !begin(d, e))
        return false;
    read_from = clock_us(CLOCK_MONOTONIC);
    if (!read_router(d, e))
        return false;
    report->read_ms = (clock_us(CLOCK_MONOTONIC) - read_from) / 1000;
    if (!look_at_parts(d, report, e))
        return false;
    report->ms = (clock_us(CLOCK_MONOTONIC) - from) / 1000;
    fill(d, report);
    return drift_store(d, report, e) && host_seen_look(d, e) &&
           profiles_note(d->ctx, d->whole.router, &d->profiles, e);
}

/* What the last look found stays; where this can't be written either, the caller says so. */
static void note_failure(struct drift_run *d, const struct error *failure)
{
    char text[900];
    error_text(failure, text, sizeof text);
    db_run(d->ctx->db, "drift_failed", DB_PARAMS(d->whole.router, text_safe_copy(d->arena, text)), NULL, NULL);
}

bool drift_scan(struct context *ctx, const char *router, struct drift_report *report, struct error *e)
{
    struct context inner = *ctx;
    struct drift_run d = { .ctx = &inner };
    struct error failure = { .code = ERR_NONE };

    *report = (struct drift_report){ 0 };
    inner.arena = d.kept = arena_new();
    d.arena = arena_new();
    d.scan.arena = d.kept;
    d.whole = (struct sync_run){
        .ctx = &inner, .arena = d.kept, .router = router, .scan = &d.scan, .aside = sync_aside_new()
    };
    bool ok = look(&d, report, &failure);
    if (!ok && failure.code != ERR_CANCELLED)
        note_failure(&d, &failure);
    if (!ok && e)
        *e = failure;
    sync_aside_free(d.whole.aside);
    arena_free(d.arena);
    arena_free(d.kept);
    memory_give_back();
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
