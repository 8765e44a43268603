/* One charge's whole story, read for its page. */
#include "model/pay/charge_story.h"

#include "db/db.h"
#include "model/lists/story.h"

/* In the order of charge_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct charge_story *s)
{
    const char **const texts[] = {
        &s->order_id,     &s->kind,           &s->gateway,        &s->mode,        &s->method,      &s->bank,
        &s->state,        &s->reason,         &s->waits_for,      &s->subject,     &s->user_id,     &s->full_name,
        &s->phone_number, &s->gateway_status, &s->transaction_id, &s->coupon_code, &s->created_at,  &s->expires_at,
        &s->paid_at,      &s->applied_at,     &s->asked_at,       &s->ask_error,   &s->actor,       &s->qr_string,
        &s->qr_url,       &s->deeplink_url,   &s->va_number,      &s->bill_key,    &s->biller_code, &s->redirect_url,
        &s->operation_id, &s->said_meaning,   &s->said_code,      &s->odd_word,    &s->gives,       &s->note,
        &s->receipts,     &s->shop_order,
    };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    s->amount_rp = story_int(r, 0, c++, -1);
    s->discount_rp = story_int(r, 0, c++, -1);
    s->paid_amount_rp = story_int(r, 0, c++, -1);
    s->back_rp = story_int(r, 0, c++, 0);
    s->expires_in_s = story_int(r, 0, c, INT64_MIN);
}

static void fill_event(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct charge_event *event = item;
    event->at = story_text(a, r, row, 0);
    event->source = story_text(a, r, row, 1);
    event->what = story_text(a, r, row, 2);
}

bool charge_read_events(struct context *ctx, const char *query, const char *id, struct charge_event **events,
                        size_t *count, struct error *e)
{
    const struct story_list list = { .query = query, .item_size = sizeof **events, .fill = fill_event };
    void *items;
    if (!story_read_list(ctx, &list, DB_PARAMS(id), &items, count, e))
        return false;
    *events = items;
    return true;
}

bool charge_read_story(struct context *ctx, const char *order_id, struct charge_story *story, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "charge_story", DB_PARAMS(order_id), e);
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    *story = (struct charge_story){ .amount_rp = -1 };
    if (found)
        fill(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "the charge can't be shown", "there is no charge %s", order_id);
    db_result_free(r);
    return found && charge_read_events(ctx, "charge_events", order_id, &story->events, &story->event_count, e);
}
