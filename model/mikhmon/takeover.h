/* Taking over a router that Mikhmon ran. */
#ifndef MODEL_MIKHMON_TAKEOVER_H
#define MODEL_MIKHMON_TAKEOVER_H

#include "model/engine/effect.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether it is in one of these states, as an array ("{looking,looked}"): what is asked for once more, long after, does
 * nothing where the take-over has gone on. */
bool takeover_is(struct context *ctx, const char *takeover, const char *states, bool *it_is, struct error *e);

/* See model/engine/effect.h. Their rows' entity is the take-over. Doing one twice is harmless: each looks at the router
 * first, and at what was done before. */
bool effect_mikhmon_look(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                         struct error *e);
bool effect_mikhmon_take(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                         struct error *e);
bool effect_mikhmon_give_back(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                              struct error *e);

#endif
