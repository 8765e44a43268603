/* One package whole, for its page. */
#include "model/packages/package.h"

#include "db/db.h"
#include "model/lists/story.h"

/* In the order of package_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct package_story *s)
{
    const char **const texts[] = { &s->id, &s->name, &s->profile, &s->profile_id, &s->quota };
    int64_t *const figures[] = {
        &s->price_rp, &s->days, &s->customers, &s->sold, &s->sold_rp, &s->charges, &s->subscriptions,
    };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        *figures[i] = story_int(r, 0, c++, 0);
    s->is_active = db_bool(r, 0, c);
}

static void fill_sale(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct package_sale *)item = (struct package_sale){
        .order_id = story_text(a, r, row, 0),
        .at = story_text(a, r, row, 1),
        .who = story_text(a, r, row, 2),
        .amount_rp = story_int(r, row, 3, 0),
    };
}

bool package_read_story(struct context *ctx, const char *id, struct package_story *story, struct error *e)
{
    const struct story_list sales = { "package_sales", sizeof(struct package_sale), fill_sale };
    struct db_result *r = db_query(ctx->db, "package_story", DB_PARAMS(id), e);
    void *items = NULL;
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    *story = (struct package_story){ .price_rp = 0 };
    if (found)
        fill(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "the package can't be shown", "there is no package %s", id);
    db_result_free(r);
    if (!found || !story_read_list(ctx, &sales, DB_PARAMS(id), &items, &story->sale_count, e))
        return false;
    story->sales = items;
    return true;
}
