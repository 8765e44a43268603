/* Incidents: what is wrong now, the worst first, whose it is and how it goes. */
#include "model/incidents/room.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/sql_text.h"
#include "model/incidents/detector.h"
#include "model/values/room.h"

#define SQL_WEIGHT "console.incident_weight(i.severity)"
#define SQL_WHAT "coalesce(w.what, i.kind)"
#define SQL_STATE "console.incident_state(i)"

static const char *const severities[] = { "critical", "warning", "notice", NULL };
static const char *const states[] = { "new", "acknowledged", "snoozed", "over", NULL };

static const struct column columns[] = {
    { .name = "id",
      .label = N_("Id"),
      .sql = "i.id",
      .sort = "i.id",
      .cast = "bigint",
      .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED,
      .width = 8,
      .min_width = 4,
      .priority = 9,
      .help = N_("Number of the incident") },
    { .name = "severity",
      .label = N_("Severity"),
      .sql = "i.severity",
      .sort = SQL_WEIGHT,
      .cast = "integer",
      .type = COL_CHOICE,
      .width = 9,
      .min_width = 7,
      .priority = 1,
      .choices = severities,
      .help = N_("critical: customers or money suffer now; warning: they will; notice: worth a look") },
    { .name = "what",
      .label = N_("What"),
      .sql = SQL_WHAT,
      .sort = SQL_WHAT,
      .cast = "text",
      .type = COL_TEXT,
      .flags = COLUMN_FROZEN,
      .width = 36,
      .min_width = 18,
      .priority = 0,
      .help = N_("What is wrong") },
    { .name = "cause",
      .label = N_("Of"),
      .sql = "nullif(i.cause, '')",
      .sort = "i.cause",
      .cast = "text",
      .type = COL_TEXT,
      .width = 14,
      .min_width = 6,
      .priority = 3,
      .help = N_("What its rows have in common: a router, a gateway") },
    { .name = "rows",
      .label = N_("Rows"),
      .sql = "i.rows",
      .sort = "i.rows",
      .cast = "bigint",
      .type = COL_INT,
      .width = 6,
      .min_width = 4,
      .priority = 2,
      .help = N_("How many are concerned; 1000 stands for that or more") },
    { .name = "since",
      .label = N_("Since"),
      .sql = "coalesce(i.since, i.found_at)",
      .sort = "coalesce(i.since, i.found_at)",
      .cast = "timestamptz",
      .type = COL_TIME,
      .width = 10,
      .min_width = 6,
      .priority = 4,
      .help = N_("Since when it is so, or was seen") },
    { .name = "state",
      .label = N_("State"),
      .sql = SQL_STATE,
      .sort = SQL_STATE,
      .cast = "text",
      .type = COL_CHOICE,
      .flags = COLUMN_ASKS_ALL,
      .width = 12,
      .min_width = 8,
      .priority = 5,
      .choices = states,
      .help =
          N_("new; acknowledged: somebody is at it; snoozed: put off for some hours; over: gone by itself or mended") },
    { .name = "assigned_to",
      .label = N_("Whose"),
      .sql = "i.assigned_to",
      .type = COL_TEXT,
      .width = 12,
      .min_width = 6,
      .priority = 6,
      .help = N_("Who it was given to") },
    { .name = "trend",
      .label = N_("Trend"),
      .sql = "array_to_string(i.counts, ',')",
      .type = COL_SPARK,
      .flags = COLUMN_NO_FILTER,
      .width = 12,
      .min_width = 8,
      .priority = 7,
      .help = N_("How many there were, each time that it changed; the newest at the right") },
    { .name = "example",
      .label = N_("Such as"),
      .sql = "i.example",
      .type = COL_TEXT,
      .flags = COLUMN_SAID,
      .width = 40,
      .min_width = 14,
      .priority = 8,
      .help = N_("One of its rows") },
    { .name = "note",
      .label = N_("Note"),
      .sql = "i.note",
      .type = COL_TEXT,
      .width = 24,
      .min_width = 8,
      .priority = 9,
      .help = N_("What was noted of it") },
    { .name = "kind",
      .label = N_("Kind"),
      .sql = "i.kind",
      .sort = "i.kind",
      .cast = "text",
      .type = COL_TEXT,
      .flags = COLUMN_HIDDEN,
      .width = 20,
      .min_width = 8,
      .priority = 9,
      .help = N_("Name of the detector that saw it") },
    { .name = "most_rows",
      .label = N_("Most"),
      .sql = "i.most_rows",
      .type = COL_INT,
      .flags = COLUMN_HIDDEN,
      .width = 6,
      .min_width = 4,
      .priority = 9,
      .help = N_("The most rows that it ever had") },
    { .name = "mend",
      .label = N_("What to do"),
      .sql = "w.mend",
      .type = COL_TEXT,
      .flags = COLUMN_HIDDEN,
      .width = 40,
      .min_width = 12,
      .priority = 9,
      .help = N_("What mends it") },
    { .name = "found_at",
      .label = N_("Seen"),
      .sql = "i.found_at",
      .sort = "i.found_at",
      .cast = "timestamptz",
      .type = COL_TIME,
      .flags = COLUMN_HIDDEN | COLUMN_SORT_INDEXED,
      .width = 16,
      .min_width = 10,
      .priority = 9,
      .help = N_("When it was seen first") },
    { .name = "changed_at",
      .label = N_("Changed"),
      .sql = "i.changed_at",
      .type = COL_TIME,
      .flags = COLUMN_HIDDEN,
      .width = 16,
      .min_width = 10,
      .priority = 9,
      .help = N_("When anything of it changed last") },
    { .name = "closed_at",
      .label = N_("Over"),
      .sql = "i.closed_at",
      .type = COL_TIME,
      .flags = COLUMN_HIDDEN,
      .width = 16,
      .min_width = 10,
      .priority = 9,
      .help = N_("When it was over") },
    { .name = "acknowledged_by",
      .label = N_("Taken on by"),
      .sql = "i.acknowledged_by",
      .type = COL_TEXT,
      .flags = COLUMN_HIDDEN,
      .width = 14,
      .min_width = 6,
      .priority = 9,
      .help = N_("Who took it on") },
    { .name = "snoozed_until",
      .label = N_("Put off until"),
      .sql = "i.snoozed_until",
      .type = COL_TIME,
      .flags = COLUMN_HIDDEN,
      .width = 16,
      .min_width = 10,
      .priority = 9,
      .help = N_("Until when it was put off") },
};

static const char *const searched[] = { "i.kind", "i.cause", "i.example", "i.assigned_to", "i.note", NULL };

static const char *name_at(size_t i)
{
    const struct detector *d = detector_at(i);
    return d ? d->name : NULL;
}

static const char *word_of(const char *name)
{
    return _(detector_find(name)->what);
}

static const struct search_names names = { .sql = "i.kind", .at = name_at, .word = word_of };
static const struct search search = { .text_columns = searched, .names = &names };
static const char *const channels[] = { "incidents", NULL };

static const struct pane_action actions[] = {
    { .action = "incidents.acknowledge", .is_main = true, .when = { WHERE_IS("state", "new", "snoozed") } },
    { .action = "incidents.snooze", .is_main = true, .when = { WHERE_IS("state", "new", "acknowledged", "snoozed") } },
    { .action = "incidents.assign", .when = { WHERE_IS("state", "new", "acknowledged", "snoozed") } },
    { .action = "incidents.reopen", .when = { WHERE_IS("state", "acknowledged", "snoozed") } },
    { .action = NULL },
};

/* The detectors' names and words in the language of the face. */
static const char *detector_words(struct arena *a)
{
    struct strbuf out = { .arena = a };
    ROOM_EACH (detector, d, detectors, name) {
        const char *const texts[] = { d->name, _(d->what), _(d->mend) };
        strbuf_add(&out, *strbuf_text(&out) ? ", (" : "(");
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            strbuf_add(&out, i ? ", " : "");
            sql_text(&out, texts[i]);
            strbuf_add(&out, "::text");
        }
        strbuf_add(&out, ")");
    }
    return strbuf_text(&out);
}

const struct pane pane_incidents = {
    .name = "incidents",
    .label = N_("Incidents"),
    .help = N_("What is wrong now: customers, money, routers, gateways, this program; why, and what mends it"),
    .go_help = N_("Go to what is wrong now"),
    .query = "incidents_list",
    .table = "console.incident",
    .usual = "i.closed_at IS NULL AND (i.snoozed_until IS NULL OR i.snoozed_until < now())",
    .id = "i.id",
    .id_cast = "bigint",
    .entity = "incident",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-severity",
    .empty = N_("Nothing is wrong, as of the last look: {pane.jobs} goes to the jobs, where incident_watch looks each "
                "half minute."),
    .search = &search,
    .channels = channels,
    .words = detector_words,
};
