/* Which actions the rows of a pane offer. */
#include "model/lists/pane_action.h"

#include "model/lists/listing.h"

#include <stdint.h>
#include <string.h>

bool pane_row_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct listing_row *r = row->data;
    const struct column *c = pane_column(row->pane, column);
    if (!c)
        return false;
    *text = r->cells[c - row->pane->columns];
    return true;
}

/* "", "0", "0.00" */
static bool is_nothing(const char *text)
{
    return !text || text[strspn(text, "0.")] == '\0';
}

static bool holds(const struct pane_when *when, const struct pane_row *row)
{
    const char *text;
    if (!when->column || !row || !row->cell(row, when->column, &text))
        return true;
    if (!when->values)
        return !is_nothing(text);
    for (const char *const *v = when->values; text && *v; v++)
        if (strcmp(*v, text) == 0)
            return true;
    return !text;
}

static bool all_hold(const struct pane_action *n, const struct pane_row *row)
{
    for (size_t i = 0; i < PANE_WHENS; i++)
        if (!holds(&n->when[i], row))
            return false;
    return true;
}

bool pane_action_is_possible(const struct pane *p, const char *action, const struct pane_row *row)
{
    bool is_known = false;
    for (const struct pane_action *n = p->actions; n && n->action; n++) {
        if (strcmp(n->action, action) != 0)
            continue;
        is_known = true;
        if (all_hold(n, row))
            return true;
    }
    return !is_known;
}

size_t pane_action_rank(const struct pane *p, const char *action, const struct pane_row *row)
{
    for (const struct pane_action *n = p->actions; n && n->action; n++)
        if (n->is_main && strcmp(n->action, action) == 0 && all_hold(n, row))
            return (size_t)(n - p->actions);
    return SIZE_MAX;
}
