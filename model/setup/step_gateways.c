/* The gateways: each is asked something that changes nothing, and that a wrong key is refused for. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/config/config.h"
#include "model/pay/gateways.h"
#include "model/setup/gateway_try.h"
#include "model/setup/step.h"
#include "net/midtrans.h"
#include "net/xendit.h"

#include <string.h>

#define KEY_HELP N_("kept in a file of its own; empty: the one that is there stays")

bool setup_judge(struct setup *s, const struct gateway_result *result, const char *name, const char *secret,
                 struct error *e)
{
    struct context ctx = { .arena = s->arena };
    if (result->verdict == GATEWAY_DONE)
        return true;
    if (!result->http_status && setup_wait_for(s->wait, NULL, NULL) == false)
        return setup_is_over(e);
    error_set(e, result->http_status ? ERR_REFUSED : ERR_UNREACHABLE,
              arena_printf(s->arena, _("%s does not take it"), name), "%s",
              gateways_words_of(&ctx, result, name, secret));
    return error_hint(e, result->http_status
                             ? _("look at the key, and whether it is of the right account: test or live")
                             : _("look at the address, the network and the name server"));
}

bool setup_needs_secret(const char *what, const char *secret, struct error *e)
{
    return secret || error_set(e, ERR_USAGE, _("an argument is missing"), "%s", what);
}

/* --- Midtrans --- */

enum {
    M_KEY,
    M_MODE,
    M_CORE,
    M_SNAP
};

static const char *const midtrans_modes[] = { "core_api", "snap", NULL };

static const struct action_arg midtrans_args[] = {
    { .name = "server_key",
      .label = N_("Server key"),
      .help = KEY_HELP,
      .type = ARG_TEXT,
      .is_secret = true,
      .maximum = 200 },
    { .name = "mode",
      .label = N_("How"),
      .help =
          N_("core_api: QR code or account number stand here; snap: the customer chooses on Midtrans' page; empty: by "
             "the portal's setting"),
      .type = ARG_CHOICE,
      .choices = midtrans_modes },
    { .name = "core_url", .label = N_("Core API"), .help = N_("its address"), .type = ARG_TEXT, .maximum = 200 },
    { .name = "snap_url", .label = N_("Snap"), .help = N_("its address"), .type = ARG_TEXT, .maximum = 200 },
};

static const struct action midtrans_form = STEP_FIELDS("midtrans", midtrans_args);

static bool midtrans_look(struct setup *s, struct setup_look *found, struct error *e)
{
    const struct config_midtrans *m = s->config->midtrans;
    (void)e;
    found->state = m ? SETUP_DONE : SETUP_UNSET;
    found->what = m ? m->core_url : _("payments by customers");
    return true;
}

static bool midtrans_fill(struct setup *s, const char **values, struct error *e)
{
    const struct config_midtrans *m = s->config->midtrans;
    const char *key = values[M_KEY] ? values[M_KEY] : m ? m->server_key : "";
    bool is_sandbox = strncmp(key, "SB-", 3) == 0;
    (void)e;
    values[M_MODE] = m ? m->mode : NULL;
    values[M_CORE] = m && !values[M_KEY] ? m->core_url
                     : is_sandbox        ? "https://api.sandbox.midtrans.com"
                                         : "https://api.midtrans.com";
    values[M_SNAP] = m && !values[M_KEY] ? m->snap_url
                     : is_sandbox        ? "https://app.sandbox.midtrans.com"
                                         : "https://app.midtrans.com";
    return true;
}

static void interrupt_midtrans(void *m)
{
    midtrans_interrupt(m);
}

/* There is no such order: whoever is told that has the right key. */
static bool midtrans_test(struct setup *s, const char *const *values, struct error *e)
{
    const struct config_midtrans *now = s->config->midtrans;
    const char *key = values[M_KEY] ? values[M_KEY] : now ? now->server_key : NULL;
    struct gateway_result result = { .verdict = GATEWAY_UNKNOWN };
    struct midtrans_charge charge;
    if (!setup_needs_secret(_("the server key of Midtrans"), key, e))
        return false;
    struct midtrans *m = midtrans_new(&(struct midtrans_config){ .snap_url = values[M_SNAP],
                                                                 .core_url = values[M_CORE],
                                                                 .server_key = key,
                                                                 .ca_file = now ? now->ca_file : NULL,
                                                                 .insecure = now && now->insecure });
    if (setup_wait_for(s->wait, interrupt_midtrans, m))
        midtrans_status(m, "hotspot-console-setup", s->arena, &charge, &result);
    setup_wait_for(s->wait, NULL, NULL);
    midtrans_free(m);
    if (result.verdict == GATEWAY_REFUSED && strcmp(result.code, "404") == 0)
        result.verdict = GATEWAY_DONE;
    if (!setup_judge(s, &result, "Midtrans", "server_key", e))
        return false;
    setup_say(s, SETUP_GOOD, _("Midtrans takes the key (%s)"), values[M_CORE]);
    return true;
}

static struct setup_edit edit_of(const char *group, const char *key, const char *value)
{
    return (struct setup_edit){ { .group = group, .key = key }, value };
}

static bool midtrans_apply(struct setup *s, const char *const *values, struct error *e)
{
    static const char file[] = "midtrans.key";
    const struct setup_secret secret = { file, values[M_KEY] };
    const struct setup_edit edits[] = {
        edit_of("midtrans", "mode", values[M_MODE] ? config_quote(s->arena, values[M_MODE]) : NULL),
        edit_of("midtrans", "core_url", config_quote(s->arena, values[M_CORE])),
        edit_of("midtrans", "snap_url", config_quote(s->arena, values[M_SNAP])),
        edit_of("midtrans", "server_key_file", config_quote(s->arena, file)),
        edit_of("midtrans", "server_key_env", NULL),
    };
    return setup_write(s, edits, STEP_COUNT(edits) - (values[M_KEY] ? 0 : 2), &secret, 1, e);
}

const struct setup_step setup_step_midtrans = {
    .name = "midtrans",
    .label = N_("Midtrans"),
    .help = N_("Customers pay packages and debt by QR code, bank account or e-wallet."),
    .is_optional = true,
    .form = &midtrans_form,
    .asked = 2,
    .look = midtrans_look,
    .fill = midtrans_fill,
    .test = midtrans_test,
    .apply = midtrans_apply,
};

/* --- Xendit --- */

enum {
    X_BRAND,
    X_KEY,
    X_TOKEN,
    X_URL
};

static const struct action_arg xendit_args[] = {
    { .name = "brand",
      .label = N_("Brand"),
      .help = N_("an account at Xendit each: it begins the numbers of its invoices"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 30 },
    { .name = "secret_key",
      .label = N_("Secret key"),
      .help = KEY_HELP,
      .type = ARG_TEXT,
      .is_secret = true,
      .maximum = 200 },
    { .name = "callback_token",
      .label = N_("Callback"),
      .help = N_("the token by which its notifications are known; without it they are refused"),
      .type = ARG_TEXT,
      .is_secret = true,
      .maximum = 200 },
    { .name = "url", .label = N_("Address"), .help = N_("its address"), .type = ARG_TEXT, .maximum = 200 },
};

static const struct action xendit_form = STEP_FIELDS("xendit", xendit_args);

static const struct config_xendit *present_brand(const struct setup *s, const char *brand)
{
    return brand ? config_find_xendit(s->config, brand) : s->config->xendit_count ? &s->config->xendit[0] : NULL;
}

static bool xendit_look(struct setup *s, struct setup_look *found, struct error *e)
{
    struct strbuf out = { .arena = s->arena };
    (void)e;
    for (size_t i = 0; i < s->config->xendit_count; i++)
        strbuf_printf(&out, "%s%s (%s)", i ? ", " : "", s->config->xendit[i].brand,
                      s->config->xendit[i].is_live ? _("live") : _("test"));
    found->state = out.length ? SETUP_DONE : SETUP_UNSET;
    found->what = out.length ? strbuf_text(&out) : _("monthly invoices");
    return true;
}

static bool xendit_fill(struct setup *s, const char **values, struct error *e)
{
    const struct config_xendit *x = present_brand(s, values[X_BRAND]);
    (void)e;
    if (!values[X_BRAND])
        values[X_BRAND] = x ? x->brand : NULL;
    values[X_URL] = x ? x->url : "https://api.xendit.co";
    return true;
}

static void interrupt_xendit(void *x)
{
    xendit_interrupt(x);
}

/* An invoice that there can't be is looked for. */
static bool xendit_test(struct setup *s, const char *const *values, struct error *e)
{
    const struct config_xendit *now = present_brand(s, values[X_BRAND]);
    const char *key = values[X_KEY] ? values[X_KEY] : now ? now->secret_key : NULL;
    struct gateway_result result = { .verdict = GATEWAY_UNKNOWN };
    struct xendit_invoice invoice;
    bool found;
    if (!setup_needs_secret(_("the secret key of Xendit"), key, e))
        return false;
    struct xendit *x = xendit_new(&(struct xendit_config){ .brand = values[X_BRAND],
                                                           .url = values[X_URL],
                                                           .secret_key = key,
                                                           .ca_file = now ? now->ca_file : NULL,
                                                           .insecure = now && now->insecure });
    if (setup_wait_for(s->wait, interrupt_xendit, x))
        xendit_find(x, "hotspot-console-setup", s->arena, &invoice, &found, &result);
    setup_wait_for(s->wait, NULL, NULL);
    xendit_free(x);
    if (!setup_judge(s, &result, "Xendit", "secret_key", e))
        return false;
    setup_say(s, SETUP_GOOD, _("Xendit takes the key of brand %s"), values[X_BRAND]);
    return true;
}

static struct setup_edit brand_edit(const char *brand, const char *key, const char *value)
{
    return (struct setup_edit){ { .group = "xendit", .by = "brand", .is = brand, .key = key }, value };
}

static bool xendit_apply(struct setup *s, const char *const *values, struct error *e)
{
    const char *brand = values[X_BRAND], *key = arena_printf(s->arena, "xendit-%s.key", brand);
    const char *token = arena_printf(s->arena, "xendit-%s.token", brand);
    const struct setup_secret secrets[] = { { key, values[X_KEY] }, { token, values[X_TOKEN] } };
    struct setup_edit edits[5];
    size_t count = 0;
    edits[count++] = brand_edit(brand, "url", config_quote(s->arena, values[X_URL]));
    if (values[X_KEY]) {
        edits[count++] = brand_edit(brand, "secret_key_file", config_quote(s->arena, key));
        edits[count++] = brand_edit(brand, "secret_key_env", NULL);
    }
    if (values[X_TOKEN]) {
        edits[count++] = brand_edit(brand, "callback_token_file", config_quote(s->arena, token));
        edits[count++] = brand_edit(brand, "callback_token_env", NULL);
    }
    return setup_write(s, edits, count, secrets, 2, e);
}

const struct setup_step setup_step_xendit = {
    .name = "xendit",
    .label = N_("Xendit"),
    .help = N_("Monthly invoices, for customers who pay by the month."),
    .is_optional = true,
    .form = &xendit_form,
    .asked = 3,
    .look = xendit_look,
    .fill = xendit_fill,
    .test = xendit_test,
    .apply = xendit_apply,
};
