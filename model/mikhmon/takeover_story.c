/* One take-over whole, for its page. */
#include "model/mikhmon/takeover_story.h"

#include "base/text.h"
#include "db/db.h"
#include "model/lists/story.h"
#include "model/mikhmon/room.h"

static void fill_step(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct takeover_step *s = item;
    *s = (struct takeover_step){ .step = story_text(a, r, row, 0),
                                 .done_at = story_text(a, r, row, 1),
                                 .rows = story_int(r, row, 2, 0) };
}

static void fill_kept(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct takeover_kept *k = item;
    *k = (struct takeover_kept){ .part = story_text(a, r, row, 0),
                                 .name = story_text(a, r, row, 1),
                                 .before = story_text(a, r, row, 2),
                                 .is_changed = db_bool(r, row, 3),
                                 .is_restored = db_bool(r, row, 4) };
}

static void fill_asked(struct arena *a, const struct db_result *r, int row, void *item)
{
    struct takeover_ask *q = item;
    const char **const texts[] = { &q->id, &q->kind, &q->subject, &q->state, &q->example, &q->proposal, &q->answer };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, row, c++);
    q->rows = story_int(r, row, c, 0);
}

static bool read_row(struct context *ctx, const char *id, struct takeover_story *story, struct error *e)
{
    struct listing_page page;
    if (!listing_by_ids(ctx, &pane_takeovers, &id, 1, &page, e))
        return false;
    story->row = page.count ? page.rows : NULL;
    return story->row || error_set(e, ERR_REFUSED, "the take-over can't be shown", "there is no take-over %s", id);
}

bool takeover_read_story(struct context *ctx, const char *id, struct takeover_story *story, struct error *e)
{
    const struct story_list steps = { "takeover_steps", sizeof(struct takeover_step), fill_step };
    const struct story_list kept = { "takeover_kept_all", sizeof(struct takeover_kept), fill_kept };
    const struct story_list asked = { "takeover_asked", sizeof(struct takeover_ask), fill_asked };
    void *s = NULL, *k = NULL, *q = NULL;

    *story = (struct takeover_story){ .row = NULL };
    bool ok = read_row(ctx, id, story, e) && story_read_list(ctx, &steps, DB_PARAMS(id), &s, &story->step_count, e) &&
              story_read_list(ctx, &kept, DB_PARAMS(id), &k, &story->kept_count, e) &&
              story_read_list(ctx, &asked, DB_PARAMS(id), &q, &story->asked_count, e);
    story->steps = s;
    story->kept = k;
    story->asked = q;
    return ok;
}
