/* Backups and drills that run by themselves. */
#include "model/backup/room.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/backup/backup.h"

#include <stdio.h>
#include <string.h>

/* result is filled in where it is not due. */
static bool look(struct context *ctx, const char *kind, bool *is_due, char *result, size_t size, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "backup_due", DB_PARAMS(kind, kind), e);
    if (!r)
        return false;
    *is_due = db_bool(r, 0, 0);
    if (strcmp(db_value(r, 0, 1), "on") != 0)
        snprintf(result, size, "off: backup_daily is not on");
    else
        snprintf(result, size, "nothing to do before its time");
    db_result_free(r);
    return true;
}

static bool run_backup(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct backup_made made;
    bool is_due;
    if (!look(ctx, "backup", &is_due, result, size, e))
        return false;
    if (!is_due)
        return true;
    if (!backup_make(ctx, NULL, &made, e))
        return false;
    snprintf(result, size, "%s, %lld rows", made.file, (long long)made.manifest.facts.rows);
    return true;
}

static bool run_drill(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct restored done;
    const char *report, *newest;
    bool is_due;
    if (!look(ctx, "drill", &is_due, result, size, e))
        return false;
    if (!is_due)
        return true;
    newest = backup_newest(ctx);
    if (!newest) {
        error_set(e, ERR_REFUSED, "there is nothing to drill", "this host has no backup in its folder");
        return error_hint(e, "make one first: hotspot-console backup");
    }
    if (!drill_run(ctx, newest, &done, &report, e))
        return false;
    snprintf(result, size, "%zu figures are the same", done.compared);
    return true;
}

const struct job backup_jobs[] = {
    { .name = "backup",
      .label = N_("Backup"),
      .help = N_("Back the database up at its hour, where backup_daily is on, and remove backups that are too old"),
      .interval_s = 600,
      .lease_s = 14400,
      .is_long = true,
      .run = run_backup },
    { .name = "drill",
      .label = N_("Restore drill"),
      .help = N_("Restore the newest backup into a scratch database and compare it, every backup_drill_days"),
      .interval_s = 600,
      .lease_s = 14400,
      .is_long = true,
      .run = run_drill },
    { .name = NULL },
};
