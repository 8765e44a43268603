/* The audit as a screen shows it: an operation a row, whether it changed one customer or ten thousand. */
#include "model/engine/room.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/engine/sql_text.h"

/* "201 users blocked", "1 user put back": as the result says it, the same in every language. */
#define SQL_WHAT                                                                                                       \
    "concat_ws(' ', o.item_count, CASE o.item_count WHEN 1 THEN w.one ELSE w.many END, "                               \
    "CASE WHEN u.id IS NOT NULL THEN 'put back' ELSE coalesce(w.done, o.action) END)"

/* Of its first row; for an operation that changed one thing, that says it all. */
#define SQL_FIRST(wanted)                                                                                              \
    "CASE WHEN o.item_count = 1 THEN (SELECT " wanted " FROM (SELECT x.* FROM console.audit_log x "                    \
    "WHERE x.operation_id = o.id ORDER BY x.id LIMIT 1) a) END"
#define SQL_USER_ID "coalesce(a.details ->> 'user_id', CASE WHEN a.entity_type = 'user' THEN a.entity_id END)::uuid"
#define SQL_ONE                                                                                                        \
    SQL_FIRST("coalesce((SELECT c.full_name || ' ' || c.phone_number FROM public.users c WHERE c.id = " SQL_USER_ID    \
              "), a.entity_type || ' ' || a.entity_id)")
#define SQL_ABOUT "coalesce(" SQL_ONE ", o.selection)"

#define SQL_VALUES "(SELECT string_agg(k.key || '=' || k.value, ' ' ORDER BY k.key) FROM jsonb_each_text(o.args) k)"

#define SQL_UNDO                                                                                                       \
    "CASE WHEN o.undo_of IS NOT NULL THEN 'undo' WHEN n.id IS NOT NULL THEN 'undone' "                                 \
    "WHEN w.is_undoable THEN 'possible' ELSE 'none' END"
static const char *const undo_states[] = { "possible", "undone", "undo", "none", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Operation"), .sql = "o.id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_COPIED | COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("Id of the operation") },
    /* operations are numbered as they come, and the chain's number is what has an index */
    { .name = "at", .label = N_("At"), .sql = "o.at", .sort = "o.seq", .cast = "bigint", .type = COL_TIME,
      .flags = COLUMN_FROZEN | COLUMN_SORT_INDEXED, .width = 19, .min_width = 11, .priority = 0, .help = N_("When") },
    { .name = "what", .label = N_("What"), .sql = SQL_WHAT, .type = COL_TEXT, .flags = COLUMN_COPIED | COLUMN_SAID, .width = 30,
      .min_width = 14, .priority = 1, .help = N_("How many of what were changed, and how") },
    { .name = "action", .label = N_("Action"), .sql = "o.action", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 20, .min_width = 12,
      .priority = 2, .help = N_("What was done") },
    { .name = "actor", .label = N_("Actor"), .sql = "o.actor", .type = COL_TEXT, .flags = COLUMN_BEGINS, .width = 14, .min_width = 8,
      .priority = 3, .help = N_("Who did it") },
    { .name = "items", .label = N_("Count"), .sql = "o.item_count", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 7,
      .min_width = 4, .priority = 9, .help = N_("How many were changed") },
    { .name = "about", .label = N_("About"), .sql = SQL_ABOUT, .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 32,
      .min_width = 12, .priority = 4, .help = N_("The one that was changed; of several, how they were chosen") },
    { .name = "args", .label = N_("Values"), .sql = SQL_VALUES, .type = COL_TEXT, .width = 24, .min_width = 8,
      .priority = 6, .help = N_("What was given: the reason, an amount") },
    { .name = "undo", .label = N_("Undo"), .sql = SQL_UNDO, .type = COL_CHOICE, .choices = undo_states, .width = 8,
      .min_width = 6, .priority = 5, .help = N_("Whether it can be taken back, was, or is an undo itself") },
    { .name = "undone_at", .label = N_("Undone at"), .sql = "n.at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 19, .min_width = 11, .priority = 9, .help = N_("When it was taken back") },
    { .name = "undone_by", .label = N_("Undone by"), .sql = "n.actor", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 14, .min_width = 8, .priority = 9, .help = N_("Who took it back") },
    { .name = "undo_of", .label = N_("Undo of"), .sql = "o.undo_of", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN, .width = 36, .min_width = 8, .priority = 9, .help = N_("The operation that it took back") },
    { .name = "selection", .label = N_("Chosen"), .sql = "o.selection", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 24, .min_width = 8, .priority = 9,
      .help = N_("How its rows were chosen: a filter, or how many were marked") },
};

static const char *const searched[] = { "o.actor", "o.action", "o.args", "o.selection", "(" SQL_ONE ")", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "audit", NULL };

static const char *action_words(struct arena *a)
{
    struct strbuf out = { .arena = a };
    for (size_t i = 0; i < action_count(); i++) {
        const struct action *n = action_at(i);
        const struct entity *counted = entity_find(n->counts ? n->counts : n->entity);
        const char *const texts[] = { n->name, counted ? counted->one : NULL, counted ? counted->many : NULL, n->done };
        strbuf_add(&out, i ? ", (" : "(");
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            sql_text(&out, texts[k]);
            strbuf_add(&out, "::text, ");
        }
        strbuf_add(&out, action_is_undoable(n) ? "true)" : "false)");
    }
    return strbuf_text(&out);
}

static const struct pane_action actions[] = {
    { .action = "audit.undo", .is_main = true, .when = { WHERE_IS("undo", "possible") } },
    { .action = NULL },
};

const struct pane pane_operations = {
    .name = "operations",
    .label = N_("Audit"),
    .help = N_("Every operation: who did what to how many, and whether it can be taken back"),
    .query = "operations_list",
    .table = "console.operation",
    .id = "o.id",
    .id_cast = "uuid",
    .entity = "operation",
    .user = SQL_FIRST(SQL_USER_ID),
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-at",
    .search = &search,
    .channels = channels,
    .sums_up = "audit",
    .part_field = "operation_id",
    .words = action_words,
};
