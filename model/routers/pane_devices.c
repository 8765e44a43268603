/* Devices: what routers see of nobody and of whom it may be, and the devices of customers, let in or not. */
#include "model/routers/room.h"

#include "base/i18n.h"

/* What waits for a decision comes first; of these, what is there now. */
#define SQL_STATE                                                                                                      \
    "CASE WHEN d.is_authorized AND d.is_listed THEN 'listed' WHEN d.is_authorized THEN 'authorised' "                  \
    "WHEN d.device_id IS NOT NULL THEN 'not_authorised' WHEN d.user_id IS NOT NULL THEN 'told' ELSE 'unknown' END"
#define SQL_STATE_KEY                                                                                                  \
    "(CASE WHEN d.is_authorized AND d.is_listed THEN '1' WHEN d.is_authorized THEN '4' "                               \
    "WHEN d.is_here THEN '2' ELSE '3' END "                                                                            \
    "|| CASE WHEN d.user_id IS NULL THEN 'b' ELSE 'a' END || " SQL_NAME_KEY ")"
#define SQL_NAME_KEY "lower(coalesce(u.full_name, d.host_name, ''))"
#define SQL_WHO "coalesce(u.full_name, 'unknown: ' || coalesce(d.host_name, d.account), 'unknown')"
#define SQL_TOLD "coalesce(d.told, 'nobody')"
#define SQL_RANDOM "coalesce(substr(d.mac, 2, 1) IN ('2', '6', 'A', 'E'), false)"
#define SQL_TRAFFIC "round(d.bytes / 1048576.0, 2)"

static const char *const states[] = { "listed", "not_authorised", "told", "unknown", "authorised", NULL };
static const char *const ways[] = { "mac", "login", "comment", "nobody", NULL };

/* Of the hosts those that routers of the configuration have seen. */
#define SEEN                                                                                                           \
    "(SELECT h.* FROM console.devices_seen() h "                                                                       \
    "WHERE EXISTS (SELECT FROM console.router r WHERE r.name = h.router AND r.is_enabled))"
#define NOT_SEEN "console.devices_not_seen()"
static const struct pane_source sources[] = { { .relation = SEEN }, { .relation = NOT_SEEN }, { .relation = NULL } };
/* What no router sees is some customer's: along the customers' index, which an outer join would forbid. */
#define BY_USER(expression) { .relation = NOT_SEEN, .where = "u.id IS NOT NULL", .walk = expression }
static const struct pane_source sources_by_name[] = { { .relation = SEEN }, BY_USER("lower(u.full_name)"), { .relation = NULL } };
static const struct pane_source sources_by_phone[] = { { .relation = SEEN }, BY_USER("u.phone_number"), { .relation = NULL } };
static const struct pane_source sources_by_mac[] = { { .relation = SEEN }, { .relation = NOT_SEEN, .walk = "d.mac" }, { .relation = NULL } };
/* It is neither there nor listed: let in or not, it has a place of its own in the order, and within it the name tells. */
static const struct pane_source sources_by_state[] = {
    { .relation = SEEN },
    { .relation = NOT_SEEN, .where = "u.id IS NOT NULL AND NOT d.is_authorized", .walk = "lower(u.full_name)", .level = "'3a'",
      .is_sparse = true },
    { .relation = NOT_SEEN, .where = "u.id IS NOT NULL AND d.is_authorized", .walk = "lower(u.full_name)", .level = "'4a'" },
    { .relation = NULL },
};
/* What is the same of all that no router sees. */
#define SAME(constant) { { .relation = SEEN }, { .relation = NOT_SEEN, .level = constant }, { .relation = NULL } }
static const struct pane_source sources_by_told[] = SAME("'mac'");
static const struct pane_source sources_by_flag[] = SAME("false");
static const struct pane_source sources_by_account[] = SAME("''");

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "d.id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("The device's uuid") },
    { .name = "who", .label = N_("Whose"), .sql = SQL_WHO, .sort = SQL_NAME_KEY, .sources = sources_by_name,
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_NO_FILTER | COLUMN_SORT_INDEXED, .width = 22, .min_width = 10, .priority = 0,
      .help = N_("The customer whose it is or is said to be; of nobody its host name or account") },
    { .name = "state", .label = N_("State"), .sql = SQL_STATE, .sort = SQL_STATE_KEY, .sources = sources_by_state,
      .cast = "text", .type = COL_CHOICE, .flags = COLUMN_SORT_INDEXED, .width = 14, .min_width = 10, .priority = 1, .choices = states,
      .help = N_("listed: authorised, but on the list of unauthorised ones; not_authorised: a customer's; told: login "
                 "or comment names a customer; unknown: nobody's; authorised") },
    { .name = "told", .label = N_("Told by"), .sql = SQL_TOLD, .sort = SQL_TOLD, .sources = sources_by_told,
      .cast = "text", .type = COL_CHOICE, .flags = COLUMN_SORT_INDEXED,
      .width = 7, .min_width = 7, .priority = 4, .choices = ways,
      .help = N_("How it is known whose it is: by its MAC for sure, by a login on it, by a comment on the router") },
    { .name = "mac", .label = N_("MAC"), .sql = "d.mac", .sort = "coalesce(d.mac, '')", .sources = sources_by_mac,
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_COPIED | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 17, .min_width = 17, .priority = 2,
      .help = N_("MAC address of the device") },
    { .name = "address", .label = N_("Address"), .sql = "d.address", .sort = "coalesce(d.address, '')", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_COPIED | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 13, .min_width = 11, .priority = 3, .help = N_("IP address") },
    { .name = "listed", .label = N_("Listed"), .sql = "d.is_listed", .sort = "d.is_listed", .sources = sources_by_flag, .cast = "boolean",
      .type = COL_BOOL, .flags = COLUMN_SORT_INDEXED, .width = 6, .min_width = 3, .priority = 5,
      .help = N_("Its address stands in the list of unauthorised ones") },
    { .name = "here", .label = N_("Here"), .sql = "d.is_here", .sort = "coalesce(d.is_here, false)", .sources = sources_by_flag,
      .cast = "boolean", .type = COL_BOOL, .flags = COLUMN_SORT_INDEXED, .width = 4, .min_width = 3, .priority = 6,
      .help = N_("The router saw it at the last look; empty: it was not looked for") },
    { .name = "traffic_mb", .label = N_("Traffic"), .sql = SQL_TRAFFIC, .sort = "coalesce(d.bytes, -1)",
      .cast = "bigint", .type = COL_MB, .width = 8, .min_width = 7, .priority = 7,
      .help = N_("Sent and received, as the router counts") },
    { .name = "random", .label = N_("Random"), .sql = SQL_RANDOM, .sort = SQL_RANDOM, .cast = "boolean",
      .type = COL_BOOL, .flags = COLUMN_SORT_INDEXED, .width = 6, .min_width = 3, .priority = 8,
      .help = N_("Its MAC is one that the device made up: it may come with another") },
    { .name = "last_seen_at", .label = N_("Seen"), .sql = "d.last_seen_at", .sort = "d.last_seen_at",
      .cast = "timestamptz", .type = COL_TIME, .width = 12, .min_width = 5, .priority = 6,
      .help = N_("When it was seen last") },
    { .name = "router", .label = N_("Router"), .sql = "d.router", .sort = "lower(coalesce(d.router, ''))",
      /* where no router is called like that, none of the devices is read */
      .part_of = "EXISTS (SELECT FROM console.router r WHERE ", .part = "lower(r.name)",
      .cast = "text", .type = COL_TEXT, .width = 8, .min_width = 4, .priority = 8,
      .help = N_("The router that saw it, or that serves its customer") },
    { .name = "first_seen_at", .label = N_("First seen"), .sql = "d.first_seen_at", .sort = "d.first_seen_at",
      .cast = "timestamptz", .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 12, .min_width = 10, .priority = 9,
      .help = N_("When it was seen first") },
    { .name = "host_name", .label = N_("Host name"), .sql = "d.host_name", .sort = "lower(coalesce(d.host_name, ''))",
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 16, .min_width = 8, .priority = 9,
      .help = N_("As its DHCP lease or its label says") },
    { .name = "label", .label = N_("Label"), .sql = "(SELECT o.label FROM public.user_devices o WHERE o.id = d.device_id)",
      .type = COL_TEXT, .width = 16, .min_width = 8, .priority = 9, .help = N_("What the customer's device is called") },
    { .name = "account", .label = N_("Account"), .sql = "d.account", .sort = "coalesce(d.account, '')", .sources = sources_by_account,
      .cast = "text", .type = COL_TEXT, .flags = COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 13, .min_width = 10, .priority = 9,
      .help = N_("The hotspot user that is or was logged in on it") },
    { .name = "comment", .label = N_("Comment"), .sql = "d.comment", .type = COL_TEXT, .width = 30, .min_width = 10,
      .priority = 9, .help = N_("Of its lease, binding or entry on the router") },

    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = "lower(coalesce(u.full_name, ''))",
      .sources = sources_by_name, .cast = "text", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 22, .min_width = 10, .priority = 9,
      .help = N_("The customer's full name; empty: nobody that the database knows") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')",
      .sources = sources_by_phone, .cast = "text", .type = COL_PHONE,
      .flags = COLUMN_COPIED | COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 13, .min_width = 13,
      .priority = 9,
      .help = N_("The customer's phone number") },
    { .name = "user_id", .label = N_("User"), .sql = "d.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The customer's uuid") },
    { .name = "bytes", .label = N_("Bytes"), .sql = "d.bytes", .sort = "coalesce(d.bytes, -1)", .cast = "bigint",
      .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 14, .min_width = 6, .priority = 9,
      .help = N_("Bytes sent and received, as the router counts") },
    { .name = "ip_address", .label = N_("IP address"), .sql = "d.address", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 15, .min_width = 7, .priority = 9, .help = N_("IP address") },
    { .name = "is_authorised", .label = N_("Let in"), .sql = "coalesce(d.is_authorized, false)", .type = COL_BOOL,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 6, .min_width = 3, .priority = 9,
      .help = N_("Whether it is let in for its customer") },
    { .name = "seen_at", .label = N_("Seen at"), .sql = "d.last_seen_at", .type = COL_TIME,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 16, .min_width = 12, .priority = 9,
      .help = N_("When a router saw it last") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED, .help = N_("Full name") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED,
      .help = N_("Phone number") },
    { .name = "ip", .sql = "d.address", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY | COLUMN_INDEXED, .help = N_("IP address") },
    { .name = "traffic", .sql = SQL_TRAFFIC, .type = COL_MB, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Sent and received: traffic>1GB") },
    { .name = "seen", .sql = "d.last_seen_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY,
      .help = N_("When it was seen last: seen>1h is within the last hour") },
    { .name = "user", .sql = "d.user_id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_FILTER_ONLY,
      .help = N_("The customer's uuid") },
};

static const char *const searched[] = { "u.full_name", "d.host_name", "d.mac", "d.address", "d.account", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "u.phone_number", .is_indexed = true, .is_apart = true };
static const char *const channels[] = { "devices", "users", NULL };

static const struct pane_action actions[] = {
    { .action = "devices.authorise", .is_main = true, .when = { WHERE_IS("state", "listed", "not_authorised", "told", "unknown") } },
    { .action = "devices.refuse", .is_main = true },
    { .action = "devices.add", .is_main = true },
    { .action = "devices.replace" },
    { .action = "devices.take_over", .when = { WHERE_IS("state", "told", "unknown") } },
    { .action = "devices.label", .when = { WHERE_IS("state", "listed", "not_authorised", "authorised") } },
    { .action = "devices.remove", .when = { WHERE_IS("state", "listed", "not_authorised", "authorised") } },
    { .action = "users.kick", .is_main = true, .when = { WHERE_SOME("user_id") } },
    { .action = NULL },
};

const struct pane pane_devices = {
    .name = "devices",
    .label = N_("Devices"),
    .help = N_("Devices that routers see and those of customers: who is let in, who is not, and whose it may be"),
    .empty = N_("No router saw a device yet, and no customer has one: {devices.add} adds one by its MAC."),
    .go_help = N_("Go to the devices"),
    .query = "devices_list",
    .sources = sources,
    .id = "d.id",
    .id_cast = "uuid",
    .entity = "device",
    .user = "d.user_id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "state",
    .search = &search,
    .channels = channels,
};
