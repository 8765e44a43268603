/* How an operator calls a row. Nobody calls anything by a uuid. */
#include "tui/lists/row_name.h"

#include "base/arena.h"
#include "base/i18n.h"

#include <string.h>

/* The first column of this type with, or without, these flags that the row has something in; NULL: none. */
static const struct column *first_of(const struct pane *p, const struct listing_row *row, enum column_type type,
                                     unsigned flags, unsigned value, size_t *at)
{
    for (size_t i = 0; i < p->column_count; i++) {
        const struct column *c = &p->columns[i];
        if (c->type == type && (c->flags & flags) == value && row->cells[i] && *row->cells[i]) {
            *at = i;
            return c;
        }
    }
    return NULL;
}

const char *row_name(struct arena *a, const struct pane *pane, const struct listing_row *row)
{
    const struct column *c;
    size_t at;
    if (first_of(pane, row, COL_TEXT, COLUMN_FROZEN, COLUMN_FROZEN, &at))
        return row->cells[at];
    if (!pane->id_cast || strcmp(pane->id_cast, "uuid") != 0)
        return row->id;
    if ((c = first_of(pane, row, COL_INT, COLUMN_FROZEN, COLUMN_FROZEN, &at)))
        return arena_printf(a, "%s %s", _(c->label), row->cells[at]);
    return first_of(pane, row, COL_TEXT, COLUMN_HIDDEN | COLUMN_FILTER_ONLY, 0, &at) ? row->cells[at] : row->id;
}
