/* Policies and limits that all hosts share: what is in force, and what else would fit. */
#include "model/settings/room.h"

#include "base/i18n.h"

static const char *const kinds[] = { "integer", "mb", "rp", "choice", "text", "zone", NULL };

static const char *const sources[] = { "default", "portal", "own", NULL };

/* A setting that both of us write stands with the portal. */
#define SQL_SOURCE                                                                                                     \
    "CASE WHEN v.key IS NOT NULL THEN 'own' WHEN p.state = 'taken' THEN 'portal' ELSE 'default' END"
#define SQL_ORIGIN "p.origin || CASE WHEN p.state <> 'taken' THEN ': ' || p.state ELSE '' END"
#define SQL_BOUNDS                                                                                                     \
    "CASE WHEN s.is_encrypted THEN 'encrypted by the portal' WHEN i.choices IS NOT NULL "                             \
    "THEN array_to_string(i.choices, ', ') WHEN i.kind = 'text' THEN 'up to ' || i.maximum || ' characters' "         \
    "WHEN i.kind = 'zone' THEN 'a time zone like Asia/Makassar' ELSE i.minimum || ' to ' || i.maximum END"

static const struct column columns[] = {
    { .name = "id", .label = N_("Setting"), .sql = "i.key", .sort = "i.key", .cast = "text", .type = COL_ID,
      .flags = COLUMN_COPIED | COLUMN_FROZEN, .width = 31, .min_width = 16, .priority = 0,
      .help = N_("Name of the setting") },
    { .name = "value", .label = N_("Value"), .sql = "console.setting(i.key)", .type = COL_TEXT,
      .flags = COLUMN_COPIED, .width = 28, .min_width = 10,
      .priority = 1, .help = N_("The value in force") },
    { .name = "is_changed", .label = N_("Set"), .sql = "(" SQL_SOURCE ") <> 'default'", .type = COL_BOOL, .width = 4,
      .min_width = 3, .priority = 2, .help = N_("Whether somebody set it: yes or no; else it is the default") },
    { .name = "source", .label = N_("Source"), .sql = SQL_SOURCE, .type = COL_CHOICE, .choices = sources, .width = 7,
      .min_width = 6, .priority = 2, .help = N_("Where the value comes from: set here (own), the portal, or the default") },
    { .name = "origin", .label = N_("At the portal"), .sql = SQL_ORIGIN, .type = COL_TEXT, .width = 24, .min_width = 10,
      .priority = 4,
      .help = N_("The portal's setting that means the same; nothing, off, encrypted or unreadable where it is not taken") },
    { .name = "fallback", .label = N_("Default"), .sql = "i.fallback", .type = COL_TEXT, .width = 14, .min_width = 7,
      .priority = 4, .help = N_("The value where none is set") },
    { .name = "bounds", .label = N_("Fits"), .sql = SQL_BOUNDS, .type = COL_TEXT, .flags = COLUMN_SAID, .width = 22, .min_width = 10, .priority = 3,
      .help = N_("What it can be set to") },
    { .name = "kind", .label = N_("Kind"), .sql = "i.kind", .type = COL_CHOICE, .choices = kinds, .width = 7, .min_width = 6,
      .priority = 6, .help = N_("Kind of value: integer, mb, rp, choice, text or zone") },
    { .name = "is_portal", .label = N_("Portal"), .sql = "i.is_portal", .type = COL_BOOL, .width = 6, .min_width = 3,
      .priority = 5, .help = N_("Whether the portal reads it too: yes or no") },
    { .name = "updated_at", .label = N_("Changed"),
      .sql = "CASE WHEN i.is_portal THEN (to_jsonb(s) ->> 'updated_at')::timestamptz ELSE v.updated_at END",
      .type = COL_TIME, .width = 16, .min_width = 10, .priority = 7, .help = N_("When it was changed last") },
    { .name = "position", .label = N_("Place"), .sql = "i.position", .sort = "i.position", .cast = "integer", .type = COL_INT,
      .flags = COLUMN_HIDDEN | COLUMN_NO_FILTER, .width = 5, .min_width = 3, .priority = 9,
      .help = N_("Its place in this list: what belongs together stands together") },
};

static const char *const searched[] = { "i.key", "console.setting(i.key)", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "settings", NULL };

static const struct pane_action actions[] = {
    { .action = "settings.set", .is_main = true },
    { .action = NULL },
};

const struct pane pane_settings = {
    .name = "settings",
    .label = N_("Settings"),
    .help = N_("Policies and limits that all hosts share"),
    .go_help = N_("Go to the settings that all hosts share"),
    .query = "settings_list",
    .id = "i.key",
    .id_cast = "text",
    .entity = "setting",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "position",
    .search = &search,
    .channels = channels,
};
