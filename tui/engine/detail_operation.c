/* What an operation was, above the list of its rows: in as few lines as that takes. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/lists/listing.h"
#include "tui/engine/room.h"
#include "tui/lists/detail_page.h"

#include <string.h>

static void *operation_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct listing_page page;
    if (!listing_by_ids(ctx, p, &id, 1, &page, e))
        return NULL;
    if (page.count == 1)
        return page.rows;
    error_set(e, ERR_REFUSED, "can't show this operation", "there is no operation %s", id);
    return NULL;
}

static const char *cell(const struct pane *p, const struct listing_row *row, const char *column)
{
    const struct column *c = pane_column(p, column);
    return c && row->cells[c - p->columns] ? row->cells[c - p->columns] : "";
}

static const char *operation_who(const void *data)
{
    (void)data;
    return NULL;
}

static const char *undo_text(const struct detail_page *page, const struct listing_row *row)
{
    const char *state = cell(page->pane, row, "undo");
    struct arena *a = page->lines->arena;
    if (strcmp(state, "undone") == 0)
        return arena_printf(a, _("taken back %s by %s"), detail_when(page, cell(page->pane, row, "undone_at")),
                            cell(page->pane, row, "undone_by"));
    if (strcmp(state, "undo") == 0)
        return _("this took back an earlier operation");
    if (strcmp(state, "possible") != 0)
        return _("can't be taken back");
    return arena_printf(a, _("can be taken back: %s"), detail_key(page, "audit.undo"));
}

static void operation_write(const struct detail_page *page, const void *data)
{
    const struct listing_row *row = data;
    const struct pane *p = page->pane;
    const struct action *done = action_find(cell(p, row, "action"));
    struct arena *a = page->lines->arena;
    const char *state = cell(p, row, "undo");
    const char *what = cell(p, row, "what"), *action = cell(p, row, "action");
    lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_TITLE,
               arena_printf(a, "%s · %s (%s)", say(a, what), done ? _(done->label) : action, action));
    detail_fact(page, _("by"), ROLE_TEXT,
                arena_printf(a, "%s, %s", cell(p, row, "actor"), detail_when(page, cell(p, row, "at"))));
    detail_fact(page, _("about"), ROLE_TEXT, cell(p, row, "about"));
    detail_fact(page, _("values"), ROLE_TEXT, cell(p, row, "args"));
    detail_fact(page, _("undo"), strcmp(state, "possible") == 0 ? ROLE_INFO : ROLE_DIM, undo_text(page, row));
}

const struct detail_kind detail_operation = {
    .read = operation_read,
    .who = operation_who,
    .cell = pane_row_cell,
    .write = operation_write,
};
