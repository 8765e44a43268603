/* Vouchers that came along from Mikhmon, followed on their router. */
#ifndef MODEL_MIKHMON_FOLLOW_H
#define MODEL_MIKHMON_FOLLOW_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads what they used, and ends those that are over: switched off, their sessions and cookies removed. followed 0: the
 * router has none, and was not asked. */
bool mikhmon_follow(struct context *ctx, const char *router, size_t *followed, size_t *ended, struct error *e);

#endif
