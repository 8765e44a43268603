/* Which key does what: the keys of the configuration, checked once at the start.
 *
 * A key is looked for in the view's own pane first ("users", "form"), then among those
 * that hold everywhere (""). Of several entries for one key the last wins; an empty command
 * unbinds. */
#ifndef TUI_TERMINAL_KEYMAP_H
#define TUI_TERMINAL_KEYMAP_H

#include "base/error.h"
#include "model/config/config.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct key;
struct keymap;

/* NULL and ERR_CONFIG where a pane, key or command is none that the program knows; the hint names the
 * nearest one. Lives in the arena. */
struct keymap *keymap_new(struct arena *a, const struct config *config, struct error *e);

/* The command of a key in a pane; NULL: none. */
const char *keymap_command(const struct keymap *m, const char *pane, const char *key);
/* What second does right behind first ("g /"); NULL: nothing else than alone. */
const char *keymap_pair(const struct keymap *m, const char *pane, const char *first, const char *second);

/* The key that does a command in a pane, the one bound first; NULL: none. Never one that has
 * got another meaning there. */
const char *keymap_key(const struct keymap *m, const char *pane, const char *command);

/* "pgup" to "pageup", "C-i" to "tab", of two keys ("g pgup") each; the name as keys carry it, or NULL: no key is called so. */
const char *keymap_canonical(const char *name, char out[24]);

/* Names what the terminal sent: code as get_wch() gave it. */
void keymap_name_key(struct key *k);

#endif
