/* One order whole, for its page. */
#include "model/shop/order.h"

#include "db/db.h"
#include "model/lists/story.h"

/* In the order of order_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct order_story *s)
{
    const char **const texts[] = {
        &s->id,          &s->state,           &s->user_id,      &s->full_name, &s->phone_number,
        &s->coupon_code, &s->charge_order_id, &s->charge_state, &s->method,    &s->bank,
        &s->waits_for,   &s->reason,          &s->note,         &s->actor,     &s->created_at,
        &s->paid_at,     &s->ended_at,        &s->expires_at,   &s->receipts,
    };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    s->number = db_int64(r, 0, c++);
    s->discount_rp = db_int64(r, 0, c++);
    s->total_rp = db_int64(r, 0, c++);
    s->is_shown = db_bool(r, 0, c);
}

static void fill_item(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct order_item *i = item;
    i->code = story_text(a, r, row, 0);
    i->name = story_text(a, r, row, 1);
    i->quantity = db_int64(r, row, 2);
    i->unit_price_rp = db_int64(r, row, 3);
    i->product_id = story_text(a, r, row, 4);
}

static void fill_goods(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct order_goods *g = item;
    g->code = story_text(a, r, row, 0);
    g->text = story_text(a, r, row, 1);
    g->is_reserved = db_bool(r, row, 2);
}

bool order_read_story(struct context *ctx, const char *id, struct order_story *story, struct error *e)
{
    const struct story_list items = { "order_story_items", sizeof(struct order_item), fill_item };
    const struct story_list goods = { "order_story_goods", sizeof(struct order_goods), fill_goods };
    struct db_result *r = db_query(ctx->db, "order_story", DB_PARAMS(id, ctx->actor), e);
    void *read_items = NULL, *read_goods = NULL;
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    *story = (struct order_story){ .number = 0 };
    if (found)
        fill(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "the order can't be shown", "there is no order %s", id);
    db_result_free(r);
    if (!found || !story_read_list(ctx, &items, DB_PARAMS(id), &read_items, &story->item_count, e) ||
        !story_read_list(ctx, &goods, DB_PARAMS(id, ctx->actor), &read_goods, &story->goods_count, e))
        return false;
    story->items = read_items;
    story->goods = read_goods;
    return true;
}
