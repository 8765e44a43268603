/* Rates that all hosts share. */
#include "model/rate.h"

#include "db/db.h"

#include <inttypes.h>
#include <time.h>

/* How long one sleeps before it looks whether it shall end, and how often a lease that hangs on this is renewed. */
enum {
    SLICE_MS = 50,
    SLICES_A_PROGRESS = 20
};

struct slot {
    const char *at; /* as the database wrote it */
    int64_t wait_ms;
};

static bool reserve(struct context *ctx, const char *name, int64_t per_minute, struct slot *slot, struct error *e)
{
    struct db_result *r =
        db_query(ctx->db, "rate_reserve", DB_PARAMS(name, arena_printf(ctx->arena, "%" PRId64, per_minute)), e);
    if (!r)
        return false;
    slot->at = arena_strdup(ctx->arena, db_value(r, 0, 0));
    slot->wait_ms = db_int64(r, 0, 1);
    db_result_free(r);
    return true;
}

static bool sleep_ms(struct context *ctx, const char *name, int64_t ms, struct error *e)
{
    for (int slice = 1; ms > 0; slice++) {
        long now = ms < SLICE_MS ? (long)ms : SLICE_MS;
        if (context_cancelled(ctx, e))
            return false;
        if (slice % SLICES_A_PROGRESS == 0)
            context_progress(ctx, name, 0, 0);
        nanosleep(&(struct timespec){ .tv_nsec = now * 1000000L }, NULL);
        ms -= now;
    }
    return !context_cancelled(ctx, e);
}

/* Whether everybody was told to wait beyond a start that was already taken. */
static bool is_slowed(struct context *ctx, const char *name, const struct slot *slot, bool *slowed, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "rate_is_slowed", DB_PARAMS(name, slot->at), e);
    if (!r)
        return false;
    *slowed = db_bool(r, 0, 0);
    db_result_free(r);
    return true;
}

bool rate_wait(struct context *ctx, const char *name, int64_t per_minute, struct error *e)
{
    struct slot slot;
    for (bool slowed = true; slowed;) {
        slowed = false;
        if (context_cancelled(ctx, e) || !reserve(ctx, name, per_minute > 0 ? per_minute : 1, &slot, e))
            return false;
        if (slot.wait_ms > 0 && (!sleep_ms(ctx, name, slot.wait_ms, e) || !is_slowed(ctx, name, &slot, &slowed, e)))
            return false;
    }
    return true;
}

bool rate_slow_down(struct context *ctx, const char *name, int64_t ms, struct error *e)
{
    return db_run(ctx->db, "rate_slow_down", DB_PARAMS(name, arena_printf(ctx->arena, "%" PRId64, ms > 0 ? ms : 0)),
                  NULL, e);
}
