/* One audit entry: what was done, before and after side by side, and its undo. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/action.h"
#include "model/engine/audit_entry.h"
#include "tui/engine/room.h"
#include "tui/lists/detail_page.h"

#include <string.h>

enum {
    FIELD_WIDTH = 26,
    NARROW = 66
};

static void *audit_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct audit_entry *n = ARENA_NEW(ctx->arena, struct audit_entry);
    (void)p;
    return audit_read_entry(ctx, id, n, e) ? n : NULL;
}

static const char *audit_who(const void *data)
{
    const struct audit_entry *n = data;
    return n->action;
}

static void write_change(const struct detail_page *page, const struct audit_change *c)
{
    bool is_narrow = page->width < NARROW;
    int field = is_narrow ? page->width / 3 : FIELD_WIDTH, half = (page->width - field - 2) / 2;
    struct line like = { 0 };
    lines_cell(&like, 0, 2, field, c->is_changed ? ROLE_TEXT : ROLE_DIM, c->field);
    lines_cell(&like, 1, 3 + field, half, c->is_changed ? ROLE_BAD : ROLE_DIM, c->before ? c->before : "-");
    lines_cell(&like, 2, 4 + field + half, half, c->is_changed ? ROLE_GOOD : ROLE_DIM, c->after ? c->after : "-");
    lines_columns(page->lines, &like);
}

static void write_changes(const struct detail_page *page, const struct audit_entry *n)
{
    struct audit_change heads = { .field = _("field"), .before = _("before"), .after = _("after") };
    detail_title(page, _("Before and after"));
    if (!n->change_count) {
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("This entry holds no values."));
        return;
    }
    const struct detail_page whole = detail_whole(page);
    write_change(&whole, &heads);
    for (size_t i = 0; i < n->change_count; i++)
        write_change(&whole, &n->changes[i]);
}

static bool can_be_undone(const struct audit_entry *n)
{
    const struct action *a = action_find(n->action);
    return a && action_is_undoable(a) && !n->undone_at && !n->undo_of;
}

static const char *undo_text(const struct detail_page *page, const struct audit_entry *n)
{
    if (n->undone_at)
        return arena_printf(page->lines->arena, _("taken back %s by %s"), n->undone_at,
                            n->undone_by ? n->undone_by : "-");
    if (n->undo_of)
        return _("this took back an earlier operation");
    return can_be_undone(n) ? _("can be taken back") : _("can't be taken back");
}

static void audit_write(const struct detail_page *page, const void *data)
{
    const struct audit_entry *n = data;
    const struct action *a = action_find(n->action);
    struct arena *arena = page->lines->arena;
    detail_title(page, _("What was done"));
    detail_fact(page, _("action"), ROLE_TEXT, a ? arena_printf(arena, "%s (%s)", _(a->label), n->action) : n->action);
    detail_fact(page, _("when"), ROLE_TEXT, n->at);
    detail_fact(page, _("by"), ROLE_TEXT, n->actor);
    detail_fact(page, n->entity_type, ROLE_TEXT,
                n->who ? arena_printf(arena, "%s (%s)", n->who, n->entity_id) : n->entity_id);
    detail_fact(page, _("chosen"), ROLE_TEXT, n->selection);
    detail_fact(page, _("values"), ROLE_TEXT, n->args);
    detail_fact(page, _("details"), ROLE_TEXT, n->details);
    detail_fact(page, _("operation"), ROLE_DIM,
                arena_printf(arena, _("%s, %lld rows"), n->operation_id, (long long)n->item_count));
    detail_fact(page, _("undo"), can_be_undone(n) ? ROLE_INFO : ROLE_DIM, undo_text(page, n));
    write_changes(page, n);
}

static bool audit_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct audit_entry *n = row->data;
    return DETAIL_CELLS(column, text, { "undone", detail_cell_bool(n->undone_at != NULL) });
}

const struct detail_kind detail_audit = {
    .read = audit_read,
    .who = audit_who,
    .cell = audit_cell,
    .write = audit_write,
};
