/* Staged lines do not stay for ever. */
#include "model/imports/room.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/imports/import.h"

#include <inttypes.h>
#include <stdio.h>

/* Of one kind: what nobody goes on with, and what was written. */
static bool clean_kind(struct context *ctx, const struct import_kind *kind, int64_t *lines, struct error *e)
{
    const char *sql =
        arena_printf(ctx->arena,
                     "WITH gone AS (DELETE FROM console.%s l USING console.import i WHERE i.id = l.import_id"
                     " AND (i.staged_at < now() - make_interval(days =>"
                     " console.setting_bigint('import_keep_days', 7)::integer)"
                     " OR EXISTS (SELECT FROM console.operation o WHERE o.id = i.operation_id)) RETURNING 1)"
                     " SELECT count(*) FROM gone",
                     kind->table);
    struct db_result *r = db_text(ctx->db, sql, NULL, 0, e);
    if (r)
        *lines += db_int64(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

/* Of other systems' customers: what nobody went on with, and the rows of what was written. */
static bool forget_runs(struct context *ctx, int64_t *lines, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "import_runs_forget", NULL, 0, e);
    if (r)
        *lines += db_int64(r, 0, 0);
    db_result_free(r);
    return r != NULL;
}

static bool run_cleanup(struct context *ctx, char *result, size_t size, struct error *e)
{
    int64_t lines = 0, imports = 0;
    for (size_t i = 0; import_kind_at(i); i++)
        if (!clean_kind(ctx, import_kind_at(i), &lines, e))
            return false;
    if (!db_run(ctx->db, "import_clean", NULL, 0, &imports, e) || !forget_runs(ctx, &lines, e))
        return false;
    context_touched(ctx, lines + imports);
    snprintf(result, size, "%" PRId64 " lines and %" PRId64 " imports forgotten", lines, imports);
    return true;
}

const struct job imports_jobs[] = {
    { .name = "import_cleanup",
      .label = N_("Import clean-up"),
      .help = N_("Forget staged lines that were written, or that nobody went on with"),
      .interval_s = 3600,
      .lease_s = 300,
      .run = run_cleanup },
    { .name = NULL },
};
