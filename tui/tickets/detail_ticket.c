/* One ticket: what it is about, how it stands, and what was noted of it. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/incidents/detector.h"
#include "model/lists/pane.h"
#include "model/tickets/ticket.h"
#include "model/values/choice.h"
#include "tui/tickets/room.h"

#include <string.h>

enum {
    TIME_WIDTH = 18
};

static void *read_ticket(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct ticket *t = ARENA_NEW(ctx->arena, struct ticket);
    (void)p;
    return ticket_read(ctx, id, t, e) ? t : NULL;
}

static const char *ticket_who(const void *data)
{
    const struct ticket *t = data;
    return *t->subject ? t->subject : t->text;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static bool is_open(const struct ticket *t)
{
    return strcmp(t->state, "open") == 0;
}

/* A line of what it is about, which opens that. */
static void write_subject(const struct detail_page *page, const char *label, const char *text, const char *pane,
                          const char *id)
{
    size_t from = page->lines->count;
    detail_fact(page, label, ROLE_TEXT, text);
    if (text && id)
        detail_row_opens(page, from, pane_find(pane), id);
}

static void write_subjects(const struct detail_page *page, const struct ticket *t)
{
    const struct detector *d = t->incident ? detector_find(t->incident) : NULL;
    write_subject(page, _("customer"), t->user_id ? t->customer : NULL, "users", t->user_id);
    write_subject(page, _("incident"), d ? _(d->what) : t->incident, "incidents", t->incident_id);
    write_subject(page, _("router"), t->router, "routers", t->router);
    if (!t->user_id && !t->incident_id && !t->router)
        detail_fact(page, _("about"), ROLE_TEXT, *t->subject ? t->subject : NULL);
}

static const char *state_text(const struct detail_page *page, const struct ticket *t)
{
    if (is_open(t))
        return arena_printf(arena_of(page), _("open since %s, by %s"), detail_when(page, t->opened_at), t->opened_by);
    return arena_printf(arena_of(page), _("closed %s by %s"), detail_when(page, t->closed_at), t->closed_by);
}

static void write_state(const struct detail_page *page, const struct ticket *t)
{
    lines_pair(page->lines, 2, 0, NULL, page->width, t->is_due ? ROLE_WARN : ROLE_TEXT, t->text);
    detail_fact(page, _("number"), ROLE_TEXT, arena_printf(arena_of(page), "#%lld", (long long)t->number));
    write_subjects(page, t);
    detail_fact(page, _("status"), is_open(t) ? ROLE_TEXT : ROLE_GOOD, state_text(page, t));
    detail_fact(page, _("outcome"), ROLE_GOOD, t->outcome);
    detail_fact(page, _("whose"), ROLE_TEXT, t->assigned_to);
    if (t->follow_up)
        detail_fact(page, _("follow-up"), t->is_due ? ROLE_WARN : ROLE_TEXT,
                    t->is_due ? arena_printf(arena_of(page), _("%s, due"), detail_when(page, t->follow_up))
                              : detail_when(page, t->follow_up));
}

/* "2026-11-28 10:20  ari: was called, comes tomorrow" */
static void write_note(const struct detail_page *page, const struct ticket_note *n)
{
    struct line like = { 0 };
    const char *said = arena_printf(arena_of(page), "%s: %s", n->actor, n->text);
    if (n->taken_back)
        said = arena_printf(arena_of(page), _("%s, taken back %s"), said, n->taken_back);
    lines_cell(&like, 0, 2, TIME_WIDTH, ROLE_DIM, detail_when(page, n->at));
    lines_cell(&like, 1, 2 + TIME_WIDTH, page->width - TIME_WIDTH, n->taken_back ? ROLE_DIM : ROLE_TEXT, said);
    lines_columns(page->lines, &like);
}

static void write_ticket(const struct detail_page *page, const void *data)
{
    const struct ticket *t = data;
    write_state(page, t);
    detail_title(page, _("Notes"));
    for (size_t i = 0; i < t->note_count; i++)
        write_note(page, &t->notes[i]);
    if (!t->note_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nothing was noted yet."));
}

static bool ticket_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct ticket *t = row->data;
    return DETAIL_CELLS(column, text, { "state", t->state }, { "due", detail_cell_bool(t->is_due) });
}

const struct detail_kind detail_ticket = {
    .read = read_ticket, .who = ticket_who, .cell = ticket_cell, .write = write_ticket
};
