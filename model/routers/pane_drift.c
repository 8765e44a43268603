/* Where routers differ from the database, with cause and mend. */
#include "model/routers/room.h"

#include "base/i18n.h"

/* Differences of a kind stand together, in the order of names. */
#define SQL_NAME_KEY "lower(coalesce(u.full_name, ''))"
#define SQL_KIND_KEY "(f.kind || ' ' || f.router || ' ' || " SQL_NAME_KEY ")"

#define SQL_COMMANDS                                                                                           \
    "coalesce(f.mend, 'claiming sends ' || CASE f.item ->> 'claim' WHEN '' THEN 'nothing' ELSE f.item ->> 'claim' END)"

/* As in drift_kinds; a test holds the two together. */
static const char *const kinds[] = {
    "missing_in_list", "wrong_list", "several_lists", "stale_entry", "entry_mark", "entry_timeout",
    "binding_missing", "binding_type", "binding_other", "binding_stale", "account_missing", "account_profile",
    "account_limit", "account_disabled", "account_other", "account_counter", "account_uptime", "session_open",
    "orphan_entry", "garden", "claim_entry", "claim_binding", "claim_account", "foreign_entry", "lease_missing", "no_address", "unknown_device", NULL,
};

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "f.id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The difference's uuid; the same difference keeps it from look to look") },
    { .name = "kind", .label = N_("Kind"), .sql = "f.kind", .sort = SQL_KIND_KEY, .cast = "text", .type = COL_CHOICE,
      .width = 16, .min_width = 12, .priority = 0, .choices = kinds, .help = N_("What kind of difference it is") },
    { .name = "alike", .label = N_("Alike"), .sql = "k.alike", .sort = "coalesce(k.alike, 0)", .cast = "bigint",
      .type = COL_INT, .width = 5, .min_width = 4, .priority = 6,
      .help = N_("Differences of this kind on this router") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .sort = SQL_NAME_KEY, .cast = "text",
      .type = COL_TEXT, .width = 20, .min_width = 8, .priority = 1,
      .help = N_("The user that it is about; empty: nobody that is known") },
    { .name = "subject", .label = N_("What"), .sql = "f.subject", .sort = "f.subject", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_COPIED,
      .width = 17, .min_width = 9, .priority = 2, .help = N_("The address, MAC or account on the router") },
    { .name = "expected", .label = N_("Database"), .sql = "f.expected", .type = COL_TEXT, .flags = COLUMN_SAID_KNOWN, .width = 16, .min_width = 4,
      .priority = 3, .help = N_("As the database has it; empty: nothing") },
    { .name = "actual", .label = N_("On router"), .sql = "f.actual", .type = COL_TEXT, .flags = COLUMN_SAID_KNOWN, .width = 16, .min_width = 4,
      .priority = 3, .help = N_("As the router has it; empty: nothing") },
    { .name = "safe", .label = N_("Safe"), .sql = "f.is_safe", .sort = "f.is_safe", .cast = "boolean", .type = COL_BOOL,
      .width = 4, .min_width = 3, .priority = 4, .help = N_("May be mended without a person looking at it") },
    { .name = "router", .label = N_("Router"), .sql = "f.router", .sort = "lower(f.router)", .cast = "text",
      .type = COL_TEXT, .width = 8, .min_width = 4, .priority = 5, .help = N_("The router where it was found") },
    { .name = "found_at", .label = N_("Since"), .sql = "f.found_at", .sort = "f.found_at", .cast = "timestamptz",
      .type = COL_TIME, .width = 12, .min_width = 6, .priority = 7, .help = N_("When it was first seen") },
    { .name = "mend", .label = N_("Commands"), .sql = SQL_COMMANDS, .type = COL_TEXT, .width = 40, .min_width = 16,
      .priority = 9, .help = N_("The commands that would mend it, or that claiming it sends, one a line") },

    { .name = "user_id", .label = N_("User"), .sql = "f.user_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The uuid of the user that it is about") },
    { .name = "phone_number", .label = N_("Phone"), .sql = "u.phone_number", .sort = "coalesce(u.phone_number, '')",
      .cast = "text", .type = COL_PHONE, .flags = COLUMN_COPIED | COLUMN_HIDDEN, .width = 13, .min_width = 13,
      .priority = 9,
      .help = N_("Phone number of the customer") },
    { .name = "cause", .label = N_("Cause"), .sql = "f.cause", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_SAID, .width = 30,
      .min_width = 10, .priority = 9, .help = N_("How it came about") },
    { .name = "is_mendable", .label = N_("Mendable"), .sql = "(f.mend IS NOT NULL)", .type = COL_BOOL,
      .flags = COLUMN_HIDDEN, .width = 8, .min_width = 3, .priority = 9, .help = N_("Commands would mend it") },
    { .name = "seen_at", .label = N_("Seen"), .sql = "f.seen_at", .sort = "f.seen_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 12, .min_width = 6, .priority = 9,
      .help = N_("When it was last seen") },

    { .name = "name", .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_FILTER_ONLY, .help = N_("Full name") },
    { .name = "phone", .sql = "u.phone_number", .type = COL_PHONE, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Phone number") },
    { .name = "user", .sql = "f.user_id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_FILTER_ONLY,
      .help = N_("The user's uuid") },
    { .name = "mendable", .sql = "(f.mend IS NOT NULL)", .type = COL_BOOL, .flags = COLUMN_FILTER_ONLY,
      .help = N_("Commands would mend it: yes or no") },
    { .name = "since", .sql = "f.found_at", .type = COL_TIME, .flags = COLUMN_FILTER_ONLY,
      .help = N_("When it was first seen: since<1d is older than a day") },
};

static const char *const searched[] = { "u.full_name", "f.subject", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "u.phone_number" };
static const char *const channels[] = { "drift", "routers", NULL };

static const struct pane_action actions[] = {
    { .action = "drift.mend", .is_main = true, .when = { WHERE_IS("is_mendable", "t") } },
    { .action = "users.claim", .is_main = true, .when = { WHERE_IS("kind", "claim_entry", "claim_binding", "claim_account") } },
    { .action = "users.sync", .is_main = true, .when = { WHERE_SOME("user_id") } },
    { .action = NULL },
};

const struct pane pane_drift = {
    .name = "drift",
    .label = N_("Drift"),
    .help = N_("Where routers differ from the database, with cause and mend"),
    .go_help = N_("Go to the differences between routers and database"),
    .query = "drift_list",
    .id = "f.id",
    .id_cast = "uuid",
    .entity = "drift",
    .user = "f.user_id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "kind",
    .empty = N_("Routers and database agree, as of the last look."),
    .search = &search,
    .channels = channels,
};
