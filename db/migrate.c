/* Creating, adopting and upgrading the database. */
#include "db/migrate.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "db/db.h"
#include "db/handle.h"
#include "db/migration.h"
#include "db/pooler.h"
#include "db/split.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define CANT_MIGRATE "can't migrate the database"

/* How long another migrator, or an index that is being built, is waited for. */
enum {
    PATIENCE_MS = 60000,
    LOOK_AGAIN_MS = 200
};

struct run {
    struct db *db, *lock;
    const struct migrate_options *options;
    struct arena *arena;
    struct migration_list list;
    struct db_result *applied; /* NULL: never migrated */
    const char *trigrams;      /* the operator class of searches, with its schema */
    bool fresh;
};

static void nap(void)
{
    nanosleep(&(struct timespec){ .tv_nsec = LOOK_AGAIN_MS * 1000000L }, NULL);
}

/* By the simple protocol: the portal that a prepared statement leaves open until the next one holds
 * a snapshot, and our own CREATE INDEX CONCURRENTLY would wait for that, forever. */
static bool keep_lock(struct db *lock, struct error *e)
{
    return db_script(lock, db_sql("migrate_keep_lock"), "migrate_keep_lock", e);
}

static bool try_lock(struct db *lock, bool *is_mine, struct error *e)
{
    *is_mine = false;
    if (!db_begin(lock, e))
        return false;
    struct db_result *r = db_query(lock, "migrate_try_lock", NULL, 0, e);
    *is_mine = r && db_bool(r, 0, 0);
    if (!*is_mine)
        db_rollback(lock);
    db_result_free(r);
    return r != NULL;
}

static bool try_session(struct db *db, bool *is_mine, struct error *e)
{
    struct db_result *r = db_query(db, "migrate_try_session", NULL, 0, e);
    *is_mine = r && db_bool(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

/* Tried again and again instead of waited for: a waiting statement holds a snapshot too, that the
 * other migrator would wait for. */
static bool wait_for(bool (*try)(struct db *, bool *, struct error *), struct db *db, struct error *e)
{
    int64_t until = db_now_ms() + PATIENCE_MS;
    bool is_mine;
    for (;;) {
        if (!try(db, &is_mine, e))
            return false;
        if (is_mine)
            return true;
        if (db_now_ms() >= until)
            break;
        nap();
    }
    error_set(e, ERR_REFUSED, CANT_MIGRATE, "another hotspot-console migrates it");
    return error_hint(e, "wait until it has ended (pg_stat_activity shows it), then try again");
}

static bool take_lock(struct run *r, struct error *e)
{
    r->lock = db_new(r->db->conninfo, "hotspot-console migrate");
    r->lock->trusts_session = r->db->trusts_session;
    return wait_for(try_lock, r->lock, e) && keep_lock(r->lock, e) && wait_for(try_session, r->db, e);
}

static void leave_session(struct run *r)
{
    struct error unseen;
    if (r->lock && db_is_connected(r->db))
        db_run(r->db, "migrate_leave_session", NULL, 0, NULL, &unseen);
}

/* In another one names are lost on the way, and in SQL_ASCII nobody holds them to be text at all. */
static bool refuse_encoding(const char *encoding, struct error *e)
{
    error_set(e, ERR_REFUSED, CANT_MIGRATE, "its encoding is %s, not UTF8; nothing was changed", encoding);
    return error_hint(
        e, "pg_dump it, CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, restore it there, and name that one "
           "in database");
}

/* What was restored in part is not made whole by tables without their rows. */
static bool check_whole(struct db *db, enum error_code code, struct error *e)
{
    struct db_result *lacks = db_query(db, "migrate_lacks", NULL, 0, e);
    bool ok = lacks && db_rows(lacks) == 0;
    if (lacks && !ok) {
        error_set(e, code, "the database was restored in part", "it lacks %s, of %d tables that it had", db_value(lacks, 0, 0),
                  db_rows(lacks));
        error_hint(e, "restore a whole backup into another database: hotspot-console restore FILE --into DATABASE");
    }
    db_result_free(lacks);
    return ok;
}

static bool read_state(struct run *r, struct error *e)
{
    struct db_result *state = db_query(r->db, "migrate_state", NULL, 0, e);
    if (!state)
        return false;
    bool has_history = db_bool(state, 0, 0), has_portal = db_bool(state, 0, 1), has_trigrams = db_bool(state, 0, 2);
    const char *encoding = arena_strdup(r->arena, db_value(state, 0, 3));
    db_result_free(state);
    if (strcmp(encoding, "UTF8") != 0)
        return refuse_encoding(encoding, e);
    if (!has_trigrams) {
        error_set(e, ERR_REFUSED, CANT_MIGRATE, "the server lacks the extension pg_trgm");
        return error_hint(e, "install PostgreSQL's contrib modules there (on Debian they come with postgresql)");
    }
    if (has_history && !(r->applied = db_query(r->db, "migrate_applied", NULL, 0, e)))
        return false;
    if (r->applied && (!migration_check_applied(&r->list, r->applied, ERR_REFUSED, e) || !check_whole(r->db, ERR_REFUSED, e)))
        return false;
    bool is_first_time = !r->applied || db_rows(r->applied) == 0;
    r->fresh = is_first_time ? !has_portal : migration_began_fresh(&r->list, r->applied);
    return true;
}

/* Tells each row of found (a text, and with a count: rule, count, example), and refuses if there
 * is one. */
static bool refuse_findings(struct run *r, const struct db_result *found, const char *what, const char *hint,
                            struct error *e)
{
    struct strbuf all = { .arena = r->arena };
    for (int row = 0; row < db_rows(found); row++) {
        const char *text = db_value(found, row, 0);
        if (db_columns(found) > 1)
            text = arena_printf(r->arena, "%s: %s rows (%s)", text, db_value(found, row, 1), db_value(found, row, 2));
        strbuf_printf(&all, "%s%s", row > 0 ? "; " : "", text);
        if (r->options->finding)
            r->options->finding(r->options->ctx, text);
    }
    if (db_rows(found) == 0)
        return true;
    error_set(e, ERR_REFUSED, what, "%d found: %s", db_rows(found), strbuf_text(&all));
    return error_hint(e, "%s", hint);
}

static bool check_catalogue(struct run *r, struct error *e)
{
    struct db_result *found = db_query(r->db, "catalogue", NULL, 0, e);
    bool ok =
        found && refuse_findings(r, found, "the portal's tables are not as the console needs them",
                                 "nothing was changed: bring the portal's tables to this form, then run it again", e);
    db_result_free(found);
    return ok;
}

static bool check_clean(struct run *r, struct error *e)
{
    struct db_result *found = db_query(r->db, "enforce_findings", NULL, 0, e);
    bool ok = found && refuse_findings(r, found, "the portal's data breaks the stricter rules",
                                       "nothing was changed: mend these rows, then run it again", e);
    db_result_free(found);
    return ok;
}

static bool is_pending(const struct run *r, const struct migration *m)
{
    return migration_is_wanted(m, r->fresh, r->options->enforce) && !migration_is_applied(m, r->applied);
}

/* A rule that the portal's own rows must keep, put on an adopted database. */
static bool is_enforced(const struct run *r, const struct migration *m)
{
    return !r->fresh && !m->for_adopted;
}

/* Everything that could stand against it, before the first change. */
static bool check_all(struct run *r, struct error *e)
{
    bool enforces = false;
    if (r->fresh)
        return true;
    if (!check_catalogue(r, e))
        return false;
    for (size_t i = 0; i < r->list.count; i++)
        enforces |= is_pending(r, &r->list.items[i]) && is_enforced(r, &r->list.items[i]);
    return !enforces || check_clean(r, e);
}

static bool record(struct run *r, const struct migration *m, struct error *e)
{
    const char *how = r->fresh ? "fresh" : is_enforced(r, m) ? "enforced" : "adopted";
    return db_run(r->db, "migrate_record", DB_PARAMS(m->name, m->checksum, HC_VERSION, how), NULL, e);
}

/* The earliest migrations name the operator class of searches without its schema, and are never edited. */
static const char *text_of(const struct run *r, const struct migration *m)
{
    static const char bare[] = " gin_trgm_ops";
    const char *text = m->file->text, *found;
    struct strbuf named = { .arena = r->arena };
    while ((found = strstr(text, bare))) {
        strbuf_add_bytes(&named, text, (size_t)(found - text) + 1);
        strbuf_add(&named, r->trigrams);
        text = found + sizeof bare - 1;
    }
    strbuf_add(&named, text);
    return strbuf_text(&named);
}

static bool apply_in_transaction(struct run *r, const struct migration *m, struct error *e)
{
    bool ok = db_begin(r->db, e) && db_run(r->db, "migrate_lock_patience", NULL, 0, NULL, e) &&
              db_script(r->db, text_of(r, m), m->name, e) &&
              (!is_enforced(r, m) || check_clean(r, e)) && /* its locks are held: nothing slips in behind this look */
              record(r, m, e) && db_commit(r->db, e);
    if (!ok)
        db_rollback(r->db);
    return ok;
}

/* Waits for a session that an interrupted migrator left behind, at work on this index. */
static bool wait_until_built(struct run *r, struct db_result **left, struct error *e)
{
    int64_t until = db_now_ms() + PATIENCE_MS;
    while ((*left = db_query(r->db, "migrate_invalid_indexes", NULL, 0, e))) {
        int builder = 0;
        for (int row = 0; row < db_rows(*left); row++)
            builder = db_is_null(*left, row, 1) ? builder : (int)db_int64(*left, row, 1);
        if (builder == 0)
            return true;
        db_result_free(*left);
        *left = NULL;
        if (db_now_ms() >= until) {
            error_set(e, ERR_REFUSED, CANT_MIGRATE, "server process %d still builds one of its indexes", builder);
            return error_hint(e, "wait until it has ended (pg_stat_progress_create_index shows it), then try again");
        }
        nap();
    }
    return false;
}

static bool drop_invalid_indexes(struct run *r, struct error *e)
{
    struct db_result *left = NULL;
    bool ok = wait_until_built(r, &left, e);
    for (int row = 0; ok && row < db_rows(left); row++)
        ok = db_script(r->db, db_value(left, row, 0), "drop of an unfinished index", e);
    db_result_free(left);
    return ok;
}

static bool apply_by_statement(struct run *r, const struct migration *m, struct error *e)
{
    if (!drop_invalid_indexes(r, e))
        return false;
    const char *sql = text_of(r, m);
    size_t length;
    while ((length = split_statement(sql)) > 0) {
        if (!db_script(r->db, arena_copy(r->arena, sql, length), m->name, e))
            return false;
        sql += length;
    }
    return record(r, m, e);
}

/* A failure of a migration's own statements is told as such: what a statement of the running program
 * would advise (to migrate) is no help here. */
static bool explain(const struct migration *m, struct error *e)
{
    if (e && (e->code == ERR_CONFIG || e->code == ERR_INTERNAL)) {
        e->code = ERR_REFUSED;
        snprintf(e->what, sizeof e->what, "migration %s failed", m->name);
        error_hint(e, "what was applied before it stays; mend the cause, then run it again");
    }
    return false;
}

static bool apply(struct run *r, const struct migration *m, struct error *e)
{
    if (!db_ready(r->lock, e)) /* lost: another migrator may have begun */
        return false;
    bool ok = m->in_transaction ? apply_in_transaction(r, m, e) : apply_by_statement(r, m, e);
    return ok || explain(m, e);
}

static bool step(struct run *r, const struct migration *m, struct error *e)
{
    enum migrate_state state = MIGRATE_NOT_FOR_THIS_DATABASE;
    if (migration_is_applied(m, r->applied))
        state = MIGRATE_DONE_BEFORE;
    else if (is_pending(r, m))
        state = r->options->dry_run ? MIGRATE_WOULD_APPLY : MIGRATE_APPLIED;
    if (state == MIGRATE_APPLIED && !apply(r, m, e))
        return false;
    if (r->options->report)
        r->options->report(r->options->ctx, m->name, state);
    return true;
}

/* What the migrations stand on. */
static bool prepare(struct run *r, struct error *e)
{
    struct db_result *found = NULL;
    bool ok = db_run(r->db, "migrate_create_trigrams", NULL, 0, NULL, e) &&
              (found = db_query(r->db, "migrate_trigrams", NULL, 0, e)) &&
              (r->applied || (db_run(r->db, "migrate_create_schema", NULL, 0, NULL, e) &&
                              db_run(r->db, "migrate_create_history", NULL, 0, NULL, e)));
    if (ok)
        r->trigrams = arena_strdup(r->arena, db_value(found, 0, 0));
    db_result_free(found);
    return ok;
}

static bool step_all(struct run *r, struct error *e)
{
    for (size_t i = 0; i < r->list.count; i++) {
        if (!step(r, &r->list.items[i], e))
            return false;
    }
    return true;
}

static bool has_pending(const struct run *r)
{
    for (size_t i = 0; i < r->list.count; i++) {
        if (is_pending(r, &r->list.items[i]))
            return true;
    }
    return false;
}

/* It stands against nothing: what the console needs of the portal's tables was looked at by itself. */
static bool warn_of_portal(struct run *r, struct error *e)
{
    struct db_result *found = db_query(r->db, "migrate_portal_version", NULL, 0, e);
    for (int row = 0; found && r->options->finding && row < db_rows(found); row++)
        r->options->finding(r->options->ctx, db_value(found, row, 0));
    db_result_free(found);
    return found != NULL;
}

/* Bound at the end of each run and not by a migration alone: later ones make functions too, also the earliest
 * where their rules are enforced later. What failed half-way is bound as far as it goes. */
static bool change_all(struct run *r, struct error *e)
{
    struct error unseen;
    if (has_pending(r) && !db_run(r->db, "migrate_unbind_names", NULL, 0, NULL, e))
        return false;
    bool done = step_all(r, e);
    return db_run(r->db, "migrate_bind_names", NULL, 0, NULL, done ? e : &unseen) && done && warn_of_portal(r, e);
}

/* In one transaction: nobody is without a right in between. */
static bool grant_roles(struct run *r, struct error *e)
{
    static const char *const faces[] = { "owner", "operator", "viewer" };
    bool ok = db_begin(r->db, e) && db_run(r->db, "migrate_lock_patience", NULL, 0, NULL, e);
    for (int i = 0; ok && r->options->roles && i < MIGRATE_FACES; i++)
        ok = db_run(r->db, "migrate_role", DB_PARAMS(faces[i], r->options->roles[i]), NULL, e);
    ok = ok && db_script(r->db, db_sql("migrate_grant"), "migrate_grant", e) && db_commit(r->db, e);
    if (!ok)
        db_rollback(r->db);
    return ok;
}

static bool run_all(struct run *r, struct error *e)
{
    if (!migration_list_load(r->arena, &r->list, e) || !db_ready(r->db, e))
        return false;
    if (!r->options->dry_run && (!pooler_trust_session(r->db, e) || !take_lock(r, e)))
        return false;
    if (!read_state(r, e) || !check_all(r, e))
        return false;
    if (!r->options->dry_run && !prepare(r, e))
        return false;
    return r->options->dry_run ? step_all(r, e) : change_all(r, e) && grant_roles(r, e);
}

bool migrate_run(struct db *db, const struct migrate_options *options, struct error *e)
{
    struct error unseen;
    struct run r = { .db = db, .options = options, .arena = arena_new() };
    int deadline = db->deadline_ms;
    db_set_deadline_ms(db, 0);
    bool ok = run_all(&r, e ? e : &unseen);
    leave_session(&r);
    db_set_deadline_ms(db, deadline);
    db_result_free(r.applied);
    db_free(r.lock);
    arena_free(r.arena);
    return ok;
}

static bool check_complete(const struct migration_list *list, const struct db_result *applied, struct error *e)
{
    bool fresh = migration_began_fresh(list, applied);
    for (size_t i = 0; i < list->count; i++) {
        const struct migration *m = &list->items[i];
        if (!migration_is_wanted(m, fresh, false) || migration_is_applied(m, applied))
            continue;
        error_set(e, ERR_CONFIG, "the database is not as this program needs it", "migration %s was not applied",
                  m->name);
        return error_hint(e, "run: hotspot-console migrate");
    }
    return true;
}

bool migrate_verify(struct db *db, struct error *e)
{
    struct arena *a = arena_new();
    struct migration_list list;
    struct db_result *applied = NULL;
    bool ok = migration_list_load(a, &list, e) && (applied = db_query(db, "migrate_applied", NULL, 0, e)) &&
              migration_check_applied(&list, applied, ERR_CONFIG, e) && check_complete(&list, applied, e) &&
              check_whole(db, ERR_CONFIG, e);
    db_result_free(applied);
    arena_free(a);
    return ok;
}
