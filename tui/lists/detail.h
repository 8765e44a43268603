/* All about one row, on a screen of its own: read on a lane, laid out as lines, read again when the
 * database says that something changed. What is read and how it is written is a kind's matter
 * (tui/lists/detail_page.h); reading, scrolling, refreshing and the actions' keys are the same for all. */
#ifndef TUI_LISTS_DETAIL_H
#define TUI_LISTS_DETAIL_H

struct app;
struct detail_kind;
struct pane;

/* How its rows are read and written: a room's way, else all columns. */
const struct detail_kind *detail_kind_for(const struct pane *p);

void detail_open(struct app *app, const struct pane *p, const char *id);
/* Another page about such a row than its usual one. */
void detail_open_as(struct app *app, const struct pane *p, const struct detail_kind *kind, const char *id);

#endif
