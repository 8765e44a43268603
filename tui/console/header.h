/* The first line: the panes as tabs, and lamps for what the console depends on. */
#ifndef TUI_CONSOLE_HEADER_H
#define TUI_CONSOLE_HEADER_H

struct app;

void header_draw(struct app *app);

#endif
