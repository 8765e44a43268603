/* The configuration: one libconfig file, read once, checked whole.
 *
 * Looked for at --config, $XDG_CONFIG_HOME/hotspot-console/hotspot-console.conf (or ~/.config),
 * /etc/hotspot-console/hotspot-console.conf. The shipped defaults (tui/defaults.conf, embedded) are
 * read by the same code first; the user's file overrides setting by setting, and `keys` entry by
 * entry. A key that nobody knows is an error that names the nearest known one, with file and line.
 * Secrets are read from their files (which must not be readable by others) or from the environment
 * (credentials directory of systemd included); they stand in no other structure than here. */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct config_router {
    const char *name, *host;
    int port;
    bool tls, insecure;
    const char *ca_file, *pinned_key;
    const char *user, *password;
    const char *const *servers; /* hotspot servers on it; NULL-terminated, may be empty */
    int window, rate_per_s, deadline_ms;
};

struct config_key {
    const char *pane; /* "" = everywhere */
    const char *key;  /* "b", "C-l", "F5", "enter", "space" */
    const char *command; /* a tui command or an action; "" unbinds */
};

struct config {
    const char *path; /* the file that was read; NULL: defaults only */
    const char *database;
    const struct config_router *routers;
    size_t router_count;
    const char *worker_listen; /* NULL: none */
    const char *theme, *theme_dir; /* theme_dir NULL: the shipped ones only */
    const char *language;          /* NULL: from the environment */
    bool mouse, ascii;
    int refresh_s; /* poll behind NOTIFY */
    const char *log_file, *audit_file; /* NULL: none */
    const char *mark_prefix; /* of comments on the router, "lpsaring" */
    const struct config_key *keys; /* defaults first, the user's after them: later wins */
    size_t key_count;
    bool read_only;
};

/* path NULL: look in the usual places. The result lives in the arena. */
const struct config *config_load(struct arena *a, const char *path, struct error *e);

/* One JSON object with the settings in force, secrets left out and passwords in the connection
 * string replaced; for `show config`. Lives in the arena. */
char *config_json(struct arena *a, const struct config *c);

#endif
