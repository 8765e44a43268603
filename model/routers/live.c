/* A router at this moment. */
#include "model/routers/live.h"

#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MEASURED_MS = 1000, /* over which rates are measured */
    TICK_MS = 50,
    MOST_HOSTS = 50000
};

struct host {
    struct host *next;
    const char *mac, *address;
    int64_t before, bytes, bps;
};

struct look {
    struct context *ctx;
    struct live *live;
    struct host *hosts;
    struct lookup *by_id;
    struct live_session *sessions;
    size_t session_room;
    bool is_second; /* the counters are read again */
};

static const char *text_in(struct look *l, const struct ros_row *row, const char *name)
{
    const char *text = ros_value_text(l->ctx->arena, row, name);
    return text ? text_safe_copy(l->ctx->arena, text) : NULL;
}

static int64_t number_in(const struct ros_row *row, const char *name)
{
    int64_t n;
    return ros_value_number(row, name, &n) ? n : -1;
}

static int64_t used_percent(const struct ros_row *row, const char *unused, const char *all)
{
    int64_t left = number_in(row, unused), total = number_in(row, all);
    return left >= 0 && total > 0 && left <= total && total < INT64_MAX / 100 ? (total - left) * 100 / total : -1;
}

static void take_resource(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    struct live *v = l->live;
    const char *uptime = text_in(l, row, "uptime");
    v->version = text_in(l, row, "version");
    v->board = text_in(l, row, "board-name");
    v->cpu = number_in(row, "cpu-load");
    v->memory = used_percent(row, "free-memory", "total-memory");
    v->disk = used_percent(row, "free-hdd-space", "total-hdd-space");
    if (!uptime || !ros_parse_seconds(uptime, &v->uptime_s))
        v->uptime_s = -1;
}

static void add_health(struct look *l, const char *name, const char *value, const char *unit)
{
    if (name && value)
        l->live->health = arena_printf(l->ctx->arena, "%s%s%s %s%s%s", l->live->health ? l->live->health : "",
                                       l->live->health ? ", " : "", name, value, unit ? " " : "", unit ? unit : "");
}

/* A list of names and values since 7, one row of all of them before. */
static void take_health(void *ctx, const struct ros_row *row)
{
    static const char *const before[] = { "temperature", "cpu-temperature", "voltage", "current", "fan1-speed" };
    struct look *l = ctx;
    const char *name = text_in(l, row, "name");
    if (name) {
        add_health(l, name, text_in(l, row, "value"), text_in(l, row, "type"));
        return;
    }
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        add_health(l, before[i], text_in(l, row, before[i]), NULL);
}

static struct live_port *port_called(struct live *v, const char *name)
{
    for (size_t i = 0; i < v->port_count; i++)
        if (strcmp(v->ports[i].name, name) == 0)
            return &v->ports[i];
    return NULL;
}

/* The first reading fills, the second measures; a counter that fell says nothing. */
static int64_t rate(int64_t before, int64_t now, int64_t ms)
{
    return before >= 0 && now >= before && ms > 0 && now - before < INT64_MAX / 8000 ? (now - before) * 8000 / ms : -1;
}

static void take_port(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    struct live *v = l->live;
    const char *name = text_in(l, row, "name");
    int64_t rx = number_in(row, "rx-byte"), tx = number_in(row, "tx-byte");
    struct live_port *p = name ? port_called(v, name) : NULL;
    if (l->is_second && p) {
        p->rx_bps = rate(p->rx_bytes, rx, MEASURED_MS);
        p->tx_bps = rate(p->tx_bytes, tx, MEASURED_MS);
    }
    if (l->is_second || !name || v->port_count == LIVE_PORTS)
        return;
    v->ports[v->port_count++] =
        (struct live_port){ name, text_in(l, row, "type"), ros_value_bool(row, "running"), rx, tx, -1, -1 };
}

static void take_session(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    const char *uptime = text_in(l, row, "uptime");
    int64_t in = ros_value_int64(row, "bytes-in"), out = ros_value_int64(row, "bytes-out");
    if (l->live->all_sessions == MOST_HOSTS)
        return;
    if (l->live->all_sessions == l->session_room) {
        size_t room = l->session_room ? l->session_room * 2 : 64;
        struct live_session *more = ARENA_ARRAY(l->ctx->arena, struct live_session, room);
        for (size_t i = 0; i < l->live->all_sessions; i++)
            more[i] = l->sessions[i];
        l->sessions = more;
        l->session_room = room;
    }
    struct live_session *s = &l->sessions[l->live->all_sessions++];
    *s = (struct live_session){ .id = text_in(l, row, ".id"),
                                .account = text_in(l, row, "user"),
                                .address = text_in(l, row, "address"),
                                .mac = text_in(l, row, "mac-address"),
                                .uptime_s = -1,
                                .bytes = in + out };
    if (!uptime || !ros_parse_seconds(uptime, &s->uptime_s))
        s->uptime_s = -1;
}

static void take_host(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    const char *id = text_in(l, row, ".id");
    int64_t bytes = ros_value_int64(row, "bytes-in") + ros_value_int64(row, "bytes-out");
    struct host *h = id ? lookup_get(l->by_id, id) : NULL;
    if (l->is_second && h) {
        h->bps = rate(h->before, bytes, MEASURED_MS);
        h->bytes = bytes;
    }
    if (l->is_second || !id || l->live->host_count == MOST_HOSTS)
        return;
    h = ARENA_NEW(l->ctx->arena, struct host);
    *h = (struct host){ l->hosts, text_in(l, row, "mac-address"), text_in(l, row, "address"), bytes, bytes, -1 };
    l->hosts = h;
    l->live->host_count++;
    lookup_put(l->by_id, id, h);
}

/* The last ones that tell of the hotspot. */
static void take_line(void *ctx, const struct ros_row *row)
{
    struct look *l = ctx;
    struct live *v = l->live;
    const char *topics = text_in(l, row, "topics"), *at = text_in(l, row, "time"), *text = text_in(l, row, "message");
    if (!topics || !strstr(topics, "hotspot") || !text)
        return;
    if (v->line_count == LIVE_LINES)
        memmove(v->lines, v->lines + 1, (size_t)(--v->line_count) * sizeof *v->lines);
    v->lines[v->line_count++] = (struct live_line){ at ? at : "", text };
}

/* --- asking --- */

#define ASK(take_row, ...)                                                                                             \
    {                                                                                                                  \
        .words = (const char *const[]){ __VA_ARGS__ },                                                                 \
        .word_count = sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), .each = (take_row), .ctx = l      \
    }
#define PORTS ASK(take_port, "/interface/print", "=stats=", "=.proplist=name,type,running,rx-byte,tx-byte")
#define HOSTS ASK(take_host, "/ip/hotspot/host/print", "=.proplist=.id,mac-address,address,bytes-in,bytes-out")

static void note_refused(struct look *l, const struct ros_ask *asks, size_t count)
{
    struct strbuf b = { .arena = l->ctx->arena };
    for (size_t i = 0; i < count; i++)
        if (asks[i].is_refused)
            strbuf_printf(&b, "%s%s", b.length ? ", " : "", asks[i].words[0]);
    l->live->refused = b.length ? strbuf_text(&b) : NULL;
}

static bool ask_first(struct look *l, struct ros *ros, struct error *e)
{
    struct ros_ask asks[] = {
        ASK(take_resource, "/system/resource/print"),
        ASK(take_health, "/system/health/print"),
        ASK(take_session, "/ip/hotspot/active/print",
            "=.proplist=.id,user,address,mac-address,uptime,bytes-in,bytes-out"),
        ASK(take_line, "/log/print", "=.proplist=time,topics,message"),
        PORTS,
        HOSTS,
    };
    const size_t count = sizeof asks / sizeof *asks;
    bool ok = ros_print_all(ros, asks, count, e);
    note_refused(l, asks, count);
    return ok;
}

static bool ask_again(struct look *l, struct ros *ros, struct error *e)
{
    struct ros_ask asks[] = { PORTS, HOSTS };
    l->is_second = true;
    return ros_print_all(ros, asks, sizeof asks / sizeof *asks, e);
}

static bool wait_a_little(const struct context *ctx, int64_t until_ms, struct error *e)
{
    while (clock_ms() < until_ms) {
        if (context_cancelled(ctx, e))
            return false;
        poll(NULL, 0, TICK_MS);
    }
    return true;
}

static bool ask(struct look *l, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    struct ros *ros = routers_get(l->ctx, l->live->router, e);
    if (!ros)
        return false;
    int64_t began = clock_ms();
    bool ok = ask_first(l, ros, &failure) && wait_a_little(l->ctx, began + MEASURED_MS, &failure) &&
              ask_again(l, ros, &failure);
    routers_report(l->ctx, l->live->router, ok ? NULL : &failure);
    if (!ok)
        *e = failure;
    return ok;
}

/* --- what is made of it --- */

static int by_bytes(const void *a, const void *b)
{
    int64_t x = ((const struct live_session *)a)->bytes, y = ((const struct live_session *)b)->bytes;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void choose_sessions(struct look *l)
{
    struct live *v = l->live;
    if (v->all_sessions)
        qsort(l->sessions, v->all_sessions, sizeof *l->sessions, by_bytes);
    v->sessions = l->sessions;
    v->session_count = v->all_sessions < LIVE_SESSIONS ? v->all_sessions : LIVE_SESSIONS;
}

static void choose_talkers(struct look *l)
{
    struct live *v = l->live;
    for (const struct host *h = l->hosts; h; h = h->next) {
        size_t at = v->talker_count;
        while (at && v->talkers[at - 1].bps < h->bps)
            at--;
        if (h->bps <= 0 || at == LIVE_TALKERS)
            continue;
        size_t kept = v->talker_count < LIVE_TALKERS ? v->talker_count++ : LIVE_TALKERS - 1;
        memmove(v->talkers + at + 1, v->talkers + at, (kept - at) * sizeof *v->talkers);
        v->talkers[at] = (struct live_talker){ .mac = h->mac, .address = h->address, .bps = h->bps, .bytes = h->bytes };
    }
}

struct owner {
    const char *id, *name;
};

static struct lookup *read_owners(struct look *l)
{
    struct live *v = l->live;
    struct lookup *owners = lookup_new(l->ctx->arena);
    const char **macs = ARENA_ARRAY(l->ctx->arena, const char *, v->session_count + v->talker_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < v->session_count; i++)
        if (v->sessions[i].mac)
            macs[count++] = v->sessions[i].mac;
    for (size_t i = 0; i < v->talker_count; i++)
        if (v->talkers[i].mac)
            macs[count++] = v->talkers[i].mac;
    struct db_result *r = db_query(l->ctx->db, "live_names", DB_PARAMS(db_array(l->ctx->arena, macs, count)), NULL);
    for (int i = 0; r && i < db_rows(r); i++) {
        struct owner *o = ARENA_NEW(l->ctx->arena, struct owner);
        *o = (struct owner){ arena_strdup(l->ctx->arena, db_value(r, i, 1)),
                             text_safe_copy(l->ctx->arena, db_value(r, i, 2)) };
        lookup_put(owners, arena_strdup(l->ctx->arena, db_value(r, i, 0)), o);
    }
    db_result_free(r);
    return owners;
}

static void name_all(struct look *l)
{
    struct live *v = l->live;
    const struct lookup *owners = read_owners(l);
    for (size_t i = 0; i < v->session_count; i++) {
        const struct owner *o = v->sessions[i].mac ? lookup_get(owners, v->sessions[i].mac) : NULL;
        v->sessions[i].who = o ? o->name : NULL;
        v->sessions[i].user_id = o ? o->id : NULL;
    }
    for (size_t i = 0; i < v->talker_count; i++) {
        const struct owner *o = v->talkers[i].mac ? lookup_get(owners, v->talkers[i].mac) : NULL;
        v->talkers[i].who = o ? o->name : NULL;
        v->talkers[i].user_id = o ? o->id : NULL;
    }
}

static const char *now_text(struct context *ctx)
{
    struct db_result *r = db_query(ctx->db, "look_time", NULL, 0, NULL);
    const char *at = r && db_rows(r) ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : NULL;
    db_result_free(r);
    return at;
}

static bool is_here(const struct context *ctx, const char *router)
{
    for (size_t i = 0; router && ctx->routers && i < routers_count(ctx->routers); i++)
        if (strcmp(routers_name(ctx->routers, i), router) == 0)
            return true;
    return false;
}

static const char *why_text(struct context *ctx, const struct error *e)
{
    char text[900];
    return text_safe_copy(ctx->arena, error_text(e, text, sizeof text));
}

void live_read(struct context *ctx, const char *router, struct live *live)
{
    struct error e = { .code = ERR_NONE };
    struct look l = { .ctx = ctx, .live = live, .by_id = lookup_new(ctx->arena) };
    *live = (struct live){
        .router = arena_strdup(ctx->arena, router), .uptime_s = -1, .cpu = -1, .memory = -1, .disk = -1
    };
    live->ports = ARENA_ARRAY(ctx->arena, struct live_port, LIVE_PORTS);
    live->talkers = ARENA_ARRAY(ctx->arena, struct live_talker, LIVE_TALKERS + 1);
    live->lines = ARENA_ARRAY(ctx->arena, struct live_line, LIVE_LINES);
    if (!is_here(ctx, router)) {
        error_set(&e, ERR_REFUSED, "this router can't be asked from here",
                  "the configuration of this host does not name %s", router);
        live->error = why_text(ctx, &e);
        return;
    }
    if (!ask(&l, &e)) {
        live->error = why_text(ctx, &e);
        return;
    }
    choose_sessions(&l);
    choose_talkers(&l);
    name_all(&l);
    live->at = now_text(ctx);
}

/* --- a ping --- */

bool live_pings_plan(struct context *ctx, const char *user_id, struct live_pings *p, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "live_addresses", DB_PARAMS(user_id), e);
    if (!r)
        return false;
    *p = (struct live_pings){ .user_id = arena_strdup(ctx->arena, user_id) };
    bool is_there = db_rows(r) > 0;
    p->items = ARENA_ARRAY(ctx->arena, struct live_ping, (size_t)db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++) {
        p->full_name = text_safe_copy(ctx->arena, db_value(r, i, 0));
        p->router = db_is_null(r, i, 1) ? NULL : arena_strdup(ctx->arena, db_value(r, i, 1));
        if (!db_is_null(r, i, 2))
            p->items[p->count++] = (struct live_ping){ .address = arena_strdup(ctx->arena, db_value(r, i, 2)) };
    }
    db_result_free(r);
    return is_there || error_set(e, ERR_REFUSED, "can't ping this customer", "there is no customer %s", user_id);
}

struct pinging {
    struct context *ctx;
    struct live_ping *ping;
};

/* Each answer tells what there was so far; the last tells of all. */
static void take_ping(void *ctx, const struct ros_row *row)
{
    struct pinging *p = ctx;
    struct look l = { .ctx = p->ctx };
    const char *fastest = text_in(&l, row, "min-rtt");
    p->ping->sent = ros_value_int64(row, "sent");
    p->ping->received = ros_value_int64(row, "received");
    if (!fastest)
        return;
    p->ping->fastest = fastest;
    p->ping->average = text_in(&l, row, "avg-rtt");
    p->ping->slowest = text_in(&l, row, "max-rtt");
}

/* All at once: each takes its own time. */
static bool ping_all(struct context *ctx, struct ros *ros, struct live_pings *p, struct error *e)
{
    enum {
        WORDS = 4
    };
    struct ros_ask *asks = ARENA_ARRAY(ctx->arena, struct ros_ask, p->count + 1);
    struct pinging *pinging = ARENA_ARRAY(ctx->arena, struct pinging, p->count + 1);
    for (size_t i = 0; i < p->count; i++) {
        const char **words = ARENA_ARRAY(ctx->arena, const char *, WORDS);
        words[0] = "/ping";
        words[1] = arena_printf(ctx->arena, "=address=%s", p->items[i].address);
        words[2] = arena_printf(ctx->arena, "=count=%d", LIVE_PINGS);
        words[3] = "=interval=200ms";
        pinging[i] = (struct pinging){ ctx, &p->items[i] };
        asks[i] = (struct ros_ask){ .words = words, .word_count = WORDS, .each = take_ping, .ctx = &pinging[i] };
    }
    bool ok = ros_print_all(ros, asks, p->count, e);
    for (size_t i = 0; ok && i < p->count; i++)
        if (asks[i].is_refused)
            p->items[i].error = "the router refuses to ping: its account needs the policy test";
    return ok;
}

void live_pings_run(struct context *ctx, struct live_pings *p)
{
    struct error e = { .code = ERR_NONE };
    struct ros *ros = is_here(ctx, p->router) ? routers_get(ctx, p->router, &e) : NULL;
    if (!is_here(ctx, p->router))
        error_set(&e, ERR_REFUSED, "this router can't be asked from here",
                  "the configuration of this host does not name %s", p->router ? p->router : "-");
    bool ok = ros && ping_all(ctx, ros, p, &e);
    if (ros)
        routers_report(ctx, p->router, ok ? NULL : &e);
    p->is_done = ok;
    for (size_t i = 0; !ok && i < p->count; i++)
        p->items[i].error = why_text(ctx, &e);
}
