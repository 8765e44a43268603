/* Devices that are nobody's any more: what the router holds of them for the customer whose they were. Only rows are
 * removed that are his by their comment, and what the hotspot itself has made of the device. */
#include "base/text.h"
#include "model/config/config.h"
#include "model/routers/effects.h"
#include "model/routers/mark.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

struct wish {
    struct effect_row *row;
    const char *account; /* by which comments of a portal may name the customer; NULL: not known */
};

struct command {
    struct command *next;
    struct effect_row *row;
    const char *words[2];
};

struct forgetting {
    struct context *ctx;
    struct arena *arena;
    struct wish *wishes;
    size_t count;
    struct lookup *by_mac, *by_address; /* wishes */
    const char **macs, **addresses;     /* of all of them */
    size_t mac_count, address_count;
    const char *menu; /* that is being read */
    bool is_marked;   /* … whose rows tell by their comment whose they are */
    struct command *commands, **last;
    size_t command_count;
};

static const char **grow(struct arena *a, const char *const *old, size_t count, size_t more)
{
    const char **all = ARENA_ARRAY(a, const char *, count + more + 1);
    for (size_t i = 0; i < count; i++)
        all[i] = old[i];
    return all;
}

static void add_address(struct forgetting *f, struct wish *w, const char *address)
{
    if (!address || !*address || lookup_get(f->by_address, address))
        return;
    f->addresses = grow(f->arena, f->addresses, f->address_count, 1);
    f->addresses[f->address_count++] = arena_strdup(f->arena, address);
    lookup_put(f->by_address, f->addresses[f->address_count - 1], w);
}

static void add_mac(struct forgetting *f, struct wish *w, const char *given)
{
    char mac[MAC_TEXT];
    if (!given || !ros_parse_mac(mac, given) || lookup_get(f->by_mac, mac))
        return;
    f->macs = grow(f->arena, f->macs, f->mac_count, 1);
    f->macs[f->mac_count++] = arena_strdup(f->arena, mac);
    lookup_put(f->by_mac, f->macs[f->mac_count - 1], w);
}

static void read_wish(struct forgetting *f, struct effect_row *row)
{
    json_t *payload = json_loads(row->payload ? row->payload : "", 0, NULL), *item;
    struct wish *w = &f->wishes[f->count++];
    size_t i;

    row->state = EFFECT_DONE;
    row->message = NULL;
    *w = (struct wish){ .row = row,
                        .account = arena_strdup(f->arena, json_string_value(json_object_get(payload, "account"))) };
    json_array_foreach(json_object_get(payload, "macs"), i, item) add_mac(f, w, json_string_value(item));
    json_array_foreach(json_object_get(payload, "addresses"), i, item) add_address(f, w, json_string_value(item));
    json_decref(payload);
}

static bool is_his(const struct forgetting *f, const struct wish *w, const char *comment)
{
    struct mark m;
    mark_read(f->arena, f->ctx->config->mark_prefix, comment, &m);
    if (m.uid)
        return strcasecmp(m.uid, w->row->entity_id) == 0;
    return m.user && w->account && strcmp(m.user, w->account) == 0;
}

static bool take_row(void *ctx, const struct ros_row *row)
{
    struct forgetting *f = ctx;
    const char *id = ros_value_text(f->arena, row, ".id"), *given = ros_value_text(f->arena, row, "mac-address");
    const char *address = ros_value_text(f->arena, row, "address");
    char mac[MAC_TEXT];
    struct wish *w = given && ros_parse_mac(mac, given) ? lookup_get(f->by_mac, mac) : NULL;

    w = w || !address ? w : lookup_get(f->by_address, address);
    if (!id || !w || (f->is_marked && !is_his(f, w, ros_value_text(f->arena, row, "comment"))))
        return true;
    if (given)
        add_address(f, w, address);
    struct command *c = ARENA_NEW(f->arena, struct command);
    *c = (struct command){
        .row = w->row, .words = { arena_printf(f->arena, "%s/remove", f->menu), arena_printf(f->arena, "=.id=%s", id) }
    };
    *f->last = c;
    f->last = &c->next;
    f->command_count++;
    return true;
}

static bool read_menu(struct forgetting *f, struct ros *ros, const char *menu, const char *field,
                      const char *const *values, size_t count, struct error *e)
{
    const char **queries = ARENA_ARRAY(f->arena, const char *, 2 * count + 1);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        queries[n++] = arena_printf(f->arena, "?%s=%s", field, values[i]);
        if (i)
            queries[n++] = "?#|";
    }
    f->menu = menu;
    return !count || ros_print(ros, menu, ".id,mac-address,address,comment", queries, n, take_row, f, NULL, e);
}

static bool send(struct forgetting *f, struct ros *ros, struct error *e)
{
    struct ros_command *sent = ARENA_ARRAY(f->arena, struct ros_command, f->command_count + 1);
    size_t n = 0;
    for (const struct command *c = f->commands; c; c = c->next)
        sent[n++] = (struct ros_command){ .words = c->words, .word_count = 2 };
    if (n && !ros_run(ros, sent, n, NULL, NULL, e))
        return false;
    n = 0;
    for (const struct command *c = f->commands; c; c = c->next, n++) {
        if (sent[n].outcome != ROS_TRAP || strcasestr(sent[n].message, "no such item"))
            continue;
        c->row->state = EFFECT_FAILED;
        c->row->message = text_safe_copy(f->arena, arena_printf(f->arena, "%s: %s", c->words[0], sent[n].message));
    }
    return true;
}

/* The addresses of bindings and hosts are those of lists. */
static bool work(struct forgetting *f, struct ros *ros, struct error *e)
{
    f->is_marked = true;
    if (!read_menu(f, ros, "/ip/hotspot/ip-binding", "mac-address", f->macs, f->mac_count, e))
        return false;
    f->is_marked = false;
    if (!read_menu(f, ros, "/ip/hotspot/host", "mac-address", f->macs, f->mac_count, e))
        return false;
    f->is_marked = true;
    return read_menu(f, ros, "/ip/firewall/address-list", "address", f->addresses, f->address_count, e) &&
           send(f, ros, e);
}

bool effect_devices_forget(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                           struct error *e)
{
    struct forgetting f = { .ctx = ctx, .arena = ctx->arena };
    struct error failure = { .code = ERR_NONE };
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    f.wishes = ARENA_ARRAY(ctx->arena, struct wish, count + 1);
    f.by_mac = lookup_new(ctx->arena);
    f.by_address = lookup_new(ctx->arena);
    f.last = &f.commands;
    for (size_t i = 0; i < count; i++)
        read_wish(&f, &rows[i]);
    bool ok = work(&f, ros, &failure);
    routers_report(ctx, router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}
