/* The data, the schema, and whether each part can be reached. */
#include "model/worker/check.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "db/migrate.h"
#include "model/config/config.h"
#include "model/routers/router.h"
#include "model/setup/setup.h"
#include "model/worker/vitals.h"

static const struct check worker_check = {
    "worker_running", "check_worker", N_("no worker is running"),
    N_("start hotspot-console worker (hotspot-console setup worker): without it usage is not read")
};

enum {
    BESIDE = 7 /* the schema, the worker, three steps of the set-up, backup and drill */
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

/* "the last good one is of 2026-11-26 …, the last try: its disk is full" */
static bool check_backups(struct findings *f, struct error *e)
{
    struct db_result *r = db_query(f->ctx->db, "backup_last", NULL, 0, e);
    for (int i = 0; r && i < db_rows(r); i++) {
        struct arena *a = f->ctx->arena;
        const char *good = db_is_null(r, i, 2) ? "there is no good one"
                                               : arena_printf(a, "the last good one is of %s", db_value(r, i, 2));
        if (db_bool(r, i, 7))
            findings_add(f, &(struct finding){ .name = arena_printf(a, "%s_stale", db_value(r, i, 0)),
                                               .what = i == 0 ? _("the last good backup is too old")
                                                              : _("the last good drill is too old"),
                                               .count = 1,
                                               .example = db_is_null(r, i, 6)
                                                              ? good
                                                              : arena_printf(a, "%s, the last try: %s", good,
                                                                             text_safe_copy(a, db_value(r, i, 6))),
                                               .mend = i == 0 ? "hotspot-console backup" : "hotspot-console drill" });
    }
    bool ok = r != NULL;
    db_result_free(r);
    return ok;
}

/* Parts of the whole that no rule is about. */
static void check_parts(struct findings *f, const struct vitals *v)
{
    for (size_t i = 0; i < v->count; i++) {
        const struct vital *vital = &v->items[i];
        if (vital->is_a_rule || vital->state == LAMP_GOOD || vital->state == LAMP_UNKNOWN)
            continue;
        findings_add(f, &(struct finding){ .name = arena_printf(f->ctx->arena, "part:%s", vital->name),
                                           .what = _("a part that the whole stands on is not well"),
                                           .count = 1,
                                           .example = vital->detail,
                                           .mend = vital->mend ? vital->mend : "hotspot-console health",
                                           .is_unreachable = vital->is_outside && vital->state == LAMP_BAD });
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
    struct error why = { .code = ERR_NONE };
    bool is_sound = migrate_verify(ctx->db, &why), ok = is_sound || why.code == ERR_CONFIG;
    struct vitals v = { .ctx = ctx };
    if (is_sound)
        vitals_look(&v, NULL);
    struct findings f = findings_new(ctx, ctx->config->router_count + v.count + BESIDE);

    if (!ok && e)
        *e = why;
    if (ok && !is_sound)
        add_error(&f, "schema", &why, false); /* the other rules may look for what is not there */
    if (ok)
        check_routers(&f); /* before the data: some rules are about what they say */
    if (is_sound)
        check_setup(&f);
    check_parts(&f, &v);
    if (is_sound)
        ok = findings_look_at_data(&f, e) && findings_look(&f, &worker_check, e) && check_backups(&f, e);
    *findings = f.items;
    *count = f.count;
    return ok;
}
