/* Accounting counters that were read, without a router: what usage sync does after its print. */
#ifndef MODEL_ROUTERS_USAGE_APPLY_H
#define MODEL_ROUTERS_USAGE_APPLY_H

#include "model/routers/host.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct usage_tally {
    size_t hosts, devices, users_changed;
    size_t unknown;     /* hosts whose MAC belongs to nobody: charged to nobody */
    size_t rebaselined; /* devices whose new row counted more than the line can have carried: not charged */
};

/* The database's time now, in ctx->arena: taken before a router is read. */
const char *usage_begin(struct context *ctx, struct error *e);

/* read_at: usage_begin() from before the hosts were read. Fills all but tally->hosts. */
bool usage_apply(struct context *ctx, const char *router, const char *read_at, const struct host *hosts, size_t count,
                 struct usage_tally *tally, struct error *e);

#endif
