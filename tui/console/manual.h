/* The man page, written from the tables of commands, actions, panes and settings. */
#ifndef TUI_CONSOLE_MANUAL_H
#define TUI_CONSOLE_MANUAL_H

#include <stdbool.h>

bool manual_write(void); /* roff on stdout; false when it could not be written */

#endif
