/* What the console itself can do, besides actions: moving, searching, marking, opening. One table;
 * keymap, palette, help, footer and man page are drawn from it. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include <stddef.h>

struct command {
    const char *name;  /* "move.down" */
    const char *label; /* "Down": footer, palette */
    const char *help;  /* one line */
    const char *group; /* heading in the help: "Moving", "Finding", … */
};
extern const struct command commands[];
extern const size_t command_count;
const struct command *command_find(const char *name);
#endif
