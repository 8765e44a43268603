/* One job with its last runs. */
#include "model/engine/job_story.h"

#include "db/db.h"
#include "model/engine/job.h"
#include "model/lists/story.h"

static void fill_run(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct job_story_run *)item = (struct job_story_run){ .id = story_text(a, r, row, 0),
                                                            .at = story_text(a, r, row, 1),
                                                            .outcome = story_text(a, r, row, 2),
                                                            .says = story_text(a, r, row, 3),
                                                            .runs = db_int64(r, row, 4),
                                                            .rows = db_int64(r, row, 5),
                                                            .took_ms = db_int64(r, row, 6) };
}

static void take(struct arena *a, const struct db_result *r, struct job_story *s)
{
    *s = (struct job_story){ .name = story_text(a, r, 0, 0),
                             .state = story_text(a, r, 0, 1),
                             .interval_s = db_int64(r, 0, 2),
                             .last_run_at = story_text(a, r, 0, 3),
                             .next_run_at = story_text(a, r, 0, 4),
                             .last_result = story_text(a, r, 0, 5),
                             .last_error = story_text(a, r, 0, 6),
                             .is_paused = db_bool(r, 0, 7),
                             .host = story_text(a, r, 0, 8),
                             .kept = db_int64(r, 0, 9),
                             .runs = db_int64(r, 0, 10),
                             .lines = db_int64(r, 0, 11) };
    s->job = job_find(s->name);
}

bool job_story_read(struct context *ctx, const char *name, struct job_story *s, struct error *e)
{
    const struct story_list runs = { "job_story_runs", sizeof *s->items, fill_run };
    struct db_result *r = db_query(ctx->db, "job_story", DB_PARAMS(name), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) == 1;
    if (is_there)
        take(ctx->arena, r, s);
    else
        error_set(e, ERR_REFUSED, "can't show this job", "there is no job %s", name);
    db_result_free(r);
    const char *const params[] = { name, arena_printf(ctx->arena, "%d", JOB_STORY_RUNS) };
    return is_there && story_read_list(ctx, &runs, params, 2, (void **)&s->items, &s->item_count, e);
}
