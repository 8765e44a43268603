/* Creating, adopting and upgrading the database, for the faces. */
#include "model/settings/setup.h"

#include "db/db.h"
#include "db/migrate.h"
#include "model/config/config.h"
#include "model/settings/portal.h"
#include "model/settings/setting.h"
#include "model/values/context.h"

static void report_state(void *ctx, const char *name, enum migrate_state state)
{
    static const char *const states[] = {
        [MIGRATE_DONE_BEFORE] = "done before",
        [MIGRATE_APPLIED] = "applied",
        [MIGRATE_WOULD_APPLY] = "would apply",
        [MIGRATE_NOT_FOR_THIS_DATABASE] = "not for this database",
    };
    const struct setup_options *options = ctx;
    options->report(options->ctx, name, states[state]);
}

static void pass_finding(void *ctx, const char *finding)
{
    const struct setup_options *options = ctx;
    options->finding(options->ctx, finding);
}

/* Which settings there are; and what the portal's come to, which has not been asked before where nothing is changed. */
static bool settle_settings(const struct config *config, const struct setup_options *options, struct db *db,
                            struct error *e)
{
    struct context ctx = { .config = config, .db = db, .arena = arena_new() };
    bool ok = (options->dry_run || (settings_register(&ctx, e) && db_run(db, "zones_learn", NULL, 0, NULL, e))) &&
              portal_preview(&ctx, options->dry_run, options->portal, options->ctx, e);
    arena_free(ctx.arena);
    return ok;
}

bool setup_migrate(const struct config *config, const struct setup_options *options, struct error *e)
{
    const char *database = config->database_direct ? config->database_direct : config->database;
    struct db *db = db_new(database, "hotspot-console migrate");
    bool ok = db_ready(db, e) &&
              migrate_run(db,
                          &(struct migrate_options){
                              .dry_run = options->dry_run,
                              .enforce = options->enforce,
                              .roles = options->roles,
                              .report = report_state,
                              .finding = pass_finding,
                              .ctx = (void *)options,
                          },
                          e) &&
              settle_settings(config, options, db, e);
    db_free(db);
    return ok;
}
