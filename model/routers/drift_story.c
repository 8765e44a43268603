/* One difference with its user, read for the detail screen. */
#include "model/routers/drift_story.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/lists/story.h"

#include <string.h>

#define MOST_DEVICES "20"

static void fill_story(struct arena *a, const struct db_result *r, struct drift_story *s)
{
    const char **const texts[] = { &s->router,     &s->kind,        &s->subject,        &s->expected,     &s->actual,
                                   &s->cause,      &s->mend,        &s->item,           &s->found_at,     &s->seen_at,
                                   &s->scanned_at, &s->user_id,     &s->full_name,      &s->phone_number, &s->address,
                                   &s->status,     &s->block_cause, &s->blocked_reason, &s->expires_at };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    s->is_safe = db_bool(r, 0, c++);
    s->is_asked_for = db_bool(r, 0, c++);
    s->alike = db_int64(r, 0, c);
}

static void fill_device(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct drift_device *)item = (struct drift_device){
        .mac_address = story_text(a, r, row, 0),
        .ip_address = story_text(a, r, row, 1),
        .label = story_text(a, r, row, 2),
        .last_seen_at = story_text(a, r, row, 4),
        .is_authorized = db_bool(r, row, 5),
        .id = story_text(a, r, row, 8),
    };
}

static bool refuse_gone(const char *id, struct error *e)
{
    error_set(e, ERR_REFUSED, "this difference is gone", "there is no difference %s any more", id);
    return error_hint(e, "the last look at the router did not find it: it is mended, or it never was one");
}

bool drift_read_story(struct context *ctx, const char *id, struct drift_story *story, struct error *e)
{
    static const struct story_list devices = { "user_detail_devices", sizeof(struct drift_device), fill_device };
    void *items = NULL;
    memset(story, 0, sizeof *story);
    struct db_result *r = db_query(ctx->db, "drift_story", DB_PARAMS(id), e);
    if (!r)
        return false;
    bool found = db_rows(r) == 1;
    if (found)
        fill_story(ctx->arena, r, story);
    db_result_free(r);
    if (!found)
        return refuse_gone(id, e);
    story->id = arena_strdup(ctx->arena, id);
    if (!story->user_id)
        return true;
    if (!story_read_list(ctx, &devices, DB_PARAMS(story->user_id, MOST_DEVICES), &items, &story->device_count, e))
        return false;
    story->devices = items;
    return true;
}
