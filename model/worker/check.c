/* The data, the schema, and whether each part can be reached. */
#include "model/worker/check.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "db/migrate.h"
#include "model/config/config.h"
#include "model/routers/router.h"

static const struct check worker_check = { "worker_running", "check_worker", N_("no worker is running"),
                                           N_("start hotspot-console worker: without it usage is not read") };

static void add_error(struct findings *f, const char *name, const struct error *why, bool is_unreachable)
{
    findings_add(f, &(struct finding){ .name = name,
                                       .what = arena_strdup(f->ctx->arena, why->what),
                                       .mend = arena_strdup(f->ctx->arena, why->hint),
                                       .count = 1,
                                       .example = text_safe_copy(f->ctx->arena, why->why),
                                       .is_unreachable = is_unreachable });
}

static void check_routers(struct findings *f)
{
    struct error why;
    for (size_t i = 0; f->ctx->routers && i < routers_count(f->ctx->routers); i++) {
        const char *name = routers_name(f->ctx->routers, i);
        if (!routers_probe(f->ctx, name, &why))
            add_error(f, arena_printf(f->ctx->arena, "router:%s", name), &why, true);
    }
}

bool health_check(struct context *ctx, struct finding **findings, size_t *count, struct error *e)
{
    struct findings f = findings_new(ctx, ctx->config->router_count + 2);
    struct error why = { .code = ERR_NONE };
    bool is_sound = migrate_verify(ctx->db, &why), ok = is_sound || why.code == ERR_CONFIG;

    if (!ok && e)
        *e = why;
    if (ok && !is_sound)
        add_error(&f, "schema", &why, false); /* the other rules may look for what is not there */
    if (ok)
        check_routers(&f); /* before the data: some rules are about what they say */
    if (is_sound)
        ok = findings_look_at_data(&f, e) && findings_look(&f, &worker_check, e);
    *findings = f.items;
    *count = f.count;
    return ok;
}
