/* What a router says of itself: identity, version, uptime, clock. */
#include "model/routers/router.h"

#include "base/text.h"
#include "model/routers/ros_value.h"
#include "model/routers/router_state.h"
#include "net/ros.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* What a probe learns. */
struct answers {
    struct arena *arena;
    const char *identity, *version, *uptime, *date, *time, *offset;
};

static bool take_answers(void *ctx, const struct ros_row *row)
{
    static const char *const names[] = { "name", "version", "uptime", "date", "time", "gmt-offset" };
    struct answers *a = ctx;
    const char **places[] = { &a->identity, &a->version, &a->uptime, &a->date, &a->time, &a->offset };
    struct ros_word value;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (ros_row_get(row, names[i], &value))
            *places[i] = text_safe_copy(a->arena, arena_copy(a->arena, value.bytes, value.length));
    return true;
}

/* "2025-01-31" of RouterOS 7.10 and later, "jan/31/2025" of those before; whatever our own locale. */
static bool parse_date(const char *text, struct tm *t)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char month[4];
    int year;

    if (sscanf(text, "%4d-%2d-%2d", &year, &t->tm_mon, &t->tm_mday) == 3) {
        t->tm_mon--;
    } else if (sscanf(text, "%3[a-z]/%2d/%4d", month, &t->tm_mday, &year) == 3) {
        const char *at = strstr(months, month);
        if (!at)
            return false;
        t->tm_mon = (int)(at - months) / 3;
    } else {
        return false;
    }
    t->tm_year = year - 1900;
    return true;
}

/* Seconds since 1970 by the router's clock as text; NULL where it did not say it in full. */
static const char *router_epoch(struct arena *arena, const struct answers *a)
{
    struct tm t = { 0 };
    char sign;
    int hours, minutes;

    if (!a->date || !a->time || !a->offset || !parse_date(a->date, &t))
        return NULL;
    if (sscanf(a->time, "%d:%d:%d", &t.tm_hour, &t.tm_min, &t.tm_sec) != 3)
        return NULL;
    if (sscanf(a->offset, "%c%d:%d", &sign, &hours, &minutes) != 3)
        return NULL;
    int64_t offset = hours * 3600 + minutes * 60;
    return arena_printf(arena, "%lld", (long long)timegm(&t) - (sign == '-' ? -offset : offset));
}

static bool ask(struct ros *ros, struct answers *a, struct error *e)
{
    return ros_print(ros, "/system/identity", "name", NULL, 0, take_answers, a, NULL, e) &&
           ros_print(ros, "/system/resource", "version,uptime", NULL, 0, take_answers, a, NULL, e) &&
           ros_print(ros, "/system/clock", "date,time,gmt-offset", NULL, 0, take_answers, a, NULL, e);
}

bool routers_probe(struct context *ctx, const char *name, struct error *e)
{
    struct answers a = { .arena = ctx->arena };
    struct error failure = { .code = ERR_NONE };
    int64_t uptime;
    struct ros *ros = routers_get(ctx, name, e);

    if (!ros)
        return false;
    if (!ask(ros, &a, &failure)) {
        routers_report(ctx, name, &failure);
        if (e)
            *e = failure;
        return false;
    }
    routers_report(ctx, name, NULL);
    struct router_facts facts = { .identity = a.identity,
                                  .version = a.version,
                                  .latency_us = arena_printf(ctx->arena, "%lld", (long long)ros_latency_us(ros)),
                                  .epoch = router_epoch(ctx->arena, &a) };
    if (a.uptime && ros_parse_seconds(a.uptime, &uptime))
        facts.uptime_s = arena_printf(ctx->arena, "%lld", (long long)uptime);
    return router_store_up(ctx, name, &facts, e);
}
