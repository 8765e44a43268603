/* Users and rows of a router in parts that have nothing to do with each other: whatever bears one uid, hotspot user's
 * name, MAC or address is in one part, with all that bears another key of the same row. Each part can be compared by
 * itself, with the answer that a comparison of all would give. Keys are kept as 64 bits of their hash. */
#ifndef MODEL_ROUTERS_SYNC_PARTS_H
#define MODEL_ROUTERS_SYNC_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sync_key {
    SYNC_KEY_UID,
    SYNC_KEY_ACCOUNT,
    SYNC_KEY_MAC,
    SYNC_KEY_ADDRESS,
    /* never joined: whether it is noted is all that is asked */
    SYNC_KEY_OWNED_MAC, /* of a current device of a user */
    SYNC_KEY_PLAIN_MAC  /* of a host that is a user's device and nothing else */
};

struct sync_parts;

struct sync_parts *sync_parts_new(void);
void sync_parts_free(struct sync_parts *p); /* NULL is allowed */

/* The number under which the key is known; new ones are noted. 0 is that of what has no key. */
uint32_t sync_parts_key(struct sync_parts *p, enum sync_key kind, const char *text);
bool sync_parts_knows(const struct sync_parts *p, enum sync_key kind, const char *text);
void sync_parts_join(struct sync_parts *p, uint32_t one, uint32_t other);
void sync_parts_add_user(struct sync_parts *p, uint32_t key);

/* When all is joined: parts of about so many users, in the order in which these were added, then those without any.
 * Returns how many parts there are. */
uint32_t sync_parts_divide(struct sync_parts *p, size_t users_each);
uint32_t sync_parts_of(struct sync_parts *p, uint32_t key); /* from 0 on */

#endif
