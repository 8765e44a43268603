/* What was learnt of a router on its present connection: private to model/routers/router*.c. */
#ifndef MODEL_ROUTERS_ROUTER_LEARNT_H
#define MODEL_ROUTERS_ROUTER_LEARNT_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stdint.h>

/* How a print asks for passwords. */
enum router_secrets {
    SECRETS_UNKNOWN,
    SECRETS_ASKED_FOR, /* by show-sensitive: from 7.21 on they are hidden without it */
    SECRETS_PLAIN      /* they are shown to who may read them, or the router does not take the word */
};

struct router_learnt {
    uint64_t connection;
    enum router_secrets secrets;
    int64_t port_bytes, ports_ms; /* that came in on its ports, as of then; 0: not asked yet */
    int64_t examined_ms; /* when device-mode and policies were read, monotonic; 0: not yet */
};

/* Of the connection that there is now; NULL: no router is called so. */
struct router_learnt *routers_learnt(struct context *ctx, const char *name);

#endif
