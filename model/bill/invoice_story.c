/* One invoice's whole story, read for its page. */
#include "db/db.h"
#include "model/bill/invoice.h"
#include "model/lists/story.h"
#include "model/pay/charge_story.h"

/* In the order of invoice_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct invoice_story *s)
{
    const char **const texts[] = {
        &s->id,         &s->invoice_number, &s->external_id,    &s->brand,        &s->status,
        &s->subject,    &s->period,         &s->user_id,        &s->full_name,    &s->phone_number,
        &s->email,      &s->whatsapp,       &s->tax_percent,    &s->issued_on,    &s->due_on,
        &s->paid_at,    &s->paid_how,       &s->note,           &s->payment_link, &s->xendit_id,
        &s->expires_at, &s->queue_state,    &s->queue_priority, &s->queue_error,  &s->queue_next_try,
    };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    s->base_rp = db_int64(r, 0, c++);
    s->tax_rp = db_int64(r, 0, c++);
    s->total_rp = db_int64(r, 0, c++);
    s->paid_amount_rp = story_int(r, 0, c++, -1);
    s->days = (int)db_int64(r, 0, c++);
    s->of_days = (int)db_int64(r, 0, c++);
    s->is_vip = db_bool(r, 0, c++);
    s->overdue_days = db_int64(r, 0, c++);
    s->is_overdue = s->overdue_days > 0;
    s->queue_tries = db_int64(r, 0, c++);
    s->tax_kind = story_text(a, r, 0, c++);
    s->discount_rp = db_int64(r, 0, c++);
    s->dpp_rp = story_int(r, 0, c++, 0);
    s->has_tax_in_price = db_bool(r, 0, c);
}

bool invoice_read_story(struct context *ctx, const char *id, struct invoice_story *story, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "invoice_story", DB_PARAMS(id), e);
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    *story = (struct invoice_story){ .paid_amount_rp = -1 };
    if (found)
        fill(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "the invoice can't be shown", "there is no invoice %s", id);
    db_result_free(r);
    return found && charge_read_events(ctx, "invoice_events", story->id, &story->events, &story->event_count, e);
}
