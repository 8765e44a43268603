/* The message log: every toast with its time, whole. */
#ifndef TUI_CONSOLE_MESSAGE_VIEW_H
#define TUI_CONSOLE_MESSAGE_VIEW_H

struct app;

void message_view_open(struct app *app);

#endif
