/* One subscription whole, for its page. */
#include "model/bill/subscription.h"

#include "db/db.h"
#include "model/lists/story.h"

/* In the order of subscription_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct subscription_story *s)
{
    const char **const texts[] = {
        &s->id,    &s->package,     &s->status,    &s->brand,      &s->full_name,    &s->phone_number,
        &s->email, &s->whatsapp,    &s->starts_on, &s->ended_on,   &s->next_invoice, &s->last_period,
        &s->tipe,  &s->tax_percent, &s->actor,     &s->created_at, &s->tax_kind,
    };
    int64_t *const figures[] = { &s->price_rp,  &s->tax_rp,      &s->due_day, &s->unpaid,
                                 &s->unpaid_rp, &s->discount_rp, &s->dpp_rp,  &s->month_rp };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        *figures[i] = story_int(r, 0, c++, 0);
    s->has_own_tax = db_bool(r, 0, c++);
    s->is_vip = db_bool(r, 0, c++);
    s->has_tax_in_price = db_bool(r, 0, c);
}

static void fill_invoice(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct subscription_invoice *i = item;
    *i = (struct subscription_invoice){
        .invoice_number = story_text(a, r, row, 0),
        .period = story_text(a, r, row, 1),
        .status = story_text(a, r, row, 2),
        .due_on = story_text(a, r, row, 3),
        .total_rp = story_int(r, row, 4, 0),
        .id = story_text(a, r, row, 5),
    };
}

bool subscription_read_story(struct context *ctx, const char *id, struct subscription_story *story, struct error *e)
{
    const struct story_list invoices = { "subscription_invoices", sizeof(struct subscription_invoice), fill_invoice };
    struct db_result *r = db_query(ctx->db, "subscription_story", DB_PARAMS(id), e);
    void *items = NULL;
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    *story = (struct subscription_story){ .price_rp = 0 };
    if (found)
        fill(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "the subscription can't be shown", "there is no subscription %s", id);
    db_result_free(r);
    if (!found || !story_read_list(ctx, &invoices, DB_PARAMS(id), &items, &story->invoice_count, e))
        return false;
    story->invoices = items;
    return true;
}
