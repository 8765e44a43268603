/* Plans for more users than are named one by one: the database keeps the ids that a filter selects, and of those that
 * may be changed 16 bytes each are taken. Private to the files of actions. */
#ifndef MODEL_ENGINE_ACTION_MANY_H
#define MODEL_ENGINE_ACTION_MANY_H

#include "model/engine/action_operation.h"

enum {
    MANY_FROM = 20000, /* ids: up to here they are texts, in plan.ids */
    MANY_ID_BYTES = 16,
    MANY_ID_TEXT = 36
};

/* The statement that selects their ids, one column. */
struct many_choice {
    const char *sql;
    const char *const *params;
    size_t param_count;
};

/* Frozen, in the order of the ids. */
struct many {
    unsigned char (*ids)[MANY_ID_BYTES];
};

/* Fills plan, its ids in plan->many. is_plain false: there are damaged rows among them, and it has to be planned with
 * the ids at hand; nothing is filled. */
bool many_plan(struct context *ctx, const struct many_choice *choice, struct plan *plan, bool *is_plain,
               struct error *e);

/* Some of them as a text[] or uuid[], in the arena. */
const char *many_array(struct arena *a, const struct many *m, size_t first, size_t count);

#endif
