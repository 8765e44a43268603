/* One charge's whole story, read for its page. */
#include "model/charge.h"

#include "db/db.h"

static const char *text_or_null(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

static int64_t int64_or(const struct db_result *r, int column, int64_t absent)
{
    return db_is_null(r, 0, column) ? absent : db_int64(r, 0, column);
}

/* In the order of charge_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct charge_story *s)
{
    const char **const texts[] = {
        &s->order_id,     &s->kind,           &s->gateway,        &s->mode,        &s->method,      &s->bank,
        &s->state,        &s->reason,         &s->waits_for,      &s->subject,     &s->user_id,     &s->full_name,
        &s->phone_number, &s->gateway_status, &s->transaction_id, &s->coupon_code, &s->created_at,  &s->expires_at,
        &s->paid_at,      &s->applied_at,     &s->asked_at,       &s->ask_error,   &s->actor,       &s->qr_string,
        &s->qr_url,       &s->deeplink_url,   &s->va_number,      &s->bill_key,    &s->biller_code, &s->redirect_url,
        &s->operation_id,
    };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = text_or_null(a, r, 0, c++);
    s->amount_rp = int64_or(r, c++, -1);
    s->discount_rp = int64_or(r, c++, -1);
    s->paid_amount_rp = int64_or(r, c++, -1);
    s->expires_in_s = int64_or(r, c, INT64_MIN);
}

static bool read_events(struct context *ctx, const char *order_id, struct charge_story *s, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "charge_events", DB_PARAMS(order_id), e);
    if (!r)
        return false;
    s->event_count = (size_t)db_rows(r);
    s->events = ARENA_ARRAY(ctx->arena, struct charge_event, s->event_count + 1);
    for (size_t i = 0; i < s->event_count; i++)
        s->events[i] = (struct charge_event){
            .at = text_or_null(ctx->arena, r, (int)i, 0),
            .source = text_or_null(ctx->arena, r, (int)i, 1),
            .what = text_or_null(ctx->arena, r, (int)i, 2),
        };
    db_result_free(r);
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
    return found && read_events(ctx, order_id, story, e);
}
