/* The console, from beginning to end. */
#ifndef TUI_CONSOLE_TUI_H
#define TUI_CONSOLE_TUI_H

#include "base/error.h"

#include <stdbool.h>

struct config;

/* Opens the console on a pane (NULL: the first) and returns when the operator leaves. False: it could
 * not begin, e says why, and the terminal is as it was. The caller has set the locale; what is amiss with it is shown
 * once, where warning is not NULL. */
bool tui_run(const struct config *config, const char *pane, const char *warning, struct error *e);

/* Opens the set-up in its place. */
struct setup_session;
bool tui_setup(const struct config *config, struct setup_session *session, struct error *e);

#endif
