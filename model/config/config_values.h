/* What the configuration says, setting by setting: made by config_load() (model/config/config.h), never changed
 * afterwards.
 *
 * Texts live in the arena that the configuration was loaded into. Secrets stand in no other structure than these. */
#ifndef MODEL_CONFIG_CONFIG_VALUES_H
#define MODEL_CONFIG_CONFIG_VALUES_H

#include <stdbool.h>
#include <stddef.h>

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
    const char *mode; /* "snap" or "core_api"; NULL: by the setting, see config_midtrans_is_snap() */
    const char *snap_url, *core_url, *server_key;
    const char *signature_key; /* of notifications, beside the server key; NULL: that alone */
    const char *finish_url;    /* where the customer is sent when he has paid; NULL: nowhere */
    const char *ca_file;       /* NULL: the system's */
    bool insecure;
    int deadline_ms;
};

struct config_xendit {
    const char *brand, *url, *secret_key;
    const char *callback_token; /* NULL: notifications of this brand are refused */
    const char *prefix;         /* begins its invoices' numbers: A-Z and 0-9, at most 12 */
    const char *tax;            /* "none", "ppn_2025", "percent" */
    const char *tax_percent;    /* exact: "11", "11.5"; of "percent" */
    bool tax_included;          /* its prices have the tax in them */
    const char *pkp_npwp;       /* 16 digits, by which it is registered for PPN; NULL: it is not */
    const char *pkp_tku;        /* 6 digits: its place of business, "000000" the head office */
    bool is_live;               /* what its key says: money moves */
    bool is_session;            /* it asks by payment sessions, not by invoices */
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

/* A printer of receipts: by a device, a TCP port or a queue of the print service, the others NULL. */
struct config_printer {
    const char *name, *device, *host, *queue;
    int port;
    bool is_text;        /* plain text, else ESC/POS */
    int columns, dots;   /* of a line of text; of the head */
    const char *qr;      /* "raster", "native", "none" */
    bool cuts, cuts_fully, drawer;
    bool ascii;          /* nothing beyond ASCII: its head knows no code page */
    int deadline_ms;
};

struct config_backup {
    const char *folder;
    const char *programs;          /* where Debian lays PostgreSQL's, a folder for each major version */
    const char *database;          /* as whom it is read and restored; NULL: as the console */
    const char *const *recipients; /* of age: for whom backups are encrypted; NULL-terminated, empty: they are not */
    const char *identity_file;     /* of age, to open them again; NULL: none here */
};

struct config_key {
    const char *pane;    /* "" = everywhere */
    const char *key;     /* "b", "C-l", "F5", "enter", "space" */
    const char *command; /* a tui command or an action; "" unbinds */
};

struct config_place {
    const char *setting, *file;
    int line;
};

struct config {
    const char *path; /* the file that was read; NULL: defaults only */
    const char *database;
    const char *database_direct; /* past a pooler, for notifications and `migrate`; NULL: none is needed */
    const struct config_router *routers;
    size_t router_count;
    const struct config_midtrans *midtrans; /* NULL: not configured; so the messengers */
    const struct config_xendit *xendit;     /* an entry a brand */
    size_t xendit_count;
    const struct config_telegram *telegram;
    const struct config_whatsapp *whatsapp;
    const struct config_printer *printers;
    size_t printer_count;
    struct config_backup backup;
    const char *sheets_dir;        /* where vouchers are printed to as files; NULL: the home of whoever prints */
    const char *templates_dir;     /* of one's own messages; NULL: the shipped ones only */
    const char *worker_listen;     /* NULL: none */
    const char *theme, *theme_dir; /* theme_dir NULL: the shipped ones only */
    const char *keymap;            /* shipped, without .conf; NULL: the default keys */
    const char *language;          /* NULL: from the environment */
    bool mouse, ascii, bell;
    const char *first_pane;                                        /* what the console begins with, where no pane is named */
    const char *light_cursor;                                      /* "auto", "on", "off" */
    int refresh_s;                                                 /* poll behind NOTIFY */
    const char *log_file, *audit_file, *history_file, *views_file; /* NULL: none */
    const char *audit_key_file;    /* of the audit's seals; NULL: none are put */
    const char *portal_url;        /* before its /api/ping; NULL: not said */
    const char *mark_prefix;                                       /* of comments on the router, "lpsaring" */
    const struct config_key *keys; /* defaults first, the user's after them: later wins */
    size_t key_count;
    bool read_only;
    struct config_place public_password; /* a password that every account of the host can read; setting NULL: none */
};

#endif
