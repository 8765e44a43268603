/* Sync: ip-bindings of a user's devices, and his hotspot user. */
#include "model/sync_run.h"

#include <string.h>

static struct sync_write *add_binding_write(struct sync_run *s, enum sync_phase phase, struct sync_user *u,
                                            const char *mac, const char *verb)
{
    return sync_add_write(s, phase, u, arena_printf(s->arena, "ip-binding %s", mac),
                          arena_printf(s->arena, "/ip/hotspot/ip-binding/%s", verb));
}

static void remove_binding(struct sync_run *s, struct sync_user *u, const struct sync_item *item)
{
    sync_add_word(s, add_binding_write(s, SYNC_TIGHTEN, u, item->key, "remove"), ".id", item->id);
    u->is_tightened |= strcmp(item->value, "bypassed") == 0;
}

static void set_binding(struct sync_run *s, struct sync_user *u, const struct sync_item *item)
{
    bool is_right_type = strcmp(item->value, u->binding_type) == 0;
    if (is_right_type && strcmp(item->body, u->mark) == 0 && !item->is_disabled)
        return;
    struct sync_write *w = add_binding_write(s, SYNC_PUT, u, item->key, "set");
    sync_add_word(s, w, ".id", item->id);
    sync_add_word(s, w, "type", u->binding_type);
    sync_add_word(s, w, "disabled", "no");
    sync_add_word(s, w, "comment", sync_comment(s, u));
    u->is_tightened |= !is_right_type && strcmp(item->value, "bypassed") == 0;
}

static void add_binding(struct sync_run *s, struct sync_user *u, const char *mac)
{
    struct sync_write *w = add_binding_write(s, SYNC_PUT, u, mac, "add");
    sync_add_word(s, w, "mac-address", mac);
    sync_add_word(s, w, "type", u->binding_type);
    sync_add_word(s, w, "comment", sync_comment(s, u));
}

static void compare_binding(struct sync_run *s, struct sync_user *u, const struct sync_device *d)
{
    const struct sync_item *ours = NULL, *foreign = NULL;

    for (const struct sync_item *i = d->seen->bindings; i; i = i->next) {
        if (!i->body)
            foreign = i;
        else if (!ours)
            ours = i;
        else
            remove_binding(s, u, i);
    }
    if (ours)
        set_binding(s, u, ours);
    else if (!foreign)
        add_binding(s, u, d->mac);
    else if (strcmp(foreign->value, u->binding_type) != 0 || foreign->is_disabled)
        u->conflict =
            arena_printf(s->arena, "the ip-binding of %s is not marked as ours and was left as it is", d->mac);
}

static bool is_his_mac(const struct sync_user *u, const char *mac)
{
    for (size_t i = 0; i < u->device_count; i++)
        if (u->devices[i].is_current && strcmp(u->devices[i].mac, mac) == 0)
            return true;
    return false;
}

void sync_compare_bindings(struct sync_run *s, struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++)
        if (u->devices[i].is_current)
            compare_binding(s, u, &u->devices[i]);
    for (const struct sync_item *i = u->bindings; i; i = i->next_of_user)
        if (!is_his_mac(u, i->key))
            remove_binding(s, u, i);
}

static struct sync_write *add_account_write(struct sync_run *s, struct sync_user *u, const char *verb)
{
    return sync_add_write(s, SYNC_PUT, u, arena_printf(s->arena, "hotspot user %s", u->account),
                          arena_printf(s->arena, "/ip/hotspot/user/%s", verb));
}

static const char *yes_or_no(bool value)
{
    return value ? "yes" : "no";
}

static const char *limit_text(struct sync_run *s, const struct sync_user *u)
{
    return arena_printf(s->arena, "%lld", (long long)u->limit_bytes);
}

static void add_account(struct sync_run *s, struct sync_user *u)
{
    struct sync_write *w = add_account_write(s, u, "add");
    sync_add_word(s, w, "name", u->account);
    sync_add_word(s, w, "password", u->password);
    sync_add_word(s, w, "profile", u->first_profile);
    sync_add_word(s, w, "server", u->server);
    sync_add_word(s, w, "limit-bytes-total", limit_text(s, u));
    sync_add_word(s, w, "disabled", yes_or_no(u->is_disabled));
    sync_add_word(s, w, "comment", sync_comment(s, u));
    w->is_account_add = true;
}

static bool is_other(const char *wanted, const char *there)
{
    return wanted && strcmp(wanted, there) != 0;
}

static void set_account(struct sync_run *s, struct sync_user *u, const struct sync_item *a)
{
    bool is_other_profile = is_other(u->profile, a->value);
    bool is_other_server = is_other(u->server, a->server ? a->server : "all");
    /* without the right to read secrets the router leaves the password out: then it is not compared */
    bool is_other_password = a->password && is_other(u->password, a->password);

    u->changes_profile = is_other_profile;
    if (!is_other_profile && !is_other_server && !is_other_password && a->limit_bytes == u->limit_bytes &&
        a->is_disabled == u->is_disabled && strcmp(a->body, u->mark) == 0)
        return;
    struct sync_write *w = add_account_write(s, u, "set");
    sync_add_word(s, w, ".id", a->id);
    sync_add_word(s, w, "profile", is_other_profile ? u->profile : NULL);
    sync_add_word(s, w, "server", is_other_server ? u->server : NULL);
    sync_add_word(s, w, "password", is_other_password ? u->password : NULL);
    sync_add_word(s, w, "limit-bytes-total", limit_text(s, u));
    sync_add_word(s, w, "disabled", yes_or_no(u->is_disabled));
    sync_add_word(s, w, "comment", sync_comment(s, u));
    u->is_tightened |= u->is_disabled && !a->is_disabled;
}

/* The router's own count goes on over a reset; beyond the limit it would refuse a login that the
 * database allows. Usage is not read from it. */
static void reset_counters(struct sync_run *s, struct sync_user *u, const struct sync_item *a)
{
    if (u->strictness > SYNC_LAST_OPEN || !u->limit_bytes || a->used_bytes < u->limit_bytes)
        return;
    sync_add_word(s, add_account_write(s, u, "reset-counters"), ".id", a->id);
}

void sync_compare_account(struct sync_run *s, struct sync_user *u)
{
    const struct sync_item *ours = NULL, *foreign = NULL;

    for (const struct sync_item *a = u->accounts; a; a = a->next) {
        if (a->body)
            ours = a;
        else
            foreign = a;
    }
    u->has_account = ours || foreign;
    if (ours) {
        set_account(s, u, ours);
        reset_counters(s, u, ours);
    } else if (foreign) {
        if (is_other(u->profile, foreign->value) || foreign->is_disabled != u->is_disabled)
            u->conflict =
                arena_printf(s->arena, "the hotspot user %s is not marked as ours and was left as it is", u->account);
    } else if (u->wants_account) {
        add_account(s, u);
    }
}
