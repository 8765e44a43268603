/* Routers that Mikhmon ran, and how far each is taken over. */
#include "model/mikhmon/room.h"

#include "base/i18n.h"

#define SQL_COUNT(name) "(t.counts ->> '" name "')::bigint"
#define SQL_TO_ANSWER                                                                                                  \
    "(SELECT count(*) FROM console.takeover_question q WHERE q.takeover_id = t.id AND q.is_needed AND q.answer IS "    \
    "NULL)"

static const char *const states[] = { "looking", "looked", "taking", "taken", "undoing", "undone", "confirmed", NULL };

/* Of what a look counted. */
#define COUNT_COLUMN(column, heading, text, columns_wide, place)                                                       \
    {                                                                                                                  \
        .name = column, .label = heading, .sql = SQL_COUNT(column), .sort = "coalesce(" SQL_COUNT(column) ", 0)",      \
        .cast = "bigint", .type = COL_INT, .width = columns_wide, .min_width = 5, .priority = place, .help = text      \
    }
#define HIDDEN_COUNT(column, heading, text)                                                                            \
    {                                                                                                                  \
        .name = column, .label = heading, .sql = SQL_COUNT(column), .type = COL_INT, .flags = COLUMN_HIDDEN,           \
        .width = 8, .min_width = 5, .priority = 9, .help = text                                                        \
    }

static const struct column columns[] = {
    { .name = "id",
      .label = N_("Id"),
      .sql = "t.id",
      .cast = "uuid",
      .type = COL_ID,
      .flags = COLUMN_HIDDEN,
      .width = 36,
      .min_width = 8,
      .priority = 9,
      .help = N_("Id of the take-over") },
    { .name = "router",
      .label = N_("Router"),
      .sql = "t.router",
      .sort = "lower(t.router)",
      .cast = "text",
      .type = COL_TEXT,
      .flags = COLUMN_FROZEN | COLUMN_COPIED,
      .width = 12,
      .min_width = 6,
      .priority = 0,
      .help = N_("The router that is taken over") },
    { .name = "state",
      .label = N_("State"),
      .sql = "t.state",
      .sort = "t.state",
      .cast = "text",
      .type = COL_CHOICE,
      .width = 12,
      .min_width = 8,
      .priority = 1,
      .choices = states,
      .help = N_("How far it is") },
    { .name = "to_answer",
      .label = N_("Answer"),
      .sql = SQL_TO_ANSWER,
      .sort = SQL_TO_ANSWER,
      .cast = "bigint",
      .type = COL_INT,
      .width = 7,
      .min_width = 5,
      .priority = 2,
      .help = N_("Questions that only the operator can answer, and that are open") },
    COUNT_COLUMN("vouchers", N_("Vouchers"), N_("Vouchers on it"), 8, 2),
    COUNT_COLUMN("unsold", N_("Unsold"), N_("Vouchers that nobody has used"), 7, 4),
    COUNT_COLUMN("running", N_("Running"), N_("Vouchers that are used and not over"), 7, 4),
    COUNT_COLUMN("expired", N_("Expired"), N_("Vouchers that are over"), 8, 4),
    COUNT_COLUMN("sales", N_("Sales"), N_("Sales in its history"), 7, 3),
    { .name = "looked_at",
      .label = N_("Looked at"),
      .sql = "t.looked_at",
      .sort = "coalesce(t.looked_at, '-infinity')",
      .cast = "timestamptz",
      .type = COL_TIME,
      .width = 12,
      .min_width = 6,
      .priority = 6,
      .help = N_("When it was read last") },
    { .name = "trouble",
      .label = N_("Note"),
      .sql = "t.trouble",
      .type = COL_TEXT,
      .flags = COLUMN_SAID,
      .width = 16,
      .min_width = 8,
      .priority = 5,
      .help = N_("What holds it up") },

    HIDDEN_COUNT("batch", N_("Of batches"), N_("Vouchers that carry the comment of their batch")),
    HIDDEN_COUNT("single", N_("By hand"), N_("Vouchers that were made one by one")),
    HIDDEN_COUNT("empty", N_("Reset"), N_("Vouchers without a comment: they were reset")),
    HIDDEN_COUNT("dated_old", N_("End, old form"), N_("Vouchers with their end as jul/14/2023")),
    HIDDEN_COUNT("dated_iso", N_("End, new form"),
                 N_("Vouchers with their end as 2023-07-14: Mikhmon ends none of these")),
    HIDDEN_COUNT("spent", N_("Limit 1s"), N_("Vouchers whose end was marked by a limit of one second")),
    HIDDEN_COUNT("foreign", N_("Foreign"), N_("Users that are no vouchers: never touched")),
    HIDDEN_COUNT("vc", N_("Code alone"), N_("Vouchers whose name is their password")),
    HIDDEN_COUNT("up", N_("Name and password"), N_("Vouchers with a password of their own")),
    HIDDEN_COUNT("stuck", N_("Stuck"), N_("Vouchers that are used and have no end: the script was cut short")),
    HIDDEN_COUNT("overdue", N_("Overdue"), N_("Vouchers that are over by their own comment and still let in")),
    HIDDEN_COUNT("sales_repeated", N_("Repeated"), N_("Sales that stand there twice")),
    HIDDEN_COUNT("sales_unreadable", N_("Unreadable"), N_("Rows of the history that are no sale")),
    HIDDEN_COUNT("sales_without_time", N_("Without time"), N_("Sales at which the router's clock was not set")),
    HIDDEN_COUNT("profiles", N_("Profiles"), N_("Profiles with a script of Mikhmon's")),
    HIDDEN_COUNT("profiles_without_record", N_("Without record"), N_("Of these, without a history of sales")),
    HIDDEN_COUNT("price_unclear", N_("Price unclear"),
                 N_("Of these, with a price that can be read in more than one way")),
    HIDDEN_COUNT("packages", N_("Templates"), N_("Quick-print packages")),
    HIDDEN_COUNT("monitors", N_("Monitors"), N_("Schedulers that end vouchers")),
    HIDDEN_COUNT("schedulers_left", N_("Left over"), N_("Schedulers named like a voucher")),
    { .name = "hidden_passwords",
      .label = N_("Hidden"),
      .sql = "t.hidden",
      .type = COL_INT,
      .flags = COLUMN_HIDDEN,
      .width = 6,
      .min_width = 4,
      .priority = 9,
      .help = N_("Vouchers whose password the router does not show") },
    { .name = "zone",
      .label = N_("Zone"),
      .sql = "t.zone",
      .type = COL_TEXT,
      .flags = COLUMN_HIDDEN,
      .width = 14,
      .min_width = 8,
      .priority = 9,
      .help = N_("The zone in which its times are read") },
    { .name = "began_at",
      .label = N_("Begun"),
      .sql = "t.began_at",
      .sort = "t.began_at",
      .cast = "timestamptz",
      .type = COL_TIME,
      .flags = COLUMN_HIDDEN,
      .width = 12,
      .min_width = 6,
      .priority = 9,
      .help = N_("When it was first looked at") },
    { .name = "actor",
      .label = N_("By"),
      .sql = "t.actor",
      .type = COL_TEXT,
      .flags = COLUMN_HIDDEN,
      .width = 16,
      .min_width = 8,
      .priority = 9,
      .help = N_("Who looked at it first") },
};

static const char *const searched[] = { "t.router", "t.actor", "t.trouble", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "takeovers", "outbox", NULL };

static const struct pane_action actions[] = {
    { .action = "takeover.apply", .is_main = true, .when = { WHERE_IS("state", "looked") } },
    { .action = "takeover.undo", .is_main = true, .when = { WHERE_IS("state", "taking", "taken", "undoing") } },
    { .action = "takeover.confirm", .is_main = true, .when = { WHERE_IS("state", "taken") } },
    { .action = NULL },
};

const struct pane pane_takeovers = {
    .name = "takeovers",
    .label = N_("From Mikhmon"),
    .help = N_("Routers that Mikhmon ran: what was found, what is unclear, how far they are taken over"),
    .empty = N_("No router was looked at yet: {pane.routers} goes to the routers; \"Look for Mikhmon\" reads one and "
                "writes nothing there."),
    .go_help = N_("Go to the take-overs"),
    .query = "takeovers_list",
    .id = "t.id",
    .id_cast = "uuid",
    .entity = "takeover",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-began_at",
    .search = &search,
    .channels = channels,
};
