/* What came of backups and drills. */
#include "model/backup/record.h"

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "model/engine/heartbeat.h"

void backup_record(struct context *ctx, const struct backup_outcome *o)
{
    struct error e = { .code = ERR_NONE };
    const struct backup_manifest *m = o->manifest;
    struct arena *a = ctx->arena;
    bool is_known = m->sha256 != NULL;
    if (ctx->read_only || ctx->looks_only || (o->failure && o->failure->code == ERR_CANCELLED))
        return;
    const char *why =
        o->failure ? arena_printf(a, "%s: %s", o->failure->what, text_safe_copy(a, o->failure->why)) : NULL;
    bool ok =
        db_ready(ctx->db, &e) &&
        db_run(ctx->db, "backup_record",
               DB_PARAMS(o->kind, ctx->actor, process_self(a).host, o->file,
                         is_known ? arena_printf(a, "%lld", (long long)m->bytes) : NULL, m->sha256,
                         m->is_encrypted ? "t" : "f", is_known ? arena_printf(a, "%zu", m->facts.tables) : NULL,
                         is_known ? arena_printf(a, "%lld", (long long)m->facts.rows) : NULL, m->server, m->client,
                         arena_printf(a, "%lld.%03lld", (long long)o->took_ms / 1000, (long long)o->took_ms % 1000),
                         o->report, why),
               NULL, &e);
    if (!ok)
        log_error("the record of a backup", &e);
}
