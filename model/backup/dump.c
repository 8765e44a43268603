/* Making a backup. */
#include "model/backup/backup.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/path.h"
#include "base/text.h"
#include "db/db.h"
#include "model/backup/facts.h"
#include "model/backup/keep.h"
#include "model/backup/manifest.h"
#include "model/backup/record.h"
#include "model/backup/sink.h"
#include "model/backup/tools.h"
#include "model/config/config.h"
#include "model/engine/heartbeat.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CANT "the backup was not made"

struct making {
    struct context *ctx;
    struct db *db; /* holds the moment that is dumped */
    struct backup_tools tools;
    struct backup_manifest *m;
    const char *snapshot, *stamp;
    struct sink sink;
    int64_t asked_ms;
    size_t table, tables;
    bool was_stopped;
    pthread_t counter; /* counts while pg_dump writes: by the same moment, on a connection of its own */
    struct context counting;
    struct error why_not;
    bool is_counting, is_counted;
};

/* Where "a" is an array of PostgreSQL's: {x,"y z"}; roles' names hold no quotes here. */
static const char *const *names_of(struct arena *a, const char *array)
{
    const char **names = ARENA_ARRAY(a, const char *, strlen(array) + 2);
    size_t count = 0;
    char *text = arena_strdup(a, array), *save = NULL;
    for (char *word = strtok_r(text, "{},\"", &save); word; word = strtok_r(NULL, "{},\"", &save))
        names[count++] = word;
    return names;
}

static bool begin(struct making *k, struct error *e)
{
    struct arena *a = k->ctx->arena;
    if (!db_begin_moment(k->db, e))
        return false;
    struct db_result *r = db_query(k->db, "backup_begin", NULL, 0, e);
    if (!r)
        return false;
    k->snapshot = arena_strdup(a, db_value(r, 0, 0));
    k->stamp = arena_strdup(a, db_value(r, 0, 2));
    *k->m = (struct backup_manifest){
        .at = arena_strdup(a, db_value(r, 0, 1)),
        .host = process_self(a).host,
        .actor = k->ctx->actor,
        .database = arena_strdup(a, db_value(r, 0, 3)),
        .server = arena_strdup(a, db_value(r, 0, 4)),
        .client = k->tools.version,
        .program = HC_VERSION,
        .encoding = arena_strdup(a, db_value(r, 0, 5)),
        .lc_collate = arena_strdup(a, db_value(r, 0, 6)),
        .lc_ctype = arena_strdup(a, db_value(r, 0, 7)),
        .provider = db_is_null(r, 0, 8) ? NULL : arena_strdup(a, db_value(r, 0, 8)),
        .icu_locale = db_is_null(r, 0, 9) ? NULL : arena_strdup(a, db_value(r, 0, 9)),
        .roles = names_of(a, db_value(r, 0, 10)),
    };
    db_result_free(r);
    return true;
}

static void *count(void *arg)
{
    struct making *k = arg;
    k->is_counted = facts_read(&k->counting, k->db, true, &k->m->facts, &k->why_not);
    return NULL;
}

static bool take_bytes(void *ctx, const char *bytes, size_t length)
{
    struct making *k = ctx;
    return sink_put(&k->sink, bytes, length);
}

static bool goes_on(void *ctx)
{
    struct making *k = ctx;
    k->was_stopped = !backup_goes_on(k->ctx, &k->asked_ms);
    return !k->was_stopped;
}

/* pg_dump: dumping contents of table "public.users" */
static void take_line(void *ctx, const char *line)
{
    static const char sign[] = "dumping contents of table \"";
    struct making *k = ctx;
    const char *at = strstr(line, sign);
    if (!at)
        return;
    at += sizeof sign - 1;
    context_progress(k->ctx, arena_printf(k->ctx->arena, "%.*s", (int)strcspn(at, "\""), at), ++k->table, k->tables);
}

static bool explain(struct making *k, const struct child *c, bool was_started, struct error *e)
{
    if (k->was_stopped)
        return error_set(e, ERR_CANCELLED, CANT, "stopped");
    if (!was_started)
        return error_set(e, ERR_CONFIG, CANT, "%s can't be started: %s", k->tools.dump, strerror(errno));
    if (k->sink.why && k->sink.is_encrypted) {
        struct error why = { .code = ERR_NONE };
        return sink_end(&k->sink, k->m, &why) ? error_set(e, ERR_REFUSED, CANT, "age took no more") : (*e = why, false);
    }
    if (k->sink.why) {
        error_set(e, ERR_REFUSED, CANT, "%s: %s", k->sink.part, strerror(k->sink.why));
        return k->sink.why == ENOSPC ? error_hint(e, "make room on that disk: nothing half was kept") : false;
    }
    error_set(e, ERR_REFUSED, CANT, "pg_dump: %s", backup_said(k->ctx, c));
    return strstr(c->said, "permission denied")
               ? error_hint(e, "name an account that owns the tables in backup.database of the configuration")
               : false;
}

static bool dump(struct making *k, struct error *e)
{
    int service = backup_service(k->ctx, k->db, k->m->database, e);
    const char *const argv[] = { k->tools.dump,
                                 "--format=custom",
                                 "--no-password",
                                 "--verbose",
                                 arena_printf(k->ctx->arena, "--snapshot=%s", k->snapshot),
                                 "--dbname=service=hotspot_console",
                                 NULL };
    const struct child_job job = { .argv = argv,
                                   .variables = backup_variables,
                                   .in = -1,
                                   .out = -1,
                                   .given = service,
                                   .bytes = take_bytes,
                                   .line = take_line,
                                   .tick = goes_on,
                                   .ctx = k };
    struct child child;
    bool was_started = false;
    if (service < 0)
        return false;
    k->asked_ms = clock_ms();
    bool ok = child_run(&child, &job, &was_started);
    close(service);
    return ok || explain(k, &child, was_started, e);
}

static bool dump_and_count(struct making *k, struct error *e)
{
    k->counting = *k->ctx;
    k->counting.arena = arena_new();
    k->is_counting = pthread_create(&k->counter, NULL, count, k) == 0;
    bool ok = dump(k, e);
    if (!ok)
        db_cancel(k->db);
    if (k->is_counting)
        pthread_join(k->counter, NULL);
    else
        count(k);
    if (ok && !k->is_counted) {
        *e = k->why_not;
        ok = false;
    }
    struct backup_facts copy = k->m->facts;
    if (ok) {
        copy.items = ARENA_ARRAY(k->ctx->arena, struct backup_fact, copy.count + 1);
        for (size_t i = 0; i < copy.count; i++)
            copy.items[i] = (struct backup_fact){ arena_strdup(k->ctx->arena, k->m->facts.items[i].name),
                                                  arena_strdup(k->ctx->arena, k->m->facts.items[i].value) };
        k->m->facts = copy;
    }
    arena_free(k->counting.arena);
    return ok;
}

/* The manifest first: who finds the dump finds that, too. */
static bool publish(struct making *k, const char *file, struct error *e)
{
    if (!sink_end(&k->sink, k->m, e) || !manifest_write(k->ctx, manifest_path(k->ctx->arena, file), k->m, e))
        return false;
    if (rename(k->sink.part, file) == 0 && folder_sync(file))
        return true;
    return error_set(e, ERR_REFUSED, CANT, "%s: %s", file, strerror(errno));
}

static const char *name_for(const struct making *k, const char *file)
{
    const char *end = *k->ctx->config->backup.recipients ? ".age" : "";
    return file ? file
                : arena_printf(k->ctx->arena, "%s/%s-%s.dump%s", k->ctx->config->backup.folder, k->m->database,
                               k->stamp, end);
}

static bool write_file(struct making *k, const char *file, struct error *e)
{
    if (access(file, F_OK) == 0)
        return error_set(e, ERR_REFUSED, CANT, "%s is there already", file);
    if (!path_make_parents(file)) {
        error_set(e, ERR_REFUSED, CANT, "the folder of %s can't be made: %s", file, strerror(errno));
        return error_hint(
            e, "make it and give it to this account, or name another one in backup.folder of the configuration");
    }
    bool ok = sink_open(k->ctx, arena_printf(k->ctx->arena, "%s.part", file), &k->sink, e) && dump_and_count(k, e) &&
              publish(k, file, e);
    sink_close(&k->sink, ok);
    return ok;
}

static bool make(struct making *k, const char *file, struct backup_made *made, struct error *e)
{
    k->db = backup_connect(k->ctx, NULL, e);
    if (!k->db || !backup_tools_find(k->ctx, k->db, &k->tools, e))
        return false;
    made->advice = k->tools.advice ? arena_printf(k->ctx->arena, "%s: %s", k->tools.advice, k->tools.mend) : NULL;
    if (!begin(k, e))
        return false;
    struct db_result *tables = db_query(k->db, "backup_tables", NULL, 0, e);
    k->tables = tables ? (size_t)db_rows(tables) : 0;
    db_result_free(tables);
    made->file = name_for(k, file);
    return tables && write_file(k, made->file, e);
}

bool backup_make(struct context *ctx, const char *file, struct backup_made *made, struct error *e)
{
    *made = (struct backup_made){ .file = NULL };
    struct making k = { .ctx = ctx, .m = &made->manifest };
    struct error failure = { .code = ERR_NONE };
    int64_t began_ms = clock_ms();
    bool ok = make(&k, file, made, &failure);
    if (k.db)
        db_rollback(k.db);
    db_free(k.db);
    backup_record(ctx, &(struct backup_outcome){ .kind = "backup",
                                                 .file = made->file,
                                                 .manifest = &made->manifest,
                                                 .took_ms = clock_ms() - began_ms,
                                                 .failure = ok ? NULL : &failure });
    if (ok && !file)
        made->forgotten = backups_forget(ctx, made->manifest.database);
    if (!ok && e)
        *e = failure;
    return ok;
}
