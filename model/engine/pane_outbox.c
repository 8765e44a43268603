/* The outbox: what must still happen outside the database, and what became of the rest. */
#include "model/engine/room.h"

#include "base/i18n.h"
#include "model/engine/effect.h"

/* A message knows its customer, a charge's row finds him through the charge. */
#define SQL_USER                                                                                                       \
    "CASE o.entity_type WHEN 'user' THEN o.entity_id "                                                                 \
    "WHEN 'charge' THEN (SELECT c.user_id FROM console.charge c WHERE c.id = o.entity_id) "                            \
    "WHEN 'message' THEN (o.payload ->> 'user_id')::uuid END"
#define SQL_WHO                                                                                                        \
    "(SELECT u.full_name || ' ' || u.phone_number FROM public.users u WHERE u.id = " SQL_USER ")"

/* The order and, with a message, what happens to it and where it goes. */
#define SQL_ABOUT                                                                                                      \
    "nullif(concat_ws(' ', o.payload ->> 'order_id', o.payload ->> 'event', "                                          \
    "CASE WHEN o.payload ? 'gone' THEN 'taken from' WHEN o.payload ? 'replaces' THEN 'sent anew to' "                  \
    "WHEN o.payload ? 'to' THEN 'to' END, CASE WHEN o.payload ->> 'role' = 'admin' THEN 'admin' END, "                 \
    "o.payload ->> 'to'), '')"

static const char *const states[] = { "pending", "running", "done", "failed", "cancelled", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "o.id", .sort = "o.id", .cast = "bigint", .type = COL_ID,
      .flags = COLUMN_COPIED | COLUMN_FROZEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 9, .min_width = 5,
      .priority = 0,
      .help = N_("Number of the effect") },
    { .name = "target", .label = N_("Target"), .sql = "o.target", .type = COL_TEXT, .width = 16, .min_width = 8,
      .priority = 4, .help = N_("Where it must happen, like router:main or telegram:bot") },
    { .name = "effect", .label = N_("Effect"), .sql = "o.effect", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 24, .min_width = 14,
      .priority = 2, .help = N_("What must happen") },
    { .name = "state", .label = N_("State"), .sql = "o.state", .type = COL_CHOICE, .width = 9, .min_width = 7,
      .priority = 1, .choices = states, .help = N_("How far it is") },
    { .name = "attempts", .label = N_("Tries"), .sql = "o.attempts", .type = COL_INT, .width = 5, .min_width = 3,
      .priority = 6, .help = N_("How often it was tried") },
    { .name = "last_error", .label = N_("Last error"), .sql = "o.last_error", .type = COL_TEXT,
      .flags = COLUMN_COPIED | COLUMN_SAID, .width = 36,
      .min_width = 12, .priority = 5, .help = N_("Why the last try failed") },
    { .name = "about", .label = N_("About"), .sql = SQL_ABOUT, .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 36,
      .min_width = 12, .priority = 7,
      .help = N_("The order that it is about, and to whom a message goes") },
    { .name = "note", .label = N_("Note"), .sql = "o.payload ->> 'note'", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 30, .min_width = 12,
      .priority = 9, .help = N_("What was noticed when it was done") },
    { .name = "who", .label = N_("Who"), .sql = SQL_WHO, .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 32,
      .min_width = 12, .priority = 3,
      .help = N_("The user that it is about") },
    { .name = "entity_type", .label = N_("Kind"), .sql = "o.entity_type", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 8, .min_width = 4, .priority = 9, .help = N_("What kind of thing it is about") },
    { .name = "entity_id", .label = N_("Entity"), .sql = "o.entity_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9, .help = N_("Id of what it is about") },
    { .name = "created_at", .label = N_("Created"), .sql = "o.created_at", .type = COL_TIME, .width = 19, .min_width = 11,
      .priority = 9, .help = N_("When it was asked for") },
    { .name = "next_attempt_at", .label = N_("Next try"), .sql = "o.next_attempt_at", .type = COL_TIME, .width = 19,
      .min_width = 11, .priority = 8, .help = N_("When it will be tried again") },
    { .name = "done_at", .label = N_("Done at"), .sql = "o.done_at", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 19,
      .min_width = 11, .priority = 9, .help = N_("When it was done") },
    { .name = "operation_id", .label = N_("Operation"), .sql = "o.operation_id", .cast = "uuid", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED, .width = 36, .min_width = 8, .priority = 9,
      .help = N_("The operation that asked for it") },
};

static const char *const searched[] = { "o.target", "o.effect", "o.last_error", "(" SQL_WHO ")", "(" SQL_ABOUT ")", NULL };

static const char *name_at(size_t i)
{
    ROOM_EACH (effect, f, effects, kind)
        if (i-- == 0)
            return f->name;
    return NULL;
}

static const struct search_names names = { .sql = "o.effect", .at = name_at, .word = effect_word };
static const struct search search = { .text_columns = searched, .names = &names };
static const char *const channels[] = { "outbox", NULL };

static const struct pane_action actions[] = {
    { .action = "outbox.retry", .is_main = true, .when = { WHERE_IS("state", "pending", "failed") } },
    { .action = "outbox.cancel", .is_main = true, .when = { WHERE_IS("state", "pending", "failed") } },
    { .action = NULL },
};

const struct pane pane_outbox = {
    .name = "outbox",
    .label = N_("Outbox"),
    .help = N_("Effects on routers, gateways and messengers: waiting, done and failed"),
    .go_help = N_("Go to the outbox: what still has to be told outside"),
    .query = "outbox_list",
    .table = "console.outbox",
    .id = "o.id",
    .id_cast = "bigint",
    .entity = "outbox",
    .user = SQL_USER,
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-id",
    .empty = N_("Nothing waits to be done on routers, at gateways or in messengers."),
    .search = &search,
    .channels = channels,
};
