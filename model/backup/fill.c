/* What a restore and a drill have in common: a database is made, filled and compared. */
#include "model/backup/restore.h"

#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "model/backup/facts.h"
#include "model/backup/sink.h"
#include "model/engine/audit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CANT "nothing was restored"

enum {
    MOST_JOBS = 4
};

bool restoring_server(struct context *ctx, struct db **server, struct error *e)
{
    struct error first = { .code = ERR_NONE };
    *server = backup_connect(ctx, "postgres", &first);
    if (!*server)
        *server = backup_connect(ctx, "template1", NULL);
    if (!*server && e)
        *e = first;
    return *server != NULL;
}

void restoring_note(struct restoring *r, const char *note)
{
    if (r->note_count < MOST_NOTES)
        r->notes[r->note_count++] = note;
    r->done->notes = r->notes;
}

bool restoring_begin(struct restoring *r, struct context *ctx, const char *file, struct restored *done, struct error *e)
{
    *done = (struct restored){ .difference_count = 0 };
    *r = (struct restoring){ .ctx = ctx, .done = done, .archive.fd = -1, .asked_ms = clock_ms() };
    done->notes = ARENA_ARRAY(ctx->arena, const char *, 1);
    if (!restoring_server(ctx, &r->server, e) || !backup_tools_find(ctx, r->server, &r->tools, e) ||
        !backup_tools_may_restore(&r->tools, e) || !archive_open(ctx, &r->tools, file, &r->archive, &done->manifest, e))
        return false;
    if (!r->archive.has_manifest)
        restoring_note(
            r, "there is no file with checksum and counts beside it: what was restored is compared with nothing");
    return true;
}

/* What was said goes on standing in the arena. */
void restoring_end(struct restoring *r)
{
    const char **kept = ARENA_ARRAY(r->ctx->arena, const char *, r->note_count + 1);
    memcpy(kept, r->notes, r->note_count * sizeof *kept);
    r->done->notes = kept;
    archive_close(&r->archive);
    db_free(r->server);
}

bool restoring_tell(struct restoring *r, const char *name, const char *const *params, int count, struct error *e)
{
    struct db_result *text = db_query(r->server, name, params, count, e);
    struct db_result *done = text ? db_text(r->server, db_value(text, 0, 0), NULL, 0, e) : NULL;
    db_result_free(text);
    db_result_free(done);
    return done != NULL;
}

bool restoring_make(struct restoring *r, const char *name, struct error *e)
{
    const struct backup_manifest *m = &r->done->manifest;
    const char *collate = m->lc_collate ? m->lc_collate : "";
    if (restoring_tell(r, "database_make",
                       DB_PARAMS(name, m->encoding ? m->encoding : "UTF8", collate, m->lc_ctype ? m->lc_ctype : collate,
                                 m->provider, m->icu_locale),
                       e))
        return true;
    if (!r->may_create) {
        error_set(e, ERR_REFUSED, CANT, "this account may make no databases");
        return error_hint(e, "have the administrator make an empty one (sudo -u postgres createdb -O ACCOUNT NAME), "
                             "then restore into that");
    }
    return false;
}

/* --- filling --- */

static void take_line(void *ctx, const char *line)
{
    static const char sign[] = "processing data for table \"";
    struct restoring *r = ctx;
    const char *at = strstr(line, sign);
    if (!at)
        return;
    at += sizeof sign - 1;
    context_progress(r->ctx, arena_printf(r->ctx->arena, "%.*s", (int)strcspn(at, "\""), at), ++r->table,
                     r->done->manifest.facts.tables);
}

static bool goes_on(void *ctx)
{
    struct restoring *r = ctx;
    r->was_stopped = !backup_goes_on(r->ctx, &r->asked_ms);
    return !r->was_stopped;
}

static bool explain(struct restoring *r, const struct child *c, bool was_started, struct error *e)
{
    if (r->was_stopped)
        return error_set(e, ERR_CANCELLED, CANT, "stopped");
    error_set(e, ERR_REFUSED, CANT, "pg_restore: %s", was_started ? backup_said(r->ctx, c) : strerror(errno));
    return strstr(c->said, "No space left")
               ? error_hint(e, "make room on the server's disk: what was half restored is dropped")
               : false;
}

bool restoring_fill(struct restoring *r, const char *name, struct error *e)
{
    int64_t began_ms = clock_ms();
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const char *argv[16];
    size_t n = 0;
    struct child child;
    bool was_started = false;
    int service = backup_service(r->ctx, r->server, name, e);
    if (service < 0)
        return false;
    argv[n++] = r->tools.restore;
    argv[n++] = "--format=custom";
    argv[n++] = "--exit-on-error";
    argv[n++] = "--no-password";
    argv[n++] = "--verbose";
    argv[n++] = arena_printf(r->ctx->arena, "--jobs=%ld", cores > MOST_JOBS ? MOST_JOBS : cores > 0 ? cores : 1);
    if (!r->with_rights || !r->is_superuser)
        argv[n++] = "--no-owner";
    if (!r->with_rights)
        argv[n++] = "--no-privileges";
    argv[n++] = "--dbname=service=hotspot_console";
    argv[n++] = "/dev/stdin";
    argv[n] = NULL;
    const struct child_job job = { .argv = argv,
                                   .variables = backup_variables,
                                   .in = r->archive.fd,
                                   .out = -1,
                                   .given = service,
                                   .line = take_line,
                                   .tick = goes_on,
                                   .ctx = r };
    r->table = 0;
    bool ok = child_run(&child, &job, &was_started);
    close(service);
    r->done->restore_s = (clock_ms() - began_ms) / 1000;
    return ok || explain(r, &child, was_started, e);
}

/* --- comparing --- */

static void add_difference(struct restoring *r, const char *name, const char *value)
{
    struct restored *d = r->done;
    struct backup_fact *more = ARENA_ARRAY(r->ctx->arena, struct backup_fact, d->difference_count + 1);
    if (d->difference_count)
        memcpy(more, d->differences, d->difference_count * sizeof *more);
    more[d->difference_count++] = (struct backup_fact){ name, value };
    d->differences = more;
}

/* The chain is computed again from its beginning, in what was restored. */
static void verify_chain(struct restoring *r, struct db *db)
{
    struct context there = *r->ctx;
    struct error e = { .code = ERR_NONE };
    int64_t broken = 0;
    there.db = db;
    if (!audit_verify(&there, &broken, &r->done->links, &e))
        restoring_note(r, arena_printf(r->ctx->arena, "the audit's chain was not computed again: %s",
                                       text_safe_copy(r->ctx->arena, e.why)));
    else if (broken)
        add_difference(r, "audit: chain",
                       arena_printf(r->ctx->arena, "operation number %lld of %lld does not fit", (long long)broken,
                                    (long long)r->done->links));
}

/* What an older program wrote down may be asked otherwise by now: then its rows alone are compared. */
static bool read_facts(struct restoring *r, struct db *db, struct backup_facts *is, struct error *e)
{
    struct backup_facts *was = &r->done->manifest.facts;
    if (facts_read(r->ctx, db, true, is, e))
        return true;
    db_rollback(db);
    if (!db_begin_moment(db, e) || !facts_read(r->ctx, db, false, is, e))
        return false;
    restoring_note(r, "it is of another version of this program: its rows were compared, and its sums were not");
    size_t count = 0;
    for (size_t i = 0; i < was->count; i++)
        if (strncmp(was->items[i].name, facts_rows, strlen(facts_rows)) == 0)
            was->items[count++] = was->items[i];
    was->count = count;
    return true;
}

static bool compare(struct restoring *r, struct db *db, struct error *e)
{
    struct backup_facts is;
    if (!db_begin_moment(db, e) || !read_facts(r, db, &is, e))
        return false;
    if (r->archive.has_manifest) {
        r->done->compared = r->done->manifest.facts.count;
        r->done->difference_count = facts_compare(r->ctx, &r->done->manifest.facts, &is, &r->done->differences);
    } else {
        r->done->manifest.facts = is;
    }
    verify_chain(r, db);
    struct db_result *waiting = db_query(db, "backup_waiting", NULL, 0, NULL);
    r->done->waiting = waiting ? db_int64(waiting, 0, 0) : 0;
    db_result_free(waiting);
    db_rollback(db);
    return true;
}

bool restoring_compare(struct restoring *r, const char *name, struct error *e)
{
    int64_t began_ms = clock_ms();
    struct db *db = backup_connect(r->ctx, name, e);
    bool ok = db && compare(r, db, e);
    if (ok && !r->is_scratch)
        db_result_free(db_text(db, "ANALYZE", NULL, 0, NULL));
    db_free(db);
    r->done->compare_s = (clock_ms() - began_ms) / 1000;
    return ok;
}
