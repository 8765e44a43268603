/* The workers: on which hosts, and what each of their threads is at. */
#include "model/engine/room.h"

#include "base/i18n.h"

#define SQL_SILENT "w.heartbeat_at < statement_timestamp() - interval '30 s'"
#define SQL_DOING "CASE WHEN o.rows > 0 THEN concat_ws(', ', l.doing, 'outbox') ELSE l.doing END"
#define SQL_STATE                                                                                                      \
    "CASE WHEN " SQL_SILENT " THEN 'silent' WHEN l.doing IS NOT NULL OR o.rows > 0 THEN 'busy' ELSE 'resting' END"

static const char *const states[] = { "busy", "resting", "silent", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "w.id::text || ' ' || l.lane", .cast = "text", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 40, .min_width = 8, .priority = 9, .help = N_("Id of the process, and its thread") },
    { .name = "host", .label = N_("Host"), .sql = "w.host", .sort = "w.host", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_COPIED, .width = 14, .min_width = 6, .priority = 1, .help = N_("Host that it runs on") },
    { .name = "lane", .label = N_("Thread"), .sql = "l.lane", .sort = "l.lane", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_FROZEN | COLUMN_SAID, .width = 20, .min_width = 12, .priority = 0,
      .help = N_("What it works for: a router, a gateway, a messenger, or jobs") },
    { .name = "state", .label = N_("State"), .sql = SQL_STATE, .sort = SQL_STATE, .cast = "text", .type = COL_CHOICE, .width = 9,
      .min_width = 7, .priority = 2, .choices = states,
      .help = N_("busy, resting, or silent: its worker has not been heard of for half a minute") },
    { .name = "doing", .label = N_("Does"), .sql = SQL_DOING, .type = COL_TEXT, .flags = COLUMN_SAID, .width = 26,
      .min_width = 10, .priority = 3, .help = N_("The job that it runs, or the outbox or queue that it works off, as of its heartbeat") },
    { .name = "since", .label = N_("Since"), .sql = "l.since", .type = COL_TIME, .width = 10, .min_width = 6, .priority = 4,
      .help = N_("When it began that") },
    { .name = "last", .label = N_("Did last"), .sql = "l.last", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 22, .min_width = 10,
      .priority = 5, .help = N_("What it did before") },
    { .name = "ended", .label = N_("Until"), .sql = "l.ended", .type = COL_TIME, .width = 10, .min_width = 6, .priority = 6,
      .help = N_("When that was over") },
    { .name = "heartbeat_at", .label = N_("Heard of"), .sql = "w.heartbeat_at", .sort = "w.heartbeat_at", .cast = "timestamptz",
      .type = COL_TIME, .width = 10, .min_width = 6, .priority = 7, .help = N_("Its last heartbeat, which told all this") },
    { .name = "version", .label = N_("Version"), .sql = "w.version", .type = COL_TEXT, .width = 10, .min_width = 6, .priority = 8,
      .help = N_("Version of the program") },
    { .name = "pid", .label = N_("Process"), .sql = "w.pid", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 8, .min_width = 5,
      .priority = 9, .help = N_("Number of the process on its host") },
    { .name = "started_at", .label = N_("Runs since"), .sql = "w.started_at", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16,
      .min_width = 8, .priority = 9, .help = N_("When it was started") },
    { .name = "listens", .label = N_("Listens"), .sql = "coalesce(w.listen_error, w.listen_address)", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_SAID_KNOWN, .width = 20, .min_width = 8, .priority = 9,
      .help = N_("Where it takes notifications, or why it can't; empty: nowhere") },
};

static const char *const searched[] = { "w.host", "l.lane", "l.doing", "l.last", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "jobs", "outbox", NULL };

const struct pane pane_workers = {
    .name = "workers",
    .label = N_("Workers"),
    .help = N_("Workers: on which hosts they run, and what each of their threads is at"),
    .empty = N_("No worker is running: `hotspot-console setup worker` starts one."),
    .go_help = N_("Go to the workers and what they are at"),
    .query = "workers_list",
    .id = "w.id::text || ' ' || l.lane",
    .id_cast = "text",
    .entity = "worker",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "lane",
    .search = &search,
    .channels = channels,
};
