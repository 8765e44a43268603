/* Usage sync: the router's byte counters, read. */
#include "model/routers/usage.h"

#include "base/memory.h"
#include "model/routers/host.h"
#include "model/routers/router.h"
#include "model/routers/usage_apply.h"
#include "net/ros.h"

struct reading {
    struct arena *arena, *row;
    struct host *hosts;
    size_t count, room;
};

static bool take_host(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 256;
        struct host *hosts = ARENA_ARRAY(r->arena, struct host, room);
        for (size_t i = 0; i < r->count; i++)
            hosts[i] = r->hosts[i];
        r->hosts = hosts;
        r->room = room;
    }
    /* a counter that can't be read is no counter of 0: that would look like a restart */
    struct host *h = &r->hosts[r->count];
    arena_reset(r->row);
    if (!host_read(r->row, row, h) || h->bytes == HOST_UNSAID)
        return true;
    h->id = arena_strdup(r->arena, h->id);
    h->address = NULL; /* not asked for, and gone with the row */
    r->count++;
    return true;
}

static bool read_hosts(struct context *ctx, const char *router, struct reading *reading, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    reading->arena = ctx->arena;
    reading->row = arena_new();
    bool ok = ros_print(ros, "/ip/hotspot/host", host_proplist, NULL, 0, take_host, reading, NULL, &failure);
    arena_free(reading->row);
    routers_report(ctx, router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}

/* Connected before the clock is asked: what moves a baseline meanwhile is newer than the reading. */
static bool look(struct context *ctx, const char *router, struct usage_tally *tally, struct error *e)
{
    struct reading reading = { .count = 0 };
    const char *read_at = routers_get(ctx, router, e) ? usage_begin(ctx, e) : NULL;
    if (!read_at || !read_hosts(ctx, router, &reading, e))
        return false;
    tally->hosts = reading.count;
    return usage_apply(ctx, router, read_at, reading.hosts, reading.count, tally, e);
}

/* In memory of its own, which the jobs that follow need not bear. */
bool usage_sync(struct context *ctx, const char *router, struct usage_tally *tally, struct error *e)
{
    struct context inner = *ctx;

    *tally = (struct usage_tally){ 0 };
    inner.arena = arena_new();
    bool ok = look(&inner, router, tally, e);
    arena_free(inner.arena);
    memory_give_back();
    return ok;
}
