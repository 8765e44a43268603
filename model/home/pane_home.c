/* The first page: what waits for a person, what is now, what came in, how routers and workers are. */
#include "model/home/room.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/sql_text.h"
#include "model/home/lines.h"

static const char *const sections[] = { "waits", "now", "money", "router", "worker", NULL };

#define SQL_WHAT "coalesce(w.label, h.about)"
#define SQL_VALUE "CASE WHEN h.amount_rp IS NOT NULL THEN console.rp_text(h.amount_rp) ELSE h.count::text END"

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "h.id", .cast = "text", .type = COL_ID, .flags = COLUMN_HIDDEN, .width = 16,
      .min_width = 6, .priority = 9, .help = N_("Name of the line") },
    { .name = "place", .label = N_("Place"), .sql = "w.place * 1000 + h.place", .sort = "w.place * 1000 + h.place", .cast = "bigint",
      .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 6, .min_width = 4, .priority = 9, .help = N_("Its place on the page") },
    { .name = "section", .label = N_("Kind"), .sql = "w.section", .sort = "w.section", .cast = "text", .type = COL_CHOICE, .width = 7,
      .min_width = 6, .priority = 3, .choices = sections,
      .help = N_("waits: for a person; now; money; router; worker") },
    { .name = "what", .label = N_("What"), .sql = SQL_WHAT, .type = COL_TEXT, .flags = COLUMN_FROZEN | COLUMN_SAID, .width = 25,
      .min_width = 14, .priority = 0, .help = N_("What the line is about") },
    { .name = "value", .label = N_("How much"), .sql = SQL_VALUE, .type = COL_TEXT, .flags = COLUMN_RIGHT | COLUMN_SAID, .width = 16,
      .min_width = 14, .priority = 1, .help = N_("How many, or how much money") },
    { .name = "cpu", .label = N_("CPU"), .sql = "h.cpu", .type = COL_SPARK, .flags = COLUMN_NO_FILTER, .width = 12, .min_width = 6,
      .priority = 4, .help = N_("CPU of a router, a value each five minutes, the newest at the right") },
    { .name = "memory", .label = N_("Memory"), .sql = "h.memory", .type = COL_SPARK, .flags = COLUMN_NO_FILTER, .width = 12,
      .min_width = 6, .priority = 6, .help = N_("Memory in use of a router, in the same way") },
    { .name = "rate", .label = N_("Rate"), .sql = "h.rate", .type = COL_SPARK, .flags = COLUMN_NO_FILTER, .width = 12, .min_width = 6,
      .priority = 5, .help = N_("What came in on a router's ports, in the same way") },
    { .name = "says", .label = N_("Says"), .sql = "h.says", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 44, .min_width = 10,
      .priority = 2, .help = N_("What more there is to say") },
    { .name = "since", .label = N_("Since"), .sql = "h.since", .type = COL_TIME, .width = 10, .min_width = 6, .priority = 7,
      .help = N_("Since when it runs or is so") },
    { .name = "count", .label = N_("Count"), .sql = "h.count", .type = COL_INT, .flags = COLUMN_HIDDEN, .width = 6, .min_width = 4,
      .priority = 9, .help = N_("How many; 1000 stands for that or more") },
    { .name = "amount_rp", .label = N_("Amount"), .sql = "h.amount_rp", .type = COL_RP, .flags = COLUMN_HIDDEN, .width = 14,
      .min_width = 8, .priority = 9, .help = N_("How much money") },
    { .name = "pane", .label = N_("Pane"), .sql = "w.pane", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 10, .min_width = 6,
      .priority = 9, .help = N_("The pane that enter leads to") },
    { .name = "filter", .label = N_("Filter"), .sql = "w.filter", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 16, .min_width = 6,
      .priority = 9, .help = N_("And what of it") },
    { .name = "row", .label = N_("Row"), .sql = "h.row", .type = COL_TEXT, .flags = COLUMN_HIDDEN, .width = 16, .min_width = 6,
      .priority = 9, .help = N_("And the row whose page it opens") },
};

static const char *const searched[] = { "w.label", "h.about", "h.says", NULL };
static const struct search search = { .text_columns = searched };
static const char *const channels[] = { "incidents", "tickets", "payments", "users", "inbox", "outbox", "invoices", "queue", "drift", "findings",
                                        "routers", "jobs", NULL };

static void add_text(struct strbuf *out, const char *text)
{
    strbuf_add(out, ", ");
    if (text)
        sql_text(out, text);
    else
        strbuf_add(out, "NULL");
    strbuf_add(out, "::text");
}

/* The lines in the language of the face. */
static const char *line_words(struct arena *a)
{
    struct strbuf out = { .arena = a };
    for (size_t i = 0; home_lines[i].name; i++) {
        const struct home_line *l = &home_lines[i];
        strbuf_printf(&out, "%s(%zu", i ? ", " : "", i);
        add_text(&out, l->name);
        add_text(&out, l->section);
        add_text(&out, l->label ? _(l->label) : NULL);
        add_text(&out, l->pane);
        add_text(&out, l->filter);
        strbuf_add(&out, ")");
    }
    return strbuf_text(&out);
}

const struct pane pane_home = {
    .name = "home",
    .label = N_("Home"),
    .help = N_("The first page: what waits for a person, who is online, what came in, how routers and workers are"),
    .go_help = N_("Go to the first page: what waits, income, routers"),
    .query = "home_list",
    .id = "h.id",
    .id_cast = "text",
    .entity = "line",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .default_sort = "place",
    .search = &search,
    .channels = channels,
    .words = line_words,
    .leads_pane = "pane",
    .leads_filter = "filter",
    .leads_row = "row",
};
