/* Devices that are let in or refused, on the router: the list of unauthorised addresses, and bindings that block a MAC.
 * Only entries are removed whose comment has the form of the portal's or of ours: "PREFIX:unauthorized mac=…",
 * "PREFIX:refused mac=…". */
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/effects.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/settings/setting.h"
#include "net/ros.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

static const char list_menu[] = "/ip/firewall/address-list";
static const char binding_menu[] = "/ip/hotspot/ip-binding";

enum {
    MOST_WORDS = 5
};

struct wish {
    struct effect_row *row;
    const char *mac, *address;
    bool lists, blocks;
    const char *foreign; /* an entry in the way that is not ours to remove */
};

struct command {
    struct command *next;
    struct wish *wish;
    const char *words[MOST_WORDS];
    size_t count;
    const char *harmless; /* what the router says where it is so already */
};

struct deed {
    struct context *ctx;
    struct arena *arena;
    const char *router, *list;
    struct wish *wishes;
    size_t count;
    struct command *commands, **last;
    size_t command_count;
};

static const char *text_of(struct arena *a, const json_t *payload, const char *name)
{
    return arena_strdup(a, json_string_value(json_object_get(payload, name)));
}

static void read_wish(struct deed *d, struct effect_row *row)
{
    json_t *payload = json_loads(row->payload ? row->payload : "", 0, NULL);
    const char *given = json_string_value(json_object_get(payload, "mac"));
    char mac[MAC_TEXT];

    row->state = EFFECT_FAILED;
    row->message = "its payload names no MAC";
    if (given && ros_parse_mac(mac, given)) {
        d->wishes[d->count++] = (struct wish){ .row = row,
                                               .mac = arena_strdup(d->arena, mac),
                                               .address = text_of(d->arena, payload, "address"),
                                               .lists = json_is_true(json_object_get(payload, "list")),
                                               .blocks = json_is_true(json_object_get(payload, "block")) };
        row->state = EFFECT_DONE;
        row->message = NULL;
    }
    json_decref(payload);
}

static struct command *add_command(struct deed *d, struct wish *w, const char *path, const char *harmless)
{
    struct command *c = ARENA_NEW(d->arena, struct command);
    *c = (struct command){ .wish = w, .words = { path }, .count = 1, .harmless = harmless };
    *d->last = c;
    d->last = &c->next;
    d->command_count++;
    return c;
}

static void add_word(struct deed *d, struct command *c, const char *name, const char *value)
{
    c->words[c->count++] = arena_printf(d->arena, "=%s=%s", name, value);
}

/* "lpsaring:unauthorized", then nothing or a blank. */
static bool has_form(const struct deed *d, const char *comment, const char *what)
{
    const char *prefix = arena_printf(d->arena, "%s:%s", d->ctx->config->mark_prefix, what);
    size_t n = strlen(prefix);
    return comment && strncmp(comment, prefix, n) == 0 && (!comment[n] || comment[n] == ' ');
}

static bool is_at(const struct deed *d, const struct wish *w, const char *address, const char *comment)
{
    size_t n = w->address ? strlen(w->address) : 0;
    if (address && n && strncmp(address, w->address, n) == 0 && (!address[n] || strcmp(address + n, "/32") == 0))
        return true;
    const char *mac = comment ? strcasestr(comment, "mac=") : NULL;
    return mac && has_form(d, comment, "unauthorized") && strncasecmp(mac + 4, w->mac, MAC_TEXT - 1) == 0;
}

static void remove_row(struct deed *d, struct wish *w, const char *path, const char *id)
{
    struct command *c = add_command(d, w, path, "no such item");
    add_word(d, c, ".id", id);
}

static bool take_entry(void *ctx, const struct ros_row *row)
{
    struct deed *d = ctx;
    const char *id = ros_value_text(d->arena, row, ".id"), *address = ros_value_text(d->arena, row, "address");
    const char *comment = ros_value_text(d->arena, row, "comment");
    for (size_t i = 0; id && i < d->count; i++) {
        if (!is_at(d, &d->wishes[i], address, comment))
            continue;
        if (has_form(d, comment, "unauthorized"))
            remove_row(d, &d->wishes[i], arena_printf(d->arena, "%s/remove", list_menu), id);
        else
            d->wishes[i].foreign = comment ? comment : "no comment";
    }
    return true;
}

static bool take_binding(void *ctx, const struct ros_row *row)
{
    struct deed *d = ctx;
    const char *id = ros_value_text(d->arena, row, ".id"), *given = ros_value_text(d->arena, row, "mac-address");
    char mac[MAC_TEXT];
    if (!id || !given || !ros_parse_mac(mac, given) ||
        !has_form(d, ros_value_text(d->arena, row, "comment"), "refused"))
        return true;
    for (size_t i = 0; i < d->count; i++)
        if (strcmp(d->wishes[i].mac, mac) == 0)
            remove_row(d, &d->wishes[i], arena_printf(d->arena, "%s/remove", binding_menu), id);
    return true;
}

/* What one command came to; the first trouble of a wish is told. */
static void judge(struct deed *d, const struct command *c, const struct ros_command *sent)
{
    struct effect_row *row = c->wish->row;
    if (sent->outcome != ROS_TRAP || strcasestr(sent->message, c->harmless) || row->state == EFFECT_FAILED)
        return;
    row->state = EFFECT_FAILED;
    row->message = text_safe_copy(d->arena, arena_printf(d->arena, "%s: %s", c->words[0], sent->message));
}

static bool send(struct deed *d, struct ros *ros, struct error *e)
{
    struct ros_command *sent = ARENA_ARRAY(d->arena, struct ros_command, d->command_count + 1);
    size_t n = 0;
    for (const struct command *c = d->commands; c; c = c->next)
        sent[n++] = (struct ros_command){ .words = c->words, .word_count = c->count };
    if (n && !ros_run(ros, sent, n, NULL, NULL, e))
        return false;
    n = 0;
    for (const struct command *c = d->commands; c; c = c->next)
        judge(d, c, &sent[n++]);
    return true;
}

typedef bool deed_work(struct deed *d, struct ros *ros, struct error *e);

/* Tells the breaker how it went. */
static bool run(struct deed *d, struct effect_row *rows, size_t count, deed_work *work, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    d->arena = d->ctx->arena;
    d->last = &d->commands;
    d->wishes = ARENA_ARRAY(d->arena, struct wish, count + 1);
    d->list = setting_read(d->ctx, "MIKROTIK_ADDRESS_LIST_UNAUTHORIZED", e);
    struct ros *ros = d->list ? routers_get(d->ctx, d->router, e) : NULL;
    if (!ros)
        return false;
    for (size_t i = 0; i < count; i++)
        read_wish(d, &rows[i]);
    bool ok = !d->count || work(d, ros, &failure);
    routers_report(d->ctx, d->router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}

static bool take_off(struct deed *d, struct ros *ros, struct error *e)
{
    const char *query = arena_printf(d->arena, "?list=%s", d->list), *blocked = "?type=blocked";
    return ros_print(ros, list_menu, ".id,address,comment", &query, 1, take_entry, d, NULL, e) &&
           ros_print(ros, binding_menu, ".id,mac-address,comment", &blocked, 1, take_binding, d, NULL, e) &&
           send(d, ros, e);
}

bool effect_device_admit(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                         struct error *e)
{
    struct deed d = { .ctx = ctx, .router = router };
    const char **macs = ARENA_ARRAY(ctx->arena, const char *, count + 1);
    size_t free_count = 0;

    if (!run(&d, rows, count, take_off, e))
        return false;
    for (size_t i = 0; i < d.count; i++) {
        struct wish *w = &d.wishes[i];
        if (w->foreign && w->row->state == EFFECT_DONE) {
            w->row->state = EFFECT_FAILED;
            w->row->message = text_safe_copy(
                ctx->arena,
                arena_printf(ctx->arena, "the entry of %s in %s is neither the portal's nor ours and was left: %s",
                             w->address ? w->address : w->mac, d.list, w->foreign));
        }
        if (w->row->state == EFFECT_DONE)
            macs[free_count++] = w->mac;
    }
    return !free_count ||
           db_run(ctx->db, "host_seen_unlist", DB_PARAMS(router, db_array(ctx->arena, macs, free_count)), NULL, e);
}

/* In the portal's form, with the portal's time: its own job keeps the entry as long as the device is not let in. */
static void put_on_list(struct deed *d, struct wish *w, const char *timeout)
{
    struct command *c = add_command(d, w, arena_printf(d->arena, "%s/add", list_menu), "already have such entry");
    add_word(d, c, "list", d->list);
    add_word(d, c, "address", w->address);
    add_word(d, c, "timeout", timeout);
    add_word(d, c, "comment", arena_printf(d->arena, "%s:unauthorized mac=%s", d->ctx->config->mark_prefix, w->mac));
}

/* Without our mark: the sync of a customer leaves it alone. */
static void block_mac(struct deed *d, struct wish *w)
{
    struct command *c = add_command(d, w, arena_printf(d->arena, "%s/add", binding_menu), "already have such entry");
    add_word(d, c, "mac-address", w->mac);
    add_word(d, c, "type", "blocked");
    add_word(d, c, "comment", arena_printf(d->arena, "%s:refused mac=%s", d->ctx->config->mark_prefix, w->mac));
}

static bool take_blocked(void *ctx, const struct ros_row *row)
{
    struct deed *d = ctx;
    const char *given = ros_value_text(d->arena, row, "mac-address");
    char mac[MAC_TEXT];
    if (!given || !ros_parse_mac(mac, given) || !has_form(d, ros_value_text(d->arena, row, "comment"), "refused"))
        return true;
    for (size_t i = 0; i < d->count; i++)
        if (strcmp(d->wishes[i].mac, mac) == 0)
            d->wishes[i].blocks = false;
    return true;
}

static bool put_on(struct deed *d, struct ros *ros, struct error *e)
{
    const char *blocked = "?type=blocked";
    const char *timeout = setting_read(d->ctx, "MIKROTIK_ADDRESS_LIST_UNAUTHORIZED_TIMEOUT", e);
    if (!timeout || !ros_print(ros, binding_menu, "mac-address,comment", &blocked, 1, take_blocked, d, NULL, e))
        return false;
    for (size_t i = 0; i < d->count; i++) {
        struct wish *w = &d->wishes[i];
        if (w->lists && w->address)
            put_on_list(d, w, timeout);
        if (w->blocks)
            block_mac(d, w);
    }
    return send(d, ros, e);
}

bool effect_device_refuse(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                          struct error *e)
{
    struct deed d = { .ctx = ctx, .router = router };
    return run(&d, rows, count, put_on, e);
}
