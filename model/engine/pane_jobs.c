/* What runs by itself: when, with what result. A job that works on routers has a row for each. */
#include "model/engine/room.h"

#include "base/i18n.h"
#include "model/engine/job.h"

static const char *const states[] = { "running", "due", "waiting", "paused", "unserved", NULL };

#define SQL_ROUTER "nullif(substr(j.name, strpos(j.name || ':', ':') + 1), '')"
#define SQL_OUTCOME "coalesce('failed: ' || j.last_error, j.last_result)"

static const struct column columns[] = {
    { .name = "id", .label = N_("Job"), .sql = "j.name", .sort = "j.name", .cast = "text", .type = COL_ID,
      .flags = COLUMN_COPIED | COLUMN_FROZEN | COLUMN_SAID, .width = 22, .min_width = 12, .priority = 0,
      .help = N_("Name of the job; of one that works on routers, with the router's") },
    { .name = "state", .label = N_("State"), .sql = "console.job_state(j)", .sort = "console.job_state(j)", .cast = "text",
      .type = COL_CHOICE, .width = 8, .min_width = 7, .priority = 1, .choices = states,
      .help = N_("running, due, waiting for its time, paused, or unserved: no configuration names its router") },
    { .name = "interval_s", .label = N_("Every s"), .sql = "j.interval_s", .sort = "j.interval_s", .cast = "integer",
      .type = COL_INT, .width = 7, .min_width = 5, .priority = 5, .help = N_("Seconds from one run to the next") },
    { .name = "last_run_at", .label = N_("Last run"), .sql = "j.last_run_at", .sort = "coalesce(j.last_run_at, '-infinity')",
      .cast = "timestamptz", .type = COL_TIME, .width = 10, .min_width = 6, .priority = 3,
      .help = N_("When it began to run last") },
    { .name = "next_run_at", .label = N_("Next run"), .sql = "j.next_run_at", .sort = "j.next_run_at", .cast = "timestamptz",
      .type = COL_TIME, .width = 10, .min_width = 6, .priority = 4, .help = N_("When it is due") },
    { .name = "outcome", .label = N_("Outcome"), .sql = SQL_OUTCOME, .type = COL_TEXT, .flags = COLUMN_SAID, .width = 40, .min_width = 14,
      .priority = 2, .help = N_("What the last run did, or why it failed") },
    { .name = "last_result", .label = N_("Result"), .sql = "j.last_result", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_SAID,
      .width = 40, .min_width = 12, .priority = 9, .help = N_("What the last run that went well did") },
    { .name = "last_error", .label = N_("Error"), .sql = "j.last_error", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_SAID,
      .width = 40, .min_width = 12, .priority = 9, .help = N_("Why the last run failed; empty: it did not") },
    { .name = "router", .label = N_("Router"), .sql = SQL_ROUTER, .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 10,
      .min_width = 4, .priority = 9, .help = N_("Router that it works on") },
    { .name = "is_paused", .label = N_("Paused"), .sql = "j.is_paused", .type = COL_BOOL, .flags = COLUMN_HIDDEN, .width = 6,
      .min_width = 3, .priority = 9, .help = N_("Whether it waits to be resumed: yes or no") },
    { .name = "wanted_at", .label = N_("Asked for"), .sql = "j.wanted_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 10, .priority = 9, .help = N_("When an operator asked for a run that is still to come") },
    { .name = "host", .label = N_("Runs on"), .sql = "w.host", .type = COL_TEXT, .width = 12, .min_width = 6, .priority = 7,
      .help = N_("Host that runs it now") },
    { .name = "lease_until", .label = N_("Lease"), .sql = "CASE WHEN j.lease_until > statement_timestamp() THEN j.lease_until END",
      .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16, .min_width = 10, .priority = 9,
      .help = N_("Until when nobody else runs it, should its process die") },
    { .name = "run_number", .label = N_("Runs"), .sql = "j.run_number", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 7,
      .min_width = 4, .priority = 9, .help = N_("How often it ran") },
};

static const char *const searched[] = { "j.name", "j.last_result", "j.last_error", NULL };

static const char *name_at(size_t i)
{
    return i < job_count() ? job_at(i)->name : NULL;
}

static const char *word_of(const char *name)
{
    return _(job_find(name)->label);
}

static const struct search_names names = { .sql = "split_part(j.name, ':', 1)", .at = name_at, .word = word_of };
static const struct search search = { .text_columns = searched, .names = &names };
static const char *const channels[] = { "jobs", NULL };

static const struct pane_action actions[] = {
    { .action = "jobs.run", .is_main = true, .when = { WHERE_IS("state", "running", "due", "waiting", "paused") } },
    { .action = "jobs.pause", .is_main = true, .when = { WHERE_IS("is_paused", "f") } },
    { .action = "jobs.resume", .is_main = true, .when = { WHERE_IS("is_paused", "t") } },
    { .action = NULL },
};

const struct pane pane_jobs = {
    .name = "jobs",
    .label = N_("Jobs"),
    .help = N_("What runs by itself: when, with what result"),
    .go_help = N_("Go to the jobs: what runs by itself"),
    .query = "jobs_list",
    .id = "j.name",
    .id_cast = "text",
    .entity = "job",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "id",
    .search = &search,
    .channels = channels,
};
