/* One coupon whole, for its page. */
#include "model/coupons/coupon.h"

#include "db/db.h"
#include "model/lists/story.h"

/* In the order of coupon_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct coupon_story *s)
{
    const char **const texts[] = { &s->code,        &s->state,    &s->discount_type, &s->valid_from,
                                   &s->valid_until, &s->ended_at, &s->actor,         &s->created_at };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    s->discount_value = db_int64(r, 0, c++);
    s->max_uses = story_int(r, 0, c++, -1);
    s->used_count = db_int64(r, 0, c++);
    s->reserved_count = db_int64(r, 0, c++);
    s->given_rp = db_int64(r, 0, c++);
    s->sold_rp = db_int64(r, 0, c);
}

static void fill_charge(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct coupon_charge *c = item;
    *c = (struct coupon_charge){
        .order_id = story_text(a, r, row, 0),
        .at = story_text(a, r, row, 1),
        .full_name = story_text(a, r, row, 2),
        .state = story_text(a, r, row, 3),
        .discount_rp = story_int(r, row, 4, 0),
        .amount_rp = story_int(r, row, 5, 0),
    };
}

bool coupon_read_story(struct context *ctx, const char *code, struct coupon_story *story, struct error *e)
{
    const struct story_list charges = { "coupon_charges", sizeof(struct coupon_charge), fill_charge };
    struct db_result *r = db_query(ctx->db, "coupon_story", DB_PARAMS(code), e);
    void *items = NULL;
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    *story = (struct coupon_story){ .max_uses = -1 };
    if (found)
        fill(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "the coupon can't be shown", "there is no coupon %s", code);
    db_result_free(r);
    if (!found || !story_read_list(ctx, &charges, DB_PARAMS(code), &items, &story->charge_count, e))
        return false;
    story->charges = items;
    return true;
}
