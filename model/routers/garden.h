/* The way to the bank: a walled garden and an address list of payment networks, kept on every router as the
 * settings say, so that a customer whose quota is gone can still pay. Entries of ours carry the mark
 * "<prefix>|garden|…" in their comment; no other is ever touched. */
#ifndef MODEL_GARDEN_H
#define MODEL_GARDEN_H

#include "base/arena.h"
#include "model/values/context.h"
#include "net/ros.h"

#include <stdbool.h>
#include <stddef.h>

struct garden_change {
    const char *menu;    /* "/ip/hotspot/walled-garden", "/ip/hotspot/walled-garden/ip", "/ip/firewall/address-list" */
    const char *subject; /* the host or address */
    const char *expected, *actual; /* NULL: nothing */
    const char *command; /* as it would be typed: "/ip/hotspot/walled-garden/add dst-host=… action=allow …" */
    const char *const *words; /* the same for ros_run() */
    size_t word_count;
    bool is_removal;
};

/* Reads the router and says what differs from the settings; lives in ctx->arena. */
bool garden_compare(struct context *ctx, struct ros *ros, struct garden_change **changes, size_t *count,
                    struct error *e);
/* Brings it about. */
bool garden_apply(struct context *ctx, const char *router, size_t *changed, struct error *e);

#endif
