/* The data, the schema, and whether each part can be reached. */
#include "model/worker/check.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "db/migrate.h"
#include "model/config/config.h"
#include "model/routers/router.h"
#include "model/setup/setup.h"

static const struct check worker_check = { "worker_running", "check_worker", N_("no worker is running"),
                                           N_("start hotspot-console worker (hotspot-console setup worker): without it usage is not read") };

enum {
    BESIDE = 5 /* the schema, the worker, and three steps of the set-up */
};

static void add_error(struct findings *f, const char *name, const struct error *why, bool is_unreachable)
{
    findings_add(f, &(struct finding){ .name = name,
                                       .what = arena_strdup(f->ctx->arena, why->what),
                                       .mend = arena_strdup(f->ctx->arena, why->hint),
                                       .count = 1,
                                       .example = text_safe_copy(f->ctx->arena, why->why),
                                       .is_unreachable = is_unreachable });
}

/* What a hotspot can't do without and nobody has set up yet. Whether the database is there and a worker runs, the other
 * rules say. */
static void check_setup(struct findings *f)
{
    struct setup s = { .arena = f->ctx->arena,
                       .file = f->ctx->config->path ? f->ctx->config->path : "",
                       .config = f->ctx->config,
                       .is_there = true,
                       .db = f->ctx->db };
    static const char *const wanted[] = { "router", "package", "customer" };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct setup_step *step = setup_step_find(wanted[i]);
        struct setup_look look = step ? setup_look_at(&s, step) : (struct setup_look){ SETUP_DONE, "" };
        if (look.state != SETUP_MISSING)
            continue;
        findings_add(f, &(struct finding){ .name = arena_printf(s.arena, "setup:%s", step->name),
                                           .what = _(step->label),
                                           .example = look.what,
                                           .count = 1,
                                           .mend = arena_printf(s.arena, "hotspot-console setup %s", step->name) });
    }
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
    struct findings f = findings_new(ctx, ctx->config->router_count + BESIDE);
    struct error why = { .code = ERR_NONE };
    bool is_sound = migrate_verify(ctx->db, &why), ok = is_sound || why.code == ERR_CONFIG;

    if (!ok && e)
        *e = why;
    if (ok && !is_sound)
        add_error(&f, "schema", &why, false); /* the other rules may look for what is not there */
    if (ok)
        check_routers(&f); /* before the data: some rules are about what they say */
    if (is_sound)
        check_setup(&f);
    if (is_sound)
        ok = findings_look_at_data(&f, e) && findings_look(&f, &worker_check, e);
    *findings = f.items;
    *count = f.count;
    return ok;
}
