/* Findings: what breaks a rule of the data, since when, and what a repair makes of it. */
#include "model/engine/room.h"

#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/check.h"
#include "model/engine/sql_text.h"
#include "model/values/room.h"

#define SQL_WHAT "coalesce(w.what, f.kind)"

static const char *const states[] = { "open", "repaired", "gone", NULL };

static const struct column columns[] = {
    { .name = "id", .label = N_("Id"), .sql = "f.id", .sort = "f.id", .cast = "bigint", .type = COL_ID,
      .flags = COLUMN_HIDDEN | COLUMN_INDEXED | COLUMN_SORT_INDEXED, .width = 8, .min_width = 4, .priority = 9,
      .help = N_("Number of the finding") },
    { .name = "what", .label = N_("What"), .sql = SQL_WHAT, .sort = SQL_WHAT, .cast = "text", .type = COL_TEXT,
      .flags = COLUMN_FROZEN, .width = 30, .min_width = 16, .priority = 0, .help = N_("The rule that is broken") },
    { .name = "where", .label = N_("Where"), .sql = "f.label", .type = COL_TEXT, .flags = COLUMN_COPIED | COLUMN_SAID, .width = 24,
      .min_width = 10, .priority = 1, .help = N_("What breaks it") },
    { .name = "now", .label = N_("Now"), .sql = "f.present", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 30, .min_width = 12,
      .priority = 2, .help = N_("What is so") },
    { .name = "repaired", .label = N_("Repaired"), .sql = "f.repaired", .type = COL_TEXT, .flags = COLUMN_SAID, .width = 24, .min_width = 10,
      .priority = 3, .help = N_("What a repair makes of it; nothing stands here where there is none") },
    { .name = "state", .label = N_("State"), .sql = "console.finding_state(f)", .type = COL_CHOICE,
      .flags = COLUMN_ASKS_ALL, .width = 8, .min_width = 6, .priority = 4, .choices = states,
      .help = N_("open; repaired from here; gone: it was mended otherwise") },
    { .name = "found_at", .label = N_("Found"), .sql = "f.found_at", .sort = "f.found_at", .cast = "timestamptz",
      .type = COL_TIME, .flags = COLUMN_SORT_INDEXED, .width = 16, .min_width = 12, .priority = 5,
      .help = N_("When a check found it first") },
    { .name = "since", .label = N_("Since"), .sql = "f.since", .type = COL_TIME, .width = 16, .min_width = 12,
      .priority = 6, .help = N_("Since when it is so, where that is known") },
    { .name = "rows", .label = N_("Rows"), .sql = "f.rows", .type = COL_INT, .width = 6, .min_width = 4, .priority = 7,
      .help = N_("How many it stands for") },
    { .name = "kind", .label = N_("Kind"), .sql = "f.kind", .sort = "f.kind", .cast = "text", .type = COL_TEXT, .flags = COLUMN_SORT_INDEXED,
      .width = 20, .min_width = 8, .priority = 8, .help = N_("The check's name, as `check` says it") },
    { .name = "mend", .label = N_("What to do"), .sql = "w.mend", .type = COL_TEXT,
      .flags = COLUMN_HIDDEN, .width = 40, .min_width = 12, .priority = 9,
      .help = N_("What a repair does, or what to do by hand") },
    { .name = "full_name", .label = N_("Name"), .sql = "u.full_name", .type = COL_TEXT, .flags = COLUMN_HIDDEN,
      .width = 18, .min_width = 8, .priority = 9, .help = N_("The customer concerned") },
    { .name = "user_id", .label = N_("User"), .sql = "f.user_id", .cast = "uuid", .type = COL_ID, .flags = COLUMN_HIDDEN,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("Id of the customer concerned") },
    { .name = "key", .label = N_("Key"), .sql = "nullif(f.key, '')", .type = COL_TEXT, .flags = COLUMN_HIDDEN | COLUMN_COPIED,
      .width = 36, .min_width = 8, .priority = 9, .help = N_("Id of what breaks the rule") },
    { .name = "seen_at", .label = N_("Seen"), .sql = "f.seen_at", .type = COL_TIME, .flags = COLUMN_HIDDEN, .width = 16,
      .min_width = 12, .priority = 9, .help = N_("When a check saw it last") },
    { .name = "closed_at", .label = N_("Closed"), .sql = "f.closed_at", .type = COL_TIME, .flags = COLUMN_HIDDEN,
      .width = 16, .min_width = 12, .priority = 9, .help = N_("When it was repaired or gone") },
};

static const char *const searched[] = { "f.kind", "f.label", "f.present", "u.full_name", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "u.phone_number" };
static const char *const channels[] = { "findings", NULL };

static const struct pane_action actions[] = {
    { .action = "findings.repair", .is_main = true, .when = { WHERE_IS("state", "open"), WHERE_SOME("repaired") } },
    { .action = NULL },
};

/* A row of VALUES: the check's name and its texts in the language of the face. */
static void put_words(struct strbuf *out, const char *name, const char *what, const char *mend)
{
    const char *const texts[] = { name, _(what), _(mend) };
    strbuf_add(out, *strbuf_text(out) ? ", (" : "(");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        strbuf_add(out, i ? ", " : "");
        sql_text(out, texts[i]);
        strbuf_add(out, "::text");
    }
    strbuf_add(out, ")");
}

static const char *check_words(struct arena *a)
{
    struct strbuf out = { .arena = a };
    ROOM_EACH (check, c, checks, name)
        put_words(&out, c->name, c->what, c->mend);
    ROOM_EACH (probe, p, probes, name)
        put_words(&out, p->name, p->what, p->mend);
    return strbuf_text(&out);
}

const struct pane pane_findings = {
    .name = "findings",
    .label = N_("Findings"),
    .help = N_("Data that breaks a rule: what, where, since when, and what repairs it"),
    .go_help = N_("Go to what the checks have found"),
    .query = "findings_list",
    .table = "console.finding",
    .usual = "f.closed_at IS NULL",
    .id = "f.id",
    .id_cast = "bigint",
    .entity = "finding",
    .user = "f.user_id",
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .actions = actions,
    .default_sort = "-found_at",
    .empty = N_("Nothing breaks a rule, as of the last check: {pane.jobs} goes to the jobs, where integrity_check looks again."),
    .search = &search,
    .channels = channels,
    .words = check_words,
};
