/* A router: its address, the key that it shows, our account on it; and what has to be typed there before. */
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/config/config.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/setup/step.h"
#include "net/ros.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME,
    ADDRESS,
    USER,
    PASSWORD,
    SERVERS,
    PIN,
    CA_FILE,
    TLS
};

enum {
    PORT_TLS = 8729,
    PORT_PLAIN = 8728,
    DEADLINE_MS = 8000
};

static const char *const yes_no[] = { "yes", "no", NULL };

static const struct action_arg args[] = {
    { .name = "name",
      .label = N_("Name"),
      .help = N_("how panes, filters and marks call it: letters, digits, dots, dashes"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 32 },
    { .name = "address",
      .label = N_("Address"),
      .help = N_("host name or IP address; :PORT where its api-ssl is not at 8729"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 260 },
    { .name = "user",
      .label = N_("Account"),
      .help = N_("the account that was made for the console on it"),
      .type = ARG_TEXT,
      .is_required = true,
      .maximum = 64 },
    { .name = "password",
      .label = N_("Password"),
      .help = N_("kept in a file of its own; empty: the one that is there stays"),
      .type = ARG_TEXT,
      .is_secret = true,
      .maximum = 200 },
    { .name = "servers",
      .label = N_("Servers"),
      .help = N_("hotspot servers on it, with commas between; empty: customers without a router go to the first one"),
      .type = ARG_TEXT,
      .may_clear = true,
      .maximum = 400 },
    { .name = "pin",
      .label = N_("Key"),
      .help = N_("sha256//…: the only key that is accepted; first: the one that it shows now; -: by ca_file"),
      .type = ARG_TEXT,
      .may_clear = true,
      .maximum = 64 },
    { .name = "ca_file",
      .label = N_("Authority"),
      .help = N_("file of the authority that signed its certificate, in place of a key"),
      .type = ARG_TEXT,
      .may_clear = true,
      .maximum = 400 },
    { .name = "tls",
      .label = N_("TLS"),
      .help = N_("no: the password goes in clear text"),
      .type = ARG_CHOICE,
      .choices = yes_no },
};

static const struct action form = STEP_FIELDS("router", args);

static const struct config_router *find_router(const struct setup *s, const char *name)
{
    for (size_t i = 0; name && i < s->config->router_count; i++)
        if (strcmp(s->config->routers[i].name, name) == 0)
            return &s->config->routers[i];
    return NULL;
}

static const char *names_of(struct setup *s, const char *const *names)
{
    struct strbuf out = { .arena = s->arena };
    for (; *names; names++)
        strbuf_printf(&out, "%s%s", out.length ? ", " : "", *names);
    return strbuf_text(&out);
}

static bool look(struct setup *s, struct setup_look *found, struct error *e)
{
    struct strbuf out = { .arena = s->arena };
    if (s->config_error.code != ERR_NONE) {
        *e = s->config_error;
        return false;
    }
    if (!s->config->router_count)
        found->state = SETUP_MISSING;
    for (size_t i = 0; i < s->config->router_count; i++)
        strbuf_printf(&out, "%s%s (%s)", i ? ", " : "", s->config->routers[i].name, s->config->routers[i].host);
    found->what = out.length ? strbuf_text(&out) : _("none is configured yet");
    return true;
}

static bool fill(struct setup *s, const char **values, struct error *e)
{
    const struct config_router *first = s->config->router_count ? &s->config->routers[0] : NULL;
    const struct config_router *r = values[NAME] ? find_router(s, values[NAME]) : first;
    (void)e;
    if (!values[NAME])
        values[NAME] = r ? r->name : "main";
    values[USER] = r ? r->user : "console";
    if (!r)
        return true;
    bool bare_ipv6 = strchr(r->host, ':') != NULL;
    values[ADDRESS] =
        r->port == PORT_TLS ? r->host : arena_printf(s->arena, bare_ipv6 ? "[%s]:%d" : "%s:%d", r->host, r->port);
    values[SERVERS] = *r->servers ? names_of(s, r->servers) : NULL;
    values[PIN] = r->pinned_key;
    values[CA_FILE] = r->ca_file;
    values[TLS] = r->tls ? NULL : "no";
    return true;
}

/* --- what was typed, as a connection --- */

static bool wrong(struct error *e, const char *field, const char *why)
{
    return error_set(e, ERR_USAGE, _("this does not fit"), "%s=: %s", field, why);
}

static bool take_port(const char *text, int *port, struct error *e)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*end || end == text || number < 1 || number > 65535)
        return wrong(e, "address", _("a port is a number from 1 to 65535"));
    *port = (int)number;
    return true;
}

/* "10.0.0.1", "10.0.0.1:8729", "[fe80::1]:8729", "fe80::1". */
static bool take_address(struct setup *s, const char *text, struct ros_config *c, struct error *e)
{
    const char *colon = strrchr(text, ':'), *bracket = strrchr(text, ']');
    bool is_bare_ipv6 = *text != '[' && colon && strchr(text, ':') != colon;
    c->host = text;
    if (strpbrk(text, " /@"))
        return wrong(e, "address", _("host name or IP address; :PORT where its api-ssl is not at 8729"));
    if (*text == '[' && bracket)
        c->host = arena_copy(s->arena, text + 1, (size_t)(bracket - text - 1));
    if (!colon || is_bare_ipv6 || (bracket && bracket > colon))
        return true;
    if (*text != '[')
        c->host = arena_copy(s->arena, text, (size_t)(colon - text));
    return take_port(colon + 1, &c->port, e);
}

static bool check_name(const char *name, struct error *e)
{
    size_t fits = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");
    return !name[fits] || wrong(e, "name", _("at most 32 letters, digits, dots, dashes and underscores"));
}

static bool is_given(const char *value)
{
    return value && *value && strcmp(value, "-") != 0;
}

static bool read_wish(struct setup *s, const char *const *values, struct ros_config *c, struct error *e)
{
    const struct config_router *present = find_router(s, values[NAME]);
    *c = (struct ros_config){ .name = values[NAME],
                              .user = values[USER],
                              .password = values[PASSWORD] ? values[PASSWORD]
                                          : present        ? present->password
                                                           : NULL,
                              .tls = !values[TLS] || strcmp(values[TLS], "no") != 0,
                              .pinned_key = is_given(values[PIN]) ? values[PIN] : NULL,
                              .ca_file = is_given(values[CA_FILE]) ? values[CA_FILE] : NULL,
                              .deadline_ms = DEADLINE_MS };
    c->port = c->tls ? PORT_TLS : PORT_PLAIN;
    if (!check_name(c->name, e) || !take_address(s, values[ADDRESS], c, e))
        return false;
    if (!c->tls)
        c->pinned_key = c->ca_file = NULL;
    if (!c->password)
        return error_set(e, ERR_USAGE, _("an argument is missing"), _("the password of the account %s"), c->user);
    return !c->pinned_key || strcmp(c->pinned_key, "first") == 0 || strncmp(c->pinned_key, "sha256//", 8) == 0 ||
           wrong(e, "pin", _("it begins with sha256//"));
}

static void interrupt_ros(void *ros)
{
    ros_interrupt(ros);
}

/* --- the key that it shows --- */

static void say_certificate(struct setup *s, const struct ros_certificate *c)
{
    setup_say(s, SETUP_PLAIN, _("the router shows a certificate for %s, valid until %s"), c->subject, c->until);
    setup_say(s, SETUP_PLAIN, _("its fingerprint, as /certificate print detail has it:"));
    setup_say(s, SETUP_COPY, "%.32s", c->fingerprint);
    setup_say(s, SETUP_COPY, "%s", c->fingerprint + 32);
    if (c->is_over)
        setup_say(s, SETUP_BAD, _("by this host's clock that day has passed"));
}

static bool look_at_certificate(struct setup *s, struct ros *ros, struct ros_certificate *c, struct error *e)
{
    bool ok = setup_wait_for(s->wait, interrupt_ros, ros) ? ros_look_at_certificate(ros, c, e) : setup_is_over(e);
    setup_wait_for(s->wait, NULL, NULL);
    return ok;
}

/* Nobody has said yet which key is the router's: whoever sees it says whether it is that one. */
static bool ask_for_key(struct setup *s, const char *known, const struct ros_certificate *c)
{
    say_certificate(s, c);
    if (known)
        setup_say(s, SETUP_BAD, _("it is not the key that was pinned: %s"), known);
    s->question = (struct setup_question){
        .text = known ? _("It shows ANOTHER key than before. Was its certificate renewed, and is this the router's?")
                      : _("Is this the router's key? It is pinned, and no other is accepted from then on."),
        .field = "pin",
        .value = arena_strdup(s->arena, c->pin),
    };
    return true;
}

/* --- what it says --- */

/* One property of one menu; of several rows their values one behind the other. */
struct asking {
    struct arena *arena;
    const char *property;
    struct strbuf found;
};

static bool take_value(void *ctx, const struct ros_row *row)
{
    struct asking *asking = ctx;
    const char *value = ros_value_text(asking->arena, row, asking->property);
    if (value)
        strbuf_printf(&asking->found, "%s%s", asking->found.length ? ", " : "", text_safe_copy(asking->arena, value));
    return true;
}

/* "" where the router refuses it or has none; NULL and e where the connection ended. */
static const char *ask(struct setup *s, struct ros *ros, const char *path, const char *property, const char *query,
                       struct error *e)
{
    struct asking asking = { s->arena, property, { .arena = s->arena } };
    struct error failure = { .code = ERR_NONE };
    if (ros_print(ros, path, property, &query, query != NULL, take_value, &asking, NULL, &failure) ||
        failure.code == ERR_REFUSED)
        return strbuf_text(&asking.found);
    if (e)
        *e = failure;
    return NULL;
}

static bool check_policies(struct setup *s, struct ros *ros, const struct ros_config *c, struct error *e)
{
    const char *group = ask(s, ros, "/user", "group", arena_printf(s->arena, "?name=%s", c->user), e);
    const char *policies =
        group && *group ? ask(s, ros, "/user/group", "policy", arena_printf(s->arena, "?name=%s", group), e) : group;
    if (!policies)
        return false;
    const char *lacks = *policies ? router_lacking_policies(s->arena, policies) : NULL;
    if (!lacks || !*lacks)
        return true;
    error_set(e, ERR_REFUSED, _("the account may do too little there"), _("group %s lacks %s"), group, lacks);
    return error_hint(e, "/user group set %s policy=api,read,write,sensitive", group);
}

static bool ask_all(struct setup *s, struct ros *ros, const struct ros_config *c, struct error *e)
{
    const char *identity = ask(s, ros, "/system/identity", "name", NULL, e);
    const char *version = identity ? ask(s, ros, "/system/resource", "version", NULL, e) : NULL;
    if (!version)
        return false;
    setup_say(s, SETUP_GOOD, _("logged in: %s, RouterOS %s"), identity, version);
    if (!check_policies(s, ros, c, e))
        return false;
    const char *hotspots = ask(s, ros, "/ip/hotspot", "name", NULL, e);
    if (!hotspots)
        return false;
    if (*hotspots)
        setup_say(s, SETUP_GOOD, _("hotspot servers there: %s"), hotspots);
    else
        setup_say(s, SETUP_BAD, _("no hotspot server is there yet: /ip hotspot setup makes one"));
    return true;
}

static bool log_in(struct setup *s, const struct ros_config *c, struct error *e)
{
    struct ros *ros = ros_new(c);
    bool ok =
        setup_wait_for(s->wait, interrupt_ros, ros) ? ros_connect(ros, e) && ask_all(s, ros, c, e) : setup_is_over(e);
    setup_wait_for(s->wait, NULL, NULL);
    ros_free(ros);
    return ok;
}

/* Sets the key that counts; false: it failed, or asks first. */
static bool settle_key(struct setup *s, struct ros_config *c, struct error *e)
{
    struct ros_certificate shown;
    bool is_first = c->pinned_key && strcmp(c->pinned_key, "first") == 0;
    if (!c->tls || (c->ca_file && !c->pinned_key))
        return true;
    struct ros *ros = ros_new(c);
    bool ok = look_at_certificate(s, ros, &shown, e);
    ros_free(ros);
    if (!ok)
        return false;
    if (is_first) {
        say_certificate(s, &shown);
        c->pinned_key = arena_strdup(s->arena, shown.pin);
    } else if (!c->pinned_key || strcmp(c->pinned_key, shown.pin) != 0) {
        ask_for_key(s, c->pinned_key, &shown);
    }
    return true;
}

static bool test(struct setup *s, const char *const *values, struct error *e)
{
    struct ros_config c;
    if (!read_wish(s, values, &c, e))
        return false;
    if (c.tls && c.port == PORT_PLAIN) {
        s->question = (struct setup_question){ _("Port 8728 sends the password in clear text. Use it all the same?"),
                                               "tls", "no" };
        return true;
    }
    if (!settle_key(s, &c, e))
        return false;
    return s->question.text || log_in(s, &c, e);
}

/* --- writing it down --- */

static const char *list_of(struct setup *s, const char *names)
{
    struct strbuf out = { .arena = s->arena };
    strbuf_add(&out, "(");
    while (*names) {
        names += strspn(names, " ,");
        size_t length = strcspn(names, " ,");
        if (length)
            strbuf_printf(&out, "%s%s", out.length > 1 ? ", " : " ",
                          config_quote(s->arena, arena_copy(s->arena, names, length)));
        names += length;
    }
    strbuf_add(&out, " )");
    return strbuf_text(&out);
}

static struct setup_edit edit_of(const char *router, const char *key, const char *value)
{
    return (struct setup_edit){ { .group = "routers", .by = "name", .is = router, .key = key }, value };
}

static const char *quoted(struct setup *s, const char *text)
{
    return text ? config_quote(s->arena, text) : NULL;
}

/* A router whose password comes from the environment goes on so, unless another one was typed. */
static bool apply(struct setup *s, const char *const *values, struct error *e)
{
    struct ros_config c;
    struct setup quiet = *s; /* the test has said it */
    quiet.say = NULL;
    if (!read_wish(s, values, &c, e) || !settle_key(&quiet, &c, e))
        return false;
    const char *file = arena_printf(s->arena, "router-%s.password", c.name);
    const struct setup_secret secret = { file, values[PASSWORD] };
    bool has_password = values[PASSWORD] != NULL;
    bool is_usual = c.port == (c.tls ? PORT_TLS : PORT_PLAIN);
    const struct setup_edit edits[] = {
        edit_of(c.name, "host", quoted(s, c.host)),
        edit_of(c.name, "port", is_usual ? NULL : arena_printf(s->arena, "%d", c.port)),
        edit_of(c.name, "tls", c.tls ? NULL : "false"),
        edit_of(c.name, "pinned_key", quoted(s, c.pinned_key)),
        edit_of(c.name, "ca_file", quoted(s, c.ca_file)),
        edit_of(c.name, "user", quoted(s, c.user)),
        edit_of(c.name, "servers", is_given(values[SERVERS]) ? list_of(s, values[SERVERS]) : NULL),
        edit_of(c.name, "password_file", quoted(s, file)),
        edit_of(c.name, "password_env", NULL),
    };
    return setup_write(s, edits, STEP_COUNT(edits) - (has_password ? 0 : 2), &secret, 1, e);
}

/* --- what has to be typed there --- */

static void paste(struct setup *s, const char *const *values)
{
    const char *user = values[USER] ? values[USER] : "console";
    const char *host =
        values[ADDRESS] ? arena_copy(s->arena, values[ADDRESS], strcspn(values[ADDRESS], ":")) : "10.0.0.1";
    setup_say(s, SETUP_PLAIN,
              _("In a terminal of the router: a certificate, the API over TLS, an account that may do no more "
                "than the console needs. Choose its password yourself."));
    setup_say(s, SETUP_COPY, "/certificate add name=console-api common-name=%s \\", host);
    setup_say(s, SETUP_COPY, "    key-usage=tls-server,key-cert-sign days-valid=3650");
    setup_say(s, SETUP_COPY, "/certificate sign console-api");
    setup_say(s, SETUP_COPY, "/ip service set api-ssl certificate=console-api \\");
    setup_say(s, SETUP_COPY, "    disabled=no");
    setup_say(s, SETUP_COPY, "/user group add name=console \\");
    setup_say(s, SETUP_COPY, "    policy=api,read,write,sensitive");
    setup_say(s, SETUP_COPY, "/user add name=%s group=console password=", user);
    setup_say(s, SETUP_PLAIN,
              _("Then, so that no other host reaches it: /ip service set api-ssl address=THIS-HOST/32"));
}

const struct setup_step setup_step_router = {
    .name = "router",
    .label = N_("Router"),
    .help = N_("The MikroTik router that serves the hotspot, over its API with TLS."),
    .form = &form,
    .asked = 5,
    .look = look,
    .fill = fill,
    .test = test,
    .apply = apply,
    .paste = paste,
};
