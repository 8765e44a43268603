/* A pane on the screen: the filter line and a list on its rows. One view for each of model's panes,
 * made on first sight and kept, with its filter, sort, place and marks. */
#ifndef TUI_LISTS_PANE_VIEW_H
#define TUI_LISTS_PANE_VIEW_H

#include "model/lists/pane.h"
#include "tui/terminal/view.h"

#include <stddef.h>

struct app;

struct view *pane_view_new(struct app *app, const struct pane *p);

/* A list of its own, over what is in sight: of the rows that a filter gives, whatever else is typed. */
void pane_view_open(struct app *app, const struct pane *p, const char *scope);

const struct pane *pane_view_pane(const struct view *v); /* NULL: v is no pane */

const char *pane_view_filter(const struct view *v); /* what its rows are filtered by; "": nothing, or v is no pane */

/* Another filter in place of the one in force, tried as if typed and kept. */
void pane_view_set_filter(struct view *v, const char *filter);

#endif
