/* One incident with its rows. */
#include "model/incidents/incident.h"

#include "base/text.h"
#include "db/db.h"
#include "model/incidents/detector.h"
#include "model/lists/story.h"

static void take_rows(struct context *ctx, const struct db_result *r, struct incident *i)
{
    i->item_count = (size_t)db_rows(r);
    i->items = ARENA_ARRAY(ctx->arena, struct incident_row, i->item_count + 1);
    for (int row = 0; row < db_rows(r); row++)
        i->items[row] = (struct incident_row){ story_text(ctx->arena, r, row, 0), story_text(ctx->arena, r, row, 1),
                                               story_text(ctx->arena, r, row, 2), story_text(ctx->arena, r, row, 3),
                                               story_text(ctx->arena, r, row, 4), story_text(ctx->arena, r, row, 5) };
}

static bool read_rows(struct context *ctx, struct incident *i, struct error *e)
{
    struct db_result *r =
        db_query(ctx->db, "incident_rows", DB_PARAMS(i->id, arena_printf(ctx->arena, "%d", INCIDENT_ROWS)), e);
    if (!r)
        return false;
    take_rows(ctx, r, i);
    db_result_free(r);
    return true;
}

static void take(struct context *ctx, const struct db_result *r, const char *id, struct incident *i)
{
    const char *texts[15];
    for (int c = 0; c < 15; c++)
        texts[c] = story_text(ctx->arena, r, 0, c);
    *i = (struct incident){ .detector = detector_find(texts[0]),
                            .id = arena_strdup(ctx->arena, id),
                            .kind = texts[0],
                            .cause = texts[1],
                            .severity = texts[2],
                            .state = texts[3],
                            .rows = db_int64(r, 0, 4),
                            .most_rows = db_int64(r, 0, 5),
                            .counts = texts[6],
                            .since = texts[7],
                            .found_at = texts[8],
                            .closed_at = texts[9],
                            .acknowledged_by = texts[10],
                            .acknowledged_at = texts[11],
                            .assigned_to = texts[12],
                            .snoozed_until = texts[13],
                            .note = texts[14] };
}

bool incident_read(struct context *ctx, const char *id, struct incident *i, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "incident_story", DB_PARAMS(id), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) == 1;
    if (is_there)
        take(ctx, r, id, i);
    else
        error_set(e, ERR_REFUSED, "can't show this incident", "there is no incident %s", id);
    db_result_free(r);
    return is_there && read_rows(ctx, i, e);
}
