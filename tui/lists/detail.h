/* All about one row, on a screen of its own: read on a lane, laid out as lines, read again when the
 * database says that something changed. What is read and how it is written is a kind's matter
 * (tui/lists/detail_page.h); reading, scrolling, refreshing and the actions' keys are the same for all. */
#ifndef TUI_LISTS_DETAIL_H
#define TUI_LISTS_DETAIL_H

struct app;
struct pane;

void detail_open(struct app *app, const struct pane *p, const char *id);

#endif
