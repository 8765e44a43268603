/* The worker's heartbeat, and what is written with it. */
#include "model/worker/beat.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/engine/errand.h"
#include "model/engine/heartbeat.h"
#include "model/engine/job_book.h"
#include "model/routers/router.h"
#include "model/routers/router_note.h"
#include "model/worker/worker_lane.h"

/* In the order of beat.sql. */
enum {
    ROUTER,
    ASKED,
    LATENCY,
    UPTIME,
    CLOCK,
    READ,
    MOVED,
    CPU,
    MEMORY,
    RATE,
    COLUMNS
};

struct notes {
    struct arena *arena;
    const char **columns[COLUMNS];
    size_t count;
};

static const char *age(struct arena *a, int64_t at_ms)
{
    return at_ms ? arena_printf(a, "%lld", (long long)(clock_ms() - at_ms)) : NULL;
}

static const char *figure(struct arena *a, const char *text)
{
    return *text ? arena_strdup(a, text) : NULL;
}

static void add(struct notes *n, const char *router, const struct router_note *note)
{
    size_t i = n->count++;
    n->columns[ROUTER][i] = router;
    n->columns[ASKED][i] = age(n->arena, note->asked_ms);
    n->columns[LATENCY][i] = figure(n->arena, note->latency_us);
    n->columns[UPTIME][i] = figure(n->arena, note->uptime_s);
    n->columns[CLOCK][i] = figure(n->arena, note->clock_s);
    n->columns[READ][i] = age(n->arena, note->read_ms);
    n->columns[MOVED][i] = note->has_moved ? "t" : "f";
    n->columns[CPU][i] = figure(n->arena, note->cpu);
    n->columns[MEMORY][i] = figure(n->arena, note->memory);
    n->columns[RATE][i] = figure(n->arena, note->rate_kbit);
}

/* A router is one lane's. */
static void take_notes(struct notes *n, const struct lanes *lanes, size_t most)
{
    struct router_note note;
    for (size_t t = 0; t < lanes_count(lanes); t++) {
        struct routers *r = lanes_routers(lanes, t);
        for (size_t i = 0; r && i < routers_count(r) && n->count < most; i++)
            if (routers_take_note(r, i, &note))
                add(n, routers_name(r, i), &note);
    }
}

/* In the order of beat.sql. */
enum {
    LANE,
    DOING,
    SINCE,
    LAST,
    ENDED,
    LANE_COLUMNS
};

/* What each lane is at, as arrays. */
static void read_lanes(struct arena *a, const struct lanes *lanes, const char *arrays[LANE_COLUMNS])
{
    const char **columns[LANE_COLUMNS];
    size_t count = lanes ? lanes_count(lanes) : 0;
    for (int c = 0; c < LANE_COLUMNS; c++)
        columns[c] = ARENA_ARRAY(a, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct errand_seen seen = errand_read(lanes_errand(lanes, i), a);
        columns[LANE][i] = lanes_name(lanes, i);
        columns[DOING][i] = seen.doing;
        columns[SINCE][i] = seen.doing ? age(a, seen.since_ms) : NULL;
        columns[LAST][i] = seen.last;
        columns[ENDED][i] = seen.last ? age(a, seen.ended_ms) : NULL;
    }
    for (int c = 0; c < LANE_COLUMNS; c++)
        arrays[c] = db_array(a, columns[c], count);
}

bool beat(struct context *ctx, const struct lanes *lanes, const struct listening *listening, struct error *e)
{
    struct notes n = { .arena = ctx->arena };
    const char *arrays[COLUMNS], *at[LANE_COLUMNS];
    size_t most = lanes ? lanes_count(lanes) : 0;
    struct job_runs runs = job_book_read(ctx->book, ctx->arena);
    for (int c = 0; c < COLUMNS; c++)
        n.columns[c] = ARENA_ARRAY(ctx->arena, const char *, most + 1);
    if (lanes)
        take_notes(&n, lanes, most);
    for (int c = 0; c < COLUMNS; c++)
        arrays[c] = db_array(ctx->arena, n.columns[c], n.count);
    read_lanes(ctx->arena, lanes, at);
    const struct process self = process_self(ctx->arena);
    bool ok = db_run(ctx->db, "beat",
                     DB_PARAMS(ctx->worker_id, self.host, self.pid, self.version, runs.names, runs.due_at, runs.ages,
                               arrays[ROUTER], arrays[ASKED], arrays[LATENCY], arrays[UPTIME], arrays[CLOCK],
                               arrays[READ], arrays[MOVED], listening->address, listening->error, at[LANE], at[DOING],
                               at[SINCE], at[LAST], at[ENDED], arrays[CPU], arrays[MEMORY], arrays[RATE]),
                     NULL, e);
    if (ok)
        job_book_forget(ctx->book, runs.last);
    return ok;
}
