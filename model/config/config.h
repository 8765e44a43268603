/* The configuration: one libconfig file, read once, checked whole. What it says stands in config_values.h.
 *
 * Looked for at --config, $XDG_CONFIG_HOME/hotspot-console/hotspot-console.conf (or ~/.config),
 * /etc/hotspot-console/hotspot-console.conf. The shipped defaults (tui/defaults.conf, embedded) are
 * read by the same code first; the user's file overrides setting by setting, and `keys` entry by
 * entry. A key that nobody knows is an error that names the nearest known one, with file and line.
 * Secrets are read from their files (which must not be readable by others) or from the environment
 * (credentials directory of systemd included). */
#ifndef MODEL_CONFIG_CONFIG_H
#define MODEL_CONFIG_CONFIG_H

#include "base/error.h"
#include "model/config/config_values.h"

struct arena;

/* path NULL: look in the usual places. The result lives in the arena. */
const struct config *config_load(struct arena *a, const char *path, struct error *e);

/* ERR_CONFIG where every account of the host can read a password in it. Apart from config_load(), so that the set-up can
 * move it. */
bool config_is_private(const struct config *c, struct error *e);

/* What holds where there is no file at all. */
const struct config *config_defaults(struct arena *a, struct error *e);

/* The file that config_load() finds without a path; NULL: there is none. config_place(): it, or where one is to be
 * made: root's in /etc, another's in his home. */
const char *config_found(struct arena *a);
const char *config_place(struct arena *a);

/* NULL: there is no such brand. */
const struct config_xendit *config_find_xendit(const struct config *c, const char *brand);
/* NULL: there is no such printer. */
const struct config_printer *config_find_printer(const struct config *c, const char *name);

/* Whether charges are made by Snap, else by the Core API: what the configuration says, else the setting
 * PAYMENT_PROVIDER_MODE. by_setting NULL: not read. */
bool config_midtrans_is_snap(const struct config_midtrans *m, const char *by_setting);

/* One JSON object with the settings in force, secrets left out and passwords in the connection
 * string replaced; for `show config`. Lives in the arena. */
char *config_json(struct arena *a, const struct config *c);

#endif
