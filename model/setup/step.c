/* What the steps of a set-up have in common: saying, the database, the file, an action. */
#include "model/setup/step.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/path.h"
#include "db/conninfo.h"
#include "db/db.h"
#include "db/migrate.h"
#include "model/bill/brand.h"
#include "model/config/config.h"
#include "model/config/config_write.h"
#include "model/engine/heartbeat.h"
#include "model/engine/job.h"
#include "model/engine/saying.h"
#include "model/pay/gateways.h"
#include "model/routers/router.h"
#include "model/settings/setting.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void setup_say(struct setup *s, enum setup_tone tone, const char *format, ...)
{
    char line[4096]; /* what a portal leaves out is told in one */
    va_list ap;
    if (!s->say)
        return;
    va_start(ap, format);
    vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    s->say(s->to, tone, line);
}

bool setup_is_over(struct error *e)
{
    return error_set(e, ERR_CANCELLED, _("nothing was done"), _("it was left"));
}

static void interrupt_db(void *db)
{
    db_cancel(db);
}

bool setup_connect(struct setup *s, struct error *e)
{
    if (!s->db) {
        s->db = db_new(s->config->database, "hotspot-console setup");
        db_set_deadline_ms(s->db, DB_SCREEN_MS);
    }
    bool ok = setup_wait_for(s->wait, interrupt_db, s->db) ? db_ready(s->db, e) && migrate_verify(s->db, e)
                                                           : setup_is_over(e);
    setup_wait_for(s->wait, NULL, NULL);
    return ok;
}

static const char *text_or_null(struct setup *s, const struct db_result *r, int column)
{
    return db_is_null(r, 0, column) ? NULL : arena_strdup(s->arena, db_value(r, 0, column));
}

bool setup_read_facts(struct setup *s, struct setup_facts *facts, struct error *e)
{
    if (!setup_connect(s, e))
        return false;
    struct db_result *r = db_query(s->db, "setup_state", NULL, 0, e);
    if (!r)
        return false;
    *facts = (struct setup_facts){
        .zone = text_or_null(s, r, 0),
        .zone_is_set = db_bool(r, 0, 1),
        .packages = (long)db_int64(r, 0, 2),
        .package = text_or_null(s, r, 3),
        .customers = (long)db_int64(r, 0, 4),
        .customer = text_or_null(s, r, 5),
        .worker = text_or_null(s, r, 6),
        .worker_is_alive = db_bool(r, 0, 7),
    };
    db_result_free(r);
    return true;
}

const char *setup_beside(struct setup *s, const char *name)
{
    const char *slash = strrchr(s->file, '/');
    char folder[PATH_MAX];
    path_make_parents(s->file);
    const char *given = slash ? arena_copy(s->arena, s->file, (size_t)(slash - s->file) + 1) : ".";
    return arena_printf(s->arena, "%s/%s", realpath(given, folder) ? folder : given, name);
}

static char *edit_all(struct setup *s, const char *text, const struct setup_edit *edits, size_t count)
{
    char *made = arena_strdup(s->arena, text);
    for (size_t i = 0; made && i < count; i++)
        made = config_edit(s->arena, made, &edits[i].spot, edits[i].value);
    return made;
}

static bool put_secrets(struct setup *s, const struct setup_secret *secrets, size_t count, struct secret_file *kept,
                        struct error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        ok = !secrets[i].text || secret_put(s->arena, setup_beside(s, secrets[i].name), secrets[i].text, &kept[i], e);
    return ok;
}

bool setup_write(struct setup *s, const struct setup_edit *edits, size_t edit_count, const struct setup_secret *secrets,
                 size_t secret_count, struct error *e)
{
    struct secret_file *kept = ARENA_ARRAY(s->arena, struct secret_file, secret_count + 1);
    const char *text = config_text(s->arena, s->file, e);
    if (!text)
        return false;
    text = edit_all(s, text, edits, edit_count);
    if (!text) {
        error_set(e, ERR_CONFIG, _("the configuration can't be changed"), _("%s: its text can't be followed"), s->file);
        return error_hint(e, _("correct it by hand; nothing was changed"));
    }
    bool ok = put_secrets(s, secrets, secret_count, kept, e) && config_save(s->arena, s->file, text, e);
    for (size_t i = 0; i < secret_count; i++)
        ok ? secret_keep(&kept[i]) : secret_take_back(&kept[i]);
    if (!ok)
        return false;
    s->config = config_load(s->arena, s->file, e);
    s->is_there = true;
    if (s->config)
        setup_say(s, SETUP_GOOD, _("written to %s"), s->file);
    return s->config != NULL;
}

/* What the database has to know before an action is planned, see session_ready(). */
static bool tell_database(struct context *ctx, struct error *e)
{
    return routers_register(ctx, e) && brands_register(ctx, e) && settings_register(ctx, e) && jobs_register(ctx, e);
}

static bool refused(const struct plan *plan, struct error *e)
{
    const struct plan_sample *first = plan->sample_count ? &plan->samples[0] : NULL;
    return error_set(e, ERR_REFUSED, _("nothing was done"), "%s",
                     first && first->refusal ? first->refusal : plan->summary);
}

static bool plan_and_apply(struct setup *s, struct context *ctx, const struct action *a, const char *id,
                           const char *const *args, struct error *e)
{
    const struct selection selection = { .ids = id ? &id : NULL, .id_count = id != NULL };
    struct action_result result = { .changed = 0 };
    struct plan plan;
    char operation[40];
    if (!action_plan(ctx, a, &selection, args, &plan, e))
        return false;
    if (!plan.id_count)
        return refused(&plan, e);
    action_new_id(operation);
    if (!action_apply(ctx, &plan, operation, &result, e))
        return false;
    setup_say(s, SETUP_GOOD, "%s", say(s->arena, result.summary));
    if (*result.effect_error)
        setup_say(s, SETUP_BAD, _("what is left is done by the worker: %s"), result.effect_error);
    return true;
}

bool setup_act(struct setup *s, const struct action *a, const char *id, const char *const *args, struct error *e)
{
    char worker_id[40];
    if (!setup_connect(s, e))
        return false;
    action_new_id(worker_id);
    struct context ctx = {
        .config = s->config,
        .db = s->db,
        .arena = s->arena,
        .routers = routers_new(s->config),
        .gateways = gateways_new(s->config),
        .actor = context_default_actor(s->arena),
        .worker_id = worker_id,
    };
    bool ok = tell_database(&ctx, e) && plan_and_apply(s, &ctx, a, id, args, e);
    worker_leave(&ctx);
    routers_free(ctx.routers);
    gateways_free(ctx.gateways);
    return ok;
}

bool setup_choices(struct setup *s, const struct action_arg *field, struct action_choice **choices, size_t *count,
                   struct error *e)
{
    if (!setup_connect(s, e))
        return false;
    struct context ctx = { .config = s->config, .db = s->db, .arena = s->arena };
    return action_read_choices(&ctx, field, choices, count, e);
}

bool setup_split_address(struct arena *a, const char *address, const char **plain, const char **password)
{
    struct conninfo info;
    struct error e;
    if (!conninfo_read(a, address, &info, &e) || !info.password)
        return false;
    *plain = info.plain;
    *password = info.password;
    return true;
}
