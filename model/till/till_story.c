/* One till whole, for its page. */
#include "model/till/till_story.h"

#include "db/db.h"
#include "model/lists/story.h"

/* In the order of till_story.sql. */
static void fill(struct arena *a, const struct db_result *r, struct till_story *s)
{
    const char **const texts[] = { &s->id,    &s->operator, & s->state, &s->opened_at, &s->closed_at, &s->closed_by,
                                   &s->reason };
    int64_t *const figures[] = { &s->float_rp, &s->cash_rp, &s->transfer_rp, &s->reversed_rp, &s->expected_rp };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        *figures[i] = story_int(r, 0, c++, 0);
    s->counted_rp = story_int(r, 0, c, -1);
}

static void fill_receipt(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct till_receipt *i = item;
    *i = (struct till_receipt){
        .number = story_text(a, r, row, 0),
        .at = story_text(a, r, row, 1),
        .full_name = story_text(a, r, row, 2),
        .method = story_text(a, r, row, 3),
        .subject = story_text(a, r, row, 4),
        .id = story_text(a, r, row, 5),
        .amount_rp = story_int(r, row, 6, 0),
    };
}

bool till_read_story(struct context *ctx, const char *id, struct till_story *story, struct error *e)
{
    const struct story_list receipts = { "till_receipts", sizeof(struct till_receipt), fill_receipt };
    struct db_result *r = db_query(ctx->db, "till_story", DB_PARAMS(id), e);
    void *items = NULL;
    if (!r)
        return false;
    bool found = db_rows(r) > 0;
    *story = (struct till_story){ .counted_rp = -1 };
    if (found)
        fill(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "the till can't be shown", "there is no till %s", id);
    db_result_free(r);
    if (!found || !story_read_list(ctx, &receipts, DB_PARAMS(id), &items, &story->receipt_count, e))
        return false;
    story->receipts = items;
    return true;
}
