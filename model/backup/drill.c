/* The drill: a backup is restored into a scratch database, compared, and told of. */
#include "model/backup/restore.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "db/db.h"
#include "model/backup/facts.h"
#include "model/backup/manifest.h"
#include "model/backup/record.h"
#include "model/engine/heartbeat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char scratch_sign[] = "scratch database of a drill of hotspot-console";

/* What a drill that was killed left behind. */
static void drop_left(struct restoring *r)
{
    struct db_result *left = db_query(r->server, "database_left", DB_PARAMS(scratch_sign), NULL);
    for (int i = 0; left && i < db_rows(left); i++)
        restoring_tell(r, "database_drop", DB_PARAMS(db_value(left, i, 0)), NULL);
    db_result_free(left);
}

static bool look_at_rights(struct restoring *r, const char *name, struct error *e)
{
    struct db_result *found = db_query(r->server, "database_look", DB_PARAMS(name), e);
    if (found) {
        r->may_create = db_bool(found, 0, 1);
        r->stamp = arena_strdup(r->ctx->arena, db_value(found, 0, 4));
    }
    db_result_free(found);
    return found != NULL;
}

static bool differs(const struct restored *d, struct error *e)
{
    if (!d->difference_count)
        return false;
    error_set(e, ERR_REFUSED, "the drill failed: what was restored is not what was backed up",
              "%zu differences, the first: %s: %s", d->difference_count, d->differences[0].name,
              d->differences[0].value);
    error_hint(e, "make a new backup and drill that; look at the differences in the report");
    return true;
}

static bool try_it(struct restoring *r, struct error *e)
{
    const char *database = r->done->manifest.database ? r->done->manifest.database : "hotspot";
    if (!look_at_rights(r, database, e))
        return false;
    const char *name = arena_printf(r->ctx->arena, "%.30s_drill_%s_%ld", database, r->stamp, (long)getpid());
    drop_left(r);
    r->is_scratch = true;
    if (!restoring_make(r, name, e))
        return false;
    restoring_tell(r, "database_note", DB_PARAMS(name, scratch_sign), NULL);
    bool ok = restoring_fill(r, name, e) && restoring_compare(r, name, e) && !differs(r->done, e);
    if (!restoring_tell(r, "database_drop", DB_PARAMS(name), NULL))
        restoring_note(r, arena_printf(r->ctx->arena, "the scratch database %s could not be dropped", name));
    return ok;
}

/* --- the report --- */

static const char *difference_of(const struct restored *d, const char *name)
{
    for (size_t i = 0; i < d->difference_count; i++)
        if (strcmp(d->differences[i].name, name) == 0)
            return d->differences[i].value;
    return NULL;
}

static void put_head(FILE *out, const struct restoring *r, const char *file)
{
    const struct restored *d = r->done;
    const struct backup_manifest *m = &d->manifest;
    fprintf(out, "%s\n\n", _("REPORT OF A RESTORE DRILL"));
    fprintf(out, _("Backup:      %s\n"), file);
    fprintf(out, _("Made:        %s UTC by %s on %s\n"), m->at ? m->at : "-", m->actor ? m->actor : "-",
            m->host ? m->host : "-");
    fprintf(out, _("Size:        %lld bytes, encrypted: %s\n"), (long long)m->bytes,
            m->is_encrypted ? _("yes") : _("no"));
    fprintf(out, _("SHA-256:     %s\n"), m->sha256 ? m->sha256 : "-");
    fprintf(out, _("Database:    %s on PostgreSQL %s, hotspot-console %s\n"), m->database ? m->database : "-",
            m->server ? m->server : "-", m->program ? m->program : "-");
    fprintf(out,
            _("Restored:    %s UTC by %s on %s, with pg_restore %s, into a scratch database that was dropped again\n"),
            r->stamp ? r->stamp : "-", r->ctx->actor, process_self(r->ctx->arena).host, r->tools.version);
    fprintf(out, _("Time taken:  restore %lld s, comparison %lld s\n\n"), (long long)d->restore_s,
            (long long)d->compare_s);
}

static void put_result(FILE *out, const struct restored *d, const struct error *failure)
{
    if (!failure)
        fprintf(out, _("RESULT:      GOOD. %zu figures were compared, and all are the same.\n"), d->compared);
    else
        fprintf(out, _("RESULT:      FAILED. %s: %s\n"), _(failure->what), failure->why);
    fprintf(out, _("             The audit's chain was computed again: %lld operations.\n"), (long long)d->links);
    for (const char *const *n = d->notes; n && *n; n++)
        fprintf(out, "             %s\n", _(*n));
}

static void put_facts(FILE *out, const struct restored *d)
{
    const struct backup_facts *f = &d->manifest.facts;
    fprintf(out, "\n%-46s %24s  %s\n", _("figure"), _("in the backup"), _("restored"));
    for (size_t i = 0; i < f->count; i++) {
        const char *other = difference_of(d, f->items[i].name);
        fprintf(out, "%-46s %24s  %s\n", f->items[i].name, f->items[i].value, other ? other : _("the same"));
    }
    for (size_t i = 0; i < d->difference_count; i++)
        if (!facts_find(f, d->differences[i].name))
            fprintf(out, "%-46s %24s  %s\n", d->differences[i].name, "-", d->differences[i].value);
}

static const char *write_report(struct restoring *r, const char *file, const struct error *failure)
{
    const char *path = arena_printf(r->ctx->arena, "%s.drill-%s.txt", file, r->stamp);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!out) {
        restoring_note(r, arena_printf(r->ctx->arena, "the report was not written: %s: %s", path, strerror(errno)));
        return NULL;
    }
    put_head(out, r, file);
    put_result(out, r->done, failure);
    put_facts(out, r->done);
    bool ok = fflush(out) == 0 && fsync(fd) == 0;
    ok = fclose(out) == 0 && ok;
    if (ok)
        return path;
    restoring_note(r, arena_printf(r->ctx->arena, "the report was not written: %s: %s", path, strerror(errno)));
    return NULL;
}

bool drill_run(struct context *ctx, const char *file, struct restored *done, const char **report, struct error *e)
{
    struct restoring r;
    struct error failure = { .code = ERR_NONE };
    int64_t began_ms = clock_ms();
    bool ok = restoring_begin(&r, ctx, file, done, &failure) && try_it(&r, &failure);
    *report = r.stamp ? write_report(&r, file, ok ? NULL : &failure) : NULL;
    restoring_end(&r);
    backup_record(ctx, &(struct backup_outcome){ .kind = "drill",
                                                 .file = file,
                                                 .report = *report,
                                                 .manifest = &done->manifest,
                                                 .took_ms = clock_ms() - began_ms,
                                                 .failure = ok ? NULL : &failure });
    if (!ok && e)
        *e = failure;
    return ok;
}
