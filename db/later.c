/* Statements that wait for the next one. */
#include "db/later.h"

bool later_put(struct later *l, const struct call *c)
{
    if (l->count == LATER_MOST)
        return false;
    if (!l->arena)
        l->arena = arena_new();
    const char **params = ARENA_ARRAY(l->arena, const char *, c->count + 1);
    for (int i = 0; i < c->count; i++)
        params[i] = c->params[i] ? arena_strdup(l->arena, c->params[i]) : NULL;
    struct call *kept = &l->calls[l->count++];
    *kept = *c;
    kept->params = params;
    if (kept->result)
        *kept->result = NULL;
    return true;
}

void later_forget(struct later *l)
{
    l->count = 0;
    if (l->arena)
        arena_reset(l->arena);
}

void later_free(struct later *l)
{
    arena_free(l->arena);
    l->arena = NULL;
}
