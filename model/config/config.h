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

/* Addresses end without a slash; insecure: the certificate is not verified. deadline_ms 0: the default. */
struct config_midtrans {
    bool is_snap; /* else the Core API */
    const char *snap_url, *core_url, *server_key;
    const char *finish_url; /* where the customer is sent when he has paid; NULL: nowhere */
    const char *ca_file;    /* NULL: the system's */
    bool insecure;
    int deadline_ms;
};

struct config_xendit {
    const char *brand, *url, *secret_key;
    const char *callback_token; /* NULL: notifications of this brand are refused */
    const char *prefix;         /* begins its invoices' numbers: A-Z and 0-9, at most 12 */
    const char *tax_percent;    /* exact: "11", "11.5" */
    bool is_live;               /* what its key says: money moves */
    const char *ca_file;
    bool insecure;
    int deadline_ms;
};

struct config_telegram {
    const char *url, *token;
    const char *const *admin_chats; /* NULL-terminated, may be empty */
    const char *ca_file;
    bool insecure;
    int deadline_ms;
};

struct config_whatsapp {
    const char *url, *token;
    const char *phone_field, *message_field; /* NULL: the messenger's default */
    const char *ca_file;
    bool insecure;
    int deadline_ms;
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
    const struct config_midtrans *midtrans; /* NULL: not configured; so the messengers */
    const struct config_xendit *xendit;     /* an entry a brand */
    size_t xendit_count;
    const struct config_telegram *telegram;
    const struct config_whatsapp *whatsapp;
    const char *templates_dir; /* of one's own messages; NULL: the shipped ones only */
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

/* NULL: there is no such brand. */
const struct config_xendit *config_find_xendit(const struct config *c, const char *brand);

/* One JSON object with the settings in force, secrets left out and passwords in the connection
 * string replaced; for `show config`. Lives in the arena. */
char *config_json(struct arena *a, const struct config *c);

#endif
