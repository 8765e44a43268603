/* The routers of the configuration, each with one kept connection, a breaker and its state in
 * console.router_sync_state. Each router belongs to one thread at a time: the thread of the struct routers, or
 * one that it waits for. */
#ifndef MODEL_ROUTERS_ROUTER_H
#define MODEL_ROUTERS_ROUTER_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct ros;
struct routers;

struct routers *routers_new(const struct config *config);
void routers_free(struct routers *r);
size_t routers_count(const struct routers *r);
const char *routers_name(const struct routers *r, size_t i);

/* Tells the database which routers this host's configuration has. console.router is what all hosts say
 * together: a router stays for as long as one of them has it; a host's word about a router that nobody has
 * tried for a week is forgotten. Not within a transaction. */
bool routers_register(struct context *ctx, struct error *e);

/* A connected client of the router, or NULL: unknown, breaker open (fails at once with the last
 * error and when it will be tried again), or not reachable. Failures open the breaker for
 * 1 s doubling to 60 s, with jitter. */
struct ros *routers_get(struct context *ctx, const char *name, struct error *e);
struct ros *routers_connected(const struct routers *r,
                              const char *name);             /* NULL: not, as far as is known: nothing is asked */
void routers_retry_now(struct routers *r, const char *name); /* closes the breaker */
void routers_rest(struct routers *r);                        /* closes what is connected, until it is needed again */
void routers_interrupt(struct routers *r);                   /* any thread: ends the running call */

/* Milliseconds until the router may be tried again; 0: now, or no router of that name. */
int routers_retry_in_ms(const struct routers *r, const char *name);
/* How the work with a connected client ended: NULL closes the breaker, a lost connection or a silent
 * router opens it. A refusal or a cancel says nothing about the router. */
void routers_report(struct context *ctx, const char *name, const struct error *e);

/* Of the policies that the console needs, those that its account's group ("api,read,…") does not have; NULL: not
 * known. In the arena. */
const char *router_lacking_policies(struct arena *a, const char *policies);

/* Asks identity, version, clock; writes router_sync_state, success or failure. */
bool routers_probe(struct context *ctx, const char *name, struct error *e);

/* How long a batch of outbox rows for it may be silent before others take it over. */
int routers_lease_s(const struct config *config, const char *router);

#endif
