/* The routers of the configuration, each with one kept connection, a breaker and its state in
 * console.router_sync_state. One struct routers belongs to one thread. */
#ifndef MODEL_ROUTER_H
#define MODEL_ROUTER_H

#include "model/context.h"

#include <stdbool.h>
#include <stddef.h>

struct ros;
struct routers;

struct routers *routers_new(const struct config *config);
void routers_free(struct routers *r);
size_t routers_count(const struct routers *r);
const char *routers_name(const struct routers *r, size_t i);

/* Writes the configured routers into console.router (names, order, hotspot servers). */
bool routers_register(struct context *ctx, struct error *e);

/* A connected client of the router, or NULL: unknown, breaker open (fails at once with the last
 * error and when it will be tried again), or not reachable. Failures open the breaker for
 * 1 s doubling to 60 s, with jitter. */
struct ros *routers_get(struct context *ctx, const char *name, struct error *e);
void routers_retry_now(struct routers *r, const char *name); /* closes the breaker */
void routers_interrupt(struct routers *r);                   /* any thread: ends the running call */

/* Milliseconds until the router may be tried again; 0: now, or no router of that name. */
int routers_retry_in_ms(const struct routers *r, const char *name);
/* How the work with a connected client ended: NULL closes the breaker, a lost connection or a silent
 * router opens it. A refusal or a cancel says nothing about the router. */
void routers_report(struct context *ctx, const char *name, const struct error *e);

/* Asks identity, version, clock; writes router_sync_state, success or failure. */
bool routers_probe(struct context *ctx, const char *name, struct error *e);

#endif
