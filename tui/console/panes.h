/* The panes of the console: each is made on first sight and kept, one at a time lies at the bottom of the stack. */
#ifndef TUI_CONSOLE_PANES_H
#define TUI_CONSOLE_PANES_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct view;

size_t panes_count(void);
void panes_begin(struct app *app); /* none is open yet */
bool panes_has(const struct app *app, const struct view *v); /* it is one of them */
void panes_free(struct app *app);  /* nothing lies over them any more */

/* See app_open_pane() in tui/app/app.h. */
bool panes_open(struct app *app, const char *name, const char *filter);
void panes_step(struct app *app, int step); /* to the next one (1) or the one before (-1), around the ends */

#endif
