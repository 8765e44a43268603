/* Which actions the rows of a pane offer. The panes' tables say it; see struct pane_action. */
#ifndef MODEL_LISTS_PANE_ACTION_H
#define MODEL_LISTS_PANE_ACTION_H

#include "model/lists/pane.h"

#include <stdbool.h>
#include <stddef.h>

/* What stands in a column of a row, as PostgreSQL writes it, NULL where it is empty; false: that is not known here. */
struct pane_row {
    bool (*cell)(const struct pane_row *row, const char *column, const char **text);
    const struct pane *pane;
    const void *data; /* cell's own */
};

/* Of a row of a listing: data is its struct listing_row. */
bool pane_row_cell(const struct pane_row *row, const char *column, const char **text);

/* False only where the row says that it can't be done. row NULL: nothing is known of any. */
bool pane_action_is_possible(const struct pane *p, const char *action, const struct pane_row *row);

/* Its place among the pane's main actions; SIZE_MAX: it is none, or not on this row. */
size_t pane_action_rank(const struct pane *p, const char *action, const struct pane_row *row);

#endif
