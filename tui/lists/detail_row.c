/* Any row: all columns of its pane, hidden ones too. */
#include "tui/lists/detail_row.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/lists/listing.h"
#include "model/settings/setting.h"
#include "tui/lists/row_name.h"
#include "tui/widgets/format.h"

#include <string.h>
#include <time.h>

enum {
    CHART_WIDTH = 30
};

/* The row, and how it is called. */
struct named_row {
    struct listing_row row;
    const char *name;
};

static void *row_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct listing_page page;
    if (!listing_by_ids(ctx, p, &id, 1, &page, e))
        return NULL;
    if (page.count == 1) {
        struct named_row *r = ARENA_ARRAY(ctx->arena, struct named_row, 1);
        *r = (struct named_row){ .row = page.rows[0], .name = row_name(ctx->arena, p, &page.rows[0]) };
        return r;
    }
    error_set(e, ERR_REFUSED, "this row is gone", "there is no row with id %s any more", id);
    return NULL;
}

static const char *row_who(const void *data)
{
    const struct named_row *r = data;
    return strcmp(r->name, r->row.id) == 0 ? NULL : r->name;
}

/* A chart is read with its figures beside it. */
static const char *cell_text(const struct detail_page *page, const struct column *c, const char *value, int64_t now)
{
    char text[FORMAT_BYTES];
    struct arena *a = page->lines->arena;
    switch (c->type) {
    case COL_TEXT:
    case COL_JSON: /* shown whole */
        return c->flags & COLUMN_SAID ? say(a, value) : c->flags & COLUMN_SAID_KNOWN ? say_known(a, value) : value;
    case COL_PERCENT:
        return arena_strdup(a,
                            format_cell_in(text, c, value, now, (struct format_place){ CHART_WIDTH, !page->has_blocks }));
    case COL_SPARK:
        format_cell_in(text, c, value, now, (struct format_place){ CHART_WIDTH, !page->has_blocks });
        return arena_printf(a, "%s  %s MB", text + strspn(text, " "), value);
    case COL_ID: /* what is named here, and how a script names it */
        if (c->flags & COLUMN_SAID && say(a, value) != value)
            return arena_printf(a, "%s (%s)", say(a, value), value);
        return value;
    default:
        return arena_strdup(a, format_cell(text, c, value, now));
    }
}

/* What the list has no room for. */
static void write_help(const struct detail_page *page, const struct listing_row *row)
{
    const struct setting *s = strcmp(page->pane->name, "settings") == 0 ? setting_find(row->id) : NULL;
    if (!s)
        return;
    lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_INFO, _(s->help));
    lines_text(page->lines, 2, page->width, ROLE_TEXT, "");
}

static void row_write(const struct detail_page *page, const void *data)
{
    const struct listing_row *row = &((const struct named_row *)data)->row;
    int64_t now = calendar_now();
    detail_title(page, _(page->pane->label));
    write_help(page, row);
    for (size_t i = 0; i < page->pane->column_count; i++) {
        const struct column *c = &page->pane->columns[i];
        if (c->flags & COLUMN_FILTER_ONLY || !row->cells[i])
            continue;
        detail_fact(page, c->label && *c->label ? _(c->label) : c->name, format_role(c, row->cells[i]),
                    cell_text(page, c, row->cells[i], now));
    }
}

const struct detail_kind detail_row = { .read = row_read, .who = row_who, .write = row_write, .cell = pane_row_cell };
