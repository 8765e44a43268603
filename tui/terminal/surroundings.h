/* What lies between the program and the operator's terminal, as far as the environment says. */
#ifndef TUI_TERMINAL_SURROUNDINGS_H
#define TUI_TERMINAL_SURROUNDINGS_H

#include <stdbool.h>

bool surroundings_has_term(const char *prefix); /* TERM begins so */
bool surroundings_is_screen(void);              /* GNU screen lies next to the program */
bool surroundings_is_tmux(void);                /* a tmux is around, perhaps with a GNU screen in it */

#endif
