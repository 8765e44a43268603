/* One incident: how it stands, what it means and what mends it, and what it is about. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/incidents/detector.h"
#include "model/incidents/incident.h"
#include "model/lists/pane.h"
#include "model/values/choice.h"
#include "tui/app/app.h"
#include "tui/incidents/room.h"

#include <string.h>

enum {
    TIME_WIDTH = 17,
    LABEL_WIDTH = 28,
    NARROW = 60,
    ROWS_SHOWN = 20
};

static void *read_incident(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct incident *i = ARENA_NEW(ctx->arena, struct incident);
    (void)p;
    return incident_read(ctx, id, i, e) ? i : NULL;
}

static const char *incident_who(const void *data)
{
    const struct incident *i = data;
    return *i->cause ? i->cause : NULL;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static enum theme_role role_of(const char *severity)
{
    return strcmp(severity, "critical") == 0 ? ROLE_BAD : strcmp(severity, "warning") == 0 ? ROLE_WARN : ROLE_INFO;
}

/* "taken on by siti, 2026-11-28 09:12", "put off until …", "new". */
static const char *state_text(const struct detail_page *page, const struct incident *i)
{
    struct arena *a = arena_of(page);
    if (i->closed_at)
        return arena_printf(a, _("over since %s"), detail_when(page, i->closed_at));
    if (strcmp(i->state, "snoozed") == 0)
        return arena_printf(a, _("put off until %s"), detail_when(page, i->snoozed_until));
    if (i->acknowledged_by)
        return arena_printf(a, _("taken on by %s, %s"), i->acknowledged_by, detail_when(page, i->acknowledged_at));
    return choice_word(i->state);
}

static const char *rows_text(const struct detail_page *page, const struct incident *i)
{
    return arena_printf(arena_of(page), _("%lld now, %lld at most"), (long long)i->rows, (long long)i->most_rows);
}

static void write_state(const struct detail_page *page, const struct incident *i)
{
    const struct detector *d = i->detector;
    lines_pair(page->lines, 2, 0, NULL, page->width, role_of(i->severity), d ? _(d->what) : i->kind);
    detail_fact(page, _("of"), ROLE_TEXT, *i->cause ? i->cause : NULL);
    detail_fact(page, _("severity"), role_of(i->severity), choice_word(i->severity));
    detail_fact(page, _("status"), i->closed_at ? ROLE_GOOD : ROLE_TEXT, state_text(page, i));
    detail_fact(page, _("since"), ROLE_TEXT, detail_when(page, i->since ? i->since : i->found_at));
    detail_fact(page, _("rows"), ROLE_TEXT, rows_text(page, i));
    detail_fact(page, _("whose"), ROLE_TEXT, i->assigned_to);
    detail_fact(page, _("note"), ROLE_TEXT, i->note);
}

/* What mends all of it from here, or the row that is chosen. */
static void write_mend_here(const struct detail_page *page, const struct detector *d)
{
    const struct action *a = d->pane && d->actions[0] ? action_find(d->actions[0]) : NULL;
    if (a)
        detail_fact(page, _("here"), ROLE_GOOD,
                    arena_printf(arena_of(page), _("%s %s: all of them, or the one that is chosen, with a preview"),
                                 detail_key(page, "diagnosis.mend"), _(a->label)));
}

/* What mends it, with its key in the pane whose rows it is about. */
static void write_actions(const struct detail_page *page, const struct detector *d)
{
    struct strbuf out = { .arena = arena_of(page) };
    for (size_t n = 0; d->pane && n < DETECTOR_ACTIONS && d->actions[n]; n++) {
        const struct action *a = action_find(d->actions[n]);
        const char *key = app_key_for(page->app, d->pane, d->actions[n]);
        if (!a)
            continue;
        strbuf_add(&out, n ? "  " : "");
        strbuf_add(&out, key ? key : ":");
        strbuf_add(&out, " ");
        strbuf_add(&out, _(a->label));
    }
    detail_fact(page, _("there"), ROLE_TEXT, strbuf_text(&out));
}

static void write_help(const struct detail_page *page, const struct detector *d)
{
    detail_title(page, _("What to do"));
    detail_fact(page, _("it means"), ROLE_TEXT, _(d->means));
    detail_fact(page, _("comes of"), ROLE_TEXT, _(d->comes));
    detail_fact(page, _("mend"), ROLE_TEXT, _(d->mend));
    write_mend_here(page, d);
    write_actions(page, d);
    detail_fact(page, _("mended"), ROLE_DIM, _(d->check));
}

/* One of its rows, which opens its own page where a pane has it, else its customer's. */
static void write_row(const struct detail_page *page, const struct incident *i, const struct incident_row *r)
{
    int x = 2, time = page->width < NARROW ? 0 : TIME_WIDTH;
    size_t from = page->lines->count;
    struct line like = { 0 };
    const struct detector *d = i->detector;
    const struct pane *pane = d && d->pane ? pane_find(d->pane) : NULL;
    if (time)
        lines_cell(&like, 0, x, time - 1, ROLE_TEXT, r->since);
    x += time;
    lines_cell(&like, 1, x, LABEL_WIDTH - 1, ROLE_TEXT, r->label);
    x += LABEL_WIDTH;
    lines_cell(&like, 2, x, page->width + 2 - x, ROLE_TEXT, r->detail ? say(arena_of(page), r->detail) : "");
    lines_columns(page->lines, &like);
    if (pane && d->sums_up)
        detail_row_lists(page, from, pane, detector_filter(arena_of(page), d, i->cause));
    else if (pane && strcmp(pane->name, "users") != 0)
        detail_row_opens(page, from, pane, r->key);
    else if (r->user_id)
        detail_row_opens(page, from, pane_find("users"), r->user_id);
}

/* Where a pane lists exactly them, a line opens it: there they can be marked and mended all at once. */
static void write_all(const struct detail_page *page, const struct incident *i)
{
    const struct detector *d = i->detector;
    const struct pane *pane = d && d->pane ? pane_find(d->pane) : NULL;
    size_t from = page->lines->count;
    const char *filter = pane ? detector_filter(arena_of(page), d, i->cause) : NULL;
    if (!filter)
        return;
    lines_text(page->lines, 2, page->width, ROLE_INFO,
               arena_printf(arena_of(page), _("All of them in %s: %s"), _(pane->label), filter));
    detail_row_lists(page, from, pane, filter);
}

static void write_incident(const struct detail_page *page, const void *data)
{
    const struct incident *i = data;
    write_state(page, i);
    detail_title(page, _("What it is about"));
    write_all(page, i);
    for (size_t n = 0; n < i->item_count && n < ROWS_SHOWN; n++)
        write_row(page, i, &i->items[n]);
    if (i->item_count > ROWS_SHOWN)
        lines_text(page->lines, 2, page->width, ROLE_DIM,
                   arena_printf(arena_of(page), _("and %lld more"), (long long)i->rows - ROWS_SHOWN));
    if (!i->item_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nothing any more."));
    if (i->detector)
        write_help(page, i->detector);
}

/* The ids of its rows, or of the one that is chosen; of customers, where it is about them. */
static size_t ids_of(const struct incident *i, bool are_users, const char *row_id, const char **ids)
{
    size_t count = 0;
    for (size_t n = 0; n < i->item_count; n++) {
        const char *id = are_users ? i->items[n].user_id : i->items[n].key;
        if (id && (!row_id || strcmp(id, row_id) == 0))
            ids[count++] = id;
    }
    return count;
}

/* Its rows at once, or the chosen one, by the usual action of its detector: a preview, progress and what was refused
 * are that action's. Where its rows are none of the pane's, the filter says which are meant. */
static const struct action *incident_mend(struct arena *a, const void *data, const void *looked,
                                          const struct pane *row_pane, const char *row_id, struct selection *rows)
{
    const struct incident *i = data;
    const struct detector *d = i->detector;
    const struct action *action = d && d->pane && d->actions[0] ? action_find(d->actions[0]) : NULL;
    const struct pane *pane = action ? pane_find(d->pane) : NULL;
    const char **ids = ARENA_ARRAY(a, const char *, i->item_count + 1);
    struct error shape = { .code = ERR_NONE };
    (void)looked;
    if (!pane || !action_is_offered(action) || i->closed_at)
        return NULL;
    size_t count = d->sums_up ? 0 : ids_of(i, strcmp(pane->name, "users") == 0, row_pane == pane ? row_id : NULL, ids);
    const char *filter = detector_filter(a, d, i->cause);
    if (count && action_check_ids(action, ids, count, &shape))
        *rows = (struct selection){ .pane = pane, .ids = ids, .id_count = count, .filter = "" };
    else if (filter)
        *rows = (struct selection){ .pane = pane, .filter = filter };
    else
        return NULL;
    return action;
}

static const char *incident_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct incident *i = data;
    const struct detector *d = i->detector;
    return d && d->pane && strcmp(d->pane, pane) == 0 ? detector_filter(a, d, i->cause) : NULL;
}

static bool incident_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct incident *i = row->data;
    return DETAIL_CELLS(column, text, { "state", i->state }, { "severity", i->severity }, { "kind", i->kind });
}

const struct detail_kind detail_incident = { .read = read_incident,
                                             .who = incident_who,
                                             .cell = incident_cell,
                                             .write = write_incident,
                                             .elsewhere = incident_elsewhere,
                                             .mend = incident_mend };
