/* A router that Mikhmon ran, read whole into the staging of a take-over, and judged there. Nothing is written on the
 * router. */
#ifndef MODEL_MIKHMON_MIKHMON_READ_H
#define MODEL_MIKHMON_MIKHMON_READ_H

#include "model/values/context.h"

#include <stdbool.h>

struct ros;

enum mikhmon_reading {
    READ_ALL,
    READ_AGAIN /* but for the profiles, whose scripts are taken out by now */
};

/* One bulk print a menu, then one transaction: what was staged before is replaced, answers stay. */
bool mikhmon_read(struct context *ctx, struct ros *ros, const char *router, const char *takeover,
                  enum mikhmon_reading which, struct error *e);

#endif
