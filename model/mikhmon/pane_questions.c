/* What of a router that Mikhmon ran only the operator can tell. */
#include "model/mikhmon/room.h"

#include "base/i18n.h"

#define SQL_STATE "console.takeover_question_state(q)"

const char *const question_kinds[] = { "price", "selling", "sale_price", "overdue", "stuck", "shared_batch",
                                       "scheduler_left", "dated_elsewhere", "sale_unreadable", "sale_without_time",
                                       "sale_repeated", "sold_again", "package_unreadable", "zone", NULL };
static const char *const states[] = { "to_answer", "proposed", "answered", "to_know", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "q.id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("Id of the question") },
    { .name = "router", .label = N_("Router"), .sql = "t.router", .sort = "lower(t.router)", .cast = "text",
      .type = COL_TEXT, .width = 10, .min_width = 6, .priority = 5, .help = N_("The router that is taken over") },
    { .name = "kind", .label = N_("What"), .sql = "q.kind", .sort = "q.kind", .cast = "text", .type = COL_CHOICE,
      .flags = COLUMN_FROZEN, .width = 22, .min_width = 12, .priority = 0, .choices = question_kinds,
      .help = N_("What is unclear") },
    { .name = "subject", .label = N_("Of"), .sql = "q.subject", .sort = "lower(q.subject)", .cast = "text",
      .type = COL_TEXT, .flags = COLUMN_COPIED, .width = 20, .min_width = 8, .priority = 1,
      .help = N_("The profile, the batch, the text that it is about; all: the whole router") },
    { .name = "rows", .label = N_("Rows"), .sql = "q.rows", .sort = "q.rows", .cast = "bigint", .type = COL_INT,
      .width = 6, .min_width = 4, .priority = 3, .help = N_("How many it is about") },
    { .name = "example", .label = N_("Stands there"), .sql = "q.example", .type = COL_TEXT, .width = 18,
      .min_width = 6, .priority = 2, .help = N_("As it stands on the router, or one of them") },
    { .name = "proposal", .label = N_("Proposed"), .sql = "q.proposal", .type = COL_TEXT, .width = 9, .min_width = 6,
      .priority = 3, .help = N_("The most likely reading") },
    { .name = "answer", .label = N_("Answer"), .sql = "q.answer", .type = COL_TEXT, .width = 9, .min_width = 6,
      .priority = 2, .help = N_("What the operator said") },
    { .name = "state", .label = N_("State"), .sql = SQL_STATE, .sort = SQL_STATE, .cast = "text", .type = COL_CHOICE,
      .width = 10, .min_width = 8, .priority = 1, .choices = states,
      .help = N_("to_answer: without an answer nothing is taken over; proposed: taken so; to_know: nothing is asked") },
    { .name = "takeover", .label = N_("Take-over"), .sql = "q.takeover_id", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("Id of the take-over") },
    { .name = "needed", .label = N_("Needed"), .sql = "q.is_needed", .sort = "q.is_needed", .cast = "boolean",
      .type = COL_BOOL, .flags = COLUMN_HIDDEN, .width = 6, .min_width = 3, .priority = 9,
      .help = N_("Nothing is taken over without an answer") },
    { .name = "answered_by", .label = N_("By"), .sql = "q.answered_by", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 8, .priority = 9, .help = N_("Who answered it") },
};

static const char *const searched[] = { "q.subject", "q.example", "t.router", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "takeovers", NULL };

static const struct pane_action actions[] = {
    { .action = "takeover.answer", .is_main = true, .when = { WHERE_IS("state", "to_answer", "proposed", "answered") } },
    { .action = NULL },
};

const struct pane pane_questions = {
    .name = "questions",
    .label = N_("Questions"),
    .help = N_("What is unclear in routers that are taken over from Mikhmon"),
    .empty = N_("Nothing is unclear, or no router was looked at: {pane.routers} {takeover.look} reads what Mikhmon left there."),
    .go_help = N_("Go to the questions of a take-over"),
    .query = "questions_list",
    .usual = "t.state IN ('looking', 'looked')",
    .id = "q.id",
    .id_cast = "uuid",
    .entity = "question",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-needed",
    .search = &search,
    .channels = channels,
};
