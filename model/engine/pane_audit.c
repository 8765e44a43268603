/* The audit: who changed what, when, from what to what. */
#include "model/engine/room.h"

#include "base/i18n.h"

#define SQL_WHO                                                                                                \
    "CASE WHEN a.entity_type = 'user' THEN (SELECT u.full_name || ' ' || u.phone_number FROM public.users u "  \
    "WHERE u.id = a.entity_id::uuid) END"
#define SQL_UNDONE "EXISTS (SELECT FROM console.operation o WHERE o.undo_of = a.operation_id)"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "a.id", .sort = "a.id", .cast = "bigint", .type = COL_ID,
      .flags = COLUMN_COPIED | COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 10, .min_width = 6,
      .priority = 9,
      .help = N_("Number of the entry") },
    /* entries are numbered as they come, and only the number has an index */
    { .name = "at", .label = N_("At"), .sql = "a.at", .sort = "a.id", .cast = "bigint", .type = COL_TIME,
      .flags = COLUMN_FROZEN | COLUMN_SORT_INDEXED, .width = 19, .min_width = 11, .priority = 0, .help = N_("When") },
    { .name = "actor", .label = N_("Actor"), .sql = "a.actor", .type = COL_TEXT, .flags = COLUMN_BEGINS, .width = 16, .min_width = 8,
      .priority = 2, .help = N_("Who did it") },
    { .name = "action", .label = N_("Action"), .sql = "a.action", .type = COL_TEXT, .flags = COLUMN_COPIED | COLUMN_SAID,
      .width = 22, .min_width = 12,
      .priority = 1, .help = N_("What was done") },
    { .name = "entity_type", .label = N_("Kind"), .sql = "a.entity_type", .type = COL_TEXT, .width = 8, .min_width = 4,
      .priority = 8, .help = N_("What kind of thing was changed") },
    { .name = "entity_id", .label = N_("Entity"), .sql = "a.entity_id", .cast = "text", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9, .help = N_("Id of what was changed") },
    { .name = "operation_id", .label = N_("Operation"), .sql = "a.operation_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The operation that it was a part of") },
    { .name = "who", .label = N_("Who"), .sql = SQL_WHO, .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 32,
      .min_width = 12, .priority = 3,
      .help = N_("The user that was changed") },
    { .name = "undone", .label = N_("Undone"), .sql = SQL_UNDONE, .type = COL_BOOL, .width = 6, .min_width = 3,
      .priority = 4, .help = N_("The operation was taken back") },
    { .name = "before", .label = N_("Before"), .sql = "a.before", .type = COL_JSON, .flags = COLUMN_HIDDEN, .width = 30,
      .min_width = 10, .priority = 9, .help = N_("What it was before") },
    { .name = "after", .label = N_("After"), .sql = "a.after", .type = COL_JSON, .flags = COLUMN_HIDDEN, .width = 30,
      .min_width = 10, .priority = 9, .help = N_("What it was afterwards") },
    { .name = "details", .label = N_("Details"), .sql = "a.details", .type = COL_JSON, .flags = COLUMN_HIDDEN,
      .width = 30, .min_width = 10, .priority = 9, .help = N_("More about the change") },
};

static const char *const searched[] = { "a.actor", "a.action", "(" SQL_WHO ")", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "audit", NULL };

static const struct pane_action actions[] = {
    { .action = "audit.undo", .is_main = true, .when = { WHERE_IS("undone", "f") } },
    { .action = NULL },
};

const struct pane pane_audit = {
    .name = "audit",
    .label = N_("Audit"),
    .help = N_("Every change, row by row: who, when, from what to what"),
    .go_help = N_("Go to the audit: who changed what"),
    .query = "audit_list",
    .table = "console.audit_log",
    .id = "a.id",
    .id_cast = "bigint",
    .entity = "audit",
    .user = "coalesce(a.details ->> 'user_id', CASE WHEN a.entity_type = 'user' THEN a.entity_id END)::uuid",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-at",
    .search = &search,
    .channels = channels,
};
