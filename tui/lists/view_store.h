/* What an operator made of the lists: which columns they have. Kept in config->views_file, created with mode 0600: a
 * line is a kind, a pane, a name and a value, with tabs between. A line that is none is said once, and kept as it is.
 * UI thread only. */
#ifndef TUI_LISTS_VIEW_STORE_H
#define TUI_LISTS_VIEW_STORE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct view_entry {
    const char *name, *value; /* until the next change */
};

/* The n-th of a kind and a pane, from 0, as they stand in the file; false: there are no more. The file is read once
 * (NULL: there is none, and only this process's own are known). */
bool view_store_at(const char *file, const char *kind, const char *pane, size_t n, struct view_entry *entry);
/* NULL: none of that name. */
const char *view_store_find(const char *file, const char *kind, const char *pane, const char *name);

/* value NULL: takes it away. Others' lines are kept, also those that another console has written meanwhile. False: it
 * holds until this console ends only, and why. */
bool view_store_put(const char *file, const char *kind, const char *pane, const char *name, const char *value,
                    struct error *e);

/* What is wrong with the file, said once; false: nothing. */
bool view_store_trouble(struct error *e);

void view_store_forget(void); /* what is in memory */

#endif
