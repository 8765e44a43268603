/* What each letter means: the same in every pane, on every page and in every dialog. One table, a line for a key; the
 * shipped bindings (tui/defaults.conf) and docs/keys.md are held against it by the unit test of the keymap.
 *
 * A command or an action stands behind the one key whose meaning it has. Dialogs ask for theirs by "dialog.…" and
 * "help.…", which no configuration binds: they are answers, not commands. */
#ifndef TUI_TERMINAL_VERB_H
#define TUI_TERMINAL_VERB_H

#include <stdbool.h>
#include <stddef.h>

enum {
    VERB_COMMANDS = 20
};

struct verb {
    const char *key;                     /* one character */
    const char *meaning;                 /* as docs/keys.md says it: English, what it does wherever it does something */
    const char *commands[VERB_COMMANDS]; /* and actions; NULL-terminated */
};

const struct verb *verb_at(size_t i); /* in the order of the docs; NULL: no more */
bool verb_has(const struct verb *v, const char *command);

/* The key of what a dialog asks ("dialog.yes"), and whether that is what was pressed. */
const char *verb_key(const char *answer);
bool verb_is(const char *key, const char *answer);

#endif
