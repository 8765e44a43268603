/* The parts that the whole stands on, a line each: for `health`, and for what watches this host from elsewhere. */
#ifndef MODEL_WORKER_VITALS_H
#define MODEL_WORKER_VITALS_H

#include "model/values/context.h"
#include "model/values/lamp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vital {
    const char *name;   /* "database", "router main", "disk /var/log"; what came from outside in it is made safe */
    const char *detail; /* a sentence for say() */
    const char *mend;   /* what to do; NULL: nothing */
    const char *figure; /* what it counts: "connections"; NULL: nothing */
    int64_t value, warn, most; /* of the figure; warn and most 0: there is no such bound */
    enum lamp state;           /* unknown: not asked yet, or not shown to this account */
    bool is_outside;           /* of it bad means that something outside did not answer */
    bool is_a_rule;            /* `check` has a rule for it besides */
};

/* In ctx->arena. */
struct vitals {
    struct context *ctx;
    struct vital *items;
    size_t count, room;
};

struct error;
/* Looks at all of them. A part that can't be looked at is a line that says why. database: why it can't be asked; NULL:
 * it can. Asks nothing outside but the portal, for at most five seconds: of routers and gateways it tells what the
 * worker last saw. */
void vitals_look(struct vitals *v, const struct error *database);

/* For the looks of this room. */
void vitals_add(struct vitals *v, const struct vital *vital);

/* vitals_outside.c */
bool vitals_look_at_portal(struct vitals *v, struct error *e);
bool vitals_look_at_disks(struct vitals *v, struct error *e);
bool vitals_look_at_files(struct vitals *v, struct error *e);

#endif
