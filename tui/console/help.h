/* Help, written from the tables: keys and commands, the pane's actions, the filter language. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

struct app;

void help_open(struct app *app, const char *pane); /* the keymap's pane: "users", "detail" … */

#endif
