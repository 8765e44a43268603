/* The loop: what comes from the terminal, the other threads and the signals; what is due; what has to be drawn. */
#ifndef TUI_CONSOLE_LOOP_H
#define TUI_CONSOLE_LOOP_H

struct app;

void loop_run(struct app *app, int signal_fd); /* until someone wants to quit */

#endif
