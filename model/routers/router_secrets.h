/* Passwords of a router's rows. */
#ifndef MODEL_ROUTERS_ROUTER_SECRETS_H
#define MODEL_ROUTERS_ROUTER_SECRETS_H

#include "model/values/context.h"
#include "net/ros.h"

#include <stdbool.h>
#include <stddef.h>

/* As ros_print() of a connected router, and it asks for what RouterOS hides from 7.21 on. Values may be hidden all the
 * same: ros_value_secret() tells. words: its queries. */
bool routers_print_secrets(struct context *ctx, const char *name, struct ros *ros, const char *path,
                           const char *proplist, const char *const *words, size_t count,
                           bool (*each)(void *ctx, const struct ros_row *row), void *each_ctx, struct error *e);

/* As that would be asked, by what was learnt on this connection: words is NULL where nothing was learnt yet. In the
 * arena. */
const char **routers_secret_words(struct context *ctx, const char *name, const char *const *words, size_t count,
                                  size_t *asked_count);

#endif
