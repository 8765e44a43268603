/* Which columns of a pane stand where, in the width that there is. */
#ifndef TUI_WIDGETS_COLUMNS_H
#define TUI_WIDGETS_COLUMNS_H

#include "model/lists/pane.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    COLUMNS_SHOWN = 32,
    COLUMNS_GAP = 2,
    COLUMNS_NAME = 64,
    COLUMNS_TEXT = COLUMNS_SHOWN * (COLUMNS_NAME + 8),
    COLUMNS_WIDEST = 200
};

struct column_place {
    size_t column; /* index in the pane */
    int x, width;
    int least; /* narrower it can't be read */
};

struct columns_layout {
    struct column_place places[COLUMNS_SHOWN]; /* from left to right */
    size_t count;
    bool has_more; /* columns that there was no room for on the right */
};

/* What an operator wants to see of a pane, in that order; count 0: what the pane has by itself. */
struct columns_choice {
    struct column_place items[COLUMNS_SHOWN]; /* x and least mean nothing; width 0: the column's own */
    size_t count;
};

/* The columns that a list has, scrolled away or not, in its order; out has room for COLUMNS_SHOWN. Their number. */
size_t columns_listed(const struct pane *p, const struct columns_choice *choice, size_t *out);

/* skipped: columns that were scrolled away, behind the frozen ones. With 0 the whole pane is
 * made to fit: columns shrink to their least width, then go by priority. Scrolled, they follow
 * one another as far as there is room. Columns that were chosen go from the end where there is no room, and keep a
 * width that was chosen. choice may be NULL. */
void columns_lay_out(struct columns_layout *l, const struct pane *p, const struct columns_choice *choice,
                     size_t skipped, int width);

/* How many columns can be scrolled away. */
size_t columns_scrollable(const struct pane *p, const struct columns_choice *choice);

/* "full_name:24,debt_mb" and back. What it names that the pane has not is left out, and unknown (may be NULL) is the
 * first of these. */
void columns_parse(struct columns_choice *choice, const struct pane *p, const char *text, char unknown[COLUMNS_NAME]);
void columns_write(const struct columns_choice *choice, const struct pane *p, char out[COLUMNS_TEXT]);

/* As wide as a column wants to be: its width, or the longest of the words that its choices have. */
int columns_wanted(const struct column *c);

/* The column at x, or -1. */
int columns_at(const struct columns_layout *l, int x);

#endif
