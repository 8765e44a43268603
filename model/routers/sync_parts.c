/* Users and rows of a router in parts that have nothing to do with each other. */
#include "model/routers/sync_parts.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    FIRST_ROOM = 1024,
    NO_PART = UINT32_MAX,
    KEYS_EACH = 8192 /* of those without a user, in one part */
};

struct slot {
    uint32_t hash_high, hash_low; /* both 0: free */
    uint32_t key;
};

struct sync_parts {
    struct slot *slots;
    size_t room; /* a power of two, at most two thirds used */
    uint32_t *parents, *parts;
    uint32_t count, key_room;
    uint32_t *users;
    size_t user_count, user_room;
};

static void *resized(void *old, size_t count, size_t size)
{
    void *p = reallocarray(old, count, size);
    if (!p) {
        fputs("hotspot-console: out of memory\n", stderr);
        abort();
    }
    return p;
}

static uint32_t new_key(struct sync_parts *p)
{
    if (p->count == p->key_room) {
        p->key_room = p->key_room ? p->key_room + p->key_room / 2 : FIRST_ROOM;
        p->parents = resized(p->parents, p->key_room, sizeof *p->parents);
    }
    p->parents[p->count] = p->count;
    return p->count++;
}

static struct slot *new_slots(size_t room)
{
    struct slot *slots = resized(NULL, room, sizeof *slots);
    for (size_t i = 0; i < room; i++)
        slots[i] = (struct slot){ 0 };
    return slots;
}

struct sync_parts *sync_parts_new(void)
{
    struct sync_parts *p = resized(NULL, 1, sizeof *p);
    *p = (struct sync_parts){ .room = FIRST_ROOM };
    p->slots = new_slots(p->room);
    new_key(p);
    return p;
}

void sync_parts_free(struct sync_parts *p)
{
    if (!p)
        return;
    free(p->slots);
    free(p->parents);
    free(p->parts);
    free(p->users);
    free(p);
}

/* Stirred so that both halves depend on every byte. */
static uint64_t hash(enum sync_key kind, const char *text)
{
    uint64_t h = text_hash(text) + (uint64_t)kind * 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
    h ^= h >> 33;
    return h ? h : 1;
}

static bool is_free(const struct slot *s)
{
    return !s->hash_high && !s->hash_low;
}

static struct slot *find(const struct sync_parts *p, uint64_t h)
{
    size_t i = (size_t)h & (p->room - 1);
    while (!is_free(&p->slots[i]) && (((uint64_t)p->slots[i].hash_high << 32) | p->slots[i].hash_low) != h)
        i = (i + 1) & (p->room - 1);
    return &p->slots[i];
}

static void grow(struct sync_parts *p)
{
    struct slot *old = p->slots;
    size_t old_room = p->room;

    p->room *= 2;
    p->slots = new_slots(p->room);
    for (size_t i = 0; i < old_room; i++)
        if (!is_free(&old[i]))
            *find(p, (uint64_t)old[i].hash_high << 32 | old[i].hash_low) = old[i];
    free(old);
}

uint32_t sync_parts_key(struct sync_parts *p, enum sync_key kind, const char *text)
{
    uint64_t h = hash(kind, text);
    struct slot *s = find(p, h);

    if (!is_free(s))
        return s->key;
    if ((size_t)p->count * 3 > p->room * 2) {
        grow(p);
        s = find(p, h);
    }
    *s = (struct slot){ .hash_high = (uint32_t)(h >> 32), .hash_low = (uint32_t)h, .key = new_key(p) };
    return s->key;
}

bool sync_parts_knows(const struct sync_parts *p, enum sync_key kind, const char *text)
{
    return !is_free(find(p, hash(kind, text)));
}

static uint32_t root(struct sync_parts *p, uint32_t key)
{
    while (p->parents[key] != key) {
        p->parents[key] = p->parents[p->parents[key]];
        key = p->parents[key];
    }
    return key;
}

/* The older one leads: what comes later joins what stands already. */
void sync_parts_join(struct sync_parts *p, uint32_t one, uint32_t other)
{
    one = root(p, one);
    other = root(p, other);
    p->parents[one > other ? one : other] = one > other ? other : one;
}

void sync_parts_add_user(struct sync_parts *p, uint32_t key)
{
    if (p->user_count == p->user_room) {
        p->user_room = p->user_room ? p->user_room + p->user_room / 2 : FIRST_ROOM;
        p->users = resized(p->users, p->user_room, sizeof *p->users);
    }
    p->users[p->user_count++] = key;
}

/* One more into the part; a full one is followed by another. */
static uint32_t take_place(uint32_t part, size_t *filled, size_t most)
{
    if (++*filled <= most)
        return part;
    *filled = 1;
    return part + 1;
}

uint32_t sync_parts_divide(struct sync_parts *p, size_t users_each)
{
    uint32_t part = 0;
    size_t filled = 0;

    p->parts = resized(NULL, p->count, sizeof *p->parts);
    for (uint32_t i = 0; i < p->count; i++)
        p->parts[i] = NO_PART;
    for (size_t i = 0; i < p->user_count; i++) {
        uint32_t r = root(p, p->users[i]);
        if (p->parts[r] == NO_PART)
            p->parts[r] = part = take_place(part, &filled, users_each);
    }
    filled = KEYS_EACH;
    for (uint32_t i = 0; i < p->count; i++)
        if (p->parents[i] == i && p->parts[i] == NO_PART)
            p->parts[i] = part = take_place(part, &filled, KEYS_EACH);
    return part + 1;
}

uint32_t sync_parts_of(struct sync_parts *p, uint32_t key)
{
    return p->parts[root(p, key)];
}
