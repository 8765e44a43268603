/* Finding records by a text key, in memory. */
#include "model/values/lookup.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>

struct slot {
    const char *key; /* NULL: free */
    void *value;
};

struct lookup {
    struct arena *arena;
    struct slot *slots;
    size_t used, room; /* room is a power of two, at most half used */
};

enum {
    FIRST_ROOM = 64
};

struct lookup *lookup_new(struct arena *a)
{
    struct lookup *l = ARENA_NEW(a, struct lookup);
    l->arena = a;
    l->room = FIRST_ROOM;
    l->slots = ARENA_ARRAY(a, struct slot, l->room);
    return l;
}

/* Keys come from the own network and are few thousand. */
static size_t hash(const char *key)
{
    uint64_t h = text_hash(key);
    return (size_t)(h ^ h >> 32);
}

static struct slot *find(const struct lookup *l, const char *key)
{
    size_t i = hash(key) & (l->room - 1);
    while (l->slots[i].key && strcmp(l->slots[i].key, key) != 0)
        i = (i + 1) & (l->room - 1);
    return &l->slots[i];
}

static void grow(struct lookup *l)
{
    struct slot *old = l->slots;
    size_t old_room = l->room;

    l->room *= 2;
    l->slots = ARENA_ARRAY(l->arena, struct slot, l->room);
    for (size_t i = 0; i < old_room; i++)
        if (old[i].key)
            *find(l, old[i].key) = old[i];
}

void *lookup_get(const struct lookup *l, const char *key)
{
    return find(l, key)->value;
}

void lookup_put(struct lookup *l, const char *key, void *value)
{
    struct slot *s = find(l, key);
    if (!s->key) {
        if (2 * (l->used + 1) > l->room) {
            grow(l);
            s = find(l, key);
        }
        l->used++;
        s->key = key;
    }
    s->value = value;
}
