/* Choosing which columns a list has, in which order and how wide. */
#ifndef TUI_LISTS_COLUMN_CHOOSER_H
#define TUI_LISTS_COLUMN_CHOOSER_H

#include "tui/widgets/columns.h"

struct view;

/* owner is the view that asks; choice what it shows now. chosen gets another one, with count 0 for what the pane has by
 * itself. */
void column_chooser_open(struct view *owner, const struct pane *p, const struct columns_choice *choice,
                         void (*chosen)(struct view *owner, const struct columns_choice *choice));

#endif
