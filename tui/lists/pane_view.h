/* A pane on the screen: the filter line and a list on its rows. One view for each of model's panes,
 * made on first sight and kept, with its filter, sort, place and marks. */
#ifndef TUI_PANE_VIEW_H
#define TUI_PANE_VIEW_H

#include "model/lists/pane.h"
#include "tui/terminal/view.h"

#include <stddef.h>

struct app;

struct view *pane_view_new(struct app *app, const struct pane *p);

const struct pane *pane_view_pane(const struct view *v); /* NULL: v is no pane */

/* "full_name", "-created_at" */
const char *pane_view_sort(const struct view *v);
void pane_view_set_sort(struct view *v, const char *sort);

/* The filter in force, and another in its place (tried as if typed and kept). */
const char *pane_view_filter(const struct view *v);
void pane_view_set_filter(struct view *v, const char *filter);

/* The row under the cursor; NULL where there is none. Lives until the next refresh. */
const char *pane_view_cursor_id(const struct view *v);

#endif
