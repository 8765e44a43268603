/* What the stories have in common. */
#include "model/lists/story.h"

#include "db/db.h"

const char *story_text(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

int64_t story_int(const struct db_result *r, int row, int column, int64_t absent)
{
    return db_is_null(r, row, column) ? absent : db_int64(r, row, column);
}

bool story_read_list(struct context *ctx, const struct story_list *list, const char *const *params, int count,
                     void **items, size_t *item_count, struct error *e)
{
    struct db_result *r = db_query(ctx->db, list->query, params, count, e);
    if (!r)
        return false;
    *item_count = (size_t)db_rows(r);
    char *array = arena_alloc(ctx->arena, list->item_size * (*item_count + 1));
    for (size_t i = 0; i < *item_count; i++)
        list->fill(ctx->arena, r, (int)i, array + i * list->item_size);
    *items = array;
    db_result_free(r);
    return true;
}
