/* What a take-over changes on a router: schedulers that end vouchers, scripts of profiles. What stood there is in the
 * database before any of it is touched. Private to model/mikhmon. */
#ifndef MODEL_MIKHMON_TAKEOVER_PART_H
#define MODEL_MIKHMON_TAKEOVER_PART_H

#include "model/values/context.h"
#include "net/ros.h"

#include <stdbool.h>

enum part_way {
    PART_TAKE, /* switched off, emptied */
    PART_GIVE  /* as it was */
};

/* All of one part ("scheduler", "profile") at once: looked at, told, looked at again. What somebody made otherwise
 * meanwhile: ERR_REFUSED on the way there; on the way back it is left, and named in *left (NULL: none). Doing it twice
 * is harmless. */
bool takeover_change_part(struct context *ctx, struct ros *ros, const char *takeover, const char *part,
                          enum part_way way, const char **left, struct error *e);

/* The vouchers' rows as they were read, where they are otherwise by now. */
bool takeover_restore_users(struct context *ctx, struct ros *ros, const char *router, const char *takeover,
                            struct error *e);

#endif
