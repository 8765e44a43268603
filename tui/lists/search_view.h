/* One line to type in, and what it finds in all panes. */
#ifndef TUI_LISTS_SEARCH_VIEW_H
#define TUI_LISTS_SEARCH_VIEW_H

struct app;

/* On a list that is filtered it begins with that filter. */
void search_view_open(struct app *app);

#endif
