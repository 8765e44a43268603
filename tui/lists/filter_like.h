/* "Rows like this one": a filter's term for what kind a row is. */
#ifndef TUI_LISTS_FILTER_LIKE_H
#define TUI_LISTS_FILTER_LIKE_H

#include "model/lists/listing.h"
#include "model/lists/pane.h"

struct arena;

/* The column that tells the kind of a row: the first choice among those on the list; NULL: there is none. */
const struct column *filter_like_column(const struct pane *p);

/* The filter with the term of the row's kind ("status:blocked") added at its end, or without it where it has it.
 * had_it says which of the two it was. In the arena. The pane must have such a column. */
const char *filter_like_toggle(struct arena *a, const struct pane *p, const struct listing_row *row, const char *filter,
                               bool *had_it);

#endif
