/* What the console itself can do, besides actions: moving, searching, marking, opening. One table, with a command
 * "pane.NAME" for each of model's panes; keymap, palette, help, footer and man page are drawn from it. UI thread
 * only. */
#ifndef TUI_TERMINAL_COMMAND_H
#define TUI_TERMINAL_COMMAND_H

#include <stddef.h>

struct command {
    const char *name;  /* "move.down" */
    const char *label; /* "Down": footer, palette */
    const char *help;  /* one line */
    const char *group; /* heading in the help: "Moving", "Finding", … */
};

size_t command_count(void);
const struct command *command_at(size_t i); /* in the order of the help; NULL: no more */
const struct command *command_find(const char *name);

#endif
