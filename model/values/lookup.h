/* Finding records by a text key, in memory: MACs, addresses, names, ids. Keys are not copied; table
 * and slots live in the arena. */
#ifndef MODEL_VALUES_LOOKUP_H
#define MODEL_VALUES_LOOKUP_H

#include "base/arena.h"

#include <stddef.h>

struct lookup;

struct lookup *lookup_new(struct arena *a);
void *lookup_get(const struct lookup *l, const char *key); /* NULL: none */
void lookup_put(struct lookup *l, const char *key, void *value); /* replaces what was there */

#endif
