/* Choosing the column that a pane is sorted by. */
#ifndef TUI_LISTS_SORT_CHOOSER_H
#define TUI_LISTS_SORT_CHOOSER_H

struct pane;
struct view;

/* owner is the view that asks; sort what it is sorted by now, as "-created_at". chosen gets the same with another. */
void sort_chooser_open(struct view *owner, const struct pane *p, const char *sort,
                       void (*chosen)(struct view *owner, const char *sort));

#endif
