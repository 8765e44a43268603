/* Reading one row as facts, and lists of items: what the stories (a router's, a difference's) and others that take
 * rows out of a result have in common. Texts are copies in the arena, as the database gave them; NULL = not known.
 * Private to model/. */
#ifndef MODEL_LISTS_STORY_H
#define MODEL_LISTS_STORY_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_result;

const char *story_text(struct arena *a, const struct db_result *r, int row, int column);
int64_t story_int(const struct db_result *r, int row, int column, int64_t absent);

/* Runs a query and fills an array of items of that size, one a row; in ctx->arena. */
struct story_list {
    const char *query;
    size_t item_size;
    void (*fill)(struct arena *a, const struct db_result *r, int row, void *item);
};
bool story_read_list(struct context *ctx, const struct story_list *list, const char *const *params, int count,
                     void **items, size_t *item_count, struct error *e);

#endif
