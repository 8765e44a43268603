/* What the database is told of a router: whether it answers, and why not. */
#include "model/routers/router_state.h"

#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"

#include <string.h>

static const struct config_router *config_of(const struct context *ctx, const char *name)
{
    for (size_t i = 0; i < ctx->config->router_count; i++)
        if (strcmp(ctx->config->routers[i].name, name) == 0)
            return &ctx->config->routers[i];
    return NULL;
}

static const char *clear_text(const struct config_router *c)
{
    return c && !c->tls ? "t" : "f";
}

static const char *unverified(const struct config_router *c)
{
    return c && c->tls && c->insecure ? "t" : "f";
}

/* Whoever only looks leaves it to the others to write what was seen. */
static bool may_tell(const struct context *ctx)
{
    return !ctx->looks_only && !(ctx->config && ctx->config->read_only);
}

bool router_store_up(struct context *ctx, const char *name, const struct router_facts *facts, struct error *e)
{
    const struct config_router *c = config_of(ctx, name);
    return !may_tell(ctx) ||
           db_run(ctx->db, "router_up",
                  DB_PARAMS(name, facts->identity, facts->version, facts->latency_us, facts->uptime_s, facts->epoch,
                            clear_text(c), unverified(c), facts->is_examined ? "t" : "f", facts->device_mode,
                            facts->allows_hotspot, facts->allows_proxy, facts->is_flagged, facts->lacks_policies,
                            facts->refused_menus, facts->hotspots),
                  NULL, e);
}

void router_store_down(struct context *ctx, const char *name, const struct error *why, int retry_in_ms)
{
    const struct config_router *c = config_of(ctx, name);
    char text[900];
    if (!ctx->db || !may_tell(ctx))
        return;
    const char *message = text_safe_copy(ctx->arena, error_text(why, text, sizeof text));
    db_run(ctx->db, "router_not_up",
           DB_PARAMS(name, message, arena_printf(ctx->arena, "%d", retry_in_ms), clear_text(c), unverified(c)), NULL,
           NULL);
}
