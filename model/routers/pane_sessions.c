/* Who is on now, as of the last look at each router. */
#include "model/routers/room.h"

#include "base/i18n.h"

#define SQL_KNOWN "CASE WHEN u.id IS NULL THEN 'unknown' ELSE 'customer' END"
#define SQL_WHO "coalesce(u.full_name, 'unknown: ' || coalesce(s.account, s.mac, s.address), 'unknown')"
#define SQL_TRAFFIC "round(s.bytes / 1048576.0, 2)"
#define SQL_UPTIME                                                                                             \
    "coalesce(CASE WHEN s.uptime_s >= 86400 THEN s.uptime_s / 86400 || 'd ' ELSE '' END "                      \
    "|| to_char(make_interval(secs => s.uptime_s % 86400), 'HH24:MI'), '-')"
#define SQL_NAME_KEY "lower(coalesce(u.full_name, s.account, ''))"

static const char *const known[] = { "customer", "unknown", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "s.id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("The session's uuid") },
    { .name = "who", .label = N_("Who"), .sql = SQL_WHO, .sort = SQL_NAME_KEY, .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_FROZEN | COLUMN_NO_FILTER, .width = 22, .min_width = 10, .priority = 0,
      .help = N_("Who is on; for nobody that the database knows the account") },
    { .name = "known", .label = N_("Known"), .sql = SQL_KNOWN, .sort = SQL_KNOWN, .cast = "text", .type = COL_CHOICE,
      .width = 8, .min_width = 8, .priority = 5, .choices = known,
      .help = N_("A customer, or nobody that the database knows") },
    { .name = "address", .label = N_("Address"), .sql = "s.address", .sort = "coalesce(s.address, '')", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 13, .min_width = 13, .priority = 1, .help = N_("IP address") },
    { .name = "uptime", .label = N_("On for"), .sql = SQL_UPTIME, .sort = "coalesce(s.uptime_s, -1)", .cast = "bigint",
      .type = COL_TEXT, .flags = COLUMN_NO_FILTER, .width = 9, .min_width = 9, .priority = 2,
      .help = N_("How long the session has been running") },
    { .name = "traffic_mb", .label = N_("Traffic"), .sql = SQL_TRAFFIC, .sort = "coalesce(s.bytes, -1)",
      .cast = "bigint", .type = COL_MB, .width = 8, .min_width = 7, .priority = 3,
      .help = N_("Sent and received in this session") },
    { .name = "seen_at", .label = N_("Seen"), .sql = "s.seen_at", .sort = "s.seen_at", .cast = "timestamptz",
      .type = COL_TIME, .width = 12, .min_width = 5, .priority = 4, .help = N_("When the router was looked at") },
    { .name = "account", .label = N_("Account"), .sql = "s.account", .sort = "coalesce(s.account, '')", .cast = "text",
      .type = COL_TEXT, .width = 13, .min_width = 10, .priority = 5, .help = N_("The hotspot user that logged in") },
    { .name = "mac", .label = N_("MAC"), .sql = "s.mac", .sort = "coalesce(s.mac, '')", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 17, .min_width = 17, .priority = 6,
      .help = N_("MAC address of the device") },
    { .name = "router", .label = N_("Router"), .sql = "s.router", .sort = "lower(s.router)", .cast = "text",
      .type = COL_TEXT, .width = 8, .min_width = 4, .priority = 7, .help = N_("The router that the customer is on") },
    { .name = "server", .label = N_("Server"), .sql = "s.server", .sort = "coalesce(s.server, '')", .cast = "text",
      .type = COL_TEXT, .width = 10, .min_width = 6, .priority = 8, .help = N_("The hotspot server on it") },

    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = "lower(coalesce(u.full_name, ''))",
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 22, .min_width = 10, .priority = 9,
      .help = N_("The user's full name; empty: nobody that the database knows") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')",
      .cast = "text", .type = COL_PHONE, .flags = COLUMN_COPIED | COLUMN_HIDDEN, .width = 13, .min_width = 13,
      .priority = 9,
      .help = N_("Phone number of the customer") },
    { .name = "user_id", .label = N_("User"), .sql = "s.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The user's uuid") },
    { .name = "uptime_s", .label = N_("Uptime in s"), .sql = "s.uptime_s", .sort = "coalesce(s.uptime_s, -1)",
      .cast = "bigint", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 10, .min_width = 6, .priority = 9,
      .help = N_("Seconds that the session has been running") },
    { .name = "bytes", .label = N_("Bytes"), .sql = "s.bytes", .sort = "coalesce(s.bytes, -1)", .cast = "bigint",
      .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 14, .min_width = 6, .priority = 9,
      .help = N_("Bytes sent and received in this session") },
    { .name = "router_id", .label = N_("Id there"), .sql = "s.router_id", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 8, .min_width = 4, .priority = 9, .help = N_("The router's own id of the session") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY, .help = N_("Full name") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Phone number") },
    { .name = "ip", .sql = "s.address", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY, .help = N_("IP address") },
    { .name = "traffic", .sql = SQL_TRAFFIC, .type = COL_MB, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Sent and received in this session: traffic>1GB") },
    { .name = "user", .sql = "s.user_id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_FILTER_ONLY,
      .help = N_("The user's uuid") },
};

static const char *const searched[] = { "u.full_name", "s.account", "s.address", "s.mac", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "u.phone_number" };
static const char *const channels[] = { "sessions", "drift", NULL };

static const struct pane_action actions[] = {
    { .action = "sessions.kick", .is_main = true },
    { .action = NULL },
};

const struct pane pane_sessions = {
    .name = "sessions",
    .label = N_("Sessions"),
    .help = N_("Who is on now, as of the last look at each router"),
    .go_help = N_("Go to the sessions that run now"),
    .query = "sessions_list",
    .id = "s.id",
    .id_cast = "uuid",
    .entity = "session",
    .user = "s.user_id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "who",
    .empty = N_("Nobody is online, as of the last look at the routers."),
    .search = &search,
    .channels = channels,
};
