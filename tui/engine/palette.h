/* The `:` palette: every command and action by name, label and help, found as one types; arguments
 * may follow an action's name (`users.block reason=late`) and stand in its form then. */
#ifndef TUI_ENGINE_PALETTE_H
#define TUI_ENGINE_PALETTE_H

#include "model/engine/action.h"
#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stddef.h>

struct app;
struct arena;

enum {
    PALETTE_GIVEN = 16,
    PALETTE_WORD = 256
};

/* A line of the palette, taken apart: a pattern or name, then NAME=VALUE pairs; a value with
 * blanks stands in double quotes. */
struct palette_line {
    char name[PALETTE_WORD];
    char names[PALETTE_GIVEN][PALETTE_WORD], values[PALETTE_GIVEN][PALETTE_WORD];
    size_t count;
};
void palette_parse(const char *text, struct palette_line *line);

/* The entries that answer to a pattern, best first: indexes below action_count are actions, the
 * rest are commands. Equal ones stay in the order of their tables. Returns how many, at most room. */
size_t palette_match(const char *pattern, size_t *found, size_t room);

void palette_open(struct app *app);

/* What was typed in palette v after the name of action a, in the order of its arguments (NULL: not
 * given), in the arena. NULL where v is no palette, or nothing was given. */
const char *const *palette_values(const struct view *v, const struct action *a, struct arena *arena);

#endif
