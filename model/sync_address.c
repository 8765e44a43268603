/* Sync: where each device is. In this order: ip-binding, hotspot host or session, DHCP lease, the
 * device's last known address. */
#include "model/sync_run.h"

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

static const char *bound_address(const struct sync_mac *m)
{
    for (const struct sync_item *b = m->bindings; b; b = b->next)
        if (b->address && strcmp(b->address, "0.0.0.0") != 0)
            return b->address;
    return NULL;
}

/* What the router says for sure; NULL: nothing. */
static const char *sure_address(const struct sync_mac *m)
{
    const char *bound = bound_address(m);
    if (bound)
        return bound;
    if (m->host.id && m->host.address)
        return m->host.address;
    return m->active_address ? m->active_address : m->lease_address;
}

bool sync_lacks_addresses(const struct sync_run *s)
{
    for (size_t i = 0; i < s->user_count; i++)
        for (size_t j = 0; j < s->users[i].device_count; j++)
            if (!sure_address(s->users[i].devices[j].seen))
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

static void claim(struct sync_run *s, struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++) {
        struct sync_device *d = &u->devices[i];
        note_places(s, d->seen);
        d->address = d->is_current ? sure_address(d->seen) : NULL;
        if (d->address)
            sync_place(s, d->address)->user = u;
    }
}

/* The last known address is only a guess: it does not count where somebody else has it by now. */
static bool is_free(const struct sync_run *s, const struct sync_user *u, const struct sync_device *d)
{
    const struct sync_place *p = lookup_get(s->places, d->known_address);
    return (!p->user || p->user == u) && (!p->host_mac || strcmp(p->host_mac, d->mac) == 0);
}

static void guess(struct sync_run *s, struct sync_user *u)
{
    for (size_t i = 0; i < u->device_count; i++) {
        struct sync_device *d = &u->devices[i];
        if (d->is_current && !d->address && d->known_address && is_free(s, u, d))
            d->address = d->known_address;
        u->has_address |= d->address != NULL;
    }
}

void sync_find_addresses(struct sync_run *s)
{
    for (size_t i = 0; i < s->user_count; i++)
        claim(s, &s->users[i]);
    for (size_t i = 0; i < s->user_count; i++)
        guess(s, &s->users[i]);
}
