/* What jobs did: runs, one after the other that came out the same in one row. */
#include "model/engine/room.h"

#include "base/i18n.h"
#include "model/engine/job.h"

static const char *const outcomes[] = { "done", "failed", NULL };

#define SQL_RUNS "CASE WHEN j.name IS NULL THEN r.runs ELSE j.run_number - r.first_run + 1 END"
#define SQL_LAST "CASE WHEN j.name IS NULL THEN r.last_at ELSE j.last_run_at END"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "r.id", .cast = "bigint", .type = COL_ID, .flags = COLUMN_HIDDEN | COLUMN_INDEXED,
      .width = 8, .min_width = 4, .priority = 9, .help = N_("Number of the run") },
    /* runs are numbered as they end */
    { .name = "began_at", .label = N_("Began"), .sql = "r.began_at", .sort = "r.id", .cast = "bigint", .type = COL_TIME,
      .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 8, .priority = 3, .help = N_("When it began; of several, the first") },
    { .name = "job", .label = N_("Job"), .sql = "r.job", .sort = "r.job", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_COPIED | COLUMN_FROZEN | COLUMN_SAID, .width = 22, .min_width = 12, .priority = 0,
      .help = N_("Which job ran") },
    { .name = "outcome", .label = N_("Outcome"), .sql = "r.outcome", .sort = "r.outcome", .cast = "text", .type = COL_CHOICE,
      .width = 8, .min_width = 6, .priority = 1, .choices = outcomes, .help = N_("done or failed") },
    { .name = "says", .label = N_("Says"), .sql = "r.says", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 40, .min_width = 14,
      .priority = 2, .help = N_("What it did, or why it failed") },
    { .name = "rows", .label = N_("Changed"), .sql = "r.rows", .sort = "r.rows", .cast = "bigint", .type = COL_INT, .width = 8,
      .min_width = 6, .priority = 4, .help = N_("How many rows it changed, as far as it tells") },
    { .name = "runs", .label = N_("Times"), .sql = SQL_RUNS, .sort = SQL_RUNS, .cast = "bigint", .type = COL_INT, .width = 6,
      .min_width = 4, .priority = 5, .help = N_("How often it came out so, one run after the other") },
    { .name = "last_at", .label = N_("Last"), .sql = SQL_LAST, .sort = SQL_LAST, .cast = "timestamptz", .type = COL_TIME,
      .width = 16, .min_width = 8, .priority = 6, .help = N_("When the last of them began") },
    { .name = "took_ms", .label = N_("Took ms"), .sql = "r.took_ms", .sort = "r.took_ms", .cast = "bigint", .type = COL_INT,
      .width = 8, .min_width = 6, .priority = 7, .help = N_("How long it took; of several, the first") },
    { .name = "host", .label = N_("Ran on"), .sql = "r.host", .type = COL_TEXT, .width = 12, .min_width = 6, .priority = 8,
      .help = N_("Host that ran it; of several, the first") },
    { .name = "operations", .label = N_("Operations"), .sql = "r.operations", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 8,
      .min_width = 4, .priority = 9, .help = N_("By how many operations of the audit it changed them") },
    { .name = "operation_id", .label = N_("Operation"), .sql = "r.operation_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The last of them, as in the audit") },
};

static const char *const searched[] = { "r.job", "r.says", "r.host", NULL };

static const char *name_at(size_t i)
{
    return i < job_count() ? job_at(i)->name : NULL;
}

static const char *word_of(const char *name)
{
    return _(job_find(name)->label);
}

static const struct search_names names = { .sql = "split_part(r.job, ':', 1)", .at = name_at, .word = word_of };
static const struct search search = { .text_columns = searched, .names = &names };
static const char *const channels[] = { "jobs", NULL };

const struct pane pane_runs = {
    .name = "runs",
    .label = N_("Runs"),
    .help = N_("What the jobs did: each run, with what it changed; runs that came out the same in one row"),
    .empty = N_("No job ran yet: {pane.jobs} goes to the jobs."),
    .go_help = N_("Go to the runs of the jobs"),
    .query = "runs_list",
    .id = "r.id",
    .id_cast = "bigint",
    .entity = "run",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "-began_at",
    .search = &search,
    .channels = channels,
};
