/* Sync: where each device is. In this order: ip-binding, hotspot host or session, DHCP lease, the
 * device's last known address. */
#include "model/routers/sync_run.h"

#include <string.h>

struct sync_place *sync_place(struct sync_run *s, const char *address)
{
    struct sync_place *p = lookup_get(s->places, address);
    if (!p) {
        p = ARENA_NEW(s->arena, struct sync_place);
        lookup_put(s->places, address, p);
    }
    return p;
}

/* A host is what the router sees: a binding, a session or a lease that says otherwise is old. */
bool sync_is_taken(const struct sync_run *s, const char *address, const char *mac)
{
    const struct sync_place *p = lookup_get(s->places, address);
    return p && p->host_mac && strcmp(p->host_mac, mac) != 0;
}

static const char *bound_address(const struct sync_mac *m)
{
    for (const struct sync_item *b = m->bindings; b; b = b->next)
        if (b->address && strcmp(b->address, "0.0.0.0") != 0)
            return b->address;
    return NULL;
}

/* What the router says for sure; NULL: nothing. */
static const char *sure_address(const struct sync_run *s, const struct sync_device *d)
{
    const struct sync_mac *m = d->seen;
    const char *const all[] = { bound_address(m), m->host.id ? m->host.address : NULL, m->active_address,
                                m->lease_address };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i] && !sync_is_taken(s, all[i], d->mac))
            return all[i];
    return NULL;
}

bool sync_lacks_addresses(const struct sync_run *s)
{
    for (size_t i = 0; i < s->user_count; i++)
        for (size_t j = 0; j < s->users[i].device_count; j++)
            if (!sure_address(s, &s->users[i].devices[j]))
                return true;
    return false;
}

/* Addresses that the router gave are looked at for entries even where the device does not count. */
static void note_places(struct sync_run *s, const struct sync_mac *m)
{
    const char *const all[] = { bound_address(m), m->host.address, m->active_address, m->lease_address };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i])
            sync_place(s, all[i]);
}

/* Where two have a binding or a lease for one address and neither is there, the first keeps it. */
static void claim(struct sync_run *s, struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++) {
        struct sync_device *d = &u->devices[i];
        note_places(s, d->seen);
        const char *address = d->is_current ? sure_address(s, d) : NULL;
        struct sync_place *p = address ? sync_place(s, address) : NULL;
        if (!p || (p->user && p->user != u))
            continue;
        d->address = address;
        p->user = u;
    }
}

void sync_find_addresses(struct sync_run *s)
{
    for (size_t i = 0; i < s->user_count; i++)
        claim(s, &s->users[i]);
}

/* Whoever made the entry. */
static bool speaks_of(const struct sync_user *u, const struct sync_item *i)
{
    const char *said = i->mark.uid ? i->mark.uid : i->mark.user;
    return said && strcmp(said, i->mark.uid ? u->id : u->account) == 0;
}

/* The last known address is only a guess: it does not count where somebody else has it by now, nor where
 * an entry says that it is another's, until the device is seen there. */
static bool is_free(const struct sync_run *s, const struct sync_user *u, const struct sync_device *d,
                    const struct sync_place *p)
{
    if ((p->user && p->user != u) || (p->guess && p->guess != u) || sync_is_taken(s, d->known_address, d->mac))
        return false;
    for (const struct sync_item *i = p->entries; i; i = i->next)
        if (mark_names(&i->mark) && !speaks_of(u, i))
            return false;
    return true;
}

static bool has_entry(const struct sync_user *u, const struct sync_place *p)
{
    for (const struct sync_item *i = p->entries; i; i = i->next)
        if (speaks_of(u, i))
            return true;
    return false;
}

static void guess(struct sync_run *s, struct sync_user *u, bool needs_entry)
{
    for (size_t i = 0; i < u->device_count; i++) {
        struct sync_device *d = &u->devices[i];
        struct sync_place *p = d->known_address ? lookup_get(s->places, d->known_address) : NULL;
        if (!p || !d->is_current || d->address || !is_free(s, u, d, p) || (needs_entry && !has_entry(u, p)))
            continue;
        d->address = d->known_address;
        d->is_guessed = p->user != u;
        p->guess = u;
    }
}

/* Of two who were last seen at one address, the one with an entry there comes first. */
void sync_guess_addresses(struct sync_run *s)
{
    for (size_t i = 0; i < s->user_count; i++)
        guess(s, &s->users[i], true);
    for (size_t i = 0; i < s->user_count; i++) {
        struct sync_user *u = &s->users[i];
        guess(s, u, false);
        for (size_t j = 0; j < u->device_count; j++)
            u->has_address |= u->devices[j].address != NULL;
    }
}
