/* Sync: address lists. A user is in exactly one managed list, by the address of each of his devices. */
#include "model/config.h"
#include "model/mark.h"
#include "model/sync_run.h"

#include <string.h>

static const char list_menu[] = "/ip/firewall/address-list";

const char *sync_comment(struct sync_run *s, const struct sync_user *u)
{
    return mark_text(s->arena, s->ctx->config->mark_prefix, u->mark, s->date, s->time);
}

static struct sync_write *add_list_write(struct sync_run *s, enum sync_phase phase, struct sync_user *u,
                                         const char *list, const char *address, const char *verb)
{
    return sync_add_write(s, phase, u, arena_printf(s->arena, "address list %s, %s", list, address),
                          arena_printf(s->arena, "%s/%s", list_menu, verb));
}

/* Stricter lists are left before the new one is entered, more open ones after it. */
static void remove_entry(struct sync_run *s, struct sync_user *u, const struct sync_item *item)
{
    bool is_stricter = item->strictness > u->strictness;
    struct sync_write *w =
        add_list_write(s, is_stricter ? SYNC_LOOSEN : SYNC_TIGHTEN, u, item->value, item->key, "remove");
    sync_add_word(s, w, ".id", item->id);
    u->is_tightened |= item->strictness < u->strictness;
}

static void add_entry(struct sync_run *s, struct sync_user *u, const char *address)
{
    struct sync_write *w = add_list_write(s, SYNC_PUT, u, u->list, address, "add");
    sync_add_word(s, w, "list", u->list);
    sync_add_word(s, w, "address", address);
    sync_add_word(s, w, "comment", sync_comment(s, u));
    w->is_list_add = true;
}

/* An entry in the right list: what it says may be old. One with a timeout can't be edited. */
static void set_entry(struct sync_run *s, struct sync_user *u, const struct sync_item *item)
{
    if (!item->body || item->is_dynamic || (strcmp(item->body, u->mark) == 0 && !item->is_disabled))
        return;
    struct sync_write *w = add_list_write(s, SYNC_PUT, u, item->value, item->key, "set");
    sync_add_word(s, w, ".id", item->id);
    sync_add_word(s, w, "disabled", "no");
    sync_add_word(s, w, "comment", sync_comment(s, u));
}

/* A guessed address that carries another user's mark is his, until the device is seen there. */
static bool is_of_another(const struct sync_user *u, const struct sync_place *p)
{
    if (p->user == u)
        return false;
    for (const struct sync_item *i = p->entries; i; i = i->next)
        if (i->uid && strcmp(i->uid, u->id) != 0)
            return true;
    return false;
}

static bool is_known_before(const struct sync_user *u, const struct sync_device *d)
{
    for (const struct sync_device *other = u->devices; other < d; other++)
        if (other->address && strcmp(other->address, d->address) == 0)
            return true;
    return false;
}

static void compare_device(struct sync_run *s, struct sync_user *u, struct sync_device *d)
{
    bool is_listed = false;

    if (!d->address || is_known_before(u, d))
        return;
    const struct sync_place *p = sync_place(s, d->address);
    if (is_of_another(u, p)) {
        d->address = NULL;
        return;
    }
    for (const struct sync_item *i = p->entries; i; i = i->next) {
        if (strcmp(i->value, u->list) == 0) {
            set_entry(s, u, i);
            is_listed |= i->body || !i->is_disabled;
        } else if (i->body) {
            remove_entry(s, u, i);
        }
    }
    if (!is_listed)
        add_entry(s, u, d->address);
}

static bool has_address(const struct sync_user *u, const char *address)
{
    for (size_t i = 0; i < u->device_count; i++)
        if (u->devices[i].address && strcmp(u->devices[i].address, address) == 0)
            return true;
    return false;
}

/* Entries of his at addresses where he is no longer. Without any address the one in the right list
 * stays: it may be where he comes back. */
static void compare_left_behind(struct sync_run *s, struct sync_user *u)
{
    for (const struct sync_item *i = u->entries; i; i = i->next_of_user)
        if (!has_address(u, i->key) && (u->has_address || strcmp(i->value, u->list) != 0))
            remove_entry(s, u, i);
}

static void compare_lists(struct sync_run *s, struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++)
        compare_device(s, u, &u->devices[i]);
    u->has_address = false;
    for (size_t i = 0; i < u->device_count; i++)
        u->has_address |= u->devices[i].address != NULL;
    compare_left_behind(s, u);
}

static void kick(struct sync_run *s, struct sync_user *u, const struct sync_session *session)
{
    for (; session; session = session->next) {
        struct sync_write *w = sync_add_write(s, SYNC_KICK, u, arena_printf(s->arena, "session of %s", u->account),
                                              "/ip/hotspot/active/remove");
        sync_add_word(s, w, ".id", session->id);
    }
}

/* A running session keeps the profile it began with, and outlives what bars a new one. */
static void compare_sessions(struct sync_run *s, struct sync_user *u)
{
    bool is_closed = u->strictness > SYNC_LAST_OPEN;

    if (!u->is_disabled && !(u->is_tightened && (is_closed || u->changes_profile)))
        return;
    kick(s, u, u->sessions);
    for (size_t i = 0; i < u->device_count; i++)
        if (u->devices[i].is_current)
            kick(s, u, u->devices[i].seen->sessions);
}

void sync_compare(struct sync_run *s)
{
    for (size_t i = 0; i < s->user_count; i++) {
        struct sync_user *u = &s->users[i];
        compare_lists(s, u);
        sync_compare_bindings(s, u);
        sync_compare_account(s, u);
        compare_sessions(s, u);
    }
}
