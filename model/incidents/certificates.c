/* Certificates of routers, gateways and the database: when they end. */
#include "model/incidents/certificates.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/config/config.h"
#include "net/certificate.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    LOOK_MS = 5000
};

struct seen {
    const char **kinds, **names, **ends;
    size_t count, asked;
};

static void note(struct context *ctx, struct seen *s, const char *kind, const char *name, int64_t until_s)
{
    s->kinds[s->count] = kind;
    s->names[s->count] = name;
    s->ends[s->count++] = arena_printf(ctx->arena, "%lld", (long long)until_s);
}

static void look(struct context *ctx, struct seen *s, const char *kind, const char *name, const char *url)
{
    int64_t until_s;
    struct error aside = { .code = ERR_NONE };
    if (!url || strncmp(url, "https://", 8) != 0 || context_cancelled(ctx, &aside))
        return;
    s->asked++;
    if (certificate_look(url, LOOK_MS, &until_s, &aside))
        note(ctx, s, kind, name, until_s);
}

static const char *router_url(struct arena *a, const struct config_router *r)
{
    bool is_bare_ipv6 = strchr(r->host, ':') && r->host[0] != '[';
    return r->tls ? arena_printf(a, is_bare_ipv6 ? "https://[%s]:%d/" : "https://%s:%d/", r->host, r->port) : NULL;
}

static void look_at_gateways(struct context *ctx, const struct config *c, struct seen *s)
{
    if (c->midtrans) {
        look(ctx, s, "gateway", "midtrans", c->midtrans->core_url);
        look(ctx, s, "gateway", "midtrans_snap", c->midtrans->snap_url);
    }
    for (size_t i = 0; i < c->xendit_count; i++)
        look(ctx, s, "gateway", arena_printf(ctx->arena, "xendit:%s", c->xendit[i].brand), c->xendit[i].url);
    if (c->telegram)
        look(ctx, s, "gateway", "telegram", c->telegram->url);
    if (c->whatsapp)
        look(ctx, s, "gateway", "whatsapp", c->whatsapp->url);
}

bool certificates_look(struct context *ctx, char *result, size_t size, struct error *e)
{
    const struct config *c = ctx->config;
    size_t room = c->router_count + c->xendit_count + 5;
    struct seen s = { ARENA_ARRAY(ctx->arena, const char *, room), ARENA_ARRAY(ctx->arena, const char *, room),
                      ARENA_ARRAY(ctx->arena, const char *, room), 0, 0 };
    int64_t until_s;
    for (size_t i = 0; i < c->router_count; i++)
        look(ctx, &s, "router", c->routers[i].name, router_url(ctx->arena, &c->routers[i]));
    look_at_gateways(ctx, c, &s);
    if (context_cancelled(ctx, e) || !db_ready(ctx->db, e))
        return false;
    if (db_certificate_end(ctx->db, &until_s)) {
        s.asked++;
        note(ctx, &s, "database", "database", until_s);
    }
    if (!db_run(ctx->db, "certificate_keep",
                DB_PARAMS(db_array(ctx->arena, s.kinds, s.count), db_array(ctx->arena, s.names, s.count),
                          db_array(ctx->arena, s.ends, s.count)),
                NULL, e))
        return false;
    snprintf(result, size, "%zu of %zu certificates seen", s.count, s.asked);
    return true;
}
