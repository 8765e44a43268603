/* Backups and drills: when, by whom, how big, whether it went well. */
#include "model/backup/room.h"

#include "base/i18n.h"

static const char *const kinds[] = { "backup", "drill", NULL };
static const char *const outcomes[] = { "good", "failed", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "b.id", .sort = "b.id", .cast = "bigint", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 8, .min_width = 4, .priority = 9,
      .help = N_("Number of the backup or drill") },
    { .name = "ended_at", .label = N_("Ended"), .sql = "b.ended_at", .sort = "b.ended_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_FROZEN | COLUMN_SORT_INDEXED, .width = 16, .min_width = 10, .priority = 0,
      .help = N_("When it was done, or failed") },
    { .name = "kind", .label = N_("Kind"), .sql = "b.kind", .type = COL_CHOICE, .width = 8, .min_width = 6, .priority = 1,
      .choices = kinds, .help = N_("backup; drill: one was restored and compared") },
    { .name = "outcome", .label = N_("Outcome"), .sql = "console.backup_outcome(b)", .type = COL_CHOICE, .width = 8,
      .min_width = 5, .priority = 1, .choices = outcomes, .help = N_("good, or failed") },
    { .name = "error", .label = N_("Why"), .sql = "b.error", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 40,
      .min_width = 12, .priority = 2, .help = N_("Why it failed") },
    { .name = "rows", .label = N_("Rows"), .sql = "b.rows", .type = COL_INT, .width = 10, .min_width = 6, .priority = 4,
      .help = N_("Rows of all tables that are in it") },
    { .name = "bytes", .label = N_("Bytes"), .sql = "b.bytes", .type = COL_INT, .width = 12, .min_width = 6, .priority = 4,
      .help = N_("Size of the file") },
    { .name = "took_s", .label = N_("Took s"), .sql = "extract(epoch FROM b.ended_at - b.began_at)::bigint", .type = COL_INT,
      .width = 7, .min_width = 4, .priority = 5, .help = N_("How many seconds it took") },
    { .name = "host", .label = N_("Host"), .sql = "b.host", .type = COL_TEXT, .width = 12, .min_width = 6, .priority = 5,
      .help = N_("Where the file lies") },
    { .name = "file", .label = N_("File"), .sql = "b.file", .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 40,
      .min_width = 14, .priority = 3, .help = N_("Name of the file") },
    { .name = "is_encrypted", .label = N_("Encrypted"), .sql = "b.is_encrypted", .type = COL_BOOL, .flags = COLUMN_HIDDEN,
      .width = 6, .min_width = 3, .priority = 9, .help = N_("Whether a key is needed to read it: yes or no") },
    { .name = "sha256", .label = N_("SHA-256"), .sql = "b.sha256", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_COPIED,
      .width = 64, .min_width = 12, .priority = 9, .help = N_("Checksum of the file") },
    { .name = "report", .label = N_("Report"), .sql = "b.report", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_COPIED,
      .width = 40, .min_width = 12, .priority = 9, .help = N_("Where a drill's report was written") },
    { .name = "server", .label = N_("Server"), .sql = "b.server", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 12,
      .min_width = 6, .priority = 9, .help = N_("Version of PostgreSQL that it was made of") },
    { .name = "actor", .label = N_("By"), .sql = "b.actor", .type = COL_TEXT, .width = 16, .min_width = 8, .priority = 6,
      .help = N_("Who made it") },
    { .name = "began_at", .label = N_("Began"), .sql = "b.began_at", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16,
      .min_width = 10, .priority = 9, .help = N_("When it began") },
};

static const char *const searched[] = { "b.file", "b.error", "b.host", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "backups", NULL };

static const struct pane_action actions[] = {
    { .action = "backups.make", .is_main = true },
    { .action = "backups.drill", .is_main = true },
    { .action = NULL },
};

const struct pane pane_backups = {
    .name = "backups",
    .label = N_("Backups"),
    .help = N_("Backups of the database and drills with them: when, how big, whether they went well"),
    .go_help = N_("Go to the backups and drills"),
    .query = "backups_list",
    .table = "console.backup",
    .id = "b.id",
    .id_cast = "bigint",
    .entity = "backup",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-ended_at",
    .empty = N_("No backup yet: {backups.make} makes one now, the setting backup_daily one each day."),
    .search = &search,
    .channels = channels,
};
