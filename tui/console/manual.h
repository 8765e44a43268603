/* The man page, written from the tables of commands, actions, panes and settings. */
#ifndef TUI_CONSOLE_MANUAL_H
#define TUI_CONSOLE_MANUAL_H

void manual_write(void); /* roff on stdout */

#endif
