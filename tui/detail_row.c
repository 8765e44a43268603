/* Any row: all columns of its pane, hidden ones too. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/listing.h"
#include "tui/detail.h"
#include "tui/format.h"

#include <time.h>

static void *row_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct listing_page page;
    if (!listing_by_ids(ctx, p, &id, 1, &page, e))
        return NULL;
    if (page.count == 1)
        return page.rows;
    error_set(e, ERR_REFUSED, "this row is gone", "there is no row with id %s any more", id);
    return NULL;
}

static const char *row_who(const void *data)
{
    (void)data;
    return NULL;
}

static void row_write(const struct detail_page *page, const void *data)
{
    const struct listing_row *row = data;
    time_t now = time(NULL);
    detail_title(page, _(page->pane->label));
    for (size_t i = 0; i < page->pane->column_count; i++) {
        const struct column *c = &page->pane->columns[i];
        char text[FORMAT_BYTES];
        if (c->flags & COLUMN_FILTER_ONLY || !row->cells[i])
            continue;
        bool is_long = c->type == COL_TEXT || c->type == COL_JSON; /* shown whole, and as it is */
        enum theme_role role = format_role(c, row->cells[i]);
        detail_fact(page, c->label && *c->label ? _(c->label) : c->name, role,
                    is_long ? row->cells[i] : format_cell(text, c, row->cells[i], now));
    }
}

const struct detail_kind detail_row = { .read = row_read, .who = row_who, .write = row_write };
