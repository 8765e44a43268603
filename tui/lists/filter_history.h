/* Filters that were kept, pane by pane, the newest first: arrow up in a filter line brings them back, also those of
 * earlier consoles. Kept in config->history_file, created with mode 0600: a line is a pane, a tab and a filter. UI
 * thread only. */
#ifndef TUI_LISTS_FILTER_HISTORY_H
#define TUI_LISTS_FILTER_HISTORY_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    FILTER_HISTORY_MOST = 50 /* filters of a pane */
};

/* The n-th last filter of a pane, from 0; NULL: there are no more. It stays valid until the next note. The file is
 * read once (NULL: there is none, and only this process's own are known). */
const char *filter_history_at(const char *file, const char *pane, size_t n);

/* Of one filter that was kept before, the former place is forgotten. False: from now on such
 * are known to this process only, and why; said once. */
bool filter_history_note(const char *file, const char *pane, const char *filter, struct error *e);

void filter_history_forget(void); /* what is in memory */

#endif
