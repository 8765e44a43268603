/* The hotspots of a router as far as logging in goes: under which name their page answers, and in which ways it lets
 * in. */
#ifndef MODEL_ROUTERS_HOTSPOT_SEEN_H
#define MODEL_ROUTERS_HOTSPOT_SEEN_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

struct ros;

/* *json: [{"name": …, "dns_name": …, "address": …, "login_by": …}] of those that run, in the arena; NULL where the
 * router does not tell. False only when it can't be asked. */
bool hotspots_read(struct arena *arena, struct ros *ros, const char **json, struct error *e);

#endif
