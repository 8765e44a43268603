/* The configuration: found, read, checked, and shown without its secrets. */
#include "model/config/config.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "base/text.h"
#include "model/config/config_file.h"
#include "model/config/config_gateway.h"
#include "model/config/config_number.h"
#include "model/config/config_printer.h"
#include "model/config/config_secret.h"
#include "model/config/config_tree.h"

#include <errno.h>
#include <jansson.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PORT_TLS = 8729, PORT_PLAIN = 8728 };

/* What a file's settings are read into; it becomes a struct config once all is checked. */
struct draft {
    struct config config;
    struct setting_list routers, keys, printers;
    struct gateway_drafts gateways;
};

struct router_draft {
    struct config_router router;
    const char *password_file, *password_env;
};

#define KEYMAPS "keymaps/"
#define KEYMAP_END ".conf"

#define FIELD(record, member) offsetof(struct record, member)
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const no_servers[] = { NULL };
static const struct router_draft router_fallback = {
    .router = { .tls = true, .servers = no_servers, .window = 32, .deadline_ms = 10000 },
};

static const struct setting router_settings[] = {
    { .name = "name", .type = SETTING_TEXT, .offset = FIELD(router_draft, router.name), .is_required = true },
    { .name = "host", .type = SETTING_TEXT, .offset = FIELD(router_draft, router.host), .is_required = true },
    { .name = "port", .type = SETTING_INT, .offset = FIELD(router_draft, router.port), .minimum = 1, .maximum = 65535 },
    { .name = "tls", .type = SETTING_BOOL, .offset = FIELD(router_draft, router.tls) },
    { .name = "insecure", .type = SETTING_BOOL, .offset = FIELD(router_draft, router.insecure) },
    { .name = "ca_file", .type = SETTING_FILE, .offset = FIELD(router_draft, router.ca_file) },
    { .name = "pinned_key", .type = SETTING_TEXT, .offset = FIELD(router_draft, router.pinned_key) },
    { .name = "user", .type = SETTING_TEXT, .offset = FIELD(router_draft, router.user), .is_required = true },
    { .name = "password_file", .type = SETTING_FILE, .offset = FIELD(router_draft, password_file) },
    { .name = "password_env", .type = SETTING_TEXT, .offset = FIELD(router_draft, password_env) },
    { .name = "servers", .type = SETTING_TEXTS, .offset = FIELD(router_draft, router.servers) },
    { .name = "window", .type = SETTING_INT, .offset = FIELD(router_draft, router.window), .minimum = 1, .maximum = 256 },
    { .name = "rate", .type = SETTING_INT, .offset = FIELD(router_draft, router.rate_per_s), .minimum = 0, .maximum = 10000 },
    { .name = "deadline_ms", .type = SETTING_INT, .offset = FIELD(router_draft, router.deadline_ms),
      .minimum = 100, .maximum = 600000 },
};
static const struct setting_group router_group = { .name = "routers", .settings = router_settings,
                                                   .count = COUNT(router_settings),
                                                   .size = sizeof(struct router_draft), .fallback = &router_fallback };

static const struct setting key_settings[] = {
    { .name = "key", .type = SETTING_TEXT, .offset = FIELD(config_key, key), .is_required = true },
    { .name = "do", .type = SETTING_TEXT, .offset = FIELD(config_key, command) },
    { .name = "pane", .type = SETTING_TEXT, .offset = FIELD(config_key, pane) },
};
static const struct config_key key_fallback = { .pane = "", .command = "" };
static const struct setting_group key_group = { .name = "keys", .settings = key_settings, .count = COUNT(key_settings),
                                                .size = sizeof(struct config_key), .fallback = &key_fallback,
                                                .appends = true };

static const struct setting worker_settings[] = {
    { .name = "listen", .type = SETTING_TEXT, .offset = FIELD(draft, config.worker_listen) },
};
static const struct setting_group worker_group = { .name = "worker", .settings = worker_settings,
                                                   .count = COUNT(worker_settings) };

static const struct setting backup_settings[] = {
    { .name = "folder", .type = SETTING_FILE, .offset = FIELD(draft, config.backup.folder) },
    { .name = "programs", .type = SETTING_FILE, .offset = FIELD(draft, config.backup.programs) },
    { .name = "database", .type = SETTING_TEXT, .offset = FIELD(draft, config.backup.database) },
    { .name = "recipients", .type = SETTING_TEXTS, .offset = FIELD(draft, config.backup.recipients) },
    { .name = "identity_file", .type = SETTING_FILE, .offset = FIELD(draft, config.backup.identity_file) },
};
static const struct setting_group backup_group = { .name = "backup", .settings = backup_settings,
                                                   .count = COUNT(backup_settings) };

static const char *const light_cursor[] = { "auto", "on", "off", NULL };
static const struct setting ui_settings[] = {
    { .name = "theme", .type = SETTING_TEXT, .offset = FIELD(draft, config.theme) },
    { .name = "theme_dir", .type = SETTING_FILE, .offset = FIELD(draft, config.theme_dir) },
    { .name = "keymap", .type = SETTING_TEXT, .offset = FIELD(draft, config.keymap) },
    { .name = "language", .type = SETTING_TEXT, .offset = FIELD(draft, config.language) },
    { .name = "mouse", .type = SETTING_BOOL, .offset = FIELD(draft, config.mouse) },
    { .name = "bell", .type = SETTING_BOOL, .offset = FIELD(draft, config.bell) },
    { .name = "ascii", .type = SETTING_BOOL, .offset = FIELD(draft, config.ascii) },
    { .name = "light_cursor", .type = SETTING_TEXT, .offset = FIELD(draft, config.light_cursor), .choices = light_cursor },
    { .name = "first_pane", .type = SETTING_TEXT, .offset = FIELD(draft, config.first_pane) },
    { .name = "refresh_s", .type = SETTING_INT, .offset = FIELD(draft, config.refresh_s), .minimum = 1, .maximum = 3600 },
};
static const struct setting_group ui_group = { .name = "ui", .settings = ui_settings, .count = COUNT(ui_settings) };

static const struct setting top_settings[] = {
    { .name = "database", .type = SETTING_TEXT, .offset = FIELD(draft, config.database) },
    { .name = "database_direct", .type = SETTING_TEXT, .offset = FIELD(draft, config.database_direct) },
    { .name = "routers", .type = SETTING_GROUPS, .offset = FIELD(draft, routers), .group = &router_group },
    { .name = "midtrans", .type = SETTING_RECORD, .offset = FIELD(draft, gateways.midtrans), .group = &config_midtrans_group },
    { .name = "xendit", .type = SETTING_GROUPS, .offset = FIELD(draft, gateways.xendit), .group = &config_xendit_group },
    { .name = "telegram", .type = SETTING_RECORD, .offset = FIELD(draft, gateways.telegram), .group = &config_telegram_group },
    { .name = "whatsapp", .type = SETTING_RECORD, .offset = FIELD(draft, gateways.whatsapp), .group = &config_whatsapp_group },
    { .name = "printers", .type = SETTING_GROUPS, .offset = FIELD(draft, printers), .group = &config_printer_group },
    { .name = "backup", .type = SETTING_GROUP, .group = &backup_group },
    { .name = "sheets_dir", .type = SETTING_FILE, .offset = FIELD(draft, config.sheets_dir) },
    { .name = "templates_dir", .type = SETTING_FILE, .offset = FIELD(draft, config.templates_dir) },
    { .name = "worker", .type = SETTING_GROUP, .group = &worker_group },
    { .name = "ui", .type = SETTING_GROUP, .group = &ui_group },
    { .name = "keys", .type = SETTING_GROUPS, .offset = FIELD(draft, keys), .group = &key_group },
    { .name = "log_file", .type = SETTING_FILE, .offset = FIELD(draft, config.log_file) },
    { .name = "audit_file", .type = SETTING_FILE, .offset = FIELD(draft, config.audit_file) },
    { .name = "audit_key_file", .type = SETTING_FILE, .offset = FIELD(draft, config.audit_key_file) },
    { .name = "history_file", .type = SETTING_FILE, .offset = FIELD(draft, config.history_file) },
    { .name = "views_file", .type = SETTING_FILE, .offset = FIELD(draft, config.views_file) },
    { .name = "portal_url", .type = SETTING_TEXT, .offset = FIELD(draft, config.portal_url) },
    { .name = "mark_prefix", .type = SETTING_TEXT, .offset = FIELD(draft, config.mark_prefix) },
    { .name = "read_only", .type = SETTING_BOOL, .offset = FIELD(draft, config.read_only) },
};
static const struct setting_group top_group = { .name = "", .settings = top_settings, .count = COUNT(top_settings) };

/* libconfig 1.5 calls it what the @include does, later ones put the folder before that. */
static const char *included_path(const struct setting_source *source, const char *file)
{
    const char *path = arena_printf(source->arena, "%s/%s", source->folder, file);
    return *file == '/' || access(path, F_OK) != 0 ? file : path;
}

/* The files that were included, each looked at as its first setting is met. */
static bool included_files_fit(const struct setting_source *source, const config_setting_t *s, const char **seen,
                               struct error *e)
{
    const char *file = config_setting_source_file(s);
    if (file && (!*seen || strcmp(file, *seen) != 0)) {
        const char *text = config_file_text(source->arena, included_path(source, file), e);
        *seen = arena_strdup(source->arena, file);
        if (!text || !config_numbers_fit(*seen, text, e))
            return false;
    }
    for (int i = 0; i < config_setting_length(s); i++)
        if (!included_files_fit(source, config_setting_get_elem(s, (unsigned)i), seen, e))
            return false;
    return true;
}

/* Where the password of a database's address stands for all to read; none does: left as it is. */
static void note_public_password(const struct setting_source *source, const config_t *tree, struct config *c)
{
    static const char *const addresses[] = { "database", "database_direct", "backup.database" };
    for (size_t i = 0; i < COUNT(addresses); i++) {
        const config_setting_t *s = config_lookup(tree, addresses[i]);
        const char *address = s ? config_setting_get_string(s) : NULL;
        const char *included = s ? config_setting_source_file(s) : NULL;
        const char *file = included ? included_path(source, included) : source->file;
        if (address && strcmp(secret_hide_in_conninfo(source->arena, address), address) != 0 && config_file_is_public(file))
            c->public_password = (struct config_place){ .setting = addresses[i],
                                                        .file = arena_strdup(source->arena, file),
                                                        .line = (int)config_setting_source_line(s) };
    }
}

static bool read_text(const struct setting_source *source, const char *text, struct draft *d, struct error *e)
{
    bool ok = false;
    const char *seen = NULL;
    config_t tree;
    config_init(&tree);
    config_set_include_dir(&tree, source->folder);
    if (config_read_string(&tree, text) != CONFIG_TRUE) {
        const char *included = config_error_file(&tree);
        error_set(e, ERR_CONFIG, "the configuration can't be read", "%s:%d: %s", included ? included : source->file,
                  config_error_line(&tree), config_error_text(&tree));
        goto out;
    }
    ok = config_numbers_fit(source->file, text, e) && included_files_fit(source, config_root_setting(&tree), &seen, e) &&
         config_tree_read(source, config_root_setting(&tree), &top_group, d, e);
    note_public_password(source, &tree, &d->config);
out:
    config_destroy(&tree);
    return ok;
}

static const char *folder_of(struct arena *a, const char *file)
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return ".";
    return slash == file ? "/" : arena_copy(a, file, (size_t)(slash - file));
}

static bool read_file(struct arena *a, const char *file, struct draft *d, struct error *e)
{
    struct setting_source source = { .arena = a, .file = file, .folder = folder_of(a, file) };
    const char *text = config_file_text(a, file, e);
    return text && read_text(&source, text, d, e);
}

/* What travels inside the binary. */
static bool read_shipped(struct arena *a, const char *path, struct draft *d, struct error *e)
{
    struct setting_source source = { .arena = a, .file = path, .folder = "." };
    const struct embedded_file *f = embedded_find(path);
    return f ? read_text(&source, f->text, d, e)
             : error_set(e, ERR_INTERNAL, "a shipped file is missing", "%s", path);
}

static bool read_defaults(struct arena *a, struct draft *d, struct error *e)
{
    return read_shipped(a, "tui/defaults.conf", d, e);
}

/* The names of the shipped ones: "classic". */
static const char *shipped_keymaps(struct arena *a)
{
    struct strbuf names = { .arena = a };
    for (size_t i = 0; i < embedded_file_count; i++) {
        const char *path = embedded_files[i].path;
        if (strncmp(path, KEYMAPS, strlen(KEYMAPS)) == 0)
            strbuf_printf(&names, "%s%.*s", *strbuf_text(&names) ? ", " : "",
                          (int)(strlen(path) - strlen(KEYMAPS) - strlen(KEYMAP_END)), path + strlen(KEYMAPS));
    }
    return strbuf_text(&names);
}

/* The keys of the chosen keymap stand between the defaults, which are the first so many, and those of the host:
 * of several bindings of a key the last wins. */
static bool add_keymap(struct arena *a, struct draft *d, size_t defaults, struct error *e)
{
    const char *path = arena_printf(a, KEYMAPS "%s" KEYMAP_END, d->config.keymap);
    struct draft *chosen = ARENA_NEW(a, struct draft);
    if (!*d->config.keymap)
        return true;
    if (!embedded_find(path)) {
        error_set(e, ERR_CONFIG, "there is no such keymap", "ui.keymap: %s", d->config.keymap);
        return error_hint(e, "shipped are: %s; keys of your own stand in `keys`", shipped_keymaps(a));
    }
    if (!read_shipped(a, path, chosen, e))
        return false;
    size_t more = chosen->keys.count, all = d->keys.count + more;
    const struct config_key *old = (const struct config_key *)(const void *)d->keys.records;
    struct config_key *keys = ARENA_ARRAY(a, struct config_key, all);
    memcpy(keys, old, defaults * sizeof *keys);
    memcpy(keys + defaults, chosen->keys.records, more * sizeof *keys);
    memcpy(keys + defaults + more, old + defaults, (d->keys.count - defaults) * sizeof *keys);
    d->keys.records = (char *)keys;
    d->keys.count = all;
    return true;
}

/* $variable/rest, or ~/fallback/rest; NULL where neither is known. */
static const char *user_place(struct arena *a, const char *variable, const char *fallback, const char *rest)
{
    const char *base = getenv(variable), *home = getenv("HOME");
    if (base && *base == '/')
        return arena_printf(a, "%s/%s", base, rest);
    return home && *home == '/' ? arena_printf(a, "%s/%s/%s", home, fallback, rest) : NULL;
}

#define SYSTEM_PLACE "/etc/hotspot-console/hotspot-console.conf"

static const char *own_place(struct arena *a)
{
    return user_place(a, "XDG_CONFIG_HOME", ".config", "hotspot-console/hotspot-console.conf");
}

/* The first place that holds a configuration; one that exists and can't be read counts, so that it is
 * told instead of passed over. */
const char *config_found(struct arena *a)
{
    const char *places[] = { own_place(a), SYSTEM_PLACE };
    for (size_t i = 0; i < COUNT(places); i++)
        if (places[i] && (access(places[i], F_OK) == 0 || errno == EACCES))
            return places[i];
    return NULL;
}

const char *config_place(struct arena *a)
{
    const char *found = config_found(a), *own = geteuid() != 0 || getenv("XDG_CONFIG_HOME") ? own_place(a) : NULL;
    return found ? found : own ? own : SYSTEM_PLACE;
}

static bool check_name(const struct config_router *r, const struct setting_place *place, struct error *e)
{
    size_t allowed = strspn(r->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");
    if (!r->name[allowed] && strlen(r->name) <= 32)
        return true;
    config_place_error(e, place, "router name `%s` can't be used", r->name);
    return error_hint(e, "at most 32 letters, digits, dots, dashes and underscores");
}

static bool check_transport(struct config_router *r, const struct setting_place *place, struct error *e)
{
    if (!r->port)
        r->port = r->tls ? PORT_TLS : PORT_PLAIN;
    if (r->tls && r->port == PORT_PLAIN) {
        config_place_error(e, place, "router %s: port %d is the API in clear text", r->name, PORT_PLAIN);
        return error_hint(e, "use port %d, or say tls = false to send the password in the clear", PORT_TLS);
    }
    if (!r->tls && r->port == PORT_TLS) {
        config_place_error(e, place, "router %s: port %d speaks TLS", r->name, PORT_TLS);
        return error_hint(e, "remove tls = false, or use port %d", PORT_PLAIN);
    }
    if (!r->tls && (r->ca_file || r->pinned_key)) {
        config_place_error(e, place, "router %s: ca_file and pinned_key need TLS", r->name);
        return error_hint(e, "remove tls = false");
    }
    if (r->pinned_key && strncmp(r->pinned_key, "sha256//", 8) != 0) {
        config_place_error(e, place, "router %s: pinned_key can't be read", r->name);
        return error_hint(e, "it is sha256// and the key's digest in base64");
    }
    return true;
}

static bool read_password(struct arena *a, struct router_draft *d, const struct setting_place *place, struct error *e)
{
    const char *what = arena_printf(a, "the password of router %s", d->router.name);
    if (!d->password_file == !d->password_env) {
        config_place_error(e, place, "router %s has %s", d->router.name, d->password_file ? "two passwords" : "no password");
        return error_hint(e, "set either password_file or password_env");
    }
    d->router.password = d->password_file ? secret_from_file(a, what, d->password_file, e)
                                          : secret_from_environment(a, what, d->password_env, e);
    return d->router.password != NULL;
}

static bool is_known_name(const struct config_router *routers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(routers[i].name, name) == 0)
            return true;
    return false;
}

static bool finish_routers(struct arena *a, struct draft *d, struct error *e)
{
    struct router_draft *drafts = (struct router_draft *)(void *)d->routers.records;
    struct config_router *routers = ARENA_ARRAY(a, struct config_router, d->routers.count + 1);
    for (size_t i = 0; i < d->routers.count; i++) {
        const struct setting_place *place = &d->routers.places[i];
        struct config_router *r = &drafts[i].router;
        if (!check_name(r, place, e) || !check_transport(r, place, e) || !read_password(a, &drafts[i], place, e))
            return false;
        if (is_known_name(routers, i, r->name))
            return config_place_error(e, place, "two routers are called `%s`", r->name);
        routers[i] = *r;
    }
    d->config.routers = routers;
    d->config.router_count = d->routers.count;
    return true;
}

/* An operator's own log stands in his home, the worker's where logs stand. */
static const char *state_file(struct arena *a, const char *name)
{
    const char *place = NULL;
    if (geteuid() != 0 || getenv("XDG_STATE_HOME"))
        place = user_place(a, "XDG_STATE_HOME", ".local/state", "hotspot-console");
    return arena_printf(a, "%s/%s", place ? place : "/var/log/hotspot-console", name);
}

/* Not set: the usual place. Set to "": none. */
static const char *file_or_none(struct arena *a, const char *file, const char *name)
{
    if (!file)
        return state_file(a, name);
    return *file ? file : NULL;
}

static const char *null_if_empty(const char *text)
{
    return text && *text ? text : NULL;
}

/* Beside its state, where the worker's service may write; an operator's own in his home. */
static void finish_backup(struct arena *a, struct config_backup *b)
{
    static const char *const nobody[] = { NULL };
    const char *place = geteuid() != 0 || getenv("XDG_STATE_HOME")
                            ? user_place(a, "XDG_STATE_HOME", ".local/state", "hotspot-console")
                            : NULL;
    if (!b->folder || !*b->folder)
        b->folder = arena_printf(a, "%s/backups", place ? place : "/var/lib/hotspot-console");
    if (!b->programs || !*b->programs)
        b->programs = "/usr/lib/postgresql";
    if (!b->recipients)
        b->recipients = nobody;
    b->database = null_if_empty(b->database);
    b->identity_file = null_if_empty(b->identity_file);
}

static void finish(struct arena *a, struct draft *d)
{
    struct config *c = &d->config;
    finish_backup(a, &c->backup);
    c->keys = (const struct config_key *)(const void *)d->keys.records;
    c->key_count = d->keys.count;
    c->sheets_dir = null_if_empty(c->sheets_dir);
    c->portal_url = null_if_empty(c->portal_url);
    c->audit_key_file = null_if_empty(c->audit_key_file);
    c->templates_dir = null_if_empty(c->templates_dir);
    c->worker_listen = null_if_empty(c->worker_listen);
    c->database_direct = null_if_empty(c->database_direct);
    c->theme_dir = null_if_empty(c->theme_dir);
    c->keymap = null_if_empty(c->keymap);
    c->language = null_if_empty(c->language);
    c->log_file = file_or_none(a, c->log_file, "hotspot-console.log");
    c->audit_file = file_or_none(a, c->audit_file, "audit.jsonl");
    c->history_file = file_or_none(a, c->history_file, "filters");
    c->views_file = file_or_none(a, c->views_file, "views");
}

static bool check_mark_prefix(const struct config *c, struct error *e)
{
    if (*c->mark_prefix && !strpbrk(c->mark_prefix, "|=\"\\ "))
        return true;
    error_set(e, ERR_CONFIG, "mark_prefix can't be used", "`%s`", c->mark_prefix);
    return error_hint(e, "a word without blanks, quotes, | and =");
}

static bool check_portal_url(const struct config *c, struct error *e)
{
    const char *url = c->portal_url;
    if (!url || !*url)
        return true;
    size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
    if (scheme && url[scheme] && url[scheme] != '/' && !strpbrk(url, " \t\r\n@?#"))
        return true;
    error_set(e, ERR_CONFIG, "portal_url can't be used", "`%s`", url);
    return error_hint(e, "the portal's address, as a browser on this host would open it: https://portal.example");
}

/* file NULL: the defaults alone. */
static const struct config *load(struct arena *a, const char *file, struct error *e)
{
    struct draft *d = ARENA_NEW(a, struct draft);

    if (!read_defaults(a, d, e))
        return NULL;
    size_t defaults = d->keys.count;
    if (file && !read_file(a, file, d, e))
        return NULL;
    if (!add_keymap(a, d, defaults, e))
        return NULL;
    d->config.path = file;
    if (!finish_routers(a, d, e) || !config_gateways_finish(a, &d->gateways, &d->config, e) ||
        !config_printers_finish(a, &d->printers, &d->config, e) ||
        !check_mark_prefix(&d->config, e) || !check_portal_url(&d->config, e))
        return NULL;
    finish(a, d);
    return &d->config;
}

const struct config *config_load(struct arena *a, const char *path, struct error *e)
{
    return load(a, path ? arena_strdup(a, path) : config_found(a), e);
}

const struct config *config_defaults(struct arena *a, struct error *e)
{
    return load(a, NULL, e);
}

bool config_is_private(const struct config *c, struct error *e)
{
    const struct config_place *p = &c->public_password;
    if (!p->setting)
        return true;
    config_place_error(e, &(struct setting_place){ .file = p->file, .line = p->line }, "others can read the password in `%s`",
                       p->setting);
    return error_hint(e, "chmod o-r %s, or name a file of its own by passfile=", p->file);
}

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *texts_json(const char *const *texts)
{
    json_t *list = json_array();
    for (; *texts; texts++)
        json_array_append_new(list, json_string(*texts));
    return list;
}

bool config_midtrans_is_snap(const struct config_midtrans *m, const char *by_setting)
{
    const char *mode = m->mode ? m->mode : by_setting;
    return mode && strcmp(mode, "snap") == 0;
}

const struct config_xendit *config_find_xendit(const struct config *c, const char *brand)
{
    for (size_t i = 0; i < c->xendit_count; i++)
        if (strcmp(c->xendit[i].brand, brand) == 0)
            return &c->xendit[i];
    return NULL;
}

const struct config_printer *config_find_printer(const struct config *c, const char *name)
{
    for (size_t i = 0; i < c->printer_count; i++)
        if (strcmp(c->printers[i].name, name) == 0)
            return &c->printers[i];
    return NULL;
}

static json_t *routers_json(const struct config *c)
{
    json_t *list = json_array();
    for (size_t i = 0; i < c->router_count; i++) {
        const struct config_router *r = &c->routers[i];
        json_t *o = json_object();
        json_object_set_new(o, "name", json_string(r->name));
        json_object_set_new(o, "host", json_string(r->host));
        json_object_set_new(o, "port", json_integer(r->port));
        json_object_set_new(o, "tls", json_boolean(r->tls));
        json_object_set_new(o, "insecure", json_boolean(r->insecure));
        json_object_set_new(o, "ca_file", text_or_null(r->ca_file));
        json_object_set_new(o, "pinned_key", text_or_null(r->pinned_key));
        json_object_set_new(o, "user", json_string(r->user));
        json_object_set_new(o, "servers", texts_json(r->servers));
        json_object_set_new(o, "window", json_integer(r->window));
        json_object_set_new(o, "rate", json_integer(r->rate_per_s));
        json_object_set_new(o, "deadline_ms", json_integer(r->deadline_ms));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *ui_json(const struct config *c)
{
    json_t *o = json_object();
    json_object_set_new(o, "theme", text_or_null(c->theme));
    json_object_set_new(o, "theme_dir", text_or_null(c->theme_dir));
    json_object_set_new(o, "keymap", text_or_null(c->keymap));
    json_object_set_new(o, "language", text_or_null(c->language));
    json_object_set_new(o, "mouse", json_boolean(c->mouse));
    json_object_set_new(o, "bell", json_boolean(c->bell));
    json_object_set_new(o, "ascii", json_boolean(c->ascii));
    json_object_set_new(o, "light_cursor", json_string(c->light_cursor));
    json_object_set_new(o, "first_pane", json_string(c->first_pane));
    json_object_set_new(o, "refresh_s", json_integer(c->refresh_s));
    return o;
}

static json_t *backup_json(struct arena *a, const struct config_backup *b)
{
    json_t *recipients = json_array();
    for (const char *const *r = b->recipients; *r; r++)
        json_array_append_new(recipients, json_string(*r));
    json_t *o = json_pack("{s:s,s:s,s:o}", "folder", b->folder, "programs", b->programs, "recipients", recipients);
    json_object_set_new(o, "identity_file", text_or_null(b->identity_file));
    if (b->database)
        json_object_set_new(o, "database", json_string(secret_hide_in_conninfo(a, b->database)));
    return o;
}

char *config_json(struct arena *a, const struct config *c)
{
    json_t *o = json_object(), *worker = json_object();
    json_object_set_new(o, "config_file", text_or_null(c->path));
    json_object_set_new(o, "database", json_string(secret_hide_in_conninfo(a, c->database)));
    if (c->database_direct)
        json_object_set_new(o, "database_direct", json_string(secret_hide_in_conninfo(a, c->database_direct)));
    json_object_set_new(o, "routers", routers_json(c));
    config_gateways_json(c, o);
    json_object_set_new(o, "printers", config_printers_json(c));
    json_object_set_new(o, "backup", backup_json(a, &c->backup));
    json_object_set_new(o, "sheets_dir", text_or_null(c->sheets_dir));
    json_object_set_new(o, "templates_dir", text_or_null(c->templates_dir));
    json_object_set_new(worker, "listen", text_or_null(c->worker_listen));
    json_object_set_new(o, "worker", worker);
    json_object_set_new(o, "ui", ui_json(c));
    json_object_set_new(o, "log_file", text_or_null(c->log_file));
    json_object_set_new(o, "audit_file", text_or_null(c->audit_file));
    json_object_set_new(o, "audit_key_file", text_or_null(c->audit_key_file));
    json_object_set_new(o, "history_file", text_or_null(c->history_file));
    json_object_set_new(o, "views_file", text_or_null(c->views_file));
    json_object_set_new(o, "portal_url", text_or_null(c->portal_url));
    json_object_set_new(o, "mark_prefix", json_string(c->mark_prefix));
    json_object_set_new(o, "read_only", json_boolean(c->read_only));

    char *text = json_dumps(o, JSON_COMPACT);
    char *copy = arena_strdup(a, text ? text : "{}");
    free(text);
    json_decref(o);
    return copy;
}
