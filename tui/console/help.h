/* Help, written from the tables: keys and commands, the pane's actions, the filter language. */
#ifndef TUI_CONSOLE_HELP_H
#define TUI_CONSOLE_HELP_H

struct app;

/* pane: the keymap's, "users", "form" …; the text lives as long as the program. */
void help_open(struct app *app, const char *pane);

#endif
