/* Telling the database which routers this host has. */
#include "model/routers/router.h"

#include "db/db.h"
#include "model/config/config.h"

#include <unistd.h>

static bool register_list(struct context *ctx, const char *const *names, const char *const *servers, struct error *e)
{
    size_t count = ctx->config->router_count;
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return db_run(ctx->db, "router_register_lock", NULL, 0, NULL, e) &&
           db_run(ctx->db, "router_register",
                  DB_PARAMS(*host ? host : "localhost", db_array(ctx->arena, names, count),
                            db_array(ctx->arena, servers, count)),
                  NULL, e);
}

bool routers_register(struct context *ctx, struct error *e)
{
    const struct config *c = ctx->config;
    const char **names = ARENA_ARRAY(ctx->arena, const char *, c->router_count + 1);
    const char **servers = ARENA_ARRAY(ctx->arena, const char *, c->router_count + 1);

    for (size_t i = 0; i < c->router_count; i++) {
        struct strbuf list = { .arena = ctx->arena };
        for (const char *const *s = c->routers[i].servers; s && *s; s++)
            strbuf_printf(&list, "%s%s", list.length ? "," : "", *s);
        names[i] = c->routers[i].name;
        servers[i] = strbuf_text(&list);
    }
    if (!db_begin(ctx->db, e))
        return false;
    if (register_list(ctx, names, servers, e))
        return db_commit(ctx->db, e);
    db_rollback(ctx->db);
    return false;
}
