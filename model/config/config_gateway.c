/* Gateways and messengers in the configuration: their settings, and what must hold of them. */
#include "model/config/config_gateway.h"

#include "base/arena.h"
#include "model/config/config_secret.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_PREFIX = 12,
    LONGEST_NPWP = 16,
    DIGITS_OF_TKU = 6
};

#define FIELD(record, member) offsetof(struct record, member)
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXT(key, record, member)                                                                                      \
    {                                                                                                                  \
        .name = key, .type = SETTING_TEXT, .offset = FIELD(record, member)                                             \
    }
#define SECRET(key, record, member)                                                                                    \
    { .name = key "_file", .type = SETTING_FILE, .offset = FIELD(record, member.file) },                               \
    {                                                                                                                  \
        .name = key "_env", .type = SETTING_TEXT, .offset = FIELD(record, member.env)                                  \
    }
/* What every one of them has. */
#define TRANSPORT(record)                                                                                              \
    { .name = "ca_file", .type = SETTING_FILE, .offset = FIELD(record, made.ca_file) },                                \
        { .name = "insecure", .type = SETTING_BOOL, .offset = FIELD(record, made.insecure) },                          \
    {                                                                                                                  \
        .name = "deadline_ms", .type = SETTING_INT, .offset = FIELD(record, made.deadline_ms), .minimum = 100,         \
        .maximum = 60000                                                                                               \
    }

/* Where a secret is read from: one of them. */
struct secret_source {
    const char *file, *env;
};

struct midtrans_draft {
    struct config_midtrans made;
    struct secret_source server_key, signature_key;
};

struct xendit_draft {
    struct config_xendit made;
    const char *mode;
    struct secret_source secret_key, callback_token;
};

struct telegram_draft {
    struct config_telegram made;
    struct secret_source token;
};

struct whatsapp_draft {
    struct config_whatsapp made;
    struct secret_source token;
};

static const char *const nobody[] = { NULL };
static const char *const midtrans_modes[] = { "snap", "core_api", NULL };

static const struct midtrans_draft midtrans_fallback = {
    .made = { .snap_url = "https://app.midtrans.com", .core_url = "https://api.midtrans.com" },
};
static const struct setting midtrans_settings[] = {
    { .name = "mode", .type = SETTING_TEXT, .offset = FIELD(midtrans_draft, made.mode), .choices = midtrans_modes },
    TEXT("snap_url", midtrans_draft, made.snap_url),
    TEXT("core_url", midtrans_draft, made.core_url),
    SECRET("server_key", midtrans_draft, server_key),
    SECRET("signature_key", midtrans_draft, signature_key),
    TEXT("finish_url", midtrans_draft, made.finish_url),
    TRANSPORT(midtrans_draft),
};
const struct setting_group config_midtrans_group = { .name = "midtrans",
                                                     .settings = midtrans_settings,
                                                     .count = COUNT(midtrans_settings),
                                                     .size = sizeof(struct midtrans_draft),
                                                     .fallback = &midtrans_fallback };

static const char *const taxes[] = { "none", "ppn_2025", "percent", NULL };
static const char *const xendit_modes[] = { "invoice", "session", NULL };
static const struct xendit_draft xendit_fallback = {
    .made = { .url = "https://api.xendit.co", .tax = "percent", .tax_percent = "11", .pkp_tku = "000000" },
    .mode = "invoice"
};
static const struct setting xendit_settings[] = {
    { .name = "brand", .type = SETTING_TEXT, .offset = FIELD(xendit_draft, made.brand), .is_required = true },
    TEXT("url", xendit_draft, made.url),
    SECRET("secret_key", xendit_draft, secret_key),
    SECRET("callback_token", xendit_draft, callback_token),
    { .name = "mode", .type = SETTING_TEXT, .offset = FIELD(xendit_draft, mode), .choices = xendit_modes },
    TEXT("prefix", xendit_draft, made.prefix),
    { .name = "tax", .type = SETTING_TEXT, .offset = FIELD(xendit_draft, made.tax), .choices = taxes },
    { .name = "tax_percent", .type = SETTING_DECIMAL, .offset = FIELD(xendit_draft, made.tax_percent) },
    { .name = "tax_included", .type = SETTING_BOOL, .offset = FIELD(xendit_draft, made.tax_included) },
    TEXT("pkp_npwp", xendit_draft, made.pkp_npwp),
    TEXT("pkp_tku", xendit_draft, made.pkp_tku),
    TRANSPORT(xendit_draft),
};
const struct setting_group config_xendit_group = { .name = "xendit",
                                                   .settings = xendit_settings,
                                                   .count = COUNT(xendit_settings),
                                                   .size = sizeof(struct xendit_draft),
                                                   .fallback = &xendit_fallback };

static const struct telegram_draft telegram_fallback = {
    .made = { .url = "https://api.telegram.org", .admin_chats = nobody },
};
static const struct setting telegram_settings[] = {
    TEXT("url", telegram_draft, made.url),
    SECRET("token", telegram_draft, token),
    { .name = "admin_chats", .type = SETTING_TEXTS, .offset = FIELD(telegram_draft, made.admin_chats) },
    TRANSPORT(telegram_draft),
};
const struct setting_group config_telegram_group = { .name = "telegram",
                                                     .settings = telegram_settings,
                                                     .count = COUNT(telegram_settings),
                                                     .size = sizeof(struct telegram_draft),
                                                     .fallback = &telegram_fallback };

static const struct setting whatsapp_settings[] = {
    { .name = "url", .type = SETTING_TEXT, .offset = FIELD(whatsapp_draft, made.url), .is_required = true },
    SECRET("token", whatsapp_draft, token),
    TEXT("phone_field", whatsapp_draft, made.phone_field),
    TEXT("message_field", whatsapp_draft, made.message_field),
    TRANSPORT(whatsapp_draft),
};
const struct setting_group config_whatsapp_group = { .name = "whatsapp",
                                                     .settings = whatsapp_settings,
                                                     .count = COUNT(whatsapp_settings),
                                                     .size = sizeof(struct whatsapp_draft) };

/* Leaves secret NULL where none is named. */
static bool read_secret(struct arena *a, const char *what, const struct secret_source *from, const char **secret,
                        const struct setting_place *place, struct error *e)
{
    if (from->file && from->env)
        return config_place_error(e, place, "%s is named twice: by a file and by a variable", what);
    if (!from->file && !from->env)
        return true;
    *secret = from->file ? secret_from_file(a, what, from->file, e) : secret_from_environment(a, what, from->env, e);
    return *secret != NULL;
}

static bool need_secret(struct arena *a, const char *what, const char *key, const struct secret_source *from,
                        const char **secret, const struct setting_place *place, struct error *e)
{
    if (!read_secret(a, what, from, secret, place, e))
        return false;
    if (*secret)
        return true;
    config_place_error(e, place, "%s is missing", what);
    return error_hint(e, "set either %s_file or %s_env", key, key);
}

/* An address of the web, its slash at the end taken away. */
static bool check_url(struct arena *a, const char *name, const char **url, const struct setting_place *place,
                      struct error *e)
{
    size_t scheme = strncmp(*url, "https://", 8) == 0 ? 8 : strncmp(*url, "http://", 7) == 0 ? 7 : 0;
    size_t length = strlen(*url);
    if (!scheme || !(*url)[scheme] || strpbrk(*url, " \t\r\n@")) {
        config_place_error(e, place, "setting `%s` is no address", name);
        return error_hint(e, "it begins with https:// and holds no user and no blank");
    }
    while (length > scheme + 1 && (*url)[length - 1] == '/')
        length--;
    *url = arena_copy(a, *url, length);
    return true;
}

static bool finish_midtrans(struct arena *a, const struct setting_list *list, struct config *config, struct error *e)
{
    struct midtrans_draft *d = (struct midtrans_draft *)(void *)list->records;
    const struct setting_place *place = list->places;
    if (!list->count)
        return true;
    if (!check_url(a, "midtrans.snap_url", &d->made.snap_url, place, e) ||
        !check_url(a, "midtrans.core_url", &d->made.core_url, place, e) ||
        !need_secret(a, "the server key of Midtrans", "server_key", &d->server_key, &d->made.server_key, place, e) ||
        !read_secret(a, "the signature key of Midtrans", &d->signature_key, &d->made.signature_key, place, e))
        return false;
    config->midtrans = &d->made;
    return true;
}

/* What a secret key of Xendit begins with where money moves. */
static const char live_key[] = "xnd_production_";
static const char digits_and_capitals[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* It names the target of what is queued for it, behind a colon. */
static bool check_brand(const char *brand, const struct setting_place *place, struct error *e)
{
    size_t allowed = strspn(brand, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    if (!brand[allowed] && allowed <= 30)
        return true;
    config_place_error(e, place, "the brand `%s` can't be used", brand);
    return error_hint(e, "at most 30 letters, digits, dashes and underscores");
}

static const char *prefix_of(struct arena *a, const char *brand)
{
    struct strbuf made = { .arena = a };
    for (const char *c = brand; *c && made.length < MOST_PREFIX; c++) {
        char capital = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
        if (strchr(digits_and_capitals, capital))
            strbuf_add_bytes(&made, &capital, 1);
    }
    return strbuf_text(&made);
}

/* Without one it is what the brand's name gives. */
static bool finish_prefix(struct arena *a, struct config_xendit *x, const struct setting_place *place, struct error *e)
{
    const char *prefix = x->prefix ? x->prefix : prefix_of(a, x->brand);
    size_t length = strspn(prefix, digits_and_capitals);
    if (!length || prefix[length] || length > MOST_PREFIX) {
        config_place_error(e, place, "brand %s: the prefix `%s` can't be used", x->brand, prefix);
        return error_hint(e, "set prefix to at most %d capital letters and digits", MOST_PREFIX);
    }
    x->prefix = prefix;
    return true;
}

/* A number as its office writes it, "01.234.567.8-901.000"; of fifteen digits it is the one of sixteen without its 0.
 */
static bool finish_npwp(struct arena *a, struct config_xendit *x, const struct setting_place *place, struct error *e)
{
    struct strbuf digits = { .arena = a };
    for (const char *c = x->pkp_npwp; c && *c; c++) {
        if (*c >= '0' && *c <= '9')
            strbuf_add_bytes(&digits, c, 1);
        else if (!strchr(".- ", *c))
            return config_place_error(e, place, "brand %s: pkp_npwp is no NPWP", x->brand);
    }
    if (x->pkp_npwp && digits.length != LONGEST_NPWP && digits.length != LONGEST_NPWP - 1) {
        config_place_error(e, place, "brand %s: pkp_npwp is no NPWP", x->brand);
        return error_hint(e, "it has 16 digits, or 15 where it is an older one");
    }
    if (x->pkp_npwp)
        x->pkp_npwp = arena_printf(a, "%s%s", digits.length < LONGEST_NPWP ? "0" : "", strbuf_text(&digits));
    if (strlen(x->pkp_tku) == DIGITS_OF_TKU && strspn(x->pkp_tku, "0123456789") == DIGITS_OF_TKU)
        return true;
    return config_place_error(e, place, "brand %s: pkp_tku has six digits, 000000 for the head office", x->brand);
}

/* Only who is registered for PPN may charge it. */
static bool check_ppn(const struct config_xendit *x, const struct setting_place *place, struct error *e)
{
    if (strcmp(x->tax, "ppn_2025") != 0 || x->pkp_npwp)
        return true;
    config_place_error(e, place, "brand %s: PPN may be charged by a PKP only", x->brand);
    return error_hint(e, "set pkp_npwp to the NPWP by which it is registered, or tax = \"none\"");
}

static bool check_tax(const struct config_xendit *x, const struct setting_place *place, struct error *e)
{
    const char *point = strchr(x->tax_percent, '.');
    long whole = strtol(x->tax_percent, NULL, 10);
    bool has_part = point && point[1 + strspn(point + 1, "0")];
    return whole < 100 || (whole == 100 && !has_part) ||
           config_place_error(e, place, "brand %s: tax_percent is beyond 100", x->brand);
}

static bool is_known_prefix(const struct config_xendit *brands, size_t count, const char *prefix)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(brands[i].prefix, prefix) == 0)
            return true;
    return false;
}

static bool is_known_brand(const struct config_xendit *brands, size_t count, const char *brand)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(brands[i].brand, brand) == 0)
            return true;
    return false;
}

/* One entry, beside those before it. */
static bool finish_brand(struct arena *a, struct xendit_draft *d, const struct setting_place *place,
                         const struct config_xendit *before, size_t count, struct error *e)
{
    const char *key = arena_printf(a, "the secret key of Xendit, brand %s", d->made.brand);
    const char *token = arena_printf(a, "the callback token of Xendit, brand %s", d->made.brand);
    if (!check_url(a, "xendit.url", &d->made.url, place, e) ||
        !need_secret(a, key, "secret_key", &d->secret_key, &d->made.secret_key, place, e) ||
        !read_secret(a, token, &d->callback_token, &d->made.callback_token, place, e))
        return false;
    d->made.is_session = strcmp(d->mode, "session") == 0;
    d->made.is_live = strncmp(d->made.secret_key, live_key, sizeof live_key - 1) == 0;
    if (is_known_brand(before, count, d->made.brand))
        return config_place_error(e, place, "two entries of xendit have the brand `%s`", d->made.brand);
    if (!check_brand(d->made.brand, place, e) || !finish_prefix(a, &d->made, place, e) ||
        !check_tax(&d->made, place, e) || !finish_npwp(a, &d->made, place, e) || !check_ppn(&d->made, place, e))
        return false;
    if (!is_known_prefix(before, count, d->made.prefix))
        return true;
    config_place_error(e, place, "two brands of xendit have the prefix `%s`", d->made.prefix);
    return error_hint(e, "set prefix in one of them: it begins the numbers of a brand's invoices");
}

static bool finish_xendit(struct arena *a, const struct setting_list *list, struct config *config, struct error *e)
{
    struct xendit_draft *drafts = (struct xendit_draft *)(void *)list->records;
    struct config_xendit *made = ARENA_ARRAY(a, struct config_xendit, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        if (!finish_brand(a, &drafts[i], &list->places[i], made, i, e))
            return false;
        made[i] = drafts[i].made;
    }
    config->xendit = made;
    config->xendit_count = list->count;
    return true;
}

static bool finish_telegram(struct arena *a, const struct setting_list *list, struct config *config, struct error *e)
{
    struct telegram_draft *d = (struct telegram_draft *)(void *)list->records;
    if (!list->count)
        return true;
    if (!check_url(a, "telegram.url", &d->made.url, list->places, e) ||
        !need_secret(a, "the token of Telegram's bot", "token", &d->token, &d->made.token, list->places, e))
        return false;
    config->telegram = &d->made;
    return true;
}

static bool finish_whatsapp(struct arena *a, const struct setting_list *list, struct config *config, struct error *e)
{
    struct whatsapp_draft *d = (struct whatsapp_draft *)(void *)list->records;
    if (!list->count)
        return true;
    if (!check_url(a, "whatsapp.url", &d->made.url, list->places, e) ||
        !need_secret(a, "the token of the WhatsApp gateway", "token", &d->token, &d->made.token, list->places, e))
        return false;
    config->whatsapp = &d->made;
    return true;
}

bool config_gateways_finish(struct arena *a, const struct gateway_drafts *d, struct config *config, struct error *e)
{
    return finish_midtrans(a, &d->midtrans, config, e) && finish_xendit(a, &d->xendit, config, e) &&
           finish_telegram(a, &d->telegram, config, e) && finish_whatsapp(a, &d->whatsapp, config, e);
}

static void add_transport(json_t *o, const char *ca_file, bool insecure)
{
    json_object_set_new(o, "ca_file", ca_file ? json_string(ca_file) : json_null());
    json_object_set_new(o, "insecure", json_boolean(insecure));
}

static json_t *midtrans_json(const struct config_midtrans *m)
{
    if (!m)
        return json_null();
    json_t *o = json_pack("{s:s,s:s,s:s,s:s?}", "mode", m->mode ? m->mode : "by setting", "snap_url", m->snap_url,
                          "core_url", m->core_url, "finish_url", m->finish_url);
    add_transport(o, m->ca_file, m->insecure);
    return o;
}

static json_t *xendit_json(const struct config *c)
{
    json_t *list = json_array();
    for (size_t i = 0; i < c->xendit_count; i++) {
        const struct config_xendit *x = &c->xendit[i];
        json_t *o = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:s?,s:s,s:s}", "brand", x->brand, "url", x->url, "mode",
                              x->is_session ? "session" : "invoice", "prefix", x->prefix, "tax", x->tax, "tax_percent",
                              x->tax_percent, "tax_included", x->tax_included, "pkp_npwp", x->pkp_npwp, "pkp_tku",
                              x->pkp_tku, "key_kind", x->is_live ? "live" : "test");
        add_transport(o, c->xendit[i].ca_file, c->xendit[i].insecure);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *telegram_json(const struct config_telegram *t)
{
    if (!t)
        return json_null();
    json_t *chats = json_array();
    for (const char *const *chat = t->admin_chats; *chat; chat++)
        json_array_append_new(chats, json_string(*chat));
    json_t *o = json_pack("{s:s,s:o}", "url", t->url, "admin_chats", chats);
    add_transport(o, t->ca_file, t->insecure);
    return o;
}

static json_t *whatsapp_json(const struct config_whatsapp *w)
{
    if (!w)
        return json_null();
    json_t *o =
        json_pack("{s:s,s:s?,s:s?}", "url", w->url, "phone_field", w->phone_field, "message_field", w->message_field);
    add_transport(o, w->ca_file, w->insecure);
    return o;
}

void config_gateways_json(const struct config *config, json_t *object)
{
    json_object_set_new(object, "midtrans", midtrans_json(config->midtrans));
    json_object_set_new(object, "xendit", xendit_json(config));
    json_object_set_new(object, "telegram", telegram_json(config->telegram));
    json_object_set_new(object, "whatsapp", whatsapp_json(config->whatsapp));
}
