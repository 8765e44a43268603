/* Restoring into a database: a new one, an empty one, or one that is in the way. */
#include "model/backup/restore.h"

#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "model/backup/facts.h"

#include <string.h>

#define CANT "nothing was restored"

enum {
    LEAVING_TRIES = 20,
    LEAVING_MS = 100
};

enum target {
    TARGET_NEW,
    TARGET_EMPTY,
    TARGET_FULL
};

static bool is_name(const char *name, struct error *e)
{
    size_t n = strlen(name);
    if (n > 0 && n < 64 && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == n &&
        strcmp(name, "postgres") != 0 && strncmp(name, "template", 8) != 0)
        return true;
    error_set(e, ERR_USAGE, CANT, "'%s' is no name for a database to restore into", name);
    return error_hint(e, "letters, digits, _ and -; not postgres, not template…");
}

static bool look(struct context *ctx, struct db *server, const char *name, struct restoring *r, bool *is_there,
                 int64_t *bytes, struct error *e)
{
    struct db_result *found = db_query(server, "database_look", DB_PARAMS(name), e);
    if (!found)
        return false;
    *is_there = db_bool(found, 0, 0);
    *bytes = db_int64(found, 0, 3);
    if (r) {
        r->may_create = db_bool(found, 0, 1);
        r->is_superuser = db_bool(found, 0, 2);
        r->stamp = arena_strdup(ctx->arena, db_value(found, 0, 4));
    }
    db_result_free(found);
    return true;
}

/* Of a database that is there: whether it holds anything, and what. */
static bool look_inside(struct context *ctx, const char *name, struct backup_facts *facts, bool *is_empty,
                        struct error *e)
{
    struct db *db = backup_connect(ctx, name, e);
    struct db_result *r = db ? db_query(db, "database_is_empty", NULL, 0, e) : NULL;
    bool ok = r != NULL;
    *is_empty = ok && db_bool(r, 0, 0);
    if (ok && !*is_empty)
        ok = facts_read(ctx, db, false, facts, e);
    db_result_free(r);
    db_free(db);
    return ok;
}

bool restore_look(struct context *ctx, const char *into, struct restore_loss *loss, bool *has_loss, struct error *e)
{
    struct db *server = NULL;
    bool is_there = false, is_empty = true;
    *loss = (struct restore_loss){ .bytes = 0 };
    bool ok = is_name(into, e) && restoring_server(ctx, &server, e) &&
              look(ctx, server, into, NULL, &is_there, &loss->bytes, e) &&
              (!is_there || look_inside(ctx, into, &loss->facts, &is_empty, e));
    *has_loss = ok && is_there && !is_empty;
    db_free(server);
    return ok;
}

/* "hotspot-console worker pid 812, hotspot-console pid 900": at most three of them. */
static const char *list_of(struct arena *a, const struct db_result *r)
{
    struct strbuf out = { .arena = a };
    for (int i = 0; i < db_rows(r) && i < 3; i++)
        strbuf_printf(&out, "%s%s", i ? ", " : "", text_safe_copy(a, db_value(r, i, 0)));
    if (db_rows(r) > 3)
        strbuf_printf(&out, ", and %d more", db_rows(r) - 3);
    return strbuf_text(&out);
}

static bool refuse_company(const char *into, const char *who, struct error *e)
{
    error_set(e, ERR_REFUSED, CANT, "somebody works with %s: %s", into, who);
    return error_hint(
        e, "end that first (sudo systemctl stop hotspot-console-worker; consoles, the portal), then restore again;"
           " or restore into another name beside it");
}

/* One that ends just now, ours among them, is waited for. */
static struct db_result *sessions_of(struct restoring *r, const char *into, struct error *e)
{
    struct db_result *found = NULL;
    for (int tries = 0; tries < LEAVING_TRIES; tries++) {
        db_result_free(found);
        found = db_query(r->server, "database_sessions", DB_PARAMS(into), e);
        if (!found || db_rows(found) == 0)
            return found;
        clock_pause(LEAVING_MS);
    }
    return found;
}

/* A worker at rest has no connection, and would go on with the other database a moment later. */
static bool is_alone(struct restoring *r, const char *into, struct error *e)
{
    struct db *db = backup_connect(r->ctx, into, e);
    struct db_result *workers = db ? db_query(db, "database_workers", NULL, 0, NULL) : NULL;
    const char *alive = workers && db_rows(workers) > 0 ? list_of(r->ctx->arena, workers) : NULL;
    db_result_free(workers);
    db_free(db);
    if (!db)
        return false;
    if (alive)
        return refuse_company(into, alive, e);
    struct db_result *sessions = sessions_of(r, into, e);
    bool ok = sessions && (db_rows(sessions) == 0 || refuse_company(into, list_of(r->ctx->arena, sessions), e));
    db_result_free(sessions);
    return ok;
}

/* Roles are the server's, and in no backup. */
static bool choose_rights(struct restoring *r, struct error *e)
{
    const char *const *roles = r->done->manifest.roles;
    size_t count = 0;
    while (roles && roles[count])
        count++;
    r->with_rights = r->archive.has_manifest;
    struct db_result *missing =
        db_query(r->server, "roles_missing", DB_PARAMS(db_array(r->ctx->arena, roles, count)), e);
    if (missing && db_rows(missing) > 0) {
        r->with_rights = false;
        restoring_note(
            r, arena_printf(r->ctx->arena,
                            "owners and rights were left out, for this server lacks roles: %s; make them, or run"
                            " hotspot-console migrate --roles",
                            list_of(r->ctx->arena, missing)));
    }
    db_result_free(missing);
    return missing != NULL;
}

static bool judge_target(struct restoring *r, const struct restore_wish *w, enum target *target, struct error *e)
{
    struct backup_facts facts;
    bool is_there, is_empty = true;
    int64_t bytes;
    if (!look(r->ctx, r->server, w->into, r, &is_there, &bytes, e))
        return false;
    if (is_there && !look_inside(r->ctx, w->into, &facts, &is_empty, e))
        return false;
    *target = !is_there ? TARGET_NEW : is_empty ? TARGET_EMPTY : TARGET_FULL;
    if (*target != TARGET_FULL)
        return true;
    if (!is_alone(r, w->into, e))
        return false;
    if (w->typed && strcmp(w->typed, w->into) == 0)
        return true;
    error_set(e, ERR_REFUSED, CANT, "%s holds %zu tables with %lld rows, and its name was not typed", w->into,
              facts.tables, (long long)facts.rows);
    return error_hint(e, "look at what it holds, then say --confirm %s; or restore into another name beside it",
                      w->into);
}

static bool differs(struct restoring *r, const char *name, struct error *e)
{
    const struct restored *d = r->done;
    if (!d->difference_count)
        return false;
    error_set(e, ERR_REFUSED, "what was restored is not what was backed up", "%zu differences, the first: %s: %s",
              d->difference_count, d->differences[0].name, d->differences[0].value);
    error_hint(e, "it stands in the database %s, to be looked at; nothing else was changed", name);
    return true;
}

/* The former one is kept: nothing is dropped. */
static bool change_names(struct restoring *r, const char *into, const char *name, struct error *e)
{
    const char *aside = arena_printf(r->ctx->arena, "%.40s_before_%s", into, r->stamp);
    if (!is_alone(r, into, e))
        return false;
    if (!restoring_tell(r, "database_rename", DB_PARAMS(into, aside), e))
        return false;
    if (!restoring_tell(r, "database_rename", DB_PARAMS(name, into), e)) {
        restoring_tell(r, "database_rename", DB_PARAMS(aside, into), NULL);
        return false;
    }
    r->done->aside = aside;
    return true;
}

static bool restore(struct restoring *r, const struct restore_wish *w, struct error *e)
{
    enum target target;
    if (!judge_target(r, w, &target, e) || !choose_rights(r, e))
        return false;
    const char *name =
        target == TARGET_FULL ? arena_printf(r->ctx->arena, "%.40s_restored_%s", w->into, r->stamp) : w->into;
    if (target != TARGET_EMPTY && !restoring_make(r, name, e))
        return false;
    if (!restoring_fill(r, name, e)) {
        if (target != TARGET_EMPTY)
            restoring_tell(r, "database_drop", DB_PARAMS(name), NULL);
        return false;
    }
    if (!restoring_compare(r, name, e) || differs(r, name, e))
        return false;
    if (target != TARGET_FULL || change_names(r, w->into, name, e))
        return true;
    return error_hint(
        e,
        "what was restored stands whole in the database %s: end what works with %s, then drop one and rename the other,"
        " or restore again",
        name, w->into);
}

bool restore_run(struct context *ctx, const struct restore_wish *wish, struct restored *done, struct error *e)
{
    struct restoring r;
    if (!is_name(wish->into, e))
        return false;
    bool ok = restoring_begin(&r, ctx, wish->file, done, e) && restore(&r, wish, e);
    restoring_end(&r);
    return ok;
}
