/* Rates that all hosts share. */
#include "model/engine/rate.h"

#include "base/clock.h"
#include "db/db.h"

#include <inttypes.h>
#include <time.h>

/* How long one sleeps before it looks whether it shall end, and how often a lease that hangs on this is renewed. */
enum {
    SLICE_MS = 50,
    SLICES_A_PROGRESS = 20
};

/* The rate leaves a fiftieth of a second to spare between the starts of one: who is later than half of that gives
 * his slot up, for the next may be early in its own. A host that is never in time goes on all the same. */
enum {
    EARLY_MS = 15,
    LATE_MS = 10,
    MOST_SLOTS = 4
};

static bool reserve(struct context *ctx, const char *name, int64_t per_minute, struct rate_slot *slot, struct error *e)
{
    const char *limit = arena_printf(ctx->arena, "%" PRId64, per_minute > 0 ? per_minute : 1);
    struct db_result *r = db_query(ctx->db, "rate_reserve", DB_PARAMS(name, limit), e);
    if (!r)
        return false;
    slot->at = arena_strdup(ctx->arena, db_value(r, 0, 0));
    slot->start_ms = clock_ms() + db_int64(r, 0, 1);
    db_result_free(r);
    return true;
}

static bool sleep_until(struct context *ctx, int64_t at_ms, struct error *e)
{
    for (int slice = 1;; slice++) {
        int64_t now = clock_ms();
        if (context_cancelled(ctx, e))
            return false;
        if (now >= at_ms)
            return true;
        if (slice % SLICES_A_PROGRESS == 0)
            context_progress(ctx, "rate", 0, 0);
        int64_t until = at_ms - now < SLICE_MS ? at_ms : now + SLICE_MS;
        struct timespec t = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
    }
}

/* Whether everybody was told to wait beyond a start that was already taken. */
static bool is_slowed(struct context *ctx, const char *name, const struct rate_slot *slot, bool *slowed,
                      struct error *e)
{
    struct db_result *r = db_query(ctx->db, "rate_is_slowed", DB_PARAMS(name, slot->at), e);
    if (!r)
        return false;
    *slowed = db_bool(r, 0, 0);
    db_result_free(r);
    return true;
}

bool rate_take(struct context *ctx, const char *name, int64_t per_minute, struct rate_slot *slot, struct error *e)
{
    for (bool slowed = true; slowed;) {
        slowed = false;
        if (context_cancelled(ctx, e) || !reserve(ctx, name, per_minute, slot, e))
            return false;
        if (slot->start_ms > clock_ms() &&
            (!sleep_until(ctx, slot->start_ms - EARLY_MS, e) || !is_slowed(ctx, name, slot, &slowed, e)))
            return false;
    }
    return true;
}

bool rate_start(struct context *ctx, const struct rate_slot *slot, bool *is_late, struct error *e)
{
    if (!sleep_until(ctx, slot->start_ms, e))
        return false;
    *is_late = clock_ms() > slot->start_ms + LATE_MS;
    return true;
}

bool rate_wait(struct context *ctx, const char *name, int64_t per_minute, struct error *e)
{
    struct rate_slot slot;
    bool is_late = true;
    for (int taken = 0; is_late && taken < MOST_SLOTS; taken++)
        if (!rate_take(ctx, name, per_minute, &slot, e) || !rate_start(ctx, &slot, &is_late, e))
            return false;
    return true;
}

bool rate_slow_down(struct context *ctx, const char *name, int64_t ms, struct error *e)
{
    return db_run(ctx->db, "rate_slow_down", DB_PARAMS(name, arena_printf(ctx->arena, "%" PRId64, ms > 0 ? ms : 0)),
                  NULL, e);
}
