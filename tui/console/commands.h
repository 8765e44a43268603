/* What the console does itself when no view has taken a command: panes, help, theme, messages, the way out; and
 * actions that nothing in sight has rows for. */
#ifndef TUI_CONSOLE_COMMANDS_H
#define TUI_CONSOLE_COMMANDS_H

#include <stdbool.h>

struct app;

/* False: it is no command of the console's own, and no action or pane is called so. */
bool commands_do(struct app *app, const char *command);

#endif
