/* One debt item's whole story, read for its detail. */
#include "model/customers/debt.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/values/amount.h"

#include <string.h>

/* The first columns of debt_story.sql are those of debt_story_open.sql. */
enum {
    ITEM_COLUMNS = 14
};

static const char *text_or_null(struct arena *a, const struct db_result *r, int row, int column)
{
    return db_is_null(r, row, column) ? NULL : arena_strdup(a, db_value(r, row, column));
}

static int64_t cmb(const struct db_result *r, int row, int column)
{
    int64_t value = 0;
    mb_from_db(db_value(r, row, column), &value);
    return value;
}

static int64_t int64_or(const struct db_result *r, int row, int column, int64_t absent)
{
    return db_is_null(r, row, column) ? absent : db_int64(r, row, column);
}

static void fill_item(struct arena *a, const struct db_result *r, int row, struct debt_item *d)
{
    int c = 0;
    const char **const texts[] = { &d->id, &d->debt_date, &d->due_date, &d->note };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = text_or_null(a, r, row, c++);
    d->amount_cmb = cmb(r, row, c++);
    d->paid_cmb = cmb(r, row, c++);
    d->remaining_cmb = cmb(r, row, c++);
    d->price_rp = int64_or(r, row, c++, -1);
    d->remaining_rp = int64_or(r, row, c++, -1);
    d->age_days = db_int64(r, row, c++);
    d->has_own_price = db_bool(r, row, c++);
    d->is_paid = db_bool(r, row, c++);
    d->is_overdue = db_bool(r, row, c++);
    d->is_unlimited = db_bool(r, row, c);
}

static void fill_story(struct arena *a, const struct db_result *r, struct debt_story *s)
{
    int c = ITEM_COLUMNS;
    const char **const texts[] = { &s->user_id, &s->full_name,        &s->phone_number,  &s->created_at,
                                   &s->paid_at, &s->last_paid_source, &s->block_cause, &s->blocked_reason };
    fill_item(a, r, 0, &s->item);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = text_or_null(a, r, 0, c++);
    s->auto_debt_cmb = cmb(r, 0, c++);
    s->auto_debt_rp = int64_or(r, 0, c, -1);
}

static bool read_item(struct context *ctx, const char *id, struct debt_story *s, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "debt_story", DB_PARAMS(id), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) == 1;
    if (is_there)
        fill_story(ctx->arena, r, s);
    db_result_free(r);
    if (is_there)
        return true;
    error_set(e, ERR_REFUSED, "this debt item is gone", "there is no debt item %s", id);
    return error_hint(e, "it was removed meanwhile: go back and refresh the list");
}

/* A price that is not known makes the sum unknown. */
static void add_rp(int64_t *sum, int64_t rp)
{
    *sum = *sum < 0 || rp < 0 ? -1 : *sum + rp;
}

static void add_item(struct debt_item *total, const struct debt_item *d)
{
    total->amount_cmb += d->amount_cmb;
    total->paid_cmb += d->paid_cmb;
    total->remaining_cmb += d->remaining_cmb;
    add_rp(&total->price_rp, d->price_rp);
    add_rp(&total->remaining_rp, d->remaining_rp);
    if (d->age_days > total->age_days)
        total->age_days = d->age_days;
    total->is_overdue = total->is_overdue || d->is_overdue;
    total->is_unlimited = total->is_unlimited || d->is_unlimited;
}

static bool read_open(struct context *ctx, struct debt_story *s, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "debt_story_open", DB_PARAMS(s->user_id), e);
    if (!r)
        return false;
    s->open_count = (size_t)db_rows(r);
    s->open = ARENA_ARRAY(ctx->arena, struct debt_item, s->open_count + 1);
    for (size_t i = 0; i < s->open_count; i++) {
        fill_item(ctx->arena, r, (int)i, &s->open[i]);
        add_item(&s->total, &s->open[i]);
    }
    db_result_free(r);
    return true;
}

static bool read_settlements(struct context *ctx, const char *id, struct debt_story *s, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "debt_story_settlements", DB_PARAMS(id), e);
    if (!r)
        return false;
    s->settlement_count = (size_t)db_rows(r);
    s->settlements = ARENA_ARRAY(ctx->arena, struct debt_settlement, s->settlement_count + 1);
    for (int i = 0; i < db_rows(r); i++)
        s->settlements[i] = (struct debt_settlement){
            .at = text_or_null(ctx->arena, r, i, 0),
            .actor = text_or_null(ctx->arena, r, i, 1),
            .kind = text_or_null(ctx->arena, r, i, 2),
            .note = text_or_null(ctx->arena, r, i, 3),
            .operation_id = text_or_null(ctx->arena, r, i, 4),
            .cmb = cmb(r, i, 5),
            .rp = int64_or(r, i, 6, INT64_MIN),
        };
    db_result_free(r);
    return true;
}

bool debt_read_story(struct context *ctx, const char *id, struct debt_story *story, struct error *e)
{
    memset(story, 0, sizeof *story);
    return read_item(ctx, id, story, e) && read_open(ctx, story, e) && read_settlements(ctx, id, story, e);
}
