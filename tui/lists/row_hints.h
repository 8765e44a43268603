/* The hints of a list for the footer: what can be done to the row under the cursor, or to the marked ones. */
#ifndef TUI_LISTS_ROW_HINTS_H
#define TUI_LISTS_ROW_HINTS_H

#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stddef.h>

struct table;

enum {
    ROW_HINTS_MARKED = 64
};

struct row_hints {
    struct hint *items; /* NULL: none were chosen yet */
    size_t count;
    char marked[ROW_HINTS_MARKED]; /* "3 marked" */
};

/* By what the table shows now; true: they are other ones than before. Asks nobody. */
bool row_hints_choose(struct row_hints *h, const struct table *t);
void row_hints_free(struct row_hints *h);

#endif
