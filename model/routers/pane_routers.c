/* The routers: are they there, do they hold what the database says, what have they still to be told. */
#include "model/routers/room.h"

#include "base/i18n.h"

#define SQL_STATE "coalesce(s.state, 'unknown')"
#define SQL_LATENCY "((s.latency_us + 999) / 1000)"
#define SQL_VERSION "split_part(s.version, ' ', 1)" /* "7.16 (stable)": the channel says little on a list */
#define SQL_RETRY "CASE WHEN s.retry_at > now() THEN s.retry_at END"
#define SQL_UPTIME                                                                                             \
    "CASE WHEN s.uptime_s >= 86400 THEN s.uptime_s / 86400 || 'd ' ELSE '' END "                               \
    "|| to_char(make_interval(secs => s.uptime_s % 86400), 'HH24:MI')"
/* What the operator must not overlook, the worst first. */
#define SQL_NOTE                                                                                               \
    "nullif(concat_ws('; ', CASE WHEN s.is_clear_text THEN 'clear text!' END, "                                \
    "CASE WHEN s.is_unverified THEN 'not verified!' END, "                                                     \
    "CASE WHEN s.is_flagged THEN 'flagged!' END, "                                                             \
    "CASE WHEN NOT s.allows_hotspot THEN 'device-mode without hotspot' END, "                                  \
    "CASE WHEN NOT r.is_enabled THEN 'not configured any more' END, "                                          \
    "CASE WHEN s.retry_at > now() THEN 'tried again at ' || to_char(s.retry_at, 'HH24:MI:SS') END, "           \
    "CASE WHEN s.clock_skew_s > 60 THEN 'clock ' || s.clock_skew_s || ' s ahead' "                             \
    "WHEN s.clock_skew_s < -60 THEN 'clock ' || -s.clock_skew_s || ' s behind' END, "                          \
    "CASE WHEN o.failed > 0 THEN o.failed || ' effects failed' END, s.last_error, s.scan_error), '')"

static const char *const states[] = { "up", "down", "unknown", NULL };

/* The list's columns first, in the order of the screen, then what only data formats show, then the fields of the
 * filter language. */
static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "r.name", .cast = "text", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 6, .priority = 9, .help = N_("The router's name") },
    { .name = "name", .label = N_("Router"), .sql = "r.name", .sort = "lower(r.name)", .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_COPIED | COLUMN_FROZEN, .width = 10, .min_width = 4, .priority = 0,
      .help = N_("Its name in the configuration") },
    { .name = "state", .label = N_("State"), .sql = SQL_STATE, .sort = SQL_STATE, .cast = "text", .type = COL_CHOICE,
      .width = 7, .min_width = 7, .priority = 1, .choices = states, .help = N_("Whether it answers") },
    { .name = "drift", .label = N_("Drift"), .sql = "d.mendable", .sort = "d.mendable", .cast = "bigint",
      .type = COL_INT, .width = 5, .min_width = 5, .priority = 2,
      .help = N_("Differences from the database that can be mended") },
    { .name = "waiting", .label = N_("Wait"), .sql = "o.waiting", .sort = "o.waiting", .cast = "bigint",
      .type = COL_INT, .width = 4, .min_width = 4, .priority = 3, .help = N_("Effects that it still has to be told") },
    { .name = "sessions", .label = N_("On"), .sql = "s.session_count", .sort = "coalesce(s.session_count, -1)",
      .cast = "integer", .type = COL_INT, .width = 4, .min_width = 4, .priority = 4,
      .help = N_("Sessions, as of the last look") },
    { .name = "version", .label = N_("Version"), .sql = SQL_VERSION, .sort = "coalesce(s.version, '')", .cast = "text",
      .type = COL_TEXT, .width = 8, .min_width = 6, .priority = 6, .help = N_("RouterOS version") },
    { .name = "latency_ms", .label = N_("ms"), .sql = SQL_LATENCY, .sort = "coalesce(s.latency_us, -1)",
      .cast = "bigint", .type = COL_INT, .width = 3, .min_width = 3, .priority = 7,
      .help = N_("Milliseconds until it answers") },
    { .name = "scanned_at", .label = N_("Last look"), .sql = "s.scanned_at",
      .sort = "coalesce(s.scanned_at, '-infinity')", .cast = "timestamptz", .type = COL_TIME, .width = 12,
      .min_width = 6, .priority = 8, .help = N_("When it was last compared with the database") },
    { .name = "note", .label = N_("Note"), .sql = SQL_NOTE, .type = COL_TEXT, .flags = COLUMN_SAID | COLUMN_ASKS_ALL,
      .width = 11, .min_width = 11,
      .priority = 5, .help = N_("What must not be overlooked: clear text, the last error, when it is tried again") },

    { .name = "safe", .label = N_("Safe"), .sql = "d.safe", .sort = "d.safe", .cast = "bigint", .type = COL_INT,
      .flags = COLUMN_HIDDEN, .width = 6, .min_width = 4, .priority = 9,
      .help = N_("Differences that can be mended without a person looking at them") },
    { .name = "needs_person", .label = N_("Needs a person"), .sql = "d.mendable - d.safe",
      .sort = "d.mendable - d.safe", .cast = "bigint", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 6,
      .min_width = 4, .priority = 9, .help = N_("Differences that a person has to look at before they are mended") },
    { .name = "info", .label = N_("Information"), .sql = "d.for_information", .sort = "d.for_information",
      .cast = "bigint", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 6, .min_width = 4, .priority = 9,
      .help = N_("What was found and needs no mending from here") },
    { .name = "foreign_entries", .label = N_("Foreign"), .sql = "s.scan_foreign",
      .sort = "coalesce(s.scan_foreign, -1)", .cast = "integer", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 7,
      .min_width = 4, .priority = 9, .help = N_("Entries without our mark in managed lists: never touched") },
    { .name = "failed", .label = N_("Failed"), .sql = "o.failed", .sort = "o.failed", .cast = "bigint", .type = COL_INT,
      .flags = COLUMN_HIDDEN, .width = 6, .min_width = 4, .priority = 9,
      .help = N_("Effects that it refused for good") },
    { .name = "clock_skew_s", .label = N_("Clock"), .sql = "s.clock_skew_s", .sort = "coalesce(s.clock_skew_s, 0)",
      .cast = "bigint", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 6, .min_width = 4, .priority = 9,
      .help = N_("Seconds that its clock is ahead of the database's") },
    { .name = "uptime_s", .label = N_("Uptime in s"), .sql = "s.uptime_s", .sort = "coalesce(s.uptime_s, -1)",
      .cast = "bigint", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 10, .min_width = 6, .priority = 9,
      .help = N_("Seconds since it was started") },
    { .name = "uptime", .label = N_("Uptime"), .sql = SQL_UPTIME, .sort = "coalesce(s.uptime_s, -1)", .cast = "bigint",
      .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 11, .min_width = 6, .priority = 9,
      .help = N_("How long it has been running") },
    { .name = "last_usage_at", .label = N_("Usage read"), .sql = "s.last_usage_at",
      .sort = "coalesce(s.last_usage_at, '-infinity')", .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 6, .priority = 9, .help = N_("When its counters were last read") },
    { .name = "last_ok_at", .label = N_("Answered"), .sql = "s.last_ok_at",
      .sort = "coalesce(s.last_ok_at, '-infinity')", .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 6, .priority = 9, .help = N_("When it answered last") },
    { .name = "retry_at", .label = N_("Tried again"), .sql = SQL_RETRY, .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 6, .priority = 9, .help = N_("Its breaker is open until then") },
    { .name = "last_error", .label = N_("Last error"), .sql = "s.last_error", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_SAID,
      .width = 30, .min_width = 10, .priority = 9, .help = N_("Why it could not be reached") },
    { .name = "scan_error", .label = N_("Look failed"), .sql = "s.scan_error", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_SAID,
      .width = 30, .min_width = 10, .priority = 9, .help = N_("Why the last look at it failed") },
    { .name = "is_clear_text", .label = N_("Clear text"), .sql = "coalesce(s.is_clear_text, false)", .type = COL_BOOL,
      .flags = COLUMN_HIDDEN, .width = 10, .min_width = 3, .priority = 9,
      .help = N_("The connection to it is not encrypted") },
    { .name = "is_unverified", .label = N_("Not verified"), .sql = "coalesce(s.is_unverified, false)", .type = COL_BOOL,
      .flags = COLUMN_HIDDEN, .width = 12, .min_width = 3, .priority = 9,
      .help = N_("Its certificate is not verified") },
    { .name = "identity", .label = N_("Identity"), .sql = "s.identity", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 12, .min_width = 6, .priority = 9, .help = N_("The name that it gives itself") },
    { .name = "position", .label = N_("Place"), .sql = "r.position", .sort = "r.position", .cast = "integer",
      .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 5, .min_width = 3, .priority = 9,
      .help = N_("Its place in the configuration") },
    { .name = "is_enabled", .label = N_("Configured"), .sql = "r.is_enabled", .type = COL_BOOL, .flags = COLUMN_HIDDEN | COLUMN_ASKS_ALL,
      .width = 10, .min_width = 3, .priority = 9, .help = N_("A configuration names it") },

    { .name = "enabled", .sql = "r.is_enabled", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY | COLUMN_ASKS_ALL,
      .help = N_("enabled:no shows routers that no configuration names any more") },
    { .name = "error", .sql = "concat_ws(' ', s.last_error, s.scan_error)", .type = COL_TEXT,
      .flags = COLUMN_FILTER_ONLY, .help = N_("Why it could not be reached or looked at") },
    { .name = "skew", .sql = "abs(s.clock_skew_s)", .type = COL_INT, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Seconds that its clock is off: skew>60") },
    { .name = "scanned", .sql = "s.scanned_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY,
      .help = N_("When it was last compared with the database: scanned<10m") },
};

static const char *const searched[] = { "r.name", "s.identity", "s.last_error", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "routers", "drift", "outbox", NULL };

static const struct pane_action actions[] = {
    { .action = "routers.reconcile", .is_main = true, .when = { WHERE_IS("is_enabled", "t") } },
    { .action = "routers.claim", .is_main = true, .when = { WHERE_IS("is_enabled", "t") } },
    { .action = "takeover.look", .is_main = true, .when = { WHERE_IS("is_enabled", "t") } },
    { .action = NULL },
};

const struct pane pane_routers = {
    .name = "routers",
    .label = N_("MikroTik"),
    .help = N_("Routers: state, differences from the database, what still has to be told"),
    .empty = N_("No router is known yet. Leave with {app.quit}; `hotspot-console setup router` leads through it: account, "
                "certificate, a test, the configuration."),
    .go_help = N_("Go to the routers"),
    .query = "routers_list",
    .usual = "r.is_enabled",
    .id = "r.name",
    .id_cast = "text",
    .entity = "router",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "position",
    .search = &search,
    .channels = channels,
};
