/* What the table of actions says beside their help lines, in words: for help, palette and man page. */
#ifndef TUI_ENGINE_ACTION_TEXT_H
#define TUI_ENGINE_ACTION_TEXT_H

#include "model/engine/action.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum {
    ACTION_NOTES = 8
};

/* What is special about it: "for administrators only", "finds its rows itself" … Translatable, not yet translated;
 * returns how many. */
size_t action_notes(const struct action *a, const char *notes[ACTION_NOTES]);

/* The help line with these notes, translated: "Close a debt item that nobody will pay (for administrators only)". */
const char *action_help(struct arena *arena, const struct action *a);

/* What the operator should know of taking it back before he applies it, translated; NULL: nothing beside `undo`. */
const char *action_reverse_text(struct arena *arena, const struct action *a, const char *const *args);

/* What confirms a change, a line for each case: "up to 20 such rows", "y". Translatable; false: no more. */
struct confirm_rule {
    const char *what, *by;
};
bool confirm_rule_at(size_t i, struct confirm_rule *out);

#endif
