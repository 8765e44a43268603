/* One router's whole story, read for the detail screen. */
#include "model/routers/router_story.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/lists/story.h"

#include <string.h>

#define MOST_ROWS "20"

static void fill_facts(struct arena *a, const struct db_result *r, struct router_facts *f)
{
    const char **const texts[] = { &f->state,         &f->identity,   &f->version,     &f->last_error,
                                   &f->last_ok_at,    &f->checked_at, &f->retry_at,    &f->last_usage_at,
                                   &f->scanned_at,    &f->scan_error, &f->device_mode, &f->lacks_policies,
                                   &f->refused_menus, &f->still_since };
    bool *const flags[] = { &f->is_enabled,      &f->is_clear_text, &f->is_unverified, &f->is_asked_lately,
                            &f->forbids_hotspot, &f->forbids_proxy, &f->is_flagged,    &f->is_examined };
    int64_t *const figures[] = { &f->failures,       &f->latency_us,   &f->uptime_s,     &f->scan_ms,
                                 &f->scan_users,     &f->scan_entries, &f->scan_foreign, &f->session_count,
                                 &f->outbox_waiting, &f->outbox_failed };
    int c = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = story_text(a, r, 0, c++);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        *flags[i] = db_bool(r, 0, c++);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        *figures[i] = story_int(r, 0, c++, -1);
    f->has_skew = !db_is_null(r, 0, c);
    f->clock_skew_s = db_int64(r, 0, c);
}

static bool read_facts(struct context *ctx, const char *name, struct router_facts *f, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "router_story", DB_PARAMS(name), e);
    if (!r)
        return false;
    bool found = db_rows(r) == 1;
    if (found) {
        fill_facts(ctx->arena, r, f);
        f->name = arena_strdup(ctx->arena, name);
    }
    db_result_free(r);
    if (found)
        return true;
    error_set(e, ERR_REFUSED, "this router is unknown", "there is no router %s", name);
    return error_hint(e, "the routers are those of the configuration: see routers in it");
}

static void fill_count(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct router_count *)item = (struct router_count){
        .kind = story_text(a, r, row, 0),
        .count = db_int64(r, row, 1),
        .safe = db_int64(r, row, 2),
        .mendable = db_int64(r, row, 3),
        .oldest_at = story_text(a, r, row, 4),
    };
}

static void fill_effect(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct router_effect *)item = (struct router_effect){
        .id = story_text(a, r, row, 0),
        .effect = story_text(a, r, row, 1),
        .who = story_text(a, r, row, 2),
        .state = story_text(a, r, row, 3),
        .at = story_text(a, r, row, 4),
        .next_attempt_at = story_text(a, r, row, 5),
        .last_error = story_text(a, r, row, 6),
        .attempts = db_int64(r, row, 7),
    };
}

static void fill_session(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct router_session *)item = (struct router_session){
        .who = story_text(a, r, row, 0),
        .account = story_text(a, r, row, 1),
        .mac = story_text(a, r, row, 2),
        .address = story_text(a, r, row, 3),
        .uptime_s = story_int(r, row, 4, -1),
        .bytes = story_int(r, row, 5, -1),
        .id = story_text(a, r, row, 6),
    };
}

static void fill_job(struct arena *a, const struct db_result *r, int row, void *item)
{
    *(struct router_job *)item = (struct router_job){
        .name = story_text(a, r, row, 0),
        .last_run_at = story_text(a, r, row, 1),
        .next_run_at = story_text(a, r, row, 2),
        .result = story_text(a, r, row, 3),
        .error = story_text(a, r, row, 4),
        .is_paused = db_bool(r, row, 5),
        .is_running = db_bool(r, row, 6),
        .id = story_text(a, r, row, 7),
    };
}

bool router_read_story(struct context *ctx, const char *name, struct router_story *story, struct error *e)
{
    static const struct story_list counts = { "router_story_counts", sizeof(struct router_count), fill_count },
                                   effects = { "router_story_effects", sizeof(struct router_effect), fill_effect },
                                   sessions = { "router_story_sessions", sizeof(struct router_session), fill_session },
                                   jobs = { "router_story_jobs", sizeof(struct router_job), fill_job };
    void *items[4];
    memset(story, 0, sizeof *story);
    if (!read_facts(ctx, name, &story->facts, e) ||
        !story_read_list(ctx, &counts, DB_PARAMS(name), &items[0], &story->count_count, e) ||
        !story_read_list(ctx, &effects, DB_PARAMS(name, MOST_ROWS), &items[1], &story->effect_count, e) ||
        !story_read_list(ctx, &sessions, DB_PARAMS(name, MOST_ROWS), &items[2], &story->session_count, e) ||
        !story_read_list(ctx, &jobs, DB_PARAMS(name), &items[3], &story->job_count, e))
        return false;
    story->counts = items[0];
    story->effects = items[1];
    story->sessions = items[2];
    story->jobs = items[3];
    return true;
}
