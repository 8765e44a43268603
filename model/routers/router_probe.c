/* What a router says of itself: identity, version, uptime, clock, device-mode, and what our account may do. */
#include "base/calendar.h"
#include "model/routers/router.h"

#include "base/clock.h"
#include "base/text.h"
#include "model/routers/hotspot_seen.h"
#include "model/routers/ros_value.h"
#include "model/routers/router_learnt.h"
#include "model/routers/router_note.h"
#include "model/routers/router_state.h"
#include "net/ros.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a probe learns. */
struct answers {
    struct arena *arena;
    const char *identity, *version, *uptime, *date, *time, *offset;
    const char *mode, *hotspot, *proxy, *flagged; /* of its device-mode */
    const char *cpu, *free_memory, *total_memory;
    int64_t port_bytes;                  /* that came in on its ports; -1: it does not say */
    const char *user, *group, *policies; /* user: whom we log in as */
    const char *hotspots;
    struct strbuf refused;
};

enum {
    MOST_PROPERTIES = 5,
    LEAST_RATE_MS = 5000,     /* over less than that a rate says nothing */
    EXAMINED_FOR_MS = 3600000 /* for as long what changes with a restart or by hand is believed */
};

/* A menu that is asked, and where its properties go. */
struct question {
    const char *path;
    size_t named_by;     /* the answer whose value is the row's name; 0: the menu has but one row */
    bool is_for_a_while; /* asked when a connection begins, then once an hour */
    struct {
        const char *name;
        size_t place;
    } properties[MOST_PROPERTIES];
};

#define PLACE(answer) offsetof(struct answers, answer)

static const struct question questions[] = {
    { .path = "/system/identity", .properties = { { "name", PLACE(identity) } } },
    { .path = "/system/resource",
      .properties = { { "version", PLACE(version) },
                      { "uptime", PLACE(uptime) },
                      { "cpu-load", PLACE(cpu) },
                      { "free-memory", PLACE(free_memory) },
                      { "total-memory", PLACE(total_memory) } } },
    { .path = "/system/clock",
      .properties = { { "date", PLACE(date) }, { "time", PLACE(time) }, { "gmt-offset", PLACE(offset) } } },
    { .path = "/system/device-mode",
      .is_for_a_while = true,
      .properties = { { "mode", PLACE(mode) },
                      { "hotspot", PLACE(hotspot) },
                      { "proxy", PLACE(proxy) },
                      { "flagged", PLACE(flagged) } } },
    { .path = "/user", .named_by = PLACE(user), .is_for_a_while = true, .properties = { { "group", PLACE(group) } } },
    { .path = "/user/group",
      .named_by = PLACE(group),
      .is_for_a_while = true,
      .properties = { { "policy", PLACE(policies) } } },
};

static const char **place_of(struct answers *a, size_t place)
{
    return (const char **)((char *)a + place);
}

struct asking {
    const struct question *question;
    struct answers *answers;
};

static bool take_answers(void *ctx, const struct ros_row *row)
{
    const struct asking *asking = ctx;
    struct answers *a = asking->answers;
    for (size_t i = 0; i < MOST_PROPERTIES && asking->question->properties[i].name; i++) {
        const char *value = ros_value_text(a->arena, row, asking->question->properties[i].name);
        if (value)
            *place_of(a, asking->question->properties[i].place) = text_safe_copy(a->arena, value);
    }
    return true;
}

static const char *proplist_of(struct arena *arena, const struct question *q)
{
    struct strbuf b = { .arena = arena };
    for (size_t i = 0; i < MOST_PROPERTIES && q->properties[i].name; i++)
        strbuf_printf(&b, "%s%s", i ? "," : "", q->properties[i].name);
    return strbuf_text(&b);
}

/* A menu that an older router does not have, or that our account may not read, costs its answers and no more. */
static bool ask(struct ros *ros, const struct question *q, struct answers *a, struct error *e)
{
    struct asking asking = { q, a };
    struct error failure = { .code = ERR_NONE };
    const char *name = q->named_by ? *place_of(a, q->named_by) : NULL;
    const char *query = name ? arena_printf(a->arena, "?name=%s", name) : NULL;

    if (q->named_by && !name)
        return true;
    if (ros_print(ros, q->path, proplist_of(a->arena, q), &query, query != NULL, take_answers, &asking, NULL, &failure))
        return true;
    if (failure.code != ERR_REFUSED) {
        if (e)
            *e = failure;
        return false;
    }
    if (!strstr(failure.why, "no such command"))
        strbuf_printf(&a->refused, "%s%s", a->refused.length ? ", " : "", q->path);
    return true;
}

static bool add_port(void *ctx, const struct ros_row *row)
{
    struct answers *a = ctx;
    a->port_bytes += ros_value_int64(row, "rx-byte");
    return true;
}

/* Ports are what has a name from the factory: bridges and tunnels would count the same bytes again. */
static bool ask_ports(struct ros *ros, struct answers *a, struct error *e)
{
    static const char *const query[] = { "?default-name" };
    struct error failure = { .code = ERR_NONE };
    a->port_bytes = 0;
    if (ros_print(ros, "/interface", "rx-byte", query, 1, add_port, a, NULL, &failure))
        return true;
    a->port_bytes = -1;
    if (failure.code == ERR_REFUSED)
        return true;
    if (e)
        *e = failure;
    return false;
}

static bool ask_all(struct ros *ros, bool examines, struct answers *a, struct error *e)
{
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
        if ((examines || !questions[i].is_for_a_while) && !ask(ros, &questions[i], a, e))
            return false;
    if (!ask_ports(ros, a, e))
        return false;
    return !examines || hotspots_read(a->arena, ros, &a->hotspots, e);
}

const char *router_lacking_policies(struct arena *arena, const char *policies)
{
    static const char *const needed[] = { "read", "write", "sensitive" };
    struct strbuf b = { .arena = arena };
    if (!policies)
        return NULL;
    const char *all = arena_printf(arena, ",%s,", policies);
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!strstr(all, arena_printf(arena, ",%s,", needed[i])))
            strbuf_printf(&b, "%s%s", b.length ? ", " : "", needed[i]);
    return strbuf_text(&b);
}

/* "t" or "f" of "yes" or "no", "true" or "false"; NULL: not said. */
static const char *truth(const char *text)
{
    if (!text)
        return NULL;
    return strcmp(text, "yes") == 0 || strcmp(text, "true") == 0 ? "t" : "f";
}

/* Seconds since 1970 by the router's clock as text; NULL where it did not say it in full. */
static const char *router_epoch(struct arena *arena, const struct answers *a)
{
    struct calendar t = { 0 };
    char sign;
    int hours, minutes;

    if (!a->date || !a->time || !a->offset || !ros_parse_date(a->date, &t))
        return NULL;
    if (sscanf(a->time, "%2d:%2d:%2d", &t.hour, &t.minute, &t.second) != 3)
        return NULL;
    if (sscanf(a->offset, "%c%2d:%2d", &sign, &hours, &minutes) != 3)
        return NULL;
    int64_t offset = hours * 3600 + minutes * 60;
    return arena_printf(arena, "%lld", (long long)calendar_seconds(&t) - (sign == '-' ? -offset : offset));
}

static struct router_facts facts_of(struct arena *arena, const struct ros *ros, const struct answers *a, bool examined)
{
    struct router_facts facts = { .identity = a->identity,
                                  .version = a->version,
                                  .latency_us = arena_printf(arena, "%lld", (long long)ros_latency_us(ros)),
                                  .epoch = router_epoch(arena, a),
                                  .is_examined = examined,
                                  .device_mode = a->mode,
                                  .allows_hotspot = truth(a->hotspot),
                                  .allows_proxy = truth(a->proxy),
                                  .is_flagged = truth(a->flagged),
                                  .lacks_policies = router_lacking_policies(arena, a->policies),
                                  .refused_menus = a->refused.length ? strbuf_text(&a->refused) : NULL,
                                  .hotspots = a->hotspots };
    int64_t uptime;
    if (a->uptime && ros_parse_seconds(a->uptime, &uptime))
        facts.uptime_s = arena_printf(arena, "%lld", (long long)uptime);
    return facts;
}

/* What of it is no figure that always changes; NULL: it did not say all of it. */
static const char *words_of(struct arena *a, const struct ros *ros, const struct router_facts *facts)
{
    const struct ros_config *c = ros_config_of(ros);
    if (!facts->identity || !facts->version)
        return NULL;
    return arena_printf(a, "%s\n%s\n%d%d", facts->identity, facts->version, c->tls, c->insecure);
}

/* What came in since the last look; a counter that fell begins anew. */
static int64_t rate_kbit(struct router_learnt *learnt, int64_t bytes, int64_t now)
{
    int64_t before = learnt->port_bytes, ms = now - learnt->ports_ms, rate = -1;
    if (learnt->ports_ms && bytes >= before && ms >= LEAST_RATE_MS)
        rate = (bytes - before) / ms * 8;
    if (!learnt->ports_ms || bytes < before || ms >= LEAST_RATE_MS) {
        learnt->port_bytes = bytes;
        learnt->ports_ms = now;
    }
    return rate;
}

static bool whole_number(const char *text, int64_t *number)
{
    enum {
        MOST_DIGITS = 18
    };
    size_t length = text ? strlen(text) : 0;
    if (!length || length > MOST_DIGITS || strspn(text, "0123456789") != length)
        return false;
    *number = strtoll(text, NULL, 10);
    return true;
}

static void note_load(const struct answers *a, struct router_learnt *learnt, struct router_note *note)
{
    int64_t cpu, unused, total;
    if (whole_number(a->cpu, &cpu) && cpu <= 100)
        snprintf(note->cpu, sizeof note->cpu, "%d", (int)cpu);
    if (whole_number(a->free_memory, &unused) && whole_number(a->total_memory, &total) && total && unused <= total &&
        total < INT64_MAX / 100)
        snprintf(note->memory, sizeof note->memory, "%d", (int)((total - unused) * 100 / total));
    int64_t rate = a->port_bytes < 0 ? -1 : rate_kbit(learnt, a->port_bytes, note->asked_ms);
    if (rate >= 0)
        snprintf(note->rate_kbit, sizeof note->rate_kbit, "%lld", (long long)rate);
}

static struct router_note note_of(const struct router_facts *facts)
{
    struct router_note note = { .asked_ms = clock_ms() };
    snprintf(note.latency_us, sizeof note.latency_us, "%s", facts->latency_us);
    snprintf(note.uptime_s, sizeof note.uptime_s, "%s", facts->uptime_s ? facts->uptime_s : "");
    snprintf(note.clock_s, sizeof note.clock_s, "%s", facts->epoch ? facts->epoch : "");
    return note;
}

static bool store(struct context *ctx, const char *name, const struct ros *ros, const struct answers *a,
                  const struct router_facts *facts, struct error *e)
{
    const char *words = words_of(ctx->arena, ros, facts);
    struct router_note note = note_of(facts);
    note_load(a, routers_learnt(ctx, name), &note);
    if (words && !facts->is_examined && routers_note_answer(ctx, name, words, &note))
        return true;
    bool ok = router_store_up(ctx, name, facts, e);
    routers_note_written(ctx, name, ok ? words : NULL);
    return ok;
}

bool routers_probe(struct context *ctx, const char *name, struct error *e)
{
    struct answers a = { .arena = ctx->arena, .refused = { .arena = ctx->arena } };
    struct error failure = { .code = ERR_NONE };
    struct ros *ros = routers_get(ctx, name, e);

    if (!ros)
        return false;
    struct router_learnt *learnt = routers_learnt(ctx, name);
    bool examines = !learnt->examined_ms || clock_ms() - learnt->examined_ms > EXAMINED_FOR_MS;
    a.user = ros_config_of(ros)->user;
    if (!ask_all(ros, examines, &a, &failure)) {
        routers_report(ctx, name, &failure);
        if (e)
            *e = failure;
        return false;
    }
    routers_report(ctx, name, NULL);
    struct router_facts facts = facts_of(ctx->arena, ros, &a, examines);
    if (!store(ctx, name, ros, &a, &facts, e))
        return false;
    if (examines)
        learnt->examined_ms = clock_ms();
    return true;
}
