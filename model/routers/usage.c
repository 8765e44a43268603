/* Usage sync: the router's byte counters, read. */
#include "model/routers/usage.h"

#include "model/routers/host.h"
#include "model/routers/router.h"
#include "model/routers/usage_apply.h"
#include "net/ros.h"

struct reading {
    struct arena *arena;
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
    r->count += host_read(r->arena, row, h) && h->bytes != HOST_UNSAID;
    return true;
}

bool usage_sync(struct context *ctx, const char *router, struct usage_tally *tally, struct error *e)
{
    struct reading reading = { .arena = ctx->arena };
    struct error failure = { .code = ERR_NONE };

    *tally = (struct usage_tally){ 0 };
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    const char *read_at = usage_begin(ctx, e);
    if (!read_at)
        return false;
    if (!ros_print(ros, "/ip/hotspot/host", host_proplist, NULL, 0, take_host, &reading, NULL, &failure)) {
        routers_report(ctx, router, &failure);
        if (e)
            *e = failure;
        return false;
    }
    routers_report(ctx, router, NULL);
    tally->hosts = reading.count;
    return usage_apply(ctx, router, read_at, reading.hosts, reading.count, tally, e);
}
