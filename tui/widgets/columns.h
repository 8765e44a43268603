/* Which columns of a pane stand where, in the width that there is. */
#ifndef TUI_WIDGETS_COLUMNS_H
#define TUI_WIDGETS_COLUMNS_H

#include "model/lists/pane.h"

#include <stdbool.h>
#include <stddef.h>

enum { COLUMNS_SHOWN = 32, COLUMNS_GAP = 2 };

struct column_place {
    size_t column; /* index in the pane */
    int x, width;
};

struct columns_layout {
    struct column_place places[COLUMNS_SHOWN]; /* from left to right */
    size_t count;
    bool has_more; /* columns that there was no room for on the right */
};

/* skipped: columns that were scrolled away, behind the frozen ones. With 0 the whole pane is
 * made to fit: columns shrink to their least width, then go by priority. Scrolled, they follow
 * one another as far as there is room. */
void columns_lay_out(struct columns_layout *l, const struct pane *p, size_t skipped, int width);

/* How many columns can be scrolled away. */
size_t columns_scrollable(const struct pane *p);

/* The column at x, or -1. */
int columns_at(const struct columns_layout *l, int x);

#endif
