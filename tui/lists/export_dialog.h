/* Writing the rows of a list to a file: a dialog that asks for its name, shows how far it is, and stops it. */
#ifndef TUI_LISTS_EXPORT_DIALOG_H
#define TUI_LISTS_EXPORT_DIALOG_H

#include <stddef.h>
#include <stdint.h>

struct pane;
struct view;

/* What is exported; copied. */
struct export_dialog_list {
    const struct pane *pane;
    const char *filter, *sort;
    const size_t *columns; /* those that the list shows, in its order */
    size_t column_count;
    int64_t count; /* rows, as far as that is known; -1: not */
};

void export_dialog_open(struct view *owner, const struct export_dialog_list *list);

#endif
